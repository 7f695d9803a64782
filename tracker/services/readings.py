"""Kidney readings: kept as given, computed once, retracted and never overwritten."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from tracker.models import ChangeAction, ChangeKind, DialysisKind, KidneyReading, Person, User
from tracker.services.changes import lock_person, record_change
from tracker.services.kidney_function import Function, Report, work_out_function


def record_reading(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    taken_on: date,
    egfr_ml_min: Decimal | None = None,
    creatinine_value: Decimal | None = None,
    creatinine_unit: str = "",
    cystatin_c_mg_l: Decimal | None = None,
    height_cm: Decimal | None = None,
    comparator: str = "",
    dialysis: str = DialysisKind.NONE,
    acute: bool = False,
    source: str = "",
) -> KidneyReading:
    """File a result: an eGFR as reported (mL/min per 1.73 m²), or values to work it out from, or dialysis alone.

    Raises ValidationError by field: `taken_on`, and those of `work_out_function`.
    """
    unit = "" if creatinine_value is None else creatinine_unit
    report = Report(egfr_ml_min, comparator, creatinine_value, unit, cystatin_c_mg_l, height_cm)
    with transaction.atomic():
        locked = lock_person(person.pk)
        _check_day(locked, taken_on, now=now)
        function = work_out_function(locked, taken_on, report)
        _check_says_something(function, says_more=acute or dialysis != DialysisKind.NONE)
        reading = KidneyReading.objects.create(
            person=locked,
            taken_on=taken_on,
            **asdict(report) | asdict(function),
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


def _check_says_something(function: Function, *, says_more: bool) -> None:
    if function.egfr_ml_min is None and not says_more:
        raise ValidationError({"egfr_ml_min": ValidationError(_("Write an eGFR or a creatinine."), code="required")})


def _check_day(person: Person, taken_on: date, *, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    if taken_on > today:
        raise ValidationError({"taken_on": ValidationError(_("This date is in the future."), code="in_future")})
    if taken_on.year < 1900 or (person.birth_date and taken_on < person.birth_date):
        raise ValidationError({"taken_on": ValidationError(_("This date is before the birth date."), code="too_old")})


def _changed(reading: KidneyReading, person: Person, action: ChangeAction, *, now: datetime) -> None:
    record_change(person=person, kind=ChangeKind.KIDNEY_READING, action=action, subject_id=reading.pk, now=now)
