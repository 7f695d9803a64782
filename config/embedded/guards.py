"""Looked at before anything is started. Only the standard library: the first step of `make run` asks here too."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# The web server of a supervisor that was killed needs a moment to let go of its port.
PATIENCE_SECONDS = 10.0


def port_problem(host: str, port: int, *, patience: float = 0) -> str:
    """Why HOST and PORT cannot be listened to, in words for the person at the console; empty when they can.

    A port that is taken is looked at again for `patience` seconds.
    """
    until = time.monotonic() + patience
    while (problem := _try_to_listen(host, port)) == errno.EADDRINUSE and time.monotonic() < until:
        time.sleep(0.2)
    if problem == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is taken by another program.\n"
            f"Stop that program, or choose another port:  make run PORT={port + 1 if port < 65535 else 8000}"
        )
    if problem == errno.EACCES:
        return f"this account may not listen on port {port}. Choose one above 1023:  make run PORT=8000"
    return f"HOST={host} is not an address of this machine. HOST=127.0.0.1 always works." if problem else ""


def _try_to_listen(host: str, port: int) -> int:
    """The error number, 0 when it works."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            # Binding alone succeeds beside another program that binds with SO_REUSEADDR.
            probe.listen(1)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return 0


def make_private(folder: Path) -> Path:
    """The folder, made with mode 700 when it is missing; parents too."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Lock:
    """What the only supervisor of a DATA_DIR holds while it lives. The system lets go of it when the process ends."""

    handle: IO[str]
    #: The one before was killed, and what it had started may still be ending.
    follows_a_crash: bool

    def release(self) -> None:
        """Let go in good order."""
        self.handle.truncate(0)
        self.handle.close()


def lock(data_dir: Path) -> Lock | None:
    """The lock on DATA_DIR; None when another supervisor holds it."""
    handle = (make_private(data_dir / "run") / "supervisor.pid").open("a+", encoding="ascii")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    handle.seek(0)
    follows_a_crash = bool(handle.read())
    handle.truncate(0)
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return Lock(handle, follows_a_crash)
