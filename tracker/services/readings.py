"""Kidney readings: kept as given, computed once, retracted and never overwritten."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from tracker.clinical.ages import age_on
from tracker.clinical.egfr import EgfrError, ckd_epi_2021_creatinine
from tracker.clinical.facts import Comparator, Sex
from tracker.clinical.kidney_category import category_of
from tracker.clinical.units import UnitError, creatinine_in_mg_dl
from tracker.models import ChangeAction, ChangeKind, DialysisKind, KidneyReading, Person, ReadingMethod, User
from tracker.services.changes import lock_person, record_change

# No laboratory reports more; a larger figure is another value typed into this field.
HIGHEST_EGFR = Decimal(250)
STORED = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Creatinine:
    """A creatinine as the laboratory printed it."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class _Function:
    """What a reading says about kidney function; the category is decided on the unrounded eGFR."""

    egfr_ml_min: Decimal | None
    method: ReadingMethod
    category: str


def record_reading(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    taken_on: date,
    egfr_ml_min: Decimal | None = None,
    creatinine_value: Decimal | None = None,
    creatinine_unit: str = "",
    comparator: str = "",
    dialysis: str = DialysisKind.NONE,
    acute: bool = False,
    source: str = "",
) -> KidneyReading:
    """File a result: an eGFR as reported (mL/min per 1.73 m²), or a creatinine to compute it from, or dialysis alone.

    Raises ValidationError by field: `taken_on`, `egfr_ml_min`, `creatinine`, `birth_date`, `sex`.
    """
    creatinine = None if creatinine_value is None else Creatinine(creatinine_value, creatinine_unit)
    with transaction.atomic():
        locked = lock_person(person.pk)
        _check_day(locked, taken_on, now=now)
        function = _function(locked, taken_on, egfr_ml_min, creatinine, comparator)
        _check_says_something(function, says_more=acute or dialysis != DialysisKind.NONE)
        reading = KidneyReading.objects.create(
            person=locked,
            taken_on=taken_on,
            **asdict(function),
            creatinine_value=creatinine_value,
            creatinine_unit=creatinine_unit if creatinine else "",
            comparator=comparator,
            dialysis=dialysis,
            acute=acute,
            source=source.strip(),
            recorded_at=now,
            recorded_by=by,
        )
        _changed(reading, locked, ChangeAction.CREATED, now=now)
    return reading


def retract_reading(*, person: Person, reading_id: UUID, by: User, now: datetime) -> KidneyReading:
    """Say that a result is not this person's or was wrong: it stays on file and is no longer judged. Http404."""
    with transaction.atomic():
        locked = lock_person(person.pk)
        reading = KidneyReading.objects.filter(pk=reading_id, person=locked, retracted_at__isnull=True).first()
        if reading is None:
            raise Http404
        reading.retracted_at, reading.retracted_by = now, by
        reading.save(update_fields=["retracted_at", "retracted_by"])
        _changed(reading, locked, ChangeAction.ENDED, now=now)
    return reading


def _check_says_something(function: _Function, *, says_more: bool) -> None:
    if function.egfr_ml_min is None and not says_more:
        raise ValidationError({"egfr_ml_min": ValidationError(_("Write an eGFR or a creatinine."), code="required")})


def _check_day(person: Person, taken_on: date, *, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    if taken_on > today:
        raise ValidationError({"taken_on": ValidationError(_("This date is in the future."), code="in_future")})
    if taken_on.year < 1900 or (person.birth_date and taken_on < person.birth_date):
        raise ValidationError({"taken_on": ValidationError(_("This date is before the birth date."), code="too_old")})


def _function(
    person: Person, taken_on: date, egfr_ml_min: Decimal | None, creatinine: Creatinine | None, comparator: str
) -> _Function:
    if egfr_ml_min is not None:
        return _reported(egfr_ml_min, comparator)
    if creatinine is None:
        return _Function(None, ReadingMethod.NONE, "")
    if comparator:
        message = _("“More than” and “less than” go with an eGFR, not with creatinine.")
        raise ValidationError({"comparator": ValidationError(message, code="not_with_creatinine")})
    unrounded = _from_creatinine(person, taken_on, creatinine)
    if unrounded > HIGHEST_EGFR:
        message = _("This creatinine is too low for a person. Check the number and its unit.")
        raise ValidationError({"creatinine": ValidationError(message, code="out_of_range")})
    # Rounded down: what is stored never falls into a better category than what was computed.
    stored = unrounded.quantize(STORED, rounding=ROUND_DOWN)
    return _Function(stored, ReadingMethod.CKD_EPI_2021_CR, category_of(stored))


def _reported(egfr_ml_min: Decimal, comparator: str) -> _Function:
    if not egfr_ml_min.is_finite() or not 0 < egfr_ml_min <= HIGHEST_EGFR:
        message = _("Write a number from 1 to 250. Is it another value of the report?")
        raise ValidationError({"egfr_ml_min": ValidationError(message, code="out_of_range")})
    if egfr_ml_min != egfr_ml_min.quantize(STORED):
        message = _("Write at most 4 digits after the point.")
        raise ValidationError({"egfr_ml_min": ValidationError(message, code="max_decimal_places")})
    return _Function(egfr_ml_min, ReadingMethod.REPORTED, category_of(egfr_ml_min, Comparator(comparator)))


def _from_creatinine(person: Person, taken_on: date, creatinine: Creatinine) -> Decimal:
    if person.birth_date is None or not person.sex:
        message = _("Creatinine needs the birth date and the sex. Add them first, or write the eGFR.")
        raise ValidationError({"creatinine": ValidationError(message, code="needs_birth_date_and_sex")})
    try:
        return ckd_epi_2021_creatinine(
            age_years=age_on(person.birth_date, taken_on),
            sex=Sex(person.sex),
            creatinine_mg_dl=creatinine_in_mg_dl(creatinine.value, creatinine.unit),
        )
    except UnitError as error:
        text = _(error.message) % error.params
        raise ValidationError({"creatinine": ValidationError(text, code=error.code)}) from error
    except EgfrError as error:
        raise ValidationError({"creatinine": ValidationError(_(error.message), code=error.code)}) from error


def _changed(reading: KidneyReading, person: Person, action: ChangeAction, *, now: datetime) -> None:
    record_change(person=person, kind=ChangeKind.KIDNEY_READING, action=action, subject_id=reading.pk, now=now)
