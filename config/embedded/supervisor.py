"""Starts the processes of one machine in order, keeps them alive, and stops them without leaving one behind."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from config.embedded import broker, layout
from config.embedded.console import banner, complain, say
from config.embedded.options import Options
from config.embedded.process import Child, spawn
from config.embedded.stopping import StopRequests

TICK_SECONDS = 0.1
BROKER_START_SECONDS = 30.0
PAGE_START_SECONDS = 60.0
STOP_SECONDS = 10.0

# Celery's banner and its warning about root (a container, usually) would bury what matters at the console.
_CELERY = (sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "config.celery")
_QUIET = ("--loglevel", "WARNING")
WEB = (sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi:application")
_ALONE = ("--without-mingle", "--without-gossip", "--without-heartbeat")
# Judging and sending apart: a mail server that hangs must not keep anybody from being judged.
WORKER = (*_CELERY, "worker", "--queues", "alerts", "--pool", "prefork", "--concurrency", "2", *_ALONE, *_QUIET)
SENDER = (*_CELERY, "worker", "--queues", "default,bulk", "--pool", "threads", "--concurrency", "8",
          "--hostname", "sender@%h", *_ALONE, *_QUIET)  # fmt: skip
# The plain scheduler keeps no file: what is due stands in the database.
BEAT = (*_CELERY, "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile", "", *_QUIET)


class Supervisor:
    """The life of one `make run`."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._env = options.environment()
        self._stop = StopRequests()
        self._tended: list[Child] = []
        self._broker = self._embedded_broker()
        commands = {"web": WEB, "worker": WORKER, "sender": SENDER, "beat": BEAT}
        self._clients = [self._child(name, argv) for name, argv in commands.items()]

    def _child(self, name: str, argv: Sequence[str]) -> Child:
        return Child(name, argv, env=self._env)

    def _embedded_broker(self) -> list[Child]:
        if self._options.redis_url:
            return []
        data_dir = self._options.data_dir
        remedy = partial(broker.set_files_aside, data_dir)
        return [Child("broker", broker.prepare_broker(data_dir), env=self._env, remedy=remedy)]

    def run(self) -> int:
        """Prepare, start, watch until somebody asks to stop; the exit status for the shell."""
        self._stop.listen()
        try:
            self._start_broker()
            status = self._prepare()
            if not status and not self._stop.wanted:
                self._start_clients()
                self._until(lambda: False)
        finally:
            self._end()
        return 0 if self._stop.wanted else status

    def _start_broker(self) -> None:
        if not self._broker:
            say("2/4 Using the broker that REDIS_URL names")
            return
        say("2/4 Starting the broker")
        socket_path = layout.broker_socket(self._options.data_dir)
        self._tended += self._broker
        if not self._until(lambda: broker.answers(socket_path), seconds=BROKER_START_SECONDS) and not self._stop.wanted:
            complain(f"the broker does not answer yet; see {broker.log_file(self._options.data_dir)}.")

    def _prepare(self) -> int:
        say("3/4 Preparing the database, the catalogue and the pages")
        process = spawn([sys.executable, "manage.py", "prepare"], env=self._env)
        self._until(lambda: process.poll() is not None)
        if process.poll() is None:
            process.terminate()
        if process.wait() and not self._stop.wanted:
            complain("the preparation failed; the reason stands above.")
        return process.returncode

    def _start_clients(self) -> None:
        say("4/4 Starting the web server, the workers and beat")
        self._tended += self._clients
        if self._until(self._page_answers, seconds=PAGE_START_SECONDS):
            say(banner(self._options))
        elif not self._stop.wanted:
            complain("the page does not answer yet; what the web server says stands above.")

    def _until(self, done: Callable[[], bool], *, seconds: float = float("inf")) -> bool:
        """Tend everything started so far until `done`, the time is over, or somebody asks to stop."""
        until = time.monotonic() + seconds
        while not self._stop.wanted and time.monotonic() < until:
            for child in self._tended:
                child.tend(time.monotonic())
            if done():
                return True
            time.sleep(TICK_SECONDS)
        return False

    def _page_answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection(self._options.own_address, self._options.port, timeout=2)
            connection.request("GET", "/livez")
            connection.getresponse().read()
            connection.close()
        except (OSError, http.client.HTTPException):
            return False
        return True

    def _end(self) -> None:
        say("Stopping …")
        self._end_these(self._clients)
        self._end_these(self._broker)  # last, so that the worker can hand back what it holds
        say("Stopped.")

    def _end_these(self, children: list[Child]) -> None:
        for child in children:
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        while any(child.running for child in children) and time.monotonic() < until and not self._stop.at_once:
            time.sleep(0.05)
        for child in children:
            child.kill()
