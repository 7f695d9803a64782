"""What somebody says was taken, checked before it is written: one place for the form and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intake.models import ProductUnit
from intake.selectors.amounts import check_amount, find_unit
from tracker.models import Person

# A client's clock may run fast by this much; beyond it a dose is in the future.
CLOCK_TOLERANCE = timedelta(minutes=1)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody says was taken, checked and ready to be written."""

    unit: ProductUnit
    amount: Decimal
    taken_at: datetime
    note: str


def check_entry(
    person: Person, *, product_id: UUID, unit: str, amount: Decimal, taken_at: datetime, note: str, now: datetime
) -> Entry:
    """The entry. Raises ValidationError with all that is wrong, by field: product, unit, amount, taken_at, note."""
    errors: dict[str, ValidationError] = {}
    found = find_unit(person, product_id, unit, errors)
    check_amount(amount, errors)
    moment = _check_taken_at(taken_at, errors, now=now)
    if len(note) > 300:
        errors["note"] = ValidationError(_("Write at most 300 characters."), code="max_length")
    if found is None or errors:
        raise ValidationError(errors)
    return Entry(found, amount, moment, note.strip())


def _check_taken_at(taken_at: datetime, errors: dict[str, ValidationError], *, now: datetime) -> datetime:
    if taken_at.tzinfo is None:
        errors["taken_at"] = ValidationError(_("Give the time with its offset from UTC."), code="offset_required")
    elif taken_at > now + CLOCK_TOLERANCE:
        errors["taken_at"] = ValidationError(_("This time is in the future."), code="in_future")
    elif taken_at < EARLIEST:
        errors["taken_at"] = ValidationError(_("This time is too long ago."), code="too_old")
    else:
        return min(taken_at, now)
    return now
