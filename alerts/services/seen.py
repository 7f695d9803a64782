"""Saying "I have seen it"."""

from __future__ import annotations

from datetime import datetime

from alerts.models import Alert, Receipt
from tracker.models import User


def mark_seen(*, alert: Alert, by: User, now: datetime) -> Receipt:
    """The first time this user says so counts; saying it again changes nothing."""
    receipt, _created = Receipt.objects.get_or_create(alert=alert, user=by, defaults={"seen_at": now})
    return receipt
