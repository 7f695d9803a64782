"""`/people/{p}/sync/`: the outbox of a client that was offline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.doses import NewDoseSerializer
from intake.api.shapes import DoseSerializer, shown_answer, shown_dose
from intake.api.verdicts import VerdictSerializer
from intake.models import Dose
from intake.selectors.doses import doses_by_id
from intake.services.doses import Recorded, record_dose
from intake.services.errors import DoseConflict, DoseVoided
from tracker.api.base import ApiView, read_body, signed_in
from tracker.api.fields import ID, IdField, Shape, StrictSerializer
from tracker.api.problems import listed_errors
from tracker.api.schema import ProblemItem
from tracker.models import Person, Scope

MOST_DOSES = 500
APPLIED, DUPLICATE, CONFLICT, REJECTED = "applied", "duplicate", "conflict", "rejected"
RESULTS = (APPLIED, DUPLICATE, CONFLICT, REJECTED)

Result = dict[str, Any]


class SyncDoseSerializer(NewDoseSerializer):
    """A dose to write down, under the id that the client gave it."""

    id = IdField()


class AnythingField(serializers.Field[Any, Any, Any, Any]):
    """Whatever stands there: each dose is judged by itself, later."""

    def to_internal_value(self, data: Any) -> Any:
        """As it came."""
        return data


class SyncSerializer(StrictSerializer):
    """How an outbox is read: each dose in it may be good or bad."""

    doses = serializers.ListField(child=AnythingField(allow_null=True), max_length=MOST_DOSES)


class OutboxSerializer(StrictSerializer):
    """What was written down without a network: at most 500 doses, each with an id of the client's own."""

    doses = serializers.ListField(child=SyncDoseSerializer(), max_length=MOST_DOSES)


class SyncResultSerializer(Shape):
    """What became of one dose.

    `dose` is the server's copy, left out where the caller may not see it; `deleted` says that it was taken back.
    `verdict` comes with `applied` and `duplicate`, `errors` with `rejected`; their pointers begin at the dose.
    """

    id = IdField(allow_null=True)
    result = serializers.ChoiceField(choices=RESULTS)
    dose = DoseSerializer(required=False)
    deleted = serializers.BooleanField(required=False)
    verdict = VerdictSerializer(required=False)
    errors_ = ProblemItem(many=True, required=False)


class SyncResultsSerializer(Shape):
    """One result a dose, in the order sent."""

    results = SyncResultSerializer(many=True)


class SyncView(ApiView):
    """Batch upload."""

    @extend_schema(operation_id="sync_doses", request=OutboxSerializer, responses=SyncResultsSerializer)
    def post(self, request: Request, person_id: UUID) -> Response:
        """Log up to 500 doses, each for itself: a bad one spoils no other. Needs the scope `record_doses`.

        A late dose is judged as of its own time. The same request may be sent again: what is on record already is a
        `duplicate`. An id that holds something else, or a dose that was taken back, is a `conflict`.
        """
        person = self.person(person_id, need=Scope.RECORD_DOSES, look="doses")
        doses = read_body(request, SyncSerializer)["doses"]
        scopes = self.scopes(person)
        return Response({"results": [self._result(person, said, scopes) for said in doses]})

    def _result(self, person: Person, said: Any, scopes: frozenset[Scope]) -> Result:
        """Each dose has a transaction of its own: other writers get their turn between two of them."""
        try:
            recorded = self._record(person, said)
        except (ValidationError, DjangoValidationError) as error:
            return {"id": _id_of(said), "result": REJECTED, "errors": listed_errors(error)}
        except (DoseConflict, DoseVoided):
            return {"id": _id_of(said), "result": CONFLICT, **self._copy(person, UUID(said["id"]), scopes)}
        answer = shown_answer(recorded, scopes)
        if not self._sees(recorded.dose, scopes):
            del answer["dose"]
        return {"id": str(recorded.dose.pk), "result": APPLIED if recorded.created else DUPLICATE, **answer}

    def _record(self, person: Person, said: Any) -> Recorded:
        dose = SyncDoseSerializer(data=said)
        dose.is_valid(raise_exception=True)
        values = dict(dose.validated_data)
        return record_dose(
            person=person,
            by=signed_in(self.request),
            dose_id=values.pop("id"),
            product_id=values.pop("product"),
            now=self.now,
            **values,
        )

    def _copy(self, person: Person, dose_id: UUID, scopes: frozenset[Scope]) -> Result:
        """What the server has under this id; nothing if it is not this person's, or not for the caller to see."""
        dose = doses_by_id(person, [dose_id]).get(dose_id)
        if dose is None or not self._sees(dose, scopes):
            return {}
        return {"dose": shown_dose(dose), "deleted": dose.voided_at is not None}

    def _sees(self, dose: Dose, scopes: frozenset[Scope]) -> bool:
        return Scope.SEE_DOSES in scopes or dose.recorded_by == signed_in(self.request)


def _id_of(said: Any) -> str | None:
    """The id that was sent, if it is one."""
    told = said.get("id") if isinstance(said, dict) else None
    return str(UUID(told)) if isinstance(told, str) and ID.fullmatch(told) else None
