"""The answer about a dose as web and API show it: the contract's fields, with words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tracker.clinical.assessment import Answer, Finding, Verdict
from tracker.clinical.codec import finding_to_json, verdict_to_json
from tracker.selectors.wording import format_mg, render_finding

_NOT_NOW = {
    Answer.ASK_FIRST: gettext_noop(
        "Ask a doctor or pharmacist first. With this you reach %(total)s of magnesium in 24 hours."
    ),
    Answer.WAIT: gettext_noop("It is better to wait. With this you reach %(total)s of magnesium in 24 hours."),
}
_NOT_NOW_AT_LEAST = {
    Answer.ASK_FIRST: gettext_noop(
        "Ask a doctor or pharmacist first. With this you reach at least %(total)s of magnesium in 24 hours."
    ),
    Answer.WAIT: gettext_noop("It is better to wait. With this you reach at least %(total)s of magnesium in 24 hours."),
}


def verdict_payload(verdict: Verdict, *, zone: str = "UTC") -> dict[str, Any]:
    """The **verdict** of the API contract: JSON values, headline and action in the active language."""
    payload = verdict_to_json(verdict)
    payload["findings"] = [finding_payload(finding, zone=zone) for finding in verdict.findings]
    payload["headline"] = _headline(verdict, zone)
    return payload


def check_payload(verdict: Verdict, *, zone: str = "UTC") -> dict[str, Any]:
    """The same about a dose that was not taken: its headline says what would be."""
    return verdict_payload(verdict, zone=zone) | {"headline": _headline_before(verdict, zone)}


def finding_payload(finding: Finding, *, zone: str = "UTC") -> dict[str, Any]:
    """The **finding** of the API contract, in words for the patient."""
    rendered = render_finding(finding, audience="patient", zone=zone)
    return finding_to_json(finding) | {"headline": rendered.headline, "action": rendered.action}


def _headline(verdict: Verdict, zone: str) -> str:
    if verdict.answer in _NOT_NOW:
        return render_finding(verdict.findings[0], audience="patient", zone=zone).headline
    if verdict.answer is Answer.CANNOT_TELL:
        return _cannot_tell(verdict)
    return _within(verdict)


def _headline_before(verdict: Verdict, zone: str) -> str:
    """Rules speak of what was had; about a sum that is only asked for, nobody had it yet."""
    if verdict.answer not in _NOT_NOW or "total_mg" not in verdict.findings[0].params:
        return _headline(verdict, zone)
    if verdict.at_least and not verdict.total_after_mg:
        return _("Ask a doctor or pharmacist first. We do not know how much magnesium this gives you.")
    text = _NOT_NOW[verdict.answer] if not verdict.at_least else _NOT_NOW_AT_LEAST[verdict.answer]
    return _(text) % {"total": format_mg(verdict.total_after_mg)}


def _cannot_tell(verdict: Verdict) -> str:
    """What is missing, the most telling first."""
    if "kidney_result" in verdict.missing:
        return _("We have no kidney result, so we cannot tell. Ask a pharmacist or doctor first.")
    if "newer_kidney_result" in verdict.missing:
        return _("The kidney result is too old to go by. Ask a pharmacist or doctor first.")
    if any(what.startswith("amount:") for what in verdict.missing):
        return _("A product has no known amount of magnesium, so we cannot tell. Ask a pharmacist first.")
    if "injection" in verdict.missing:
        return _("Magnesium by injection is not judged here. Your care team watches over it.")
    return _("A check did not work, so we cannot tell. Ask a pharmacist or doctor first.")


def _within(verdict: Verdict) -> str:
    total = format_mg(verdict.total_after_mg)
    if verdict.limit_mg is None or verdict.total_after_mg > verdict.limit_mg:
        return _("With this you reach %(total)s of magnesium in 24 hours.") % {"total": total}
    return _("With this you reach %(total)s in 24 hours. That is within the limit of %(limit)s.") % {
        "total": total,
        "limit": format_mg(verdict.limit_mg),
    }
