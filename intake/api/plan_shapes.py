"""Plans and forecasts as the API answers them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from intake.api.verdicts import SEVERITIES, FindingSerializer, bare_advice, shown_finding
from intake.models import Plan, ZoneMode
from tracker.access import DETAILS
from tracker.api.fields import AmountField, ClockField, DayField, IdField, InstantField, Shape
from tracker.clinical.assessment import Answer
from tracker.models import Scope

ANSWERS = [answer.value for answer in Answer]


class PlanSerializer(Shape):
    """What is meant to be taken. `elemental_mg` is that of one intake, null when the label does not tell."""

    id = IdField()
    product = IdField(source="product_id")
    product_name = serializers.CharField(source="product.name")
    amount = AmountField()
    unit = serializers.CharField()
    elemental_mg = AmountField(allow_null=True)
    times = serializers.ListField(child=ClockField(), source="clocks")
    every_hours = AmountField(allow_null=True)
    as_needed = serializers.BooleanField()
    zone_mode = serializers.ChoiceField(choices=ZoneMode.values)
    from_ = DayField(source="valid_from")
    until = DayField(source="valid_until", allow_null=True)
    version = serializers.IntegerField()
    recorded_at = InstantField()
    recorded_by = serializers.CharField(allow_null=True)


class PlannedDoseSerializer(Shape):
    """One dose of a plan with its answer, the earlier ones taken as planned."""

    plan = IdField()
    product = IdField()
    product_name = serializers.CharField()
    amount = AmountField()
    unit = serializers.CharField()
    elemental_mg = AmountField(allow_null=True)
    at = InstantField()
    answer = serializers.ChoiceField(choices=ANSWERS)
    severity = serializers.ChoiceField(choices=SEVERITIES, allow_null=True)
    headline = serializers.CharField()
    total_after_mg = AmountField(allow_null=True)
    at_least = serializers.BooleanField(allow_null=True)
    limit_mg = AmountField(allow_null=True)
    room_mg = AmountField(allow_null=True)
    fits_at = InstantField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())


class WarningSerializer(Shape):
    """What a week of all plans comes to: the worst of it. `first_at` is the instant of the first of the worst doses.

    For a caller without `see_health` the findings are left out.
    """

    answer = serializers.ChoiceField(choices=ANSWERS)
    severity = serializers.ChoiceField(choices=SEVERITIES, allow_null=True)
    first_at = InstantField(allow_null=True)
    findings = FindingSerializer(many=True)
    since = InstantField()
    until = InstantField()
    ruleset = serializers.CharField()


class ForecastSerializer(WarningSerializer):
    """Seven days of all plans, dose by dose; up to `until`, which is earlier when there are more than 200 doses."""

    doses = PlannedDoseSerializer(many=True)


class PlanWithForecastSerializer(PlanSerializer):
    """A plan that was written down, and what the week would come to with it."""

    forecast = WarningSerializer()


WARNING_FIELDS = tuple(WarningSerializer().fields)
# Nulled for callers who may not see health.
_AMOUNTS = ("total_after_mg", "at_least", "limit_mg", "room_mg", "fits_at")


def shown_plan(plan: Plan) -> dict[str, Any]:
    """A plan; its product and recorder should be at hand."""
    shown: dict[str, Any] = PlanSerializer(plan).data
    return shown | {"recorded_by": None if plan.recorded_by is None else str(plan.recorded_by)}


def shown_warning(payload: dict[str, Any], scopes: frozenset[Scope]) -> dict[str, Any]:
    """What a forecast comes to, without its doses, cut to what the caller may see."""
    findings = [shown_finding(finding) for finding in payload["findings"]] if scopes >= DETAILS else []
    return {name: payload[name] for name in WARNING_FIELDS} | {"findings": findings}


def shown_forecast(payload: dict[str, Any], scopes: frozenset[Scope]) -> dict[str, Any]:
    """A forecast, cut to what the caller may see."""
    doses = payload["doses"] if scopes >= DETAILS else [_bare(dose) for dose in payload["doses"]]
    return {**shown_warning(payload, scopes), "doses": doses}


def _bare(dose: dict[str, Any]) -> dict[str, Any]:
    hidden = dict.fromkeys(_AMOUNTS)
    return {**dose, **hidden, "missing": [], "headline": bare_advice(dose)}
