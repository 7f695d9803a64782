"""The canary that tells whether scheduler, broker and worker are all alive."""

from __future__ import annotations

from datetime import datetime

from alerts.models import Heartbeat

CANARY = "worker"


def beat(*, now: datetime) -> None:
    """A worker was reached: write it down."""
    Heartbeat.objects.update_or_create(name=CANARY, defaults={"at": now})
