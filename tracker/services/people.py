"""People and those who may look after them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.models import ChangeAction, ChangeKind, Grant, MinSeverity, Person, Scope, User
from tracker.services.changes import lock_person, record_change

# Names in the time zone database that say nothing about where somebody is.
NOT_A_PLACE = {"Factory", "localtime"}
EDITABLE = frozenset(
    {
        "name",
        "birth_date",
        "sex",
        "time_zone",
        "region",
        "declared_kidney_disease",
        "weight_kg",
        "clinic_phone",
        "phone",
    }
)


def open_person(*, account: User | None, name: str, now: datetime, **fields: Any) -> Person:
    """A new person, with their own account or none. Raises ValidationError by field."""
    person = Person(account=account, name=name, **fields)
    _check(person, now=now)
    with transaction.atomic():
        person.save(force_insert=True)
        record_change(person=person, kind=ChangeKind.PERSON, action=ChangeAction.CREATED, subject_id=person.pk, now=now)
    return person


def update_person(*, person: Person, now: datetime, **fields: Any) -> Person:
    """Change what is known about a person, and have them judged again. Raises ValidationError by field."""
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        locked = lock_person(person.pk)
        for field, value in fields.items():
            setattr(locked, field, value)
        _check(locked, now=now)
        locked.save(update_fields=sorted(fields))
        record_change(
            person=locked, kind=ChangeKind.PERSON, action=ChangeAction.CORRECTED, subject_id=locked.pk, now=now
        )
    return locked


def _check(person: Person, *, now: datetime) -> None:
    errors: dict[str, ValidationError] = {}
    if wrong := _name_error(person.name):
        errors["name"] = wrong
    if person.time_zone not in available_timezones() - NOT_A_PLACE:
        errors["time_zone"] = ValidationError(_("This time zone is not known."), code="unknown_zone")
    if person.birth_date and (wrong := _birth_date_error(person.birth_date, now=now)):
        errors["birth_date"] = wrong
    if person.weight_kg is not None and not 1 <= person.weight_kg <= 400:
        errors["weight_kg"] = ValidationError(_("Write a weight from 1 to 400 kg."), code="out_of_range")
    if errors:
        raise ValidationError(errors)
    person.clean_fields(exclude=["account"])


def _name_error(name: str) -> ValidationError | None:
    if not name.strip():
        return ValidationError(_("Write a name."), code="required")
    if not name.isprintable():  # line breaks and marks that turn the direction of writing
        return ValidationError(_("Write the name with letters only."), code="control_characters")
    return None


def _birth_date_error(birth_date: date, *, now: datetime) -> ValidationError | None:
    if birth_date > now.date():
        return ValidationError(_("This date is in the future."), code="in_future")
    if birth_date.year < now.year - 130:
        return ValidationError(_("This date is too long ago."), code="too_old")
    return None


def grant_access(
    *,
    person: Person,
    carer: User,
    by: User | None,
    scopes: Iterable[Scope | str],
    now: datetime,
    relation: str = "",
    min_severity: str = MinSeverity.URGENT,
    delay_minutes: int = 0,
    valid_until: datetime | None = None,
) -> Grant:
    """Let a carer see and do what `scopes` name; an earlier grant to the same carer ends. Raises ValidationError."""
    if person.account_id == carer.pk:
        raise ValidationError({"carer": ValidationError(_("This is your own account."), code="own_account")})
    given = {Scope(scope).value for scope in scopes}
    with transaction.atomic():
        locked = lock_person(person.pk)
        Grant.objects.filter(person=locked, carer=carer, revoked_at__isnull=True).update(revoked_at=now)
        grant = Grant.objects.create(
            person=locked,
            carer=carer,
            granted_by=by,
            relation=relation,
            min_severity=min_severity,
            delay_minutes=delay_minutes,
            valid_from=now,
            valid_until=valid_until,
            **{scope.value: scope.value in given for scope in Scope},
        )
        record_change(person=locked, kind=ChangeKind.GRANT, action=ChangeAction.CREATED, subject_id=grant.pk, now=now)
    return grant


def revoke_grant(*, grant: Grant, now: datetime) -> None:
    """End a grant at once: the next request of that carer finds nothing, and waiting messages are not sent."""
    with transaction.atomic():
        person = lock_person(grant.person_id)
        if Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=now):
            record_change(person=person, kind=ChangeKind.GRANT, action=ChangeAction.ENDED, subject_id=grant.pk, now=now)
