"""Symptoms: what the person feels or a carer sees, from an instant on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.clinical.terms import Symptom
from tracker.models import ChangeAction, ChangeKind, Person, SymptomReport, User
from tracker.services.changes import lock_person, record_change
from tracker.services.noting import Errors, check_instant, check_text, take_back, unknown_word

CODES = frozenset(code.value for code in Symptom)
NOTE_LENGTH = 300


def record_symptom(
    *, person: Person, by: User | None, now: datetime, code: str, started_at: datetime, note: str = ""
) -> SymptomReport:
    """Write down one symptom. Raises ValidationError by field: `code`, `started_at`, `note`."""
    with transaction.atomic():
        locked = lock_person(person.pk)
        errors: Errors = {}
        _check_code(errors, "code", code)
        note = check_text(errors, "note", note, longest=NOTE_LENGTH)
        started_at = check_instant(errors, "started_at", started_at, person=locked, now=now)
        if errors:
            raise ValidationError(errors)
        return _write(locked, by, now, code=code, started_at=started_at, note=note)


def record_symptoms(
    *, person: Person, by: User | None, now: datetime, codes: Sequence[str], started_at: datetime
) -> list[SymptomReport]:
    """Write down what was ticked together: all or nothing, a code twice counts once.

    Raises ValidationError by field: `codes`, `started_at`.
    """
    with transaction.atomic():
        locked = lock_person(person.pk)
        errors: Errors = {}
        if not codes:
            errors["codes"] = ValidationError(_("Choose at least one."), code="required")
        for code in codes:
            _check_code(errors, "codes", code)
        started_at = check_instant(errors, "started_at", started_at, person=locked, now=now)
        if errors:
            raise ValidationError(errors)
        return [_write(locked, by, now, code=code, started_at=started_at, note="") for code in dict.fromkeys(codes)]


def retract_symptom(*, person: Person, symptom_id: UUID, by: User, now: datetime) -> SymptomReport:
    """Say that a symptom was written down by mistake: it stays on file, no longer judged. Http404."""
    return take_back(SymptomReport, ChangeKind.SYMPTOM, person=person, entry_id=symptom_id, by=by, now=now)


def _check_code(errors: Errors, field: str, code: str) -> None:
    if code not in CODES:
        errors[field] = unknown_word(code)


def _write(
    person: Person, by: User | None, now: datetime, *, code: str, started_at: datetime, note: str
) -> SymptomReport:
    row = SymptomReport.objects.create(
        person=person, code=code, started_at=started_at, note=note, recorded_at=now, recorded_by=by
    )
    record_change(person=person, kind=ChangeKind.SYMPTOM, action=ChangeAction.CREATED, subject_id=row.pk, now=now)
    return row
