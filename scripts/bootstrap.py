#!/usr/bin/env python3
"""Make sure that the packages are there, then become `.venv/bin/python ARGUMENTS`.

    python3 scripts/bootstrap.py [--label 1/4] base|dev [ARGUMENTS ...]

Runs with the system's Python and the standard library alone. Packages are installed from requirements/, each one
checked against its hash, and only when the lock file is another one than last time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ("base", "dev")
OLDEST_PYTHON = [3, 11]
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")

NO_VENV = """\
Python's own way to make a virtual environment failed (see above).
On Debian and Ubuntu it is a package of its own:  apt-get install python3-venv"""


def main() -> None:
    """Install what is missing, then run what was asked for."""
    parser = argparse.ArgumentParser(description="Install the locked packages, then run Python with them.")
    parser.add_argument("--label", default="", help="printed before the line about packages, such as 1/4")
    parser.add_argument("lock", choices=LOCKS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    _use_new_enough_python()
    _install(options.lock, options.label, starts_server="config.embedded" in options.arguments)
    if options.arguments:
        _become([str(PYTHON), *options.arguments])


def _use_new_enough_python() -> None:
    """Go on with a newer Python when this one is too old."""
    if list(sys.version_info[:2]) >= OLDEST_PYTHON:
        return
    for name in NEWER_PYTHONS:
        if path := shutil.which(name):
            os.execv(path, [path, *sys.argv])
    sys.exit(f"Magwatch needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


def _install(lock: str, label: str, *, starts_server: bool) -> None:
    wanted = _digest(lock)
    stamp = VENV / f".installed-{lock}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        if label:
            print(f"{label} Packages are installed", flush=True)
        return
    if starts_server:
        _require_free_port()
    print(f"{label} Installing packages (once, about a minute)".lstrip(), flush=True)
    if not (VENV / "bin" / "pip").exists() or not PYTHON.exists():
        _make_venv()
    _pip_install(ROOT / "requirements" / f"{lock}.txt")
    # The development lock holds everything of the base lock.
    for name in LOCKS[: LOCKS.index(lock) + 1]:
        (VENV / f".installed-{name}").write_text(_digest(name), encoding="ascii")


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()


def _require_free_port() -> None:
    """Nobody wants to wait a minute to read that the port is taken."""
    sys.path.insert(0, str(ROOT))
    from config.embedded.guards import port_problem  # noqa: PLC0415 - only once the path is set

    port = os.environ.get("PORT") or "8000"
    host = os.environ.get("HOST") or "127.0.0.1"
    if port.isdigit() and (problem := port_problem(host, int(port))):
        sys.exit(f"Magwatch: {problem}")


def _make_venv() -> None:
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(NO_VENV)


def _pip_install(lock: Path) -> None:
    total = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-deps"]
    command += ["--progress-bar", "off", "--require-hashes", "-r", str(lock)]
    last: deque[str] = deque(maxlen=15)
    found = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            last.append(line.rstrip())
            found += line.startswith(("Collecting ", "Requirement already satisfied"))
            _show(line, found, total)
    if pip.returncode:
        sys.exit("\n".join([*last, "", "Packages could not be installed; the reason stands above."]))


def _show(line: str, found: int, total: int) -> None:
    """One line that counts in a terminal; a line for each ten packages elsewhere."""
    if line.startswith("Installing collected"):
        print("    unpacking             ", flush=True)
    elif line.startswith("Collecting ") and (sys.stdout.isatty() or not found % 10):
        print(f"    {found} of {total} packages", end="\r" if sys.stdout.isatty() else "\n", flush=True)


def _become(command: list[str]) -> None:
    """Replace this process. When `make` dies, however it dies, what it started shall end as well."""
    sys.path.insert(0, str(ROOT))
    from config.embedded.process import end_with_parent  # noqa: PLC0415 - only once the path is set

    os.chdir(ROOT)
    end_with_parent()
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
