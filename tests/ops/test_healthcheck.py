"""What a container asks to know whether it is healthy."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "healthcheck.py"


class Answers(BaseHTTPRequestHandler):
    """200 for the host that is served, 400 for another one, as Django does."""

    def do_GET(self) -> None:
        """Answer by the Host header and the path."""
        known = self.headers["Host"] == "magwatch.example.org"
        self.send_response({"/livez": 200}.get(self.path, 503) if known else 400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing to the console."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def status(url: str, site: str = "https://magwatch.example.org") -> int:
    command = [sys.executable, str(SCRIPT), url]
    return subprocess.run(command, env=os.environ | {"SITE_URL": site}, capture_output=True, check=False).returncode


def test_it_is_healthy_when_the_served_host_answers(address: str) -> None:
    assert status(f"{address}/livez") == 0


def test_it_is_not_when_the_answer_is_red(address: str) -> None:
    assert status(f"{address}/healthz") == 1


def test_it_is_not_when_nobody_answers() -> None:
    assert status("http://127.0.0.1:9/livez") == 1
