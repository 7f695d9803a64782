"""The web server's settings, for `make run` and for the container alike."""

from __future__ import annotations

import os
from pathlib import Path

from config import env

_host = env.read("HOST") or "127.0.0.1"
_port = env.read_int("PORT", default=8000, least=1, most=65535)

bind = [f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"]
# Threads: a request waits for the database most of its time, and each thread keeps its connection.
worker_class = "gthread"
workers = env.read_int("WEB_WORKERS", default=1, least=1, most=64)
threads = env.read_int("WEB_THREADS", default=8, least=1, most=64)
timeout = 60
graceful_timeout = 5
keepalive = 5
# A busy disk must not make a worker look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True
# Django decides what a proxy may say (BEHIND_TLS_PROXY, TRUSTED_PROXIES); the server believes nobody.
forwarded_allow_ips = ""
loglevel = "warning"
