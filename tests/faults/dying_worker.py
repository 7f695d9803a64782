"""A real Celery worker that dies at one of the gaps between a dose and its message.

`python -m tests.faults.dying_worker worker …` with DIE_AT = judging | judged | claimed | sent. The product's code is
untouched: the process kills itself with SIGKILL at the place that the gap's number marks.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn
from unittest import mock

from config.celery import app


def die(*_: Any, **__: Any) -> NoReturn:
    """No clean-up, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit  # not reached


def send_then_die() -> Any:
    """The message leaves, the process dies before it can write that down."""
    from alerts.transports.email import EmailTransport  # noqa: PLC0415

    send = EmailTransport.send

    def dying(*args: Any) -> None:
        send(*args)
        die()

    return mock.patch.object(EmailTransport, "send", dying)


def main() -> None:
    """Patch the gap, then be a worker."""
    import django  # noqa: PLC0415

    django.setup()
    gaps = {
        "judging": lambda: mock.patch("alerts.services.evaluate.assess", die),
        "judged": lambda: mock.patch("alerts.tasks.deliver.delay", die),
        "claimed": lambda: mock.patch("alerts.transports.email.EmailTransport.send", die),
        "sent": send_then_die,
    }
    with gaps[os.environ["DIE_AT"]]():
        app.worker_main([a for a in sys.argv[1:] if a not in {"-A", "config.celery"}])


if __name__ == "__main__":
    main()
