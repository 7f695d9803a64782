"""Is docker-compose.yml sound? Parses it, and checks what can be checked without Docker."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml
from steps import BIN, ROOT

Service = dict[str, Any]


def problems(document: dict[str, Any], *, root: Path = ROOT) -> list[str]:
    """What is wrong with a compose file, one line each; empty when nothing is."""
    services: dict[str, Service] = document.get("services") or {}
    found = [] if services else ["no services"]
    for name, service in services.items():
        found += [f"{name}: {text}" for text in _service_problems(service, root)]
        found += [
            f"{name}: depends on {other}, which is not there"
            for other in service.get("depends_on", {}).keys() - services
        ]
        found += [f"{name}: {kind} {missing} is not declared" for kind, missing in _undeclared(service, document)]
    return found


def _service_problems(service: Service, root: Path) -> list[str]:
    once = service.get("restart") == "no"
    checks = {
        "no health check": once or bool(service.get("healthcheck", {}).get("test")),
        "not started again after a failure": once or service.get("restart") == "unless-stopped",
        "runs as root": _is_plain_user(service.get("user", "")),
        "may write to its root file system": service.get("read_only") is True,
        "may gain privileges": "no-new-privileges:true" in service.get("security_opt", []),
        "image has no fixed version": "build" in service or ":" in service.get("image", ""),
    }
    found = [text for text, fine in checks.items() if not fine]
    if "build" in service:
        found += _missing_commands(service, root)
    return found


def _is_plain_user(user: str) -> bool:
    number = str(user).partition(":")[0]
    return number.isdigit() and int(number) > 0


def _missing_commands(service: Service, root: Path) -> list[str]:
    """Programs and scripts that our own image would not have."""
    found = []
    for words in (service.get("command", []), service.get("healthcheck", {}).get("test", [])[1:]):
        if words and not (BIN / words[0]).exists():
            found.append(f"{words[0]} is not a command of a locked package")
        found += [f"{word} is not a file" for word in words[1:] if word.endswith(".py") and not (root / word).exists()]
    return found


def _undeclared(service: Service, document: dict[str, Any]) -> list[tuple[str, str]]:
    """Volumes, networks and secrets that a service uses and nobody declares."""
    used = {
        "volumes": [volume.partition(":")[0] for volume in service.get("volumes", []) if volume[0] not in "./"],
        "networks": service.get("networks", []),
        "secrets": service.get("secrets", []),
    }
    return [(kind, name) for kind, names in used.items() for name in names if name not in (document.get(kind) or {})]


def main() -> int:
    """Print each problem of the file that is named, or of our own; 0 when there is none."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docker-compose.yml"
    found = problems(yaml.safe_load(path.read_text(encoding="utf-8")))
    print("\n".join(found) or f"{path.name} is sound")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
