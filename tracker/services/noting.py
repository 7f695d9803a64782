"""What all entries of a person's record share: sensible instants and days, taking one back, giving one an end."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from tracker.clinical.moments import day_of
from tracker.models import (
    ChangeAction,
    ChangeKind,
    HealthCondition,
    LabResult,
    OtherMedicine,
    Person,
    PrescriberLimit,
    SymptomReport,
    User,
    new_id,
)
from tracker.services.changes import lock_person, record_change

# A client's clock may run fast by this much; beyond it an instant is in the future.
CLOCK_TOLERANCE = timedelta(minutes=1)
FIRST_YEAR = 1900
LAST_YEAR = 2200

Errors = dict[str, ValidationError]
Entry = TypeVar("Entry", LabResult, SymptomReport, HealthCondition, OtherMedicine, PrescriberLimit)
Spell = TypeVar("Spell", HealthCondition, OtherMedicine)


def check_instant(errors: Errors, field: str, moment: datetime, *, person: Person, now: datetime) -> datetime:
    """The instant, never later than `now`; an error under `field` when it is in the future or before the person."""
    if moment.utcoffset() is None:
        errors[field] = ValidationError(_("Give the time with its offset from UTC."), code="offset_required")
    elif moment > now + CLOCK_TOLERANCE:
        errors[field] = ValidationError(_("This time is in the future."), code="in_future")
    elif moment.year <= FIRST_YEAR or _is_before_birth(person, day_of(moment, person.time_zone)):
        errors[field] = ValidationError(_("This time is before the birth date."), code="too_old")
    else:
        return min(moment, now)
    return now


def check_span(errors: Errors, since: date, until: date | None, *, person: Person, now: datetime) -> None:
    """Errors under `since` and `until` when the days make no sense. What has not begun is not written down yet."""
    if since > day_of(now, person.time_zone):
        errors["since"] = ValidationError(_("This date is in the future."), code="in_future")
    elif since.year < FIRST_YEAR or _is_before_birth(person, since):
        errors["since"] = ValidationError(_("This date is before the birth date."), code="too_old")
    check_end(errors, since, until)


def check_end(errors: Errors, since: date, until: date | None) -> None:
    """An error under `until` when it lies before the start, or where no calendar of ours goes."""
    if until is not None and until < since:
        errors["until"] = ValidationError(_("The end is before the start."), code="ends_before_start")
    elif until is not None and until.year > LAST_YEAR:
        errors["until"] = ValidationError(_("This date is too far in the future."), code="in_future")


def check_text(errors: Errors, field: str, text: str, *, longest: int) -> str:
    """The text without blanks around it; an error under `field` when it is too long."""
    stripped = text.strip()
    if len(stripped) > longest:
        message = _("Write at most %(longest)s characters.")
        errors[field] = ValidationError(message, code="max_length", params={"longest": longest})
    return stripped


def unknown_word(word: str) -> ValidationError:
    """The error for a code that is none of ours."""
    return ValidationError(_("“%(word)s” is not known here."), code="invalid_choice", params={"word": word[:40]})


def find_entry(model: type[Entry], *, person: Person, entry_id: UUID) -> Entry:
    """An entry of this person that was not taken back. Raises Http404."""
    row = model.objects.filter(pk=entry_id, person=person, retracted_at__isnull=True).first()
    if row is None:
        raise Http404
    return row


def take_back(
    model: type[Entry], kind: ChangeKind, *, person: Person, entry_id: UUID, by: User, now: datetime
) -> Entry:
    """Say that an entry was wrong: it stays on file and is no longer judged. Raises Http404."""
    with transaction.atomic():
        locked = lock_person(person.pk)
        row = find_entry(model, person=locked, entry_id=entry_id)
        row.retracted_at, row.retracted_by = now, by
        row.save(update_fields=["retracted_at", "retracted_by"])
        record_change(person=locked, kind=kind, action=ChangeAction.ENDED, subject_id=row.pk, now=now)
    return row


def move_end(row: Spell, kind: ChangeKind, *, person: Person, until: date, by: User, now: datetime) -> None:
    """Give an entry its last day; what it said before stays on file, taken back. The caller holds the person's lock."""
    former = copy(row)
    former.pk, former.retracted_at, former.retracted_by = new_id(), now, by
    former.save(force_insert=True)
    row.until = until
    row.save(update_fields=["until"])
    record_change(person=person, kind=kind, action=ChangeAction.CORRECTED, subject_id=row.pk, now=now)


def _is_before_birth(person: Person, day: date) -> bool:
    return person.birth_date is not None and day < person.birth_date
