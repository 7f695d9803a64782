"""`/people/{p}/kidney-readings/`: laboratory results about the kidneys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.fields import (
    AmountField,
    DayField,
    FlagField,
    IdField,
    InstantField,
    Shape,
    StrictSerializer,
    TextField,
)
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import IDEMPOTENCY_KEY, page_of, problems
from tracker.clinical.assessment import Band
from tracker.clinical.kidney import band_of
from tracker.clinical.kidney_category import fresh_until
from tracker.clinical.kidney_history import bands_of
from tracker.models import CreatinineUnit, DialysisKind, KidneyReading, Person, ReadingMethod, Scope
from tracker.selectors.health import reading_facts, to_reading_facts
from tracker.services.readings import record_reading

AS_STORED = (
    "id",
    "taken_on",
    "egfr_ml_min",
    "cystatin_c_mg_l",
    "height_cm",
    "dialysis",
    "acute",
    "source",
    "method",
    "recorded_at",
)


class CreatinineSerializer(StrictSerializer):
    """Serum creatinine as the laboratory printed it."""

    value = AmountField()
    unit = serializers.ChoiceField(choices=CreatinineUnit.values)


class NewKidneyReadingSerializer(StrictSerializer):
    """An eGFR, or creatinine or cystatin C to work it out from, or dialysis or acute injury without a number."""

    taken_on = DayField()
    egfr_ml_min = AmountField(required=False, allow_null=True)
    creatinine = CreatinineSerializer(required=False, allow_null=True)
    cystatin_c_mg_l = AmountField(required=False, allow_null=True)
    height_cm = AmountField(required=False, allow_null=True)
    comparator = serializers.ChoiceField(choices=["<", ">"], required=False, allow_null=True)
    dialysis = serializers.ChoiceField(choices=DialysisKind.values, default=DialysisKind.NONE.value)
    acute = FlagField(default=False)
    source_ = TextField(max_length=120, default="", allow_blank=True)
    # Computed, never told.
    id = IdField(read_only=True)
    method = serializers.CharField(read_only=True)
    category = serializers.CharField(read_only=True)
    band = serializers.CharField(read_only=True)
    fresh_until = DayField(read_only=True)
    recorded_at = InstantField(read_only=True)


class KidneyReadingSerializer(Shape):
    """A reading with what follows from it: eGFR in mL/min per 1.73 m², category, band and how long it is fresh."""

    id = IdField()
    taken_on = DayField()
    egfr_ml_min = AmountField(allow_null=True)
    creatinine = CreatinineSerializer(allow_null=True)
    cystatin_c_mg_l = AmountField(allow_null=True)
    height_cm = AmountField(allow_null=True)
    comparator = serializers.ChoiceField(choices=["<", ">"], allow_null=True)
    dialysis = serializers.ChoiceField(choices=DialysisKind.values)
    acute = serializers.BooleanField()
    source_ = serializers.CharField()
    method = serializers.ChoiceField(choices=ReadingMethod.values)
    category = serializers.RegexField(r"^G([1245]|3[ab])$", allow_null=True)
    band = serializers.ChoiceField(choices=[band.value for band in Band])
    fresh_until = DayField()
    recorded_at = InstantField()


class ReadingPages(CursorPages):
    """The newest test first."""

    field = "taken_on"


class KidneyReadingsView(ApiView):
    """A person's kidney readings."""

    @extend_schema(
        operation_id="list_kidney_readings", parameters=[PageQuery], responses=page_of(KidneyReadingSerializer)
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        """List the readings, the newest test first. Needs the scope `see_health`."""
        person = self.person(person_id, need=Scope.SEE_HEALTH, look="kidney_readings")
        read_query(request, PageQuery)
        pages = ReadingPages()
        rows = pages.paginate_queryset(person.kidney_readings.filter(retracted_at__isnull=True), request)
        bands = bands_of(reading_facts(person))
        return pages.get_paginated_response([shown_reading(row, bands.get(row.pk)) for row in rows])

    @extend_schema(
        operation_id="record_kidney_reading",
        parameters=[IDEMPOTENCY_KEY],
        request=NewKidneyReadingSerializer,
        responses={201: KidneyReadingSerializer, 200: KidneyReadingSerializer, **problems(422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """File a reading; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        values = read_body(request, NewKidneyReadingSerializer)
        creatinine = values.pop("creatinine", None) or {}
        reading = record_reading(
            person=person,
            by=signed_in(request),
            now=self.now,
            creatinine_value=creatinine.get("value"),
            creatinine_unit=creatinine.get("unit", ""),
            comparator=values.pop("comparator", None) or "",
            **values,
        )
        return Response(shown_reading(reading, bands_of(reading_facts(person)).get(reading.pk)), status=201)


def shown_reading(row: KidneyReading, beside_others: Band | None = None) -> dict[str, Any]:
    """A reading as the API answers it; its band `beside_others` is that of `bands_of`, else it stands by itself."""
    band = beside_others or band_of(to_reading_facts(row)) or Band.UNKNOWN
    creatinine = {"value": row.creatinine_value, "unit": row.creatinine_unit}
    shown: dict[str, Any] = KidneyReadingSerializer(
        {
            **{name: getattr(row, name) for name in AS_STORED},
            "creatinine": None if row.creatinine_value is None else creatinine,
            "comparator": row.comparator or None,
            "category": row.category or None,
            "band": band.value,
            "fresh_until": fresh_until(row.taken_on, band),
        }
    ).data
    return shown
