"""`/people/{p}/doses/`: what was taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.shapes import (
    DoseAnswerSerializer,
    DoseSerializer,
    DoseWithHistorySerializer,
    shown_answer,
    shown_dose,
    shown_with_history,
)
from intake.selectors.doses import doses_of, find_dose
from intake.services.doses import Recorded, correct_dose, record_dose, void_dose
from intake.services.errors import DoseConflict, DoseNotFound, DoseVoided, StaleVersion
from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.conditional import expected_version, one_object, version_tag
from tracker.api.errors import Conflict, Gone, PreconditionFailed
from tracker.api.fields import AmountField, IdField, InstantField, StrictSerializer, TextField
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import ETAG, IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, page_of, problems
from tracker.models import Person, Scope

COLUMNS = {"from": "taken_at__gte", "to": "taken_at__lt", "product": "product_id"}
ANSWERS = {DoseConflict: Conflict, DoseNotFound: NotFound, DoseVoided: Gone, StaleVersion: PreconditionFailed}


class DoseQuery(PageQuery):
    """Taken from an instant on, before another one, of one product."""

    from_ = InstantField(required=False)
    to = InstantField(required=False)
    product = IdField(required=False)


class NewDoseSerializer(StrictSerializer):
    """A dose to write down. With an `id` of the client's own the request may be repeated."""

    id = IdField(required=False)
    product = IdField()
    amount = AmountField()
    unit = TextField(max_length=40)
    taken_at = InstantField()
    note = TextField(max_length=300, required=False, allow_blank=True)
    # Computed, never told.
    product_name = serializers.CharField(read_only=True)
    elemental_mg = AmountField(read_only=True)
    recorded_at = InstantField(read_only=True)
    recorded_by = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class DoseChangeSerializer(NewDoseSerializer):
    """What to correct. Another product is another dose: void this one and log that."""

    id = IdField(read_only=True)
    product = IdField(read_only=True)


class DosePages(CursorPages):
    """The latest first."""

    field = "taken_at"


class DosesView(ApiView):
    """A person's doses."""

    translations = ANSWERS

    @extend_schema(operation_id="list_doses", parameters=[DoseQuery], responses=page_of(DoseSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List doses, the latest first; removed ones are left out. Needs the scope `see_doses`."""
        person = self.person(person_id, need=Scope.SEE_DOSES, look="doses")
        wanted = read_query(request, DoseQuery)
        filters = {name: wanted[given] for given, name in COLUMNS.items() if given in wanted}
        pages = DosePages()
        rows = pages.paginate_queryset(doses_of(person).filter(**filters), request)
        return pages.get_paginated_response([shown_dose(row) for row in rows])

    @extend_schema(
        operation_id="record_dose",
        parameters=[IDEMPOTENCY_KEY, ETAG],
        request=NewDoseSerializer,
        responses={201: DoseAnswerSerializer, 200: DoseAnswerSerializer, **problems(409, 422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Log a dose and get the answer about it. Needs the scope `record_doses`.

        The verdict is the one that the rules give before an alert is raised from the same facts.
        The same request again, with the same `id` or Idempotency-Key, answers 200 with the first result.
        """
        person = self.person(person_id, need=Scope.RECORD_DOSES)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewDoseSerializer)
        recorded = record_dose(
            person=person,
            by=signed_in(request),
            dose_id=said.get("id"),
            product_id=said["product"],
            amount=said["amount"],
            unit=said["unit"],
            taken_at=said["taken_at"],
            note=said.get("note", ""),
            now=self.now,
        )
        return _answer(recorded, self.scopes(person), status=201 if recorded.created else 200)


class DoseView(ApiView):
    """One dose."""

    translations = ANSWERS

    @extend_schema(
        operation_id="show_dose",
        parameters=[IF_NONE_MATCH, ETAG],
        responses={200: DoseWithHistorySerializer, **problems(410)},
    )
    def get(self, request: Request, person_id: UUID, dose_id: UUID) -> Response:
        """Show a dose and its history. Needs the scope `see_doses`."""
        person = self.person(person_id, need=Scope.SEE_DOSES, look="doses")
        dose = find_dose(person, dose_id)
        if dose is None:
            raise DoseNotFound
        if dose.voided_at is not None:
            raise DoseVoided
        shown = shown_with_history(dose, list(dose.revisions.all()))
        return one_object(request, shown, etag=version_tag(dose.version))

    @extend_schema(
        operation_id="correct_dose",
        parameters=[IF_MATCH, ETAG],
        request=DoseChangeSerializer,
        responses={200: DoseAnswerSerializer, **problems(410, 412, 428)},
    )
    def patch(self, request: Request, person_id: UUID, dose_id: UUID) -> Response:
        """Correct a dose; what it said before is kept. Needs `record_doses`, and `see_doses` for another's entry."""
        person = self._person_of(person_id, dose_id, request)
        version = expected_version(request)
        changes = read_body(request, DoseChangeSerializer, partial=True)
        if not changes:
            raise ValidationError(_("Say what to correct."), code="nothing_to_change")
        recorded = correct_dose(
            person=person, dose_id=dose_id, by=signed_in(request), expected_version=version, now=self.now, **changes
        )
        return _answer(recorded, self.scopes(person), status=200)

    @extend_schema(
        operation_id="void_dose",
        parameters=[IF_MATCH],
        request=None,
        responses={204: None, **problems(410, 412, 428)},
    )
    def delete(self, request: Request, person_id: UUID, dose_id: UUID) -> Response:
        """Say that a dose was not taken. Needs `record_doses`, and `see_doses` for another's entry."""
        person = self._person_of(person_id, dose_id, request)
        version = expected_version(request)
        void_dose(person=person, dose_id=dose_id, by=signed_in(request), expected_version=version, now=self.now)
        return Response(status=204)

    def _person_of(self, person_id: UUID, dose_id: UUID, request: Request) -> Person:
        """The person; 404 for who logs without seeing doses and asks for one that somebody else logged."""
        person = self.person(person_id, need=Scope.RECORD_DOSES, look="doses")
        if Scope.SEE_DOSES not in self.scopes(person):
            dose = find_dose(person, dose_id)
            if dose is None or dose.recorded_by != signed_in(request):
                raise DoseNotFound
        return person


def _answer(recorded: Recorded, scopes: frozenset[Scope], *, status: int) -> Response:
    body: dict[str, Any] = shown_answer(recorded, scopes)
    return Response(body, status=status, headers={"ETag": version_tag(recorded.dose.version)})
