"""`/people/{p}/conditions/`: what changes the way the body takes magnesium, "ill today" among it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.fields import DayField, IdField, InstantField, Shape, StrictSerializer
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import IDEMPOTENCY_KEY, page_of, problems
from tracker.clinical.terms import Condition
from tracker.models import HealthCondition, Person, Scope
from tracker.services.conditions import end_condition, record_condition, retract_condition

CODES = [code.value for code in Condition]


class NewConditionSerializer(StrictSerializer):
    """A condition and its first day; `until` is its last one, null while it goes on."""

    code = serializers.ChoiceField(choices=CODES)
    since = DayField()
    until = DayField(required=False, allow_null=True)
    # Ours to say.
    id = IdField(read_only=True)
    recorded_at = InstantField(read_only=True)


class ConditionEndSerializer(StrictSerializer):
    """The last day."""

    until = DayField()
    id = IdField(read_only=True)
    code = serializers.CharField(read_only=True)
    since = DayField(read_only=True)
    recorded_at = InstantField(read_only=True)


class ConditionSerializer(Shape):
    """A condition on file."""

    id = IdField()
    code = serializers.ChoiceField(choices=CODES)
    since = DayField()
    until = DayField(allow_null=True)
    recorded_at = InstantField()


class ConditionPages(CursorPages):
    """What began last first."""

    field = "since"


class ConditionsView(ApiView):
    """A person's conditions."""

    @extend_schema(operation_id="list_conditions", parameters=[PageQuery], responses=page_of(ConditionSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List conditions, what began last first; those taken back are left out. Needs the scope `see_health`."""
        person = self.person(person_id, need=Scope.SEE_HEALTH, look="conditions")
        read_query(request, PageQuery)
        pages = ConditionPages()
        conditions = HealthCondition.objects.filter(person=person, retracted_at__isnull=True)
        rows = pages.paginate_queryset(conditions, request)
        return pages.get_paginated_response([shown_condition(row) for row in rows])

    @extend_schema(
        operation_id="record_condition",
        parameters=[IDEMPOTENCY_KEY],
        request=NewConditionSerializer,
        responses={201: ConditionSerializer, 200: ConditionSerializer, **problems(422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """File a condition; the person is judged again. Needs the scope `manage`.

        One that goes on already answers 200 as it stands. An illness counts for three days after it was said;
        said again on another day it is filed again, and counts from then.
        """
        person = self.person(person_id, need=Scope.MANAGE)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewConditionSerializer)
        condition = record_condition(person=person, by=signed_in(request), now=self.now, **said)
        return Response(shown_condition(condition), status=201 if condition.recorded_at == self.now else 200)


class ConditionView(ApiView):
    """One condition."""

    @extend_schema(operation_id="end_condition", request=ConditionEndSerializer, responses=ConditionSerializer)
    def patch(self, request: Request, person_id: UUID, condition_id: UUID) -> Response:
        """Say on which day a condition ended; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        said = read_body(request, ConditionEndSerializer)
        ended = end_condition(person=person, condition_id=condition_id, by=signed_in(request), now=self.now, **said)
        return Response(shown_condition(ended))

    @extend_schema(operation_id="retract_condition", request=None, responses={204: None})
    def delete(self, request: Request, person_id: UUID, condition_id: UUID) -> Response:
        """Take back a condition that was filed by mistake. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        retract_condition(person=person, condition_id=condition_id, by=signed_in(request), now=self.now)
        return Response(status=204)


def shown_condition(row: HealthCondition) -> dict[str, Any]:
    """A condition as the API answers it."""
    shown: dict[str, Any] = ConditionSerializer(row).data
    return shown
