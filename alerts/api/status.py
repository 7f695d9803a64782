"""`/people/{p}/status/`: the picture now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.shapes import AlertSerializer, shown_alert
from alerts.models import Severity
from alerts.selectors.alerts import live_alerts
from alerts.selectors.protection import Protection, Trouble, protection
from intake.selectors.status import Status, current_status
from tracker.api.base import ApiView, signed_in
from tracker.api.fields import AmountField, InstantField, Shape, decimal_text, instant_text
from tracker.api.kidney_readings import KidneyReadingSerializer, shown_reading
from tracker.clinical.assessment import Assessment, Band
from tracker.clinical.kidney import judge_kidneys
from tracker.clinical.moments import day_of
from tracker.clinical.normal import normalise
from tracker.clinical.totals import WINDOW_HOURS
from tracker.models import Person, Scope

BANDS = [band.value for band in Band]


class StatusReadingSerializer(KidneyReadingSerializer):
    """The reading that the band rests on, and its age."""

    age_days = serializers.IntegerField()
    fresh = serializers.BooleanField()


class WindowSerializer(Shape):
    """Elemental magnesium of the rolling window. `limit_mg` is null when there is none to show."""

    hours = serializers.IntegerField()
    elemental_mg = AmountField(allow_null=True)
    at_least = serializers.BooleanField(allow_null=True)
    limit_mg = AmountField(allow_null=True)
    limit_basis = serializers.CharField(allow_null=True)
    room_mg = AmountField(allow_null=True)


class ProtectionSerializer(Shape):
    """Whether a dose logged now would be judged and told; since when it is off, and why."""

    on = serializers.BooleanField()
    since = InstantField(allow_null=True)
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[trouble.value for trouble in Trouble]))


class StatusSerializer(Shape):
    """The picture now.

    `counted_as` is the band that the rules count with: one worse than `band` in illness or after a change of medicines
    (rule MG-40). Without `see_health` bands, reading and limit are null; without `see_doses` the amounts; without
    `see_alerts` the severity, and no alert is listed.
    """

    as_of = InstantField()
    ruleset = serializers.CharField()
    band = serializers.ChoiceField(choices=BANDS, allow_null=True)
    band_reason = serializers.CharField(allow_null=True)
    counted_as = serializers.ChoiceField(choices=BANDS, allow_null=True)
    reading = StatusReadingSerializer(allow_null=True)
    window = WindowSerializer()
    severity = serializers.ChoiceField(choices=Severity.values, allow_null=True)
    alerts = AlertSerializer(many=True)
    protection = ProtectionSerializer()


class StatusView(ApiView):
    """The picture now."""

    @extend_schema(operation_id="show_status", responses=StatusSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """Show how a person stands now. Any scope opens it; each shows its part."""
        person = self.person(person_id, need=None, look="status")
        scopes, user = self.scopes(person), signed_in(request)
        status = current_status(person, now=self.now)
        assessment = status.assessment
        alerts = live_alerts(person) if Scope.SEE_ALERTS in scopes else []
        sees_health = Scope.SEE_HEALTH in scopes
        return Response(
            {
                "as_of": instant_text(self.now),
                "ruleset": assessment.ruleset,
                "band": assessment.band.value if sees_health else None,
                "band_reason": assessment.band_reason if sees_health else None,
                "counted_as": _counted_as(status).value if sees_health else None,
                "reading": _shown_reading(person, assessment) if sees_health else None,
                "window": _shown_window(assessment, scopes),
                "severity": assessment.severity if Scope.SEE_ALERTS in scopes else None,
                "alerts": [shown_alert(alert, user, scopes) for alert in alerts],
                "protection": _shown_protection(protection(now=self.now, person=person)),
            }
        )


def _counted_as(status: Status) -> Band:
    kidneys = judge_kidneys(normalise(status.facts), status.assessment.judged_at)
    return kidneys.judged_as if kidneys.shifted else kidneys.band


def _shown_reading(person: Person, assessment: Assessment) -> dict[str, Any] | None:
    if assessment.reading_id is None:
        return None
    row = person.kidney_readings.get(pk=assessment.reading_id)
    today = day_of(assessment.judged_at, person.time_zone)
    return {**shown_reading(row), "age_days": (today - row.taken_on).days, "fresh": not assessment.stale}


def _shown_window(assessment: Assessment, scopes: frozenset[Scope]) -> dict[str, Any]:
    sees_doses, sees_health = Scope.SEE_DOSES in scopes, Scope.SEE_HEALTH in scopes
    room = _room(assessment) if sees_doses and sees_health else None
    limit = assessment.limit_mg if sees_health else None
    return {
        "hours": WINDOW_HOURS,
        "elemental_mg": decimal_text(assessment.total_mg) if sees_doses else None,
        "at_least": assessment.at_least if sees_doses else None,
        "limit_mg": None if limit is None else decimal_text(limit),
        "limit_basis": assessment.limit_basis if sees_health else None,
        "room_mg": None if room is None else decimal_text(room),
    }


def _room(assessment: Assessment) -> Decimal | None:
    """As in a verdict: not known when the limit or an amount is not."""
    if assessment.limit_mg is None or assessment.at_least:
        return None
    return max(assessment.limit_mg - assessment.total_mg, Decimal(0))


def _shown_protection(state: Protection) -> dict[str, Any]:
    since = None if state.since is None else instant_text(state.since)
    return {"on": state.on, "since": since, "reasons": [reason.value for reason in state.reasons]}
