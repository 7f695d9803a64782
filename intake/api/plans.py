"""`/people/{p}/plans/`: what is meant to be taken, and what the week ahead would add up to."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.plan_shapes import PlanSerializer, PlanWithForecastSerializer, shown_plan, shown_warning
from intake.models import Plan, ZoneMode
from intake.selectors.forecasts import forecast_payload, forecast_week
from intake.selectors.plans import find_plan, plans_of
from intake.services.errors import PlanConflict, PlanEnded, PlanNotFound, StaleVersion
from intake.services.plans import change_plan, end_plan, write_plan
from intake.services.rhythms import MOST_TIMES
from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.conditional import expected_version, one_object, version_tag
from tracker.api.errors import Conflict, Gone, PreconditionFailed
from tracker.api.fields import AmountField, ClockField, DayField, FlagField, IdField, StrictSerializer, TextField
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import ETAG, IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, page_of, problems
from tracker.models import Person, Scope

ANSWERS = {PlanConflict: Conflict, PlanNotFound: NotFound, PlanEnded: Gone, StaleVersion: PreconditionFailed}
POINTERS = {"valid_from": "from", "valid_until": "until"}


class NewPlanSerializer(StrictSerializer):
    """A plan: `times` of day, or `every_hours`, or `as_needed`; one of the three. `until` is its last day."""

    id = IdField(required=False)
    product = IdField()
    amount = AmountField()
    unit = TextField(max_length=40)
    times = serializers.ListField(child=ClockField(), required=False, max_length=MOST_TIMES)
    every_hours = AmountField(required=False, allow_null=True)
    as_needed = FlagField(required=False)
    zone_mode = serializers.ChoiceField(choices=ZoneMode.values, required=False)
    from_ = DayField(source="valid_from")
    until = DayField(source="valid_until", required=False, allow_null=True)
    # Computed, never told.
    product_name = serializers.CharField(read_only=True)
    elemental_mg = AmountField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    recorded_at = serializers.CharField(read_only=True)
    recorded_by = serializers.CharField(read_only=True)
    forecast = serializers.DictField(read_only=True)


class PlanChangeSerializer(NewPlanSerializer):
    """What to change. Another product is another plan: end this one and write that."""

    id = IdField(read_only=True)
    product = IdField(read_only=True)


class PlanPages(CursorPages):
    """What was written or changed last first."""

    field = "recorded_at"


class PlansView(ApiView):
    """A person's plans."""

    translations = ANSWERS
    pointers: ClassVar = POINTERS

    @extend_schema(operation_id="list_plans", parameters=[PageQuery], responses=page_of(PlanSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List plans, what was written last first; ended ones are left out. Needs the scope `see_doses`."""
        person = self.person(person_id, need=Scope.SEE_DOSES, look="plans")
        read_query(request, PageQuery)
        pages = PlanPages()
        rows = pages.paginate_queryset(plans_of(person), request)
        return pages.get_paginated_response([shown_plan(row) for row in rows])

    @extend_schema(
        operation_id="write_plan",
        parameters=[IDEMPOTENCY_KEY, ETAG],
        request=NewPlanSerializer,
        responses={201: PlanWithForecastSerializer, 200: PlanWithForecastSerializer, **problems(409, 422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Write down a plan, and hear at once what the week would add up to. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        return once(request, lambda: self._write(person, request), now=self.now)

    def _write(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewPlanSerializer)
        written = write_plan(
            person=person,
            by=signed_in(request),
            now=self.now,
            plan_id=said.pop("id", None),
            product_id=said.pop("product"),
            **said,
        )
        return _answer(self, person, written.plan, status=201 if written.created else 200)


class PlanView(ApiView):
    """One plan."""

    translations = ANSWERS
    pointers: ClassVar = POINTERS

    @extend_schema(
        operation_id="show_plan", parameters=[IF_NONE_MATCH, ETAG], responses={200: PlanSerializer, **problems(410)}
    )
    def get(self, request: Request, person_id: UUID, plan_id: UUID) -> Response:
        """Show a plan. Needs the scope `see_doses`."""
        plan = find_plan(self.person(person_id, need=Scope.SEE_DOSES, look="plans"), plan_id)
        if plan is None:
            raise PlanNotFound
        if plan.retracted_at is not None:
            raise PlanEnded
        return one_object(request, shown_plan(plan), etag=version_tag(plan.version))

    @extend_schema(
        operation_id="change_plan",
        parameters=[IF_MATCH, ETAG],
        request=PlanChangeSerializer,
        responses={200: PlanWithForecastSerializer, **problems(410, 412, 428)},
    )
    def patch(self, request: Request, person_id: UUID, plan_id: UUID) -> Response:
        """Change a plan; another rhythm takes the place of the old one. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        version = expected_version(request)
        changes = read_body(request, PlanChangeSerializer, partial=True)
        if not changes:
            raise ValidationError(_("Say what to change."), code="nothing_to_change")
        plan = change_plan(
            person=person, plan_id=plan_id, by=signed_in(request), now=self.now, expected_version=version, **changes
        )
        return _answer(self, person, plan, status=200)

    @extend_schema(
        operation_id="end_plan", parameters=[IF_MATCH], request=None, responses={204: None, **problems(410, 412, 428)}
    )
    def delete(self, request: Request, person_id: UUID, plan_id: UUID) -> Response:
        """Say that a plan is not followed any more. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        version = expected_version(request)
        end_plan(person=person, plan_id=plan_id, by=signed_in(request), now=self.now, expected_version=version)
        return Response(status=204)


def _answer(view: ApiView, person: Person, plan: Plan, *, status: int) -> Response:
    week = forecast_payload(forecast_week(person, now=view.now, new=[plan.pk]), zone=person.time_zone)
    body: dict[str, Any] = {**shown_plan(plan), "forecast": shown_warning(week, view.scopes(person))}
    return Response(body, status=status, headers={"ETag": version_tag(plan.version)})
