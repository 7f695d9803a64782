"""`/people/{p}/checks/`: "can I take this?"."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.verdicts import VerdictSerializer, shown_verdict
from intake.selectors.checks import check_dose
from tracker.access import DETAILS
from tracker.api.base import ApiView, read_body
from tracker.api.fields import AmountField, IdField, InstantField, StrictSerializer, TextField
from tracker.models import Person, Scope


class CheckSerializer(StrictSerializer):
    """A dose that is only asked about; without `at` it is about now, at most 7 days ahead."""

    product = IdField()
    amount = AmountField()
    unit = TextField(max_length=40)
    at = InstantField(required=False)


class ChecksView(ApiView):
    """Asking before a dose."""

    @extend_schema(operation_id="check_dose", request=CheckSerializer, responses=VerdictSerializer)
    def post(self, request: Request, person_id: UUID) -> Response:
        """Ask what a dose would add up to. Nothing is written down but that a carer asked.

        Needs the scope `record_doses`, or `see_doses` together with `see_health`: nobody learns more here than from
        what they may log or see anyway. `room_mg` is what is left after the dose, `fits_at` from when it fits,
        `missing` what is not known.
        """
        person = self._person(person_id)
        said = read_body(request, CheckSerializer)
        check = check_dose(
            person=person,
            product_id=said["product"],
            amount=said["amount"],
            unit=said["unit"],
            at=said.get("at"),
            now=self.now,
        )
        return Response(shown_verdict(check.payload, self.scopes(person)))

    def _person(self, person_id: UUID) -> Person:
        sees_all = self.scopes(self.person(person_id, need=None)) >= DETAILS
        return self.person(person_id, need=Scope.SEE_DOSES if sees_all else Scope.RECORD_DOSES, look="check")
