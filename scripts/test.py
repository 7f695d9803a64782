"""`make test`: the suite on SQLite, then the same suite on PostgreSQL and Redis when they can be reached.

DATABASE_URL and REDIS_URL name the services; when they are set they must answer. ARGS are handed to pytest.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
import tempfile
from urllib.parse import urlsplit

import psycopg
from steps import Step, run_all

DEFAULT_DATABASE = "postgres://postgres@127.0.0.1:5432/postgres"
# A database number of its own, so that a developer's other data stays.
DEFAULT_REDIS = "redis://127.0.0.1:6379/9"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PYTEST = (sys.executable, "-m", "pytest", "-n", "2")


def main() -> int:
    """Run both passes; 0 when what was run passed."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    has_browser = any(shutil.which(name) for name in BROWSERS)
    command = [*PYTEST, *([] if has_browser else ["-m", "not browser"]), *arguments]
    with tempfile.TemporaryDirectory(prefix="magwatch-test-") as folder:
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        env["DATA_DIR"] = folder
        steps = [Step("tests on SQLite", command, env), _second_pass(command, env)]
        if not has_browser:
            steps.append(Step("tests in a browser", note=f"none of {', '.join(BROWSERS)} is installed"))
        return run_all(steps, quiet=False)


def _second_pass(command: list[str], env: dict[str, str]) -> Step:
    name = "tests on PostgreSQL and Redis"
    database = os.environ.get("DATABASE_URL") or DEFAULT_DATABASE
    redis = os.environ.get("REDIS_URL") or DEFAULT_REDIS
    missing = _why_no_database(database) or _why_no_redis(redis)
    if missing and (os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL")):
        sys.exit(f"DATABASE_URL or REDIS_URL is set, but {missing}")
    return Step(name, command, env | {"DATABASE_URL": database, "REDIS_URL": redis}, note=missing)


def _why_no_database(url: str) -> str:
    """Why PostgreSQL cannot be used; empty when it can. The server is asked, the named database need not exist."""
    if not url.startswith("postgres"):
        return f"{url.split(':', 1)[0]} is not PostgreSQL"
    parts = urlsplit(url)._replace(path="/postgres")
    try:
        psycopg.connect(parts.geturl(), connect_timeout=3).close()
    except psycopg.Error as error:
        return f"PostgreSQL at {parts.hostname}:{parts.port or 5432} cannot be used ({str(error).splitlines()[0]})"
    return ""


def _why_no_redis(url: str) -> str:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 6379
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError as error:
        return f"Redis at {host}:{port} does not answer ({error})"
    return ""


if __name__ == "__main__":
    sys.exit(main())
