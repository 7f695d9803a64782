"""`/people/{p}/symptoms/`: what the person feels, or a carer sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.fields import IdField, InstantField, Shape, StrictSerializer, TextField
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import IDEMPOTENCY_KEY, page_of, problems
from tracker.clinical.terms import Symptom
from tracker.models import Person, Scope, SymptomReport
from tracker.services.symptoms import NOTE_LENGTH, record_symptom, retract_symptom

CODES = [code.value for code in Symptom]


class NewSymptomSerializer(StrictSerializer):
    """What is the matter, and since when."""

    code = serializers.ChoiceField(choices=CODES)
    started_at = InstantField()
    note = TextField(max_length=NOTE_LENGTH, required=False, allow_blank=True)
    # Ours to say.
    id = IdField(read_only=True)
    recorded_at = InstantField(read_only=True)


class SymptomSerializer(Shape):
    """A symptom on file."""

    id = IdField()
    code = serializers.ChoiceField(choices=CODES)
    started_at = InstantField()
    note = serializers.CharField()
    recorded_at = InstantField()


class SymptomPages(CursorPages):
    """The latest first."""

    field = "started_at"


class SymptomsView(ApiView):
    """A person's symptoms."""

    @extend_schema(operation_id="list_symptoms", parameters=[PageQuery], responses=page_of(SymptomSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List symptoms, the latest first; those taken back are left out. Needs the scope `see_health`."""
        person = self.person(person_id, need=Scope.SEE_HEALTH, look="symptoms")
        read_query(request, PageQuery)
        pages = SymptomPages()
        symptoms = SymptomReport.objects.filter(person=person, retracted_at__isnull=True)
        rows = pages.paginate_queryset(symptoms, request)
        return pages.get_paginated_response([shown_symptom(row) for row in rows])

    @extend_schema(
        operation_id="record_symptom",
        parameters=[IDEMPOTENCY_KEY],
        request=NewSymptomSerializer,
        responses={201: SymptomSerializer, 200: SymptomSerializer, **problems(422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Write down a symptom; the person is judged again. Needs the scope `record_doses`, which `manage` includes.

        Whoever is trusted to log doses may say that somebody cannot be woken.
        """
        person = self.person(person_id, need=Scope.RECORD_DOSES)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewSymptomSerializer)
        symptom = record_symptom(person=person, by=signed_in(request), now=self.now, **said)
        return Response(shown_symptom(symptom), status=201)


class SymptomView(ApiView):
    """One symptom."""

    @extend_schema(operation_id="retract_symptom", request=None, responses={204: None})
    def delete(self, request: Request, person_id: UUID, symptom_id: UUID) -> Response:
        """Take back a symptom. Needs the scope `record_doses`, and `manage` for what somebody else wrote down."""
        person = self.person(person_id, need=Scope.RECORD_DOSES)
        user = signed_in(request)
        own = SymptomReport.objects.filter(pk=symptom_id, recorded_by=user)
        if Scope.MANAGE not in self.scopes(person) and not own.exists():
            raise Http404
        retract_symptom(person=person, symptom_id=symptom_id, by=user, now=self.now)
        return Response(status=204)


def shown_symptom(row: SymptomReport) -> dict[str, Any]:
    """A symptom as the API answers it."""
    shown: dict[str, Any] = SymptomSerializer(row).data
    return shown
