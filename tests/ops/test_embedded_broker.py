"""The broker of our own: private, persistent, and never two of them."""

from __future__ import annotations

import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from config.embedded import broker, layout
from config.embedded.console import CannotStart

pytestmark = pytest.mark.processes


@contextmanager
def running(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The broker, until the end of the block."""
    with subprocess.Popen(broker.prepare_broker(data_dir)) as process:
        try:
            until = time.monotonic() + 10
            while not broker.answers(layout.broker_socket(data_dir)):
                assert time.monotonic() < until, "the broker does not answer"
                time.sleep(0.02)
            yield process
        finally:
            process.kill()


def client(data_dir: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(layout.broker_socket(data_dir)), decode_responses=True)


def test_only_this_account_reaches_it_and_only_by_its_socket(tmp_path: Path) -> None:
    with running(tmp_path), client(tmp_path) as connection:
        path = layout.broker_socket(tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert connection.config_get("port") == {"port": "0"}


def test_what_was_queued_is_there_after_a_kill(tmp_path: Path) -> None:
    with running(tmp_path), client(tmp_path) as connection:
        connection.rpush("alerts", "one", "two")
        connection.config_set("appendfsync", "always")
        connection.rpush("alerts", "three")
    with running(tmp_path), client(tmp_path) as connection:
        assert connection.lrange("alerts", 0, -1) == ["one", "two", "three"]


def test_one_that_a_killed_supervisor_left_behind_is_ended_first(tmp_path: Path) -> None:
    with running(tmp_path) as left_behind:
        broker.prepare_broker(tmp_path)
        assert left_behind.wait(timeout=10) == 0


def test_a_folder_with_a_name_that_no_address_can_hold_works_too(tmp_path: Path) -> None:
    odd = tmp_path / 'ein "Ordner" # 100 %'
    with running(odd), client(odd) as connection:
        assert connection.ping()


def test_files_that_cannot_be_read_are_set_aside(tmp_path: Path) -> None:
    with running(tmp_path), client(tmp_path) as connection:
        connection.rpush("alerts", *("x" * 50 for _ in range(50)))
        connection.rpush("alerts", "last")
    (written,) = (tmp_path / "broker" / "appendonlydir").glob("*.incr.aof")
    written.write_bytes(b"*?rubbish\r\n" * 3 + written.read_bytes())
    assert subprocess.run(broker.prepare_broker(tmp_path), timeout=10, check=False).returncode != 0
    broker.set_files_aside(tmp_path)
    with running(tmp_path), client(tmp_path) as connection:
        assert connection.llen("alerts") == 0
    assert (tmp_path / "broker.unreadable").is_dir()


def test_a_file_in_the_place_of_its_folder_stops_the_start_with_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data_dir = tmp_path / ("x" * 100)
    layout.broker_socket(data_dir).parent.symlink_to("/")
    with pytest.raises(CannotStart, match="must be a folder that belongs to this account"):
        broker.prepare_broker(data_dir)
