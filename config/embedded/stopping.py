"""How the supervisor is told to stop."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import FrameType

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequests:
    """Counts the requests to stop: the first one stops in order, the second one at once."""

    def __init__(self) -> None:
        self._count = 0
        self._parent_caught = _parent_catches_interrupts()

    def listen(self) -> None:
        """Take the signals over; a shell that starts jobs in the background may have them ignored."""
        for number in _STOP_SIGNALS:
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._count += 1

    @property
    def wanted(self) -> bool:
        """Whether anybody asked to stop."""
        return self._count > 0 or (self._parent_caught and not _parent_catches_interrupts())

    @property
    def at_once(self) -> bool:
        """Whether somebody lost patience."""
        return self._count > 1


def _parent_catches_interrupts() -> bool:
    """Whether the parent has a handler for SIGINT (Linux).

    `make` does not hand on an interrupt that was sent to it alone (`kill -INT`): it gives up its handler and
    waits for us. That is how we notice. From a terminal the signal reaches us directly.
    """
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text(encoding="ascii")
        caught = int(status.split("SigCgt:", 1)[1].split(None, 1)[0], 16)
    except (OSError, IndexError, ValueError):
        return False
    return bool(caught & 1 << (signal.SIGINT - 1))
