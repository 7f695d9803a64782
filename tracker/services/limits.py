"""What a prescriber allows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.models import ChangeAction, ChangeKind, Person, PrescriberLimit, User
from tracker.services.changes import lock_person, record_change
from tracker.services.noting import take_back

# Above any label's day in the catalogue; a larger figure is a slip of the pen.
MOST_MG_PER_DAY = Decimal(10_000)


def record_limit(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    elemental_mg_per_day: Decimal,
    prescriber: str,
    valid_from: date,
    valid_until: date,
    product_id: UUID | None = None,
) -> PrescriberLimit:
    """File a limit in elemental mg a day, for one product or for all. Raises ValidationError by field.

    The very same limit said again is answered as it stands: each on file would have an alert of its own.
    """
    errors: dict[str, ValidationError] = {}
    if not elemental_mg_per_day.is_finite() or not Decimal("0.001") <= elemental_mg_per_day <= MOST_MG_PER_DAY:
        errors["elemental_mg_per_day"] = ValidationError(
            _("Write an amount from 1 to 10,000 mg a day."), code="out_of_range"
        )
    if valid_until < valid_from:
        errors["until"] = ValidationError(_("The end is before the start."), code="ends_before_start")
    if not prescriber.strip():
        errors["prescriber"] = ValidationError(_("Write who allowed it."), code="required")
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        locked = lock_person(person.pk)
        said: dict[str, Any] = {
            "person": locked,
            "product_id": product_id,
            "elemental_mg_per_day": elemental_mg_per_day,
            "prescriber": prescriber.strip(),
            "valid_from": valid_from,
            "valid_until": valid_until,
        }
        earlier = PrescriberLimit.objects.filter(**said, retracted_at__isnull=True).first()
        if earlier is not None:
            return earlier
        limit = PrescriberLimit.objects.create(**said, recorded_at=now, recorded_by=by)
        record_change(person=locked, kind=ChangeKind.LIMIT, action=ChangeAction.CREATED, subject_id=limit.pk, now=now)
    return limit


def retract_limit(*, person: Person, limit_id: UUID, by: User, now: datetime) -> PrescriberLimit:
    """Say that a limit does not hold, or never did: it stays on file, no longer judged. Http404."""
    return take_back(PrescriberLimit, ChangeKind.LIMIT, person=person, entry_id=limit_id, by=by, now=now)
