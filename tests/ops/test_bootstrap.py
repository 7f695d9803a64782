"""The first step of each `make` target: the packages are there, and then the command runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.processes


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project with nothing to install and no environment yet."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap.py", tmp_path / "scripts")
    shutil.copytree(ROOT / "config" / "embedded", tmp_path / "config" / "embedded")
    for lock in ("base", "dev"):
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"# {lock}\n", encoding="utf-8")
    return tmp_path


def bootstrap(tree: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/bootstrap.py", *arguments]
    return subprocess.run(command, cwd=tree, env=os.environ | env, capture_output=True, text=True, check=False)


def test_from_nothing_it_makes_an_environment_once(tree: Path) -> None:
    where = ("-c", "import sys; print(sys.prefix)")
    first = bootstrap(tree, "--label", "1/4", "base", *where)
    assert first.stdout.splitlines() == ["1/4 Installing packages (once, about a minute)", str(tree / ".venv")]
    second = bootstrap(tree, "--label", "1/4", "base", *where)
    assert second.stdout.splitlines() == ["1/4 Packages are installed", str(tree / ".venv")]
    (tree / "requirements" / "base.txt").write_text("# another lock\n", encoding="utf-8")
    assert "Installing packages" in bootstrap(tree, "--label", "1/4", "base", *where).stdout
    assert bootstrap(tree, "base", *where).stdout.splitlines() == [str(tree / ".venv")], "silent unless asked"


def test_a_lock_that_cannot_be_installed_is_told_and_nothing_runs(tree: Path) -> None:
    (tree / "requirements" / "base.txt").write_text("./missing ; python_version > '3'\n", encoding="utf-8")
    done = bootstrap(tree, "base", "-c", "print('ran')")
    assert done.returncode != 0
    assert "Packages could not be installed" in done.stderr
    assert "ran" not in done.stdout
