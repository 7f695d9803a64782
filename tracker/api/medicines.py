"""`/people/{p}/medicines/`: other medicines that matter to magnesium or to the kidneys."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.fields import ClockField, DayField, IdField, InstantField, Shape, StrictSerializer, TextField
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import IDEMPOTENCY_KEY, page_of, problems
from tracker.clinical.terms import MedicineClass
from tracker.models import OtherMedicine, Person, Scope
from tracker.services.medicines import MOST_TIMES, NAME_LENGTH, end_medicine, record_medicine, retract_medicine

CLASSES = [kind.value for kind in MedicineClass]


class NewMedicineSerializer(StrictSerializer):
    """A medicine, its kind and its first day; `times` are the usual times of day in the person's zone."""

    name = TextField(max_length=NAME_LENGTH)
    class_ = serializers.ChoiceField(choices=CLASSES, source="medicine_class")
    since = DayField()
    until = DayField(required=False, allow_null=True)
    times = serializers.ListField(child=ClockField(), max_length=MOST_TIMES, required=False)
    # Ours to say.
    id = IdField(read_only=True)
    recorded_at = InstantField(read_only=True)


class MedicineEndSerializer(StrictSerializer):
    """The last day."""

    until = DayField()
    id = IdField(read_only=True)
    name = serializers.CharField(read_only=True)
    class_ = serializers.CharField(read_only=True)
    since = DayField(read_only=True)
    times = serializers.ListField(read_only=True)
    recorded_at = InstantField(read_only=True)


class MedicineSerializer(Shape):
    """A medicine on file."""

    id = IdField()
    name = serializers.CharField()
    class_ = serializers.ChoiceField(choices=CLASSES)
    since = DayField()
    until = DayField(allow_null=True)
    times = serializers.ListField(child=ClockField())
    recorded_at = InstantField()


class MedicinePages(CursorPages):
    """What began last first."""

    field = "since"


class MedicinesView(ApiView):
    """A person's other medicines."""

    pointers: ClassVar = {"medicine_class": "class"}

    @extend_schema(operation_id="list_medicines", parameters=[PageQuery], responses=page_of(MedicineSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List medicines, what began last first; those taken back are left out. Needs the scope `see_health`."""
        person = self.person(person_id, need=Scope.SEE_HEALTH, look="medicines")
        read_query(request, PageQuery)
        pages = MedicinePages()
        medicines = OtherMedicine.objects.filter(person=person, retracted_at__isnull=True)
        rows = pages.paginate_queryset(medicines, request)
        return pages.get_paginated_response([shown_medicine(row) for row in rows])

    @extend_schema(
        operation_id="record_medicine",
        parameters=[IDEMPOTENCY_KEY],
        request=NewMedicineSerializer,
        responses={201: MedicineSerializer, 200: MedicineSerializer, **problems(422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """File a medicine; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewMedicineSerializer)
        medicine = record_medicine(person=person, by=signed_in(request), now=self.now, **said)
        return Response(shown_medicine(medicine), status=201)


class MedicineView(ApiView):
    """One medicine."""

    @extend_schema(operation_id="end_medicine", request=MedicineEndSerializer, responses=MedicineSerializer)
    def patch(self, request: Request, person_id: UUID, medicine_id: UUID) -> Response:
        """Say on which day a medicine was taken last; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        said = read_body(request, MedicineEndSerializer)
        ended = end_medicine(person=person, medicine_id=medicine_id, by=signed_in(request), now=self.now, **said)
        return Response(shown_medicine(ended))

    @extend_schema(operation_id="retract_medicine", request=None, responses={204: None})
    def delete(self, request: Request, person_id: UUID, medicine_id: UUID) -> Response:
        """Take back a medicine that was filed by mistake. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        retract_medicine(person=person, medicine_id=medicine_id, by=signed_in(request), now=self.now)
        return Response(status=204)


def shown_medicine(row: OtherMedicine) -> dict[str, Any]:
    """A medicine as the API answers it."""
    shown: dict[str, Any] = MedicineSerializer(
        {
            **{name: getattr(row, name) for name in ("id", "name", "since", "until", "recorded_at")},
            "class": row.medicine_class,
            "times": [time.fromisoformat(text) for text in row.times],
        }
    ).data
    return shown
