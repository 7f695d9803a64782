"""The answer about a dose as web and API show it: the contract's fields, with words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tracker.clinical.assessment import Answer, Finding, Verdict
from tracker.clinical.codec import finding_to_json, verdict_to_json
from tracker.selectors.wording import format_mg, render_finding


def verdict_payload(verdict: Verdict, *, zone: str = "UTC") -> dict[str, Any]:
    """The **verdict** of the API contract: JSON values, headline and action in the active language."""
    payload = verdict_to_json(verdict)
    payload["findings"] = [finding_payload(finding, zone=zone) for finding in verdict.findings]
    payload["headline"] = _headline(verdict, zone)
    return payload


def finding_payload(finding: Finding, *, zone: str = "UTC") -> dict[str, Any]:
    """The **finding** of the API contract, in words for the patient."""
    rendered = render_finding(finding, audience="patient", zone=zone)
    return finding_to_json(finding) | {"headline": rendered.headline, "action": rendered.action}


def _headline(verdict: Verdict, zone: str) -> str:
    if verdict.answer in {Answer.ASK_FIRST, Answer.WAIT}:
        return render_finding(verdict.findings[0], audience="patient", zone=zone).headline
    if verdict.answer is Answer.CANNOT_TELL:
        return _cannot_tell(verdict)
    return _within(verdict)


def _cannot_tell(verdict: Verdict) -> str:
    """What is missing, the most telling first."""
    if "kidney_result" in verdict.missing:
        return _("We have no kidney result, so we cannot tell. Ask a pharmacist or doctor before you take more.")
    if "newer_kidney_result" in verdict.missing:
        return _("The kidney result is too old to go by. Ask a pharmacist or doctor before you take more.")
    if any(what.startswith("amount:") for what in verdict.missing):
        return _("A product has no known amount of magnesium, so we cannot tell. Ask a pharmacist first.")
    if "injection" in verdict.missing:
        return _("Magnesium by injection is not judged here. Your care team watches over it.")
    return _("A check did not work, so we cannot tell. Ask a pharmacist or doctor before you take more.")


def _within(verdict: Verdict) -> str:
    total = format_mg(verdict.total_after_mg)
    if verdict.limit_mg is None or verdict.total_after_mg > verdict.limit_mg:
        return _("With this you reach %(total)s of magnesium in 24 hours.") % {"total": total}
    return _("With this you reach %(total)s in 24 hours. That is within the limit of %(limit)s.") % {
        "total": total,
        "limit": format_mg(verdict.limit_mg),
    }
