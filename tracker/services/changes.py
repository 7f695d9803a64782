"""Writing down that something changed, so that it will be judged."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from tracker.models import Change, ChangeAction, ChangeKind, Person
from tracker.signals import changed


def lock_person(person_id: UUID) -> Person:
    """The person, locked until the transaction ends: writers about one person take turns."""
    return Person.objects.select_for_update().get(pk=person_id)


def record_change(*, person: Person, kind: ChangeKind, action: ChangeAction, subject_id: UUID, now: datetime) -> Change:
    """Queue a change to be judged, and ring the doorbell once it is committed.

    Call it inside a transaction that holds the person's lock: `seq` grows by one without gaps, so that
    no reader who has seen a number can miss a smaller one.
    """
    person.change_seq += 1
    person.save(update_fields=["change_seq"])
    change = Change.objects.create(
        person=person, seq=person.change_seq, kind=kind, action=action, subject_id=subject_id, created_at=now
    )
    transaction.on_commit(partial(changed.send_robust, sender=Change, person_id=person.pk))
    return change
