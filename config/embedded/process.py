"""One process that is started again whenever it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from config.embedded.console import complain
from config.embedded.layout import BASE_DIR

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
# After this long a process counts as healthy, and its next fall is its first again.
STEADY_SECONDS = 30.0
FAILURES_BEFORE_REMEDY = 3

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """From now on this process gets SIGTERM when its parent dies, however it dies (Linux)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(argv: Sequence[str], *, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process in a group of its own: Ctrl-C reaches the supervisor alone, and nothing outlives it."""
    parent = os.getpid()

    def before_exec() -> None:
        os.umask(0o077)
        end_with_parent()
        if os.getppid() != parent:
            os._exit(1)  # the parent died before we could ask to be told

    return subprocess.Popen(
        argv,
        env=env,
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=before_exec,  # noqa: PLW1509 - the supervisor has no threads, so this is sound
    )


class Child:
    """A supervised process: `tend` starts it, and starts it again, later each time while it keeps failing.

    `remedy` is tried once it failed several times in a row.
    """

    def __init__(
        self, name: str, argv: Sequence[str], *, env: Mapping[str, str], remedy: Callable[[], None] | None = None
    ) -> None:
        self.name = name
        self._remedy = remedy
        self._argv = argv
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._start_at = 0.0
        self._failures = 0

    @property
    def pid(self) -> int | None:
        """The process, dead or alive, until `tend` noticed its end; None while it waits to be started again."""
        return None if self._process is None else self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def tend(self, now: float) -> None:
        """Look after the process at `now` (monotonic seconds)."""
        if self._process is not None and self._process.poll() is not None:
            self._fell(now)
        if self._process is None and now >= self._start_at:
            self._started = now
            self._process = spawn(self._argv, env=self._env)

    def _fell(self, now: float) -> None:
        assert self._process is not None  # noqa: S101 - `tend` looked
        code = self._process.returncode
        self.kill()
        self._failures = 0 if now - self._started >= STEADY_SECONDS else self._failures + 1
        delay = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(self._failures, 16))
        self._start_at = now + delay
        how = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
        complain(f"{self.name} {how}; it is started again in {delay:g} s.")
        if self._failures == FAILURES_BEFORE_REMEDY and self._remedy is not None:
            self._remedy()

    def terminate(self) -> None:
        """Ask it to finish what it holds and end."""
        if self.running and self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End it at once with all its own children: a pool process without its leader would hold work unseen."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
