"""Blood tests: kept as the laboratory printed them, computed once, retracted and never overwritten."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.clinical.units import UnitError, magnesium_in_mg_dl
from tracker.models import Analyte, ChangeAction, ChangeKind, Comparator, LabResult, Person, User
from tracker.selectors.record import stored_mg_dl
from tracker.services.changes import lock_person, record_change
from tracker.services.noting import Errors, check_instant, take_back, unknown_word

# Ours (grade C): where the limits of a laboratory's own range may lie, in mg/dL. Ranges are about 1.6 to 2.6 mg/dL
# (0.66 to 1.07 mmol/L); one outside of this was printed in another unit than the result.
LOWER_LIMITS = (Decimal("1.0"), Decimal("3.0"))
UPPER_LIMITS = (Decimal("1.5"), Decimal("5.0"))


def record_lab(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    value: Decimal,
    unit: str,
    taken_at: datetime,
    analyte: str = Analyte.MAGNESIUM,
    comparator: str = "",
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> LabResult:
    """File a blood test; `low` and `high` are the laboratory's own range in the unit of `value`.

    Raises ValidationError by field. A value that is likely in another unit has the code `likely_unit_swap`.
    """
    with transaction.atomic():
        locked = lock_person(person.pk)
        errors: Errors = {}
        _check_words(errors, analyte, comparator)
        taken_at = check_instant(errors, "taken_at", taken_at, person=locked, now=now)
        _check_amounts(errors, unit, value, low, high)
        if errors:
            raise ValidationError(errors)
        lab = LabResult.objects.create(
            person=locked,
            analyte=analyte,
            value=value,
            unit=unit,
            comparator=comparator,
            low=low,
            high=high,
            mg_dl=stored_mg_dl(value, unit),
            taken_at=taken_at,
            recorded_at=now,
            recorded_by=by,
        )
        record_change(person=locked, kind=ChangeKind.LAB, action=ChangeAction.CREATED, subject_id=lab.pk, now=now)
    return lab


def retract_lab(*, person: Person, lab_id: UUID, by: User, now: datetime) -> LabResult:
    """Say that a blood test is not this person's or was wrong: it stays on file, no longer judged. Http404."""
    return take_back(LabResult, ChangeKind.LAB, person=person, entry_id=lab_id, by=by, now=now)


def _check_words(errors: Errors, analyte: str, comparator: str) -> None:
    if analyte not in Analyte.values:
        errors["analyte"] = unknown_word(analyte)
    if comparator not in Comparator.values:
        errors["comparator"] = unknown_word(comparator)


def _check_amounts(errors: Errors, unit: str, value: Decimal, low: Decimal | None, high: Decimal | None) -> None:
    _check_amount(errors, "value", value, unit)
    ranges = (("low", low, LOWER_LIMITS), ("high", high, UPPER_LIMITS))
    for field, limit, (least, most) in ranges:
        mg_dl = None if limit is None or errors else _check_amount(errors, field, limit, unit)
        if mg_dl is not None and not least <= mg_dl <= most:
            message = _("This does not look like a limit in %(unit)s. Copy value and range in the same unit.")
            errors[field] = ValidationError(message, code="likely_unit_swap", params={"unit": unit})
    if low is not None and high is not None and not errors and low >= high:
        errors["high"] = ValidationError(_("The upper limit is not above the lower one."), code="range_reversed")


def _check_amount(errors: Errors, field: str, amount: Decimal, unit: str) -> Decimal | None:
    """The amount in mg/dL; None and an error when it cannot be."""
    try:
        mg_dl = magnesium_in_mg_dl(amount, unit, field=field)
    except UnitError as error:
        where = "unit" if error.code == "unknown_unit" else field
        errors[where] = ValidationError(_(error.message) % error.params, code=error.code)
        return None
    if amount != round(amount, 3):
        errors[field] = ValidationError(_("Write at most 3 digits after the point."), code="max_decimal_places")
        return None
    return mg_dl
