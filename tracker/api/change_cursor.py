"""The cursor of delta sync: signed, so that a client can only hand back what it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.core import signing
from django.utils.translation import gettext_lazy as _

from tracker.api.errors import Gone
from tracker.models import Change, Person, Scope
from tracker.selectors.changes import is_on_record

SALT = "magwatch.changes"


class CursorExpired(Gone):
    """410: from this place nobody can go on."""

    default_detail = _("This cursor cannot be used any more. Read again from the beginning.")
    default_code = "cursor_expired"


@dataclass(frozen=True, slots=True)
class ChangeCursor:
    """A place in a person's sequence, for a caller who may see `scopes`.

    It names the change that was read last by number and instant: after a restore from a backup the numbers are
    given again, to other changes. It names the scopes, because what was left out would never come later.
    """

    seq: int = 0
    created_at: datetime | None = None

    def after(self, changes: list[Change]) -> Self:
        """The place behind these changes; this one if there are none."""
        return type(self)(changes[-1].seq, changes[-1].created_at) if changes else self

    def encode(self, person: Person, scopes: frozenset[Scope]) -> str:
        """The cursor as text for a URL."""
        at = None if self.created_at is None else self.created_at.isoformat()
        return signing.dumps([str(person.pk), sorted(scopes), self.seq, at], salt=SALT)

    @classmethod
    def decode(cls, text: str, person: Person, scopes: frozenset[Scope]) -> Self:
        """The place that a client handed back.

        Raises:
            CursorExpired: it is not one of ours, is about another person or other scopes, or names a change
                that is not on record (410).
        """
        try:
            person_id, seen, seq, at = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError) as error:
            raise CursorExpired from error
        if person_id != str(person.pk) or seen != sorted(scopes):
            raise CursorExpired
        if at is None:
            return cls()
        place = cls(seq, datetime.fromisoformat(at))
        if not is_on_record(person, seq=seq, created_at=datetime.fromisoformat(at)):
            raise CursorExpired
        return place
