"""The doorbell: after a commit, ask a worker to look. A broker that is gone must cost the person nothing."""

from __future__ import annotations

import threading
import time
from uuid import UUID

import structlog
from django.dispatch import receiver

from alerts.tasks import evaluate
from tracker.signals import changed

log = structlog.get_logger(__name__)

# After a failed ring, later ones are not tried for this long: the sweep does their work anyway.
QUIET_SECONDS = 5.0


class _Bell:
    """Remembers that the broker did not answer, so that not every request waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._quiet_until = 0.0

    def ring(self, person_id: UUID) -> None:
        with self._lock:
            if time.monotonic() < self._quiet_until:
                return
        try:
            evaluate.delay(str(person_id))
        except Exception as error:  # noqa: BLE001 - whatever the broker does, the record is already safe
            log.warning("doorbell_failed", why=type(error).__name__)
            with self._lock:
                self._quiet_until = time.monotonic() + QUIET_SECONDS


_bell = _Bell()


@receiver(changed, dispatch_uid="alerts.doorbell")
def ring(person_id: UUID, **_: object) -> None:
    """Somebody's facts changed."""
    _bell.ring(person_id)
