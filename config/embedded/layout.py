"""Where the embedded installation keeps things. Pure paths: nothing is created or read here."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parents[2]

# The kernel allows 107 bytes for the path of a socket (103 on macOS).
LONGEST_SOCKET_PATH = 100


def broker_socket(data_dir: Path) -> Path:
    """The broker's socket in DATA_DIR/run or, where that path does not fit, in a private folder for temporary files.

    It does not fit when it is too long for a socket, or when an address (`broker_url`) would have to quote it.
    """
    path = data_dir / "run" / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and quote(os.fspath(path)) == os.fspath(path):
        return path
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"magwatch-{os.getuid()}-{digest}" / "broker.sock"


def broker_url(data_dir: Path) -> str:
    """The address of the embedded broker, as Celery reads it."""
    return f"redis+socket://{broker_socket(data_dir)}"


def demo_password_file(data_dir: Path) -> Path:
    """Where the password of the demo people is kept, so that each start can print it."""
    return data_dir / "demo_password"
