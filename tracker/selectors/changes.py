"""What changed about a person, in the order in which it was written."""

from __future__ import annotations

from datetime import datetime

from tracker.models import Change, Person


def changes_after(person: Person, *, seq: int, most: int) -> list[Change]:
    """The next changes behind place `seq` in the person's sequence, the oldest first. One query.

    Numbers are given under the person's lock and committed in their order: behind what is read here nothing
    older can appear any more.
    """
    return list(Change.objects.filter(person=person, seq__gt=seq).order_by("seq")[:most])


def is_on_record(person: Person, *, seq: int, created_at: datetime) -> bool:
    """Whether this very change is still there; after a restore another one may stand in its place."""
    return Change.objects.filter(person=person, seq=seq, created_at=created_at).exists()
