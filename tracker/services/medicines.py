"""Other medicines that matter to magnesium or to the kidneys, from one day to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.clinical.terms import MedicineClass
from tracker.models import ChangeAction, ChangeKind, OtherMedicine, Person, User
from tracker.services.changes import lock_person, record_change
from tracker.services.noting import (
    Errors,
    check_end,
    check_span,
    check_text,
    find_entry,
    move_end,
    take_back,
    unknown_word,
)

CLASSES = frozenset(kind.value for kind in MedicineClass)
NAME_LENGTH = 120
# Once an hour is more than any medicine asks for.
MOST_TIMES = 24


def record_medicine(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    name: str,
    medicine_class: str,
    since: date,
    until: date | None = None,
    times: Iterable[time] = (),
) -> OtherMedicine:
    """File a medicine, `until` being its last day (None: it goes on), `times` the usual times in the person's zone.

    Raises ValidationError by field: `name`, `medicine_class`, `since`, `until`, `times`.
    """
    with transaction.atomic():
        locked = lock_person(person.pk)
        errors: Errors = {}
        name = _check_name(errors, name)
        if medicine_class not in CLASSES:
            errors["medicine_class"] = unknown_word(medicine_class)
        check_span(errors, since, until, person=locked, now=now)
        clock = _check_times(errors, times)
        if errors:
            raise ValidationError(errors)
        row = OtherMedicine.objects.create(
            person=locked,
            name=name,
            medicine_class=medicine_class,
            since=since,
            until=until,
            times=clock,
            recorded_at=now,
            recorded_by=by,
        )
        record_change(person=locked, kind=ChangeKind.MEDICINE, action=ChangeAction.CREATED, subject_id=row.pk, now=now)
    return row


def end_medicine(*, person: Person, medicine_id: UUID, by: User, now: datetime, until: date) -> OtherMedicine:
    """Say on which day a medicine was taken last. Raises Http404, ValidationError under `until`."""
    with transaction.atomic():
        locked = lock_person(person.pk)
        row = find_entry(OtherMedicine, person=locked, entry_id=medicine_id)
        errors: Errors = {}
        check_end(errors, row.since, until)
        if errors:
            raise ValidationError(errors)
        move_end(row, ChangeKind.MEDICINE, person=locked, until=until, by=by, now=now)
    return row


def retract_medicine(*, person: Person, medicine_id: UUID, by: User, now: datetime) -> OtherMedicine:
    """Say that a medicine was filed by mistake: it stays on file, no longer judged. Http404."""
    return take_back(OtherMedicine, ChangeKind.MEDICINE, person=person, entry_id=medicine_id, by=by, now=now)


def _check_name(errors: Errors, name: str) -> str:
    stripped = check_text(errors, "name", name, longest=NAME_LENGTH)
    if not stripped:
        errors["name"] = ValidationError(_("Write the name of the medicine."), code="required")
    return stripped


def _check_times(errors: Errors, times: Iterable[time]) -> list[str]:
    clock = sorted({each.isoformat("minutes") for each in times})
    if len(clock) > MOST_TIMES:
        errors["times"] = ValidationError(_("These are too many times for one day."), code="max_length")
    return clock
