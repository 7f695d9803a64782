"""What somebody says was taken, checked before it is written: one place for the form and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from intake.models import ProductUnit
from tracker.models import Person

# More than anybody takes of anything at once; a larger number is a slip of the finger.
MOST_AMOUNT = Decimal(10_000)
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
    found = _find_unit(person, product_id, unit, errors)
    _check_amount(amount, errors)
    moment = _check_taken_at(taken_at, errors, now=now)
    if len(note) > 300:
        errors["note"] = ValidationError(_("Write at most 300 characters."), code="max_length")
    if found is None or errors:
        raise ValidationError(errors)
    return Entry(found, amount, moment, note.strip())


def _find_unit(person: Person, product_id: UUID, unit: str, errors: dict[str, ValidationError]) -> ProductUnit | None:
    # A product that was taken out of the catalogue was still taken: whoever knows its id may log it.
    known = Q(product__owner=None) | Q(product__owner=person)
    found = ProductUnit.objects.filter(known, product_id=product_id)
    if row := found.filter(name=unit).select_related("product").first():
        return row
    if not found.exists():
        errors["product"] = ValidationError(_("This product is not known."), code="unknown_product")
        return None
    names = found.values_list("name", flat=True)
    errors["unit"] = ValidationError(
        _("This product is not counted in “%(unit)s”. Use one of: %(units)s."),
        code="unknown_unit",
        params={"unit": unit[:40], "units": ", ".join(names)},
    )
    return None


def _check_amount(amount: Decimal, errors: dict[str, ValidationError]) -> None:
    if not amount.is_finite():
        errors["amount"] = ValidationError(_("Write a number."), code="invalid")
    elif amount <= 0:
        errors["amount"] = ValidationError(_("Write an amount above zero."), code="not_positive")
    elif amount > MOST_AMOUNT:
        errors["amount"] = ValidationError(_("This amount is too large. Check it."), code="too_large")
    elif amount != round(amount, 3):
        errors["amount"] = ValidationError(_("Write at most 3 digits after the point."), code="max_decimal_places")


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
