"""The only door from a request to a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from tracker.models import AccessEntry, Grant, Person, Scope

if TYPE_CHECKING:
    from tracker.models import User

EVERYTHING = frozenset(Scope)
# Who may see both may see everything that a verdict or an alert rests on.
DETAILS = frozenset({Scope.SEE_DOSES, Scope.SEE_HEALTH})


def access_person(
    user: User | AnonymousUser, person_id: UUID, *, need: Scope | None, now: datetime, look: str = ""
) -> Person:
    """The person, if this user may do what `need` names (None: anything at all was granted).

    `look` names what is about to be shown; it is written to the person's access log unless it is
    their own account that looks. Raises Http404 for the missing and the foreign alike.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Http404
    scopes = scopes_of(user, person, now=now)
    if not scopes or (need is not None and need not in scopes):
        raise Http404
    if look and person.account_id != user.pk:
        AccessEntry.objects.create(person=person, actor_id=user.pk, what=look, at=now)
    return person


def scopes_of(user: User | AnonymousUser, person: Person, *, now: datetime) -> frozenset[Scope]:
    """What this user may do for this person at `now`; empty for outsiders."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    if person.account_id == user.pk:
        return EVERYTHING
    grant = Grant.objects.held_by(user, now=now).filter(person=person).first()
    return grant.scopes if grant else frozenset()
