"""`/people/{p}/changes/`: what is new since a client read last. It stands here because doses and plans change too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.changed import KINDS, State
from tracker.api.base import ApiView, read_query
from tracker.api.change_cursor import ChangeCursor
from tracker.api.fields import IdField, Shape, TextField
from tracker.api.pagination import MAX_PAGE_SIZE, PageQuery
from tracker.api.schema import problems
from tracker.models import Change, Person, Scope
from tracker.selectors.changes import changes_after

GONE = State(None)


class ChangeQuery(PageQuery):
    """Where to go on, and how many changes to read at most."""

    cursor = TextField(required=False, max_length=400, help_text=_("From the page that was read last."))


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="ChangedObject",
        serializers=[kind.shape for kind in KINDS.values()],
        resource_type_field_name=None,
    )
)
class ChangedObjectField(serializers.JSONField):
    """An object in the shape that its own address shows."""


class ChangeSerializer(Shape):
    """The latest state of one object that changed; `object` is null when it was taken back.

    `version` grows with each change of the object. That of a dose or a plan is the one for If-Match.
    """

    kind = serializers.ChoiceField(choices=list(KINDS))
    id = IdField()
    version = serializers.IntegerField()
    deleted = serializers.BooleanField()
    object = ChangedObjectField(allow_null=True)


class ChangesSerializer(Shape):
    """One page of changes, the oldest first. `has_more` says to read on at once; `cursor` is where to go on."""

    changes = ChangeSerializer(many=True)
    cursor = serializers.CharField()
    has_more = serializers.BooleanField()


class ChangesView(ApiView):
    """Delta sync."""

    @extend_schema(
        operation_id="list_changes", parameters=[ChangeQuery], responses={200: ChangesSerializer, **problems(410)}
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        """List what changed since the cursor; without one, from the beginning. Needs any scope.

        What the caller may not see is left out. A cursor that cannot be used any more answers 410 `cursor_expired`:
        drop what is kept, and read from the beginning. That is also so when the caller's scopes have changed.
        """
        person = self.person(person_id, need=None, look="changes")
        asked, scopes = read_query(request, ChangeQuery), self.scopes(person)
        cursor = ChangeCursor.decode(asked["cursor"], person, scopes) if "cursor" in asked else ChangeCursor()
        size = asked.get("page_size", MAX_PAGE_SIZE)
        rows = changes_after(person, seq=cursor.seq, most=size + 1)
        read = rows[:size]
        return Response(
            {
                "changes": list(_shown(person, read, scopes)),
                "cursor": cursor.after(read).encode(person, scopes),
                "has_more": len(rows) > size,
            }
        )


def _shown(person: Person, rows: Iterable[Change], scopes: frozenset[Scope]) -> Iterator[dict[str, Any]]:
    """Each object once, in its latest state, where it changed last."""
    # Taken out first: what changed again moves to the end.
    last: dict[tuple[str, UUID], int] = {}
    for row in rows:
        if row.kind in KINDS and KINDS[row.kind].need in {None, *scopes}:
            last.pop((row.kind, row.subject_id), None)
            last[row.kind, row.subject_id] = row.seq
    states = _states(person, last, scopes)
    for (kind, subject_id), seq in last.items():
        state = states.get((kind, subject_id), GONE)
        yield {
            "kind": kind,
            "id": str(subject_id),
            "version": seq if state.version is None else state.version,
            "deleted": state.shown is None,
            "object": state.shown,
        }


def _states(
    person: Person, changed: Iterable[tuple[str, UUID]], scopes: frozenset[Scope]
) -> Mapping[tuple[str, UUID], State]:
    """One query a kind, however many changed."""
    by_kind: dict[str, list[UUID]] = {}
    for kind, subject_id in changed:
        by_kind.setdefault(kind, []).append(subject_id)
    return {
        (kind, subject_id): state
        for kind, ids in by_kind.items()
        for subject_id, state in KINDS[kind].load(person, ids, scopes).items()
    }
