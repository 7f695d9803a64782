"""What a finding rests on, line by line: each input with its date, and where the line is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.codec import finding_from_json
from tracker.templatetags.amounts import egfr, mg, number
from tracker.templatetags.kidneys import COMPARED, band_words
from tracker.templatetags.moments import day

register = template.Library()

Row = tuple[str, str]
Words = Callable[[Because], str]

KIDNEY_FACTS = frozenset({"egfr", "egfr_comparator", "kidney_band", "fresh_until", "kidney_result"})
FROM_WORDS: dict[Severity, str | Promise] = {
    Severity.NOTE: gettext_lazy("We mention it from"),
    Severity.CAUTION: gettext_lazy("We say “act today” from"),
    Severity.URGENT: gettext_lazy("We say “act now” from"),
    Severity.EMERGENCY: gettext_lazy("We say “call now” from"),
}


def _amount(because: Because) -> str:
    return mg(because.value) if isinstance(because.value, Decimal) else str(because.value)


def _number(because: Because) -> str:
    return number(because.value) if isinstance(because.value, Decimal) else str(because.value)


def _day(because: Because) -> str:
    return day(because.value) if isinstance(because.value, date) else ""


LINES: dict[str, tuple[str | Promise, Words]] = {
    "kidney_band": (gettext_lazy("What that means"), lambda because: band_words(str(because.value))),
    "kidney_result": (gettext_lazy("Kidney result"), lambda because: gettext("none yet")),
    "fresh_until": (gettext_lazy("It counted as new until"), _day),
    "total_24h": (gettext_lazy("Together in 24 hours"), _amount),
    "supplements_24h": (gettext_lazy("From supplements in 24 hours"), _amount),
    "authorised_24h": (gettext_lazy("Agreed with a prescriber, not counted"), _amount),
    "unknown_amounts": (gettext_lazy("Not known"), lambda because: gettext("how much one product holds")),
    "label_units_24h": (gettext_lazy("Taken in 24 hours, as the label counts"), _number),
    "label_maximum_per_day": (gettext_lazy("The label's most in a day"), _number),
    "prescriber_limit": (gettext_lazy("Agreed a day"), _amount),
    "prescriber": (gettext_lazy("Agreed by"), lambda because: str(because.value)),
}


@register.filter
def finding(stored: dict[str, Any] | Finding) -> Finding:
    """A finding that was stored as JSON."""
    return stored if isinstance(stored, Finding) else finding_from_json(stored)


@register.filter
def reasons(found: Finding, show_kidneys: bool = True) -> list[Row]:  # noqa: FBT001, FBT002 - a template filter
    """Label and value of each input; those about the kidneys only where the reader may see them."""
    facts = {because.fact: because for because in found.because}
    rows = _kidney_result(facts) if show_kidneys else []
    for fact, because in facts.items():
        if fact in LINES and (show_kidneys or fact not in KIDNEY_FACTS):
            label, words = LINES[fact]
            rows.append((str(label), words(because)))
    return rows + _line_drawn(facts, found.severity)


def _kidney_result(facts: dict[str, Because]) -> list[Row]:
    result = facts.get("egfr")
    if result is None or not isinstance(result.value, Decimal):
        return []
    comparator = facts.get("egfr_comparator")
    words = str(COMPARED[str(comparator.value) if comparator else ""]) % egfr(result.value)
    return [(gettext("Kidney result"), f"{words}, {day(result.at)}" if result.at else words)]


def _line_drawn(facts: dict[str, Because], severity: Severity) -> list[Row]:
    threshold = facts.get("threshold")
    if threshold is None or not isinstance(threshold.value, Decimal):
        return []
    rows = [(str(FROM_WORDS[severity]), gettext("%(mg)s in 24 hours") % {"mg": mg(threshold.value)})]
    total = facts.get("total_24h") or facts.get("supplements_24h")
    if total is not None and isinstance(total.value, Decimal) and total.value > threshold.value:
        rows.append((gettext("More than that by"), mg(total.value - threshold.value)))
    return rows
