"""`/people/`: those whom the caller may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.conditional import one_object
from tracker.api.fields import AmountField, DayField, IdField, Shape, StrictSerializer, TextField
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import ETAG, IF_NONE_MATCH, page_of
from tracker.models import DeclaredKidneyDisease, Grant, Person, Region, Scope, Sex
from tracker.services.people import update_person

HEALTH_FIELDS = ("birth_date", "sex", "declared_kidney_disease", "weight_kg")


class VisiblePersonSerializer(Shape):
    """Someone the caller may see."""

    id = IdField()
    name = serializers.CharField()
    relation = serializers.ChoiceField(choices=["self", "carer"])
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))


class PersonSerializer(Shape):
    """A person. Without the scope `see_health` what concerns health is null."""

    id = IdField()
    name = serializers.CharField()
    birth_date = DayField(allow_null=True)
    sex = serializers.ChoiceField(choices=Sex.choices, allow_null=True)
    timezone = serializers.CharField(source="time_zone")
    region = serializers.ChoiceField(choices=Region.choices)
    declared_kidney_disease = serializers.ChoiceField(choices=DeclaredKidneyDisease.choices, allow_null=True)
    weight_kg = AmountField(allow_null=True)


class PersonChangeSerializer(StrictSerializer):
    """What may be changed about a person."""

    id = IdField(read_only=True)
    name = TextField(max_length=120)
    birth_date = DayField(allow_null=True)
    sex = serializers.ChoiceField(choices=Sex.choices, allow_null=True)
    timezone = TextField(max_length=64, source="time_zone")
    region = serializers.ChoiceField(choices=Region.choices)
    declared_kidney_disease = serializers.ChoiceField(choices=DeclaredKidneyDisease.choices)
    weight_kg = AmountField(allow_null=True)


class PeoplePages(CursorPages):
    """In the order of their names."""

    field = "name"
    descending = False


class PeopleView(ApiView):
    """Everybody the caller may see."""

    @extend_schema(operation_id="list_people", parameters=[PageQuery], responses=page_of(VisiblePersonSerializer))
    def get(self, request: Request) -> Response:
        """List the people that the caller may see: their own person, and those who granted access."""
        read_query(request, PageQuery)
        user = signed_in(request)
        granted = {grant.person_id: grant.scopes for grant in Grant.objects.held_by(user, now=self.now)}
        pages = PeoplePages()
        rows = pages.paginate_queryset(Person.objects.visible_to(user, now=self.now), request)
        shown = [_visible(row, own=row.account_id == user.pk, granted=granted) for row in rows]
        return pages.get_paginated_response([row for row in shown if row["scopes"]])


class PersonView(ApiView):
    """One person."""

    pointers = {"time_zone": "timezone"}

    @extend_schema(operation_id="show_person", parameters=[IF_NONE_MATCH, ETAG], responses=PersonSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """Show a person."""
        person = self.person(person_id, need=None, look="person")
        return one_object(request, shown_person(person, self.scopes(person)))

    @extend_schema(
        operation_id="change_person", request=PersonChangeSerializer, parameters=[ETAG], responses=PersonSerializer
    )
    def patch(self, request: Request, person_id: UUID) -> Response:
        """Change what is known about a person, who is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        values = read_body(request, PersonChangeSerializer, partial=True)
        if "sex" in values:
            values["sex"] = values["sex"] or ""
        if values:
            person = update_person(person=person, now=self.now, **values)
        return one_object(request, shown_person(person, self.scopes(person)))


def _visible(person: Person, *, own: bool, granted: dict[UUID, frozenset[Scope]]) -> dict[str, Any]:
    scopes = frozenset(Scope) if own else granted.get(person.pk, frozenset())
    return {
        "id": str(person.pk),
        "name": person.name,
        "relation": "self" if own else "carer",
        "scopes": [scope.value for scope in Scope if scope in scopes],
    }


def shown_person(person: Person, scopes: frozenset[Scope]) -> dict[str, Any]:
    """A person as the API answers it, cut to what the caller may see."""
    shown: dict[str, Any] = PersonSerializer(person).data
    shown["sex"] = shown["sex"] or None
    hidden = () if Scope.SEE_HEALTH in scopes else HEALTH_FIELDS
    return {**shown, **dict.fromkeys(hidden)}
