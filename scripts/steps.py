"""Running one command after the other, and saying at the end how each one went."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """A command with a name for people. With `note` it is not run, and `note` says why."""

    name: str
    command: Sequence[str] = ()
    env: Mapping[str, str] | None = None
    note: str = ""


def run_all(steps: Sequence[Step], *, quiet: bool) -> int:
    """Run every step even when one fails; 0 when none failed. `quiet` shows the output of failures only."""
    results = [_run(step, quiet=quiet) for step in steps]
    print()
    for line, _ in results:
        print(line)
    return int(not all(fine for _, fine in results))


def _run(step: Step, *, quiet: bool) -> tuple[str, bool]:
    if step.note:
        return f"  skipped  {step.name}: {step.note}", True
    print(f"... {step.name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(step.command, cwd=ROOT, env=step.env, capture_output=quiet, text=True, check=False)
    fine = done.returncode == 0
    if quiet and not fine:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return f"  {'passed ' if fine else 'FAILED '}  {step.name} ({time.monotonic() - started:.0f} s)", fine
