"""`/people/{p}/labs/`: blood tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.fields import AmountField, IdField, InstantField, Shape, StrictSerializer
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import IDEMPOTENCY_KEY, page_of, problems
from tracker.models import Analyte, LabResult, MagnesiumUnit, Person, Scope
from tracker.services.labs import record_lab, retract_lab


class NewLabSerializer(StrictSerializer):
    """A result as printed; `low` and `high` are the laboratory's own range in the same unit."""

    analyte = serializers.ChoiceField(choices=Analyte.values, default=Analyte.MAGNESIUM.value)
    value = AmountField()
    unit = serializers.ChoiceField(choices=MagnesiumUnit.values)
    comparator = serializers.ChoiceField(choices=["<", ">"], required=False, allow_null=True)
    low = AmountField(required=False, allow_null=True)
    high = AmountField(required=False, allow_null=True)
    taken_at = InstantField()
    # Computed, never told.
    id = IdField(read_only=True)
    mg_dl = AmountField(read_only=True)
    recorded_at = InstantField(read_only=True)


class LabSerializer(Shape):
    """A result with its value in mg/dL."""

    id = IdField()
    analyte = serializers.ChoiceField(choices=Analyte.values)
    value = AmountField()
    unit = serializers.ChoiceField(choices=MagnesiumUnit.values)
    comparator = serializers.ChoiceField(choices=["<", ">"], allow_null=True)
    low = AmountField(allow_null=True)
    high = AmountField(allow_null=True)
    taken_at = InstantField()
    mg_dl = AmountField()
    recorded_at = InstantField()


class LabPages(CursorPages):
    """The newest test first."""

    field = "taken_at"


class LabsView(ApiView):
    """A person's blood tests."""

    @extend_schema(operation_id="list_labs", parameters=[PageQuery], responses=page_of(LabSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List blood tests, the newest first; those taken back are left out. Needs the scope `see_health`."""
        person = self.person(person_id, need=Scope.SEE_HEALTH, look="labs")
        read_query(request, PageQuery)
        pages = LabPages()
        labs = LabResult.objects.filter(person=person, retracted_at__isnull=True)
        rows = pages.paginate_queryset(labs, request)
        return pages.get_paginated_response([shown_lab(row) for row in rows])

    @extend_schema(
        operation_id="record_lab",
        parameters=[IDEMPOTENCY_KEY],
        request=NewLabSerializer,
        responses={201: LabSerializer, 200: LabSerializer, **problems(422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """File a blood test; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewLabSerializer)
        comparator = said.pop("comparator", None) or ""
        lab = record_lab(person=person, by=signed_in(request), now=self.now, comparator=comparator, **said)
        return Response(shown_lab(lab), status=201)


class LabView(ApiView):
    """One blood test."""

    @extend_schema(operation_id="retract_lab", request=None, responses={204: None})
    def delete(self, request: Request, person_id: UUID, lab_id: UUID) -> Response:
        """Take back a blood test that was wrong; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        retract_lab(person=person, lab_id=lab_id, by=signed_in(request), now=self.now)
        return Response(status=204)


def shown_lab(row: LabResult) -> dict[str, Any]:
    """A blood test as the API answers it."""
    shown: dict[str, Any] = LabSerializer(row).data
    return {**shown, "comparator": row.comparator or None}
