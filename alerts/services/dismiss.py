"""Putting an alert away: on record, with who, when and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alerts.models import Alert, Dismissal, DismissalReason
from alerts.services.seen import mark_seen
from tracker.models import User


class NotDismissible(Exception):
    """The alert is over, or somebody put it away already."""


def dismiss_alert(*, alert: Alert, by: User, reason: DismissalReason, now: datetime) -> Dismissal:
    """Put an alert away for its present round, and say that it was seen.

    It stays listed for everybody, messages that wait still go, and a rise in severity begins a new round, which is
    not put away. The same from the same person again changes nothing.

    Raises:
        NotDismissible: the alert is over, or was put away by somebody else or for another reason.
    """
    with transaction.atomic():
        current = Alert.objects.select_for_update().get(pk=alert.pk)
        if not current.is_live:
            raise NotDismissible
        dismissal, created = Dismissal.objects.get_or_create(
            alert=current, round=current.round, defaults={"user": by, "reason": reason, "dismissed_at": now}
        )
        if not created and (dismissal.user_id, dismissal.reason) != (by.pk, reason):
            raise NotDismissible
        mark_seen(alert=current, by=by, now=now)
    return dismissal
