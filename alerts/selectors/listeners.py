"""Those who may be told about a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from alerts.policy.telling import Listener
from tracker.clinical.assessment import Severity
from tracker.models import Grant, User


def listeners_of(person_id: UUID, *, now: datetime) -> list[Listener]:
    """The person's own account, and the carers whose grant to see alerts holds at `now`. Two queries."""
    accounts = User.objects.filter(person=person_id, is_active=True).values_list("pk", flat=True)
    own = [Listener(user_id=user_id, is_patient=True) for user_id in accounts]
    grants = Grant.objects.holding(now=now).filter(person_id=person_id).order_by("valid_from")
    return own + [_carer(grant) for grant in grants if grant.see_alerts or grant.manage]


def listener_of(person_id: UUID, user_id: UUID, *, now: datetime) -> Listener | None:
    """What this user may hear about this person at `now`: asked again when a message leaves. None: nothing."""
    return next((who for who in listeners_of(person_id, now=now) if who.user_id == user_id), None)


def _carer(grant: Grant) -> Listener:
    return Listener(
        user_id=grant.carer_id,
        is_patient=False,
        min_severity=Severity(grant.min_severity),
        delay=timedelta(minutes=grant.delay_minutes),
    )
