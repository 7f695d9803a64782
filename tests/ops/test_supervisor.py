"""The real thing: `make run` without the packages step, on a folder and a port of its own."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for left-over processes in /proc"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="has a database and a broker of its own"),
]


class Installation:
    """A data folder, a port, and whoever runs on them."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        own = {
            "DATA_DIR": str(self.data_dir),
            "STATIC_ROOT": str(folder / "static"),
            "PORT": str(self.port),
            "DEMO": "yes",
            "DEMO_PASSWORD": secrets.token_urlsafe(12),
            # A tool of the tests brings setproctitle, whose titles would wipe what these tests look for.
            "SPT_NOENV": "1",
        }
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        self.env = inherited | own

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[str]]:
        """The supervisor, once its banner is there."""
        command = [sys.executable, "-m", "config.embedded"]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.env, text=True, stdout=subprocess.PIPE, start_new_session=True
        ) as supervisor:
            try:
                said = self._read_banner(supervisor)
                assert f"http://127.0.0.1:{self.port}/" in said
                assert self.env["DEMO_PASSWORD"] in said
                yield supervisor
            finally:
                supervisor.kill()

    @staticmethod
    def _read_banner(supervisor: subprocess.Popen[str]) -> str:
        said = ""
        for line in supervisor.stdout or ():
            said += line
            if "Ctrl-C" in line:
                break
        return said

    def processes(self, words: str = "") -> dict[int, str]:
        """Everything alive that was started for this data folder, by its environment; command lines with `words`."""
        mark = f"DATA_DIR={self.data_dir}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                alive = mark in (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if alive and words in command:
                found[int(folder.name)] = command
        return found

    def protected(self) -> bool:
        """Whether the page says so."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(json.load(answer)["protection"]["on"])
        except (urllib.error.HTTPError, OSError):
            return False


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """One that leaves nothing behind, whatever the test did."""
    made = Installation(tmp_path)
    yield made
    for pid in made.processes():
        os.kill(pid, signal.SIGKILL)


def until(look: Callable[[], object], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def leaders(installation: Installation, words: str) -> set[int]:
    """Processes that lead a group of their own: what the supervisor started, without pool processes."""
    return {pid for pid in installation.processes(words) if os.getpgid(pid) == pid}


def test_killed_processes_come_back_and_one_interrupt_leaves_nothing(installation: Installation) -> None:
    with installation.started() as supervisor:
        until(installation.protected, "protection is on")
        for name in (
            "worker --queues alerts",
            "worker --queues default",
            "beat --scheduler",
            "gunicorn",
            "valkey-server",
        ):
            (before,) = leaders(installation, name)
            os.kill(before, signal.SIGKILL)
            until(lambda name=name, before=before: leaders(installation, name) - {before}, f"{name} is back")  # type: ignore[misc]
        until(installation.protected, "protection is on again")
        os.killpg(supervisor.pid, signal.SIGINT)
        assert supervisor.wait(timeout=20) == 0
    assert installation.processes() == {}


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_works(installation: Installation) -> None:
    with installation.started() as supervisor:
        supervisor.kill()
    with installation.started() as supervisor:
        until(installation.protected, "protection is on")
        refused = subprocess.run(
            [sys.executable, "-m", "config.embedded"],
            cwd=ROOT, env=installation.env, text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert refused.returncode == 2
        assert "already runs with the data in" in refused.stderr
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(timeout=20) == 0
    until(lambda: not installation.processes(), "everything ended")


def test_a_taken_port_is_told_before_anything_starts(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        done = subprocess.run(
            [sys.executable, "-m", "config.embedded"],
            cwd=ROOT, env=installation.env, text=True, capture_output=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert re.search(rf"port {installation.port} on 127\.0\.0\.1 is taken", done.stderr)
    assert not (installation.data_dir / "magwatch.sqlite3").exists()
