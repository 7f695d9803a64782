"""The answer about a dose as web and API show it: the contract's fields, with words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tracker.clinical.assessment import Answer, Finding, Severity, Verdict
from tracker.clinical.codec import finding_to_json, verdict_to_json
from tracker.selectors.wording import format_mg, render_finding

_FIRST = {
    Answer.ASK_FIRST: gettext_noop("Ask a doctor or pharmacist first."),
    Answer.WAIT: gettext_noop("It is better to wait."),
}
# What rules say about a dose that was taken, said about one that was not; sums are worded alike for all rules.
_WOULD = {
    "MG-04": gettext_noop("Your blood test showed too much magnesium, and this adds to it."),
    "MG-21": gettext_noop("No stool came for 3 days, and a laxative with magnesium could stay in your body."),
    "MG-22": gettext_noop("This would be more of one product than its label allows for a day."),
    "MG-41": gettext_noop("With a condition on your file, magnesium could harm you."),
    "AL-01": gettext_noop("Aluminium with citrate in 24 hours could put too much aluminium into your blood."),
    "PO-01": gettext_noop("A laxative with sodium phosphate could harm your kidneys."),
    "SP-01": gettext_noop("Magnesium could make one of your medicines work less well."),
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
    if verdict.answer in _FIRST:
        return render_finding(verdict.findings[0], audience="patient", zone=zone).headline
    if verdict.answer is Answer.CANNOT_TELL:
        return _cannot_tell(verdict)
    return _within(verdict)


def _headline_before(verdict: Verdict, zone: str) -> str:
    """What to do first, then why: rules speak of what was taken, and this was not."""
    if verdict.answer not in _FIRST or verdict.severity is Severity.EMERGENCY:
        return _headline(verdict, zone)
    return f"{_(_FIRST[verdict.answer])} {_reason(verdict, zone)}"


def _reason(verdict: Verdict, zone: str) -> str:
    finding = verdict.findings[0]
    if "total_mg" in finding.params:
        return _sum_reached(verdict)
    if finding.rule in _WOULD:
        return _(_WOULD[finding.rule])
    return render_finding(finding, audience="patient", zone=zone).headline


def _sum_reached(verdict: Verdict) -> str:
    said = {"total": format_mg(verdict.total_after_mg)}
    if not verdict.at_least:
        return _("With this you reach %(total)s of magnesium in 24 hours.") % said
    if verdict.total_after_mg:
        return _("With this you reach at least %(total)s of magnesium in 24 hours.") % said
    return _("We do not know how much magnesium this gives you.")


def _cannot_tell(verdict: Verdict) -> str:
    """What is missing, the most telling first."""
    if "kidney_result" in verdict.missing:
        return _("We have no kidney result, so we cannot tell. Ask a pharmacist or doctor first.")
    if "newer_kidney_result" in verdict.missing:
        return _("The kidney result is too old to go by. Ask a pharmacist or doctor first.")
    if any(what.startswith("amount:") for what in verdict.missing):
        return _("A product has no known amount of magnesium, so we cannot tell. Ask a pharmacist first.")
    if "numbers_for_children" in verdict.missing:
        return _("Our numbers for this are for adults, so we cannot tell. Ask a pharmacist or doctor first.")
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
