"""What a newcomer types first."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)


def test_make_alone_lists_each_target_in_one_line() -> None:
    listed = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True
    )
    names = re.findall(r"^ {2}make (\S+) +\S", listed.stdout, re.MULTILINE)
    assert TARGETS is not None
    assert names == TARGETS.group(1).split()
    assert {"run", "test", "check", "demo"} <= set(names)
    assert len(listed.stdout.splitlines()) == len(names)


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_each_locked_package_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    packages = re.findall(r"^[a-zA-Z0-9_.-]+(?:\[.*\])?==", text, re.MULTILINE)
    with_hash = re.findall(r"^[a-zA-Z0-9_.-]+(?:\[.*\])?==.* \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(packages) == len(with_hash) > 40


def test_the_development_lock_holds_the_same_versions_as_the_base_lock() -> None:
    base, dev = (_versions(lock) for lock in ("base", "dev"))
    assert base.items() <= dev.items()


def _versions(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-zA-Z0-9_.-]+)(?:\[.*\])?==([^ ;\\]+)", text, re.MULTILINE))


def test_each_setting_that_is_read_is_explained() -> None:
    explained = set(
        re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "config").rglob("*.py"))
    read = set(re.findall(r'\benv\.read(?:_\w+)?\(\s*"([A-Z_]+)"', sources))
    assert read - explained == set()
    assert explained - read == {"PUBLISH"}, "docker-compose.yml alone reads it"
