"""Doses as the API answers them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from intake.api.verdicts import VerdictSerializer, shown_verdict
from intake.models import Dose, DoseRevision, RevisionAction
from intake.services.doses import Recorded
from tracker.api.fields import AmountField, IdField, InstantField, Shape, decimal_text, instant_text
from tracker.models import Scope, User


class DoseSerializer(Shape):
    """One intake. `elemental_mg` is null when the label does not tell."""

    id = IdField()
    product = IdField()
    product_name = serializers.CharField()
    amount = AmountField()
    unit = serializers.CharField()
    elemental_mg = AmountField(allow_null=True)
    taken_at = InstantField()
    note = serializers.CharField()
    recorded_at = InstantField()
    recorded_by = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class EarlierSerializer(Shape):
    """What a dose said before."""

    amount = AmountField()
    unit = serializers.CharField()
    elemental_mg = AmountField(allow_null=True)
    taken_at = InstantField()
    note = serializers.CharField()


class HistorySerializer(Shape):
    """Who did what and when; `before` is null for the first entry."""

    version = serializers.IntegerField()
    action = serializers.ChoiceField(choices=RevisionAction.values)
    at = InstantField()
    by = serializers.CharField(allow_null=True)
    before = EarlierSerializer(allow_null=True)


class DoseWithHistorySerializer(DoseSerializer):
    """One intake and every version of it, oldest first."""

    history = HistorySerializer(many=True)


class DoseAnswerSerializer(Shape):
    """A dose that was written down, and the answer about it."""

    dose = DoseSerializer()
    verdict = VerdictSerializer()


def shown_dose(dose: Dose) -> dict[str, Any]:
    """A dose; its product and recorder should be at hand."""
    return {
        "id": str(dose.pk),
        "product": str(dose.product_id),
        "product_name": dose.product.name,
        "amount": decimal_text(dose.amount),
        "unit": dose.unit,
        "elemental_mg": None if dose.elemental_mg is None else decimal_text(dose.elemental_mg),
        "taken_at": instant_text(dose.taken_at),
        "note": dose.note,
        "recorded_at": instant_text(dose.recorded_at),
        "recorded_by": _name(dose.recorded_by),
        "version": dose.version,
    }


def shown_with_history(dose: Dose, revisions: list[DoseRevision]) -> dict[str, Any]:
    """A dose and its history."""
    recorded = {
        "version": 1,
        "action": RevisionAction.RECORDED.value,
        "at": instant_text(dose.recorded_at),
        "by": _name(dose.recorded_by),
        "before": None,
    }
    return {**shown_dose(dose), "history": [recorded, *(_shown_revision(row) for row in revisions)]}


def shown_answer(recorded: Recorded, scopes: frozenset[Scope]) -> dict[str, Any]:
    """A dose with its verdict, cut to what the caller may see."""
    return {"dose": shown_dose(recorded.dose), "verdict": shown_verdict(recorded.verdict, scopes)}


def _shown_revision(row: DoseRevision) -> dict[str, Any]:
    return {
        "version": row.version + 1,
        "action": row.action,
        "at": instant_text(row.at),
        "by": _name(row.by),
        "before": _shown_before(row.before),
    }


def _shown_before(before: dict[str, Any]) -> dict[str, Any]:
    """Kept as text by the service; written like every other amount and instant."""
    elemental = before["elemental_mg"]
    return {
        "amount": decimal_text(Decimal(before["amount"])),
        "unit": before["unit"],
        "elemental_mg": None if elemental is None else decimal_text(Decimal(elemental)),
        "taken_at": instant_text(datetime.fromisoformat(before["taken_at"])),
        "note": before["note"],
    }


def _name(user: User | None) -> str | None:
    return None if user is None else str(user)
