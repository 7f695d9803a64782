"""However the request to stop arrives, it is heard."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.processes

WAITS = """
import sys, time
sys.path.insert(0, sys.argv[1])
from config.embedded.stopping import StopRequests
stop = StopRequests()
stop.listen()
print("waiting", flush=True)
until = time.monotonic() + 20
while not stop.wanted and time.monotonic() < until:
    time.sleep(0.02)
print("stopped" if stop.wanted else "not told", "at once" if stop.at_once else "in order", flush=True)
"""


@contextmanager
def waiting(command: list[str], cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """The process, once it waits for a request."""
    # Started by make itself, the suite must not hand its own make's state on.
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    with subprocess.Popen(
        command, cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        yield process
        process.kill()


def last_words(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return str(process.stdout.readline()).strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_in_order(number: signal.Signals, tmp_path: Path) -> None:
    with waiting([sys.executable, "-c", WAITS, str(ROOT)], tmp_path) as process:
        process.send_signal(number)
        assert last_words(process) == "stopped in order"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows which signals another process catches")
def test_an_interrupt_that_only_make_received_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "waits.py").write_text(WAITS, encoding="utf-8")
    (tmp_path / "Makefile").write_text(f"run:\n\t@{sys.executable} waits.py {ROOT}\n", encoding="utf-8")
    with waiting(["make", "run"], tmp_path) as make:
        make.send_signal(signal.SIGINT)
        assert last_words(make) == "stopped in order"
