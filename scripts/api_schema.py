"""Write the description of the API into docs/api/openapi.yaml, which clients are made from.

python scripts/api_schema.py                     writes, unless it takes something away from clients
python scripts/api_schema.py --break-clients     writes even then
python scripts/api_schema.py --check             only says whether it should be written: exit status 1 if so
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import yaml
from api_changes import breaking_changes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SNAPSHOT = ROOT / "docs" / "api" / "openapi.yaml"


def main() -> int:
    """Write or check; 0 when the snapshot says what the API is."""
    parser = argparse.ArgumentParser(description="Write the description of the API into docs/api/openapi.yaml.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when it breaks clients or is old")
    parser.add_argument("--break-clients", action="store_true", help="write it although existing clients may break")
    parser.add_argument("snapshot", nargs="?", type=Path, default=SNAPSHOT)
    options = parser.parse_args()
    found = options.snapshot.read_text(encoding="utf-8") if options.snapshot.exists() else ""
    wanted = description()
    if not options.break_clients and _breaks(found, wanted):
        return 1
    if options.check:
        return _compare(found, wanted, options.snapshot)
    options.snapshot.write_text(wanted, encoding="utf-8")
    return 0


def description() -> str:
    """The API as OpenAPI in YAML, in English."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 - only now can Django be set up

    django.setup()
    from drf_spectacular.renderers import OpenApiYamlRenderer  # noqa: PLC0415 - as above

    from tracker.api.reference import describe_api  # noqa: PLC0415 - as above

    render = OpenApiYamlRenderer().render
    text: bytes = render(describe_api("en"), renderer_context={})  # type: ignore[no-untyped-call]  # it has no types
    return text.decode()


def _breaks(found: str, wanted: str) -> bool:
    broken = breaking_changes(yaml.safe_load(found), yaml.safe_load(wanted)) if found else []
    if broken:
        print("Clients that were made for docs/api/openapi.yaml would break:")
        print(*(f"- {change}" for change in broken), sep="\n")
        print("Give it back, or write it anew with python scripts/api_schema.py --break-clients and raise the version.")
    return bool(broken)


def _compare(found: str, wanted: str, snapshot: Path) -> int:
    if found == wanted:
        print(f"{snapshot.name} says what the API is")
        return 0
    print(f"{snapshot.name} is out of date, and nothing in it breaks: run python scripts/api_schema.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
