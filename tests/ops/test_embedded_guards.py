"""What is looked at before anything starts."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

from config.embedded import guards


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        text = guards.port_problem("127.0.0.1", port)
    assert f"port {port} on 127.0.0.1 is taken" in text
    assert "make run PORT=" in text


def test_a_port_that_is_let_go_in_time_is_no_problem() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert guards.port_problem("127.0.0.1", port) == ""


def test_an_address_of_another_machine_is_named() -> None:
    assert "HOST=192.0.2.1 is not an address of this machine" in guards.port_problem("192.0.2.1", 8000)
    assert "HOST=no.such.host.invalid" in guards.port_problem("no.such.host.invalid", 8000)


def test_only_one_supervisor_holds_a_data_folder(tmp_path: Path) -> None:
    first = guards.lock(tmp_path)
    assert first is not None
    assert guards.lock(tmp_path) is None
    first.release()
    second = guards.lock(tmp_path)
    assert second is not None
    assert not second.follows_a_crash
    second.release()


def test_a_supervisor_that_was_killed_holds_nothing_but_is_noticed(tmp_path: Path) -> None:
    killed = guards.lock(tmp_path)
    assert killed is not None
    killed.handle.close()
    following = guards.lock(tmp_path)
    assert following is not None
    assert following.follows_a_crash
    following.release()


def test_folders_are_made_for_this_account_alone(tmp_path: Path) -> None:
    made = guards.make_private(tmp_path / "one" / "two")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
