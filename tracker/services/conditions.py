"""Conditions on file, from one day to another; "ill today" is one of them and ends by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from tracker.clinical.cofactors import ILL_DAYS, ILLNESS
from tracker.clinical.moments import day_of
from tracker.clinical.terms import Condition
from tracker.models import ChangeAction, ChangeKind, HealthCondition, Person, User
from tracker.services.changes import lock_person, record_change
from tracker.services.noting import Errors, check_end, check_span, find_entry, move_end, take_back, unknown_word

CODES = frozenset(code.value for code in Condition)


def record_condition(
    *, person: Person, by: User | None, now: datetime, code: str, since: date, until: date | None = None
) -> HealthCondition:
    """File a condition, `until` being its last day (None: it goes on). ValidationError by field: code, since, until.

    One that goes on already is answered as it stands, and nothing is written. An illness (fever, vomiting …) counts
    for three days after it was said: said again on another day it is written again, which renews it.
    """
    with transaction.atomic():
        locked = lock_person(person.pk)
        errors: Errors = {}
        if code not in CODES:
            errors["code"] = unknown_word(code)
        check_span(errors, since, until, person=locked, now=now)
        if errors:
            raise ValidationError(errors)
        said = None if until else _said_already(locked, code, since, today=day_of(now, locked.time_zone))
        if said is not None:
            return said
        row = HealthCondition.objects.create(
            person=locked, code=code, since=since, until=until, recorded_at=now, recorded_by=by
        )
        record_change(person=locked, kind=ChangeKind.CONDITION, action=ChangeAction.CREATED, subject_id=row.pk, now=now)
    return row


def end_condition(*, person: Person, condition_id: UUID, by: User, now: datetime, until: date) -> HealthCondition:
    """Say on which day a condition ended. Raises Http404, ValidationError under `until`.

    What renewed it and still counts on that day ends with it: "well again" is said once.
    """
    with transaction.atomic():
        locked = lock_person(person.pk)
        row = find_entry(HealthCondition, person=locked, entry_id=condition_id)
        errors: Errors = {}
        check_end(errors, row.since, until)
        if errors:
            raise ValidationError(errors)
        others = _open(locked, row.code).filter(since__lte=until).exclude(pk=row.pk)
        for each in (row, *(other for other in others if _counts_on(until, other, zone=locked.time_zone))):
            move_end(each, ChangeKind.CONDITION, person=locked, until=until, by=by, now=now)
    return row


def retract_condition(*, person: Person, condition_id: UUID, by: User, now: datetime) -> HealthCondition:
    """Say that a condition was filed by mistake: it stays on file, no longer judged. Http404."""
    return take_back(HealthCondition, ChangeKind.CONDITION, person=person, entry_id=condition_id, by=by, now=now)


def _open(person: Person, code: str) -> QuerySet[HealthCondition]:
    return HealthCondition.objects.filter(person=person, code=code, until__isnull=True, retracted_at__isnull=True)


def _counts_on(day: date, row: HealthCondition, *, zone: str) -> bool:
    if row.code not in ILLNESS:
        return True
    return day <= max(row.since, day_of(row.recorded_at, zone)) + timedelta(days=ILL_DAYS)


def _said_already(person: Person, code: str, since: date, *, today: date) -> HealthCondition | None:
    row = _open(person, code).filter(since__lte=since).order_by("-recorded_at").first()
    if row is None or (code in ILLNESS and day_of(row.recorded_at, person.time_zone) != today):
        return None
    return row
