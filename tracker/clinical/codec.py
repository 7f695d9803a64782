"""Answers as JSON, and everything as bytes that are the same for the same input: the public face.

Amounts are decimal strings with at least one place ("500.0"), instants RFC 3339 in UTC with Z, days
ISO dates. Facts keep every digit, so that they can be judged again; answers have at most 3 places.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import Assessment, Because, Finding, ProductShare, Severity, Value, Verdict
from tracker.clinical.facts_codec import facts_from_json, facts_to_json
from tracker.clinical.json_values import Json, canonical_bytes, instant_from_text, instant_text, rounded_text
from tracker.clinical.ruleset import CURRENT, RuleSet

__all__ = [
    "assessment_to_json",
    "canonical_bytes",
    "facts_from_json",
    "facts_to_json",
    "finding_from_json",
    "finding_to_json",
    "verdict_to_json",
]


def finding_to_json(finding: Finding, ruleset: RuleSet = CURRENT) -> Json:
    """A finding in the API's shape, with what rendering needs (`words`, `params`, `concern`).

    Headline and action are sentences: the renderer adds them. Raises KeyError when the rule is not
    of the rule set.
    """
    rule = ruleset.rule(finding.rule)
    return {
        "rule": finding.rule,
        "concern": finding.concern,
        "cause": finding.cause,
        "severity": finding.severity.value,
        "words": finding.words,
        "params": {name: _tagged(value) for name, value in finding.params.items()},
        "because": [_because_to_json(because) for because in finding.because],
        "products": [_share_to_json(share) for share in finding.products],
        "grade": rule.grade,
        "source": rule.source,
        "until": _instant_or_none(finding.until),
    }


def finding_from_json(data: Json) -> Finding:
    """The finding that `finding_to_json` wrote; keys that others added are ignored."""
    return Finding(
        rule=data["rule"],
        concern=data["concern"],
        cause=data["cause"],
        severity=Severity(data["severity"]),
        words=data["words"],
        params={name: _untagged(value) for name, value in data["params"].items()},
        because=tuple(_because_from_json(because) for because in data["because"]),
        products=tuple(_share_from_json(share) for share in data["products"]),
        until=None if data["until"] is None else instant_from_text(data["until"]),
    )


def assessment_to_json(assessment: Assessment, ruleset: RuleSet = CURRENT) -> Json:
    """An assessment with its findings."""
    return {
        "ruleset": assessment.ruleset,
        "judged_at": instant_text(assessment.judged_at),
        "band": assessment.band.value,
        "band_reason": assessment.band_reason,
        "reading_id": None if assessment.reading_id is None else str(assessment.reading_id),
        "fresh_until": None if assessment.fresh_until is None else assessment.fresh_until.isoformat(),
        "stale": assessment.stale,
        "expired": assessment.expired,
        "total_mg": rounded_text(assessment.total_mg),
        "at_least": assessment.at_least,
        "limit_mg": _decimal_or_none(assessment.limit_mg),
        "limit_basis": assessment.limit_basis,
        "severity": None if assessment.severity is None else assessment.severity.value,
        "findings": [finding_to_json(finding, ruleset) for finding in assessment.findings],
        "missing": list(assessment.missing),
        "failed_rules": list(assessment.failed_rules),
        "next_change_at": _instant_or_none(assessment.next_change_at),
    }


def verdict_to_json(verdict: Verdict, ruleset: RuleSet = CURRENT) -> Json:
    """A verdict in the API's shape, with `at_least`; the renderer adds its headline."""
    return {
        "answer": verdict.answer.value,
        "severity": None if verdict.severity is None else verdict.severity.value,
        "findings": [finding_to_json(finding, ruleset) for finding in verdict.findings],
        "total_before_mg": rounded_text(verdict.total_before_mg),
        "total_after_mg": rounded_text(verdict.total_after_mg),
        "at_least": verdict.at_least,
        "limit_mg": _decimal_or_none(verdict.limit_mg),
        "room_mg": _decimal_or_none(verdict.room_mg),
        "fits_at": _instant_or_none(verdict.fits_at),
        "missing": list(verdict.missing),
        "ruleset": verdict.ruleset,
        "judged_at": instant_text(verdict.judged_at),
    }


def _because_to_json(because: Because) -> Json:
    value, at = _tagged(because.value), _tagged(because.at)["value"]
    return {"fact": because.fact, "value": value["value"], "type": value["type"], "unit": because.unit, "at": at}


def _because_from_json(data: Json) -> Because:
    at = data["at"]
    when = None if at is None else instant_from_text(at) if "T" in at else date.fromisoformat(at)
    return Because(fact=data["fact"], value=_untagged(data), unit=data["unit"], at=when)


def _share_to_json(share: ProductShare) -> Json:
    return {
        "product": str(share.product_id),
        "product_name": share.product_name,
        "elemental_mg": _decimal_or_none(share.elemental_mg),
        "share": _decimal_or_none(share.share),
        "dose_ids": [str(dose_id) for dose_id in share.dose_ids],
    }


def _share_from_json(data: Json) -> ProductShare:
    return ProductShare(
        product_id=UUID(data["product"]),
        product_name=data["product_name"],
        elemental_mg=None if data["elemental_mg"] is None else Decimal(data["elemental_mg"]),
        share=None if data["share"] is None else Decimal(data["share"]),
        dose_ids=tuple(UUID(dose_id) for dose_id in data["dose_ids"]),
    )


def _tagged(value: Value) -> Json:
    """A value with its type, because JSON has no amounts and no instants."""
    match value:
        case Decimal():
            return {"type": "decimal", "value": rounded_text(value)}
        case datetime():
            return {"type": "instant", "value": instant_text(value)}
        case date():
            return {"type": "date", "value": value.isoformat()}
    return {"type": "plain", "value": value}


def _untagged(data: Json) -> Value:
    match data["type"]:
        case "decimal":
            return Decimal(data["value"])
        case "instant":
            return instant_from_text(data["value"])
        case "date":
            return date.fromisoformat(data["value"])
    value: str | bool | None = data["value"]
    return value


def _decimal_or_none(value: Decimal | None) -> str | None:
    return None if value is None else rounded_text(value)


def _instant_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)
