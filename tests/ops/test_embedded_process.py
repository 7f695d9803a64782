"""A supervised process comes back, later each time while it keeps failing, and never for good away."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.embedded.process import LONGEST_DELAY_SECONDS, STEADY_SECONDS, Child

pytestmark = pytest.mark.processes

FAILS = (sys.executable, "-c", "raise SystemExit(3)")


def until(look: Callable[[], bool]) -> None:
    """Wait for the operating system, not for the clock that the child is tended with."""
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end
        time.sleep(0.005)


def pauses(child: Child, falls: int, *, now: float = 0) -> list[float]:
    """How long the child stays away after each of its falls, by a clock that we turn."""
    found = []
    child.tend(now)
    for _ in range(falls):
        until(lambda: not child.running)
        child.tend(now)
        fell = now
        while child.pid is None:
            now += 0.25
            child.tend(now)
        found.append(now - fell)
    return found


def test_the_pause_grows_to_a_limit_and_it_is_never_given_up() -> None:
    child = Child("worker", FAILS, env=os.environ)
    found = pauses(child, 9)
    child.kill()
    assert found == sorted(found)
    assert found[0] <= 1
    assert found[-1] == LONGEST_DELAY_SECONDS


def test_after_a_healthy_time_the_pause_is_short_again(tmp_path: Path) -> None:
    works = tmp_path / "works"
    program = "import pathlib, sys, time; time.sleep(600) if pathlib.Path(sys.argv[1]).exists() else sys.exit(3)"
    child = Child("worker", (sys.executable, "-c", program, str(works)), env=os.environ)
    assert pauses(child, 5)[-1] > 10
    until(lambda: not child.running)
    works.touch()
    child.tend(1000)
    child.tend(1100)
    assert child.running
    child.terminate()
    (last,) = pauses(child, 1, now=1100 + STEADY_SECONDS)
    child.kill()
    assert last <= 1


def test_a_remedy_is_tried_once_it_failed_again_and_again() -> None:
    tried: list[str] = []
    child = Child("broker", FAILS, env=os.environ, remedy=lambda: tried.append("tried"))
    pauses(child, 2)
    assert tried == []
    until(lambda: not child.running)
    child.tend(10)
    child.kill()
    assert tried == ["tried"]


def test_what_it_writes_is_for_this_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "database"
    child = Child("web", (sys.executable, "-c", f"open({str(path)!r}, 'w').close()"), env=os.environ)
    child.tend(0)
    until(lambda: not child.running)
    assert path.stat().st_mode & 0o077 == 0


def test_what_it_started_itself_ends_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    parent = "import subprocess, sys; print(subprocess.Popen(['sleep', '600']).pid, flush=True)"
    child = Child("worker", (sys.executable, "-c", parent), env=os.environ)
    child.tend(0)
    until(lambda: not child.running)
    grandchild = int(capfd.readouterr().out)
    os.kill(grandchild, 0)  # it outlived its parent
    child.tend(0.1)
    until(lambda: not _alive(grandchild))


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as status:  # noqa: PTH123
            return status.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
