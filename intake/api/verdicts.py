"""The shapes of verdicts and findings, and how much of them a caller may see."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tracker.access import DETAILS
from tracker.api.fields import AmountField, IdField, InstantField, Shape
from tracker.clinical.assessment import Answer, Severity
from tracker.models import Scope

SEVERITIES = [severity.value for severity in Severity]


class BecauseSerializer(Shape):
    """One fact that a finding rests on."""

    fact = serializers.CharField()
    value = serializers.JSONField(allow_null=True, help_text=gettext_lazy("Text, true or false; null when not known."))
    unit = serializers.CharField()
    at = serializers.CharField(allow_null=True, help_text=gettext_lazy("A date, or an instant."))


class ShareSerializer(Shape):
    """What one product adds to the sum; `share` is 0 to 1. Both are null when the amount is not known."""

    product = IdField()
    product_name = serializers.CharField()
    elemental_mg = AmountField(allow_null=True)
    share = AmountField(allow_null=True)


class FindingSerializer(Shape):
    """What one rule says, why, and on whose authority."""

    rule = serializers.CharField()
    concern = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    headline = serializers.CharField()
    action = serializers.CharField()
    because = BecauseSerializer(many=True)
    products = ShareSerializer(many=True)
    grade = serializers.CharField()
    source_ = serializers.CharField()
    until = InstantField(allow_null=True)


class VerdictSerializer(Shape):
    """The answer about a dose. Amounts are elemental mg in 24 hours.

    For a caller without `see_doses` and `see_health` the amounts are null and the lists are empty.
    """

    answer = serializers.ChoiceField(choices=[answer.value for answer in Answer])
    severity = serializers.ChoiceField(choices=SEVERITIES, allow_null=True)
    headline = serializers.CharField()
    findings = FindingSerializer(many=True)
    total_before_mg = AmountField(allow_null=True)
    total_after_mg = AmountField(allow_null=True)
    at_least = serializers.BooleanField(allow_null=True)
    limit_mg = AmountField(allow_null=True)
    room_mg = AmountField(allow_null=True)
    fits_at = InstantField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())
    ruleset = serializers.CharField()
    judged_at = InstantField()


BECAUSE_FIELDS = tuple(BecauseSerializer().fields)
SHARE_FIELDS = tuple(ShareSerializer().fields)
FINDING_FIELDS = tuple(FindingSerializer().fields)
VERDICT_FIELDS = tuple(VerdictSerializer().fields)
# Nulled for callers who may not see doses and health.
AMOUNTS = frozenset({"total_before_mg", "total_after_mg", "at_least", "limit_mg", "room_mg", "fits_at"})


def shown_verdict(verdict: dict[str, Any], scopes: frozenset[Scope]) -> dict[str, Any]:
    """The stored verdict as the API answers it, cut to what the caller may see."""
    return _whole(verdict) if scopes >= DETAILS else _bare(verdict)


def shown_finding(finding: dict[str, Any], **words: str) -> dict[str, Any]:
    """A stored finding in the API's shape; `words` are headline and action where they are not stored with it."""
    said = {**finding, **words}
    return {
        **{name: said[name] for name in FINDING_FIELDS},
        "because": [{name: row[name] for name in BECAUSE_FIELDS} for row in said["because"]],
        "products": [{name: row[name] for name in SHARE_FIELDS} for row in said["products"]],
    }


def _whole(verdict: dict[str, Any]) -> dict[str, Any]:
    shown = {name: verdict[name] for name in VERDICT_FIELDS}
    return {**shown, "findings": [shown_finding(finding) for finding in verdict["findings"]]}


def _bare(verdict: dict[str, Any]) -> dict[str, Any]:
    """What to do, without what it was concluded from."""
    shown = {name: None if name in AMOUNTS else verdict[name] for name in VERDICT_FIELDS}
    return {**shown, "findings": [], "missing": [], "headline": bare_advice(verdict)}


def bare_advice(verdict: dict[str, Any]) -> str:
    """What to do, for a caller who may not know why: in an emergency that comes before any answer about a dose."""
    if verdict["severity"] == Severity.EMERGENCY:
        return _("This is an emergency. Call emergency services first.")
    return {
        Answer.OK: _("We found nothing to warn about."),
        Answer.WAIT: _("It is better to wait before more is taken."),
        Answer.ASK_FIRST: _("Ask a doctor or pharmacist before more is taken."),
        Answer.CANNOT_TELL: _("We cannot tell. Ask a pharmacist or doctor before more is taken."),
    }[Answer(verdict["answer"])]
