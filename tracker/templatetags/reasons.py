"""What a finding rests on, line by line: each input with its date, and where the line is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.codec import finding_from_json
from tracker.clinical.ruleset import RULE_SETS
from tracker.templatetags.amounts import egfr, mg, number
from tracker.templatetags.kidneys import COMPARED, band_words
from tracker.templatetags.moments import HARD_SPACE, day, when
from tracker.templatetags.records import condition_words, symptom_words

register = template.Library()

Row = tuple[str, str]
Words = Callable[[Because], str]

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


def _in_unit(because: Because) -> str:
    return f"{_number(because)}{HARD_SPACE}{because.unit}"


def _dated(words: Words) -> Words:
    """The same words, with the day or the hour from which on it is known."""

    def said(because: Because) -> str:
        if because.at is None:
            return words(because)
        at = when(because.at) if isinstance(because.at, datetime) else day(because.at)
        return f"{words(because)}, {at}"

    return said


def _as_it_stands(because: Because) -> str:
    return str(because.value)


def _graded(because: Because) -> str:
    return gettext("%(source)s (grade %(grade)s)") % {"source": because.value, "grade": because.unit}


def _day(because: Because) -> str:
    if isinstance(because.value, datetime):
        return when(because.value)
    return day(because.value) if isinstance(because.value, date) else gettext("not on record")


def _days(because: Because) -> str:
    count = int(because.value) if isinstance(because.value, Decimal) else 0
    return ngettext("%(n)s\N{NO-BREAK SPACE}day", "%(n)s\N{NO-BREAK SPACE}days", count) % {"n": count}


def _band(because: Because) -> str:
    return band_words(str(because.value))


KIDNEY_LINES: dict[str, tuple[str | Promise, Words]] = {
    "kidney_band": (gettext_lazy("What that means"), _band),
    "kidney_result": (gettext_lazy("Kidney result"), lambda because: gettext("none yet")),
    "dialysis": (gettext_lazy("Dialysis, last entered"), _day),
    "fresh_until": (gettext_lazy("It counted as new until"), _day),
    "counted_as": (gettext_lazy("Counted for now as"), _band),
    "creatinine_before": (gettext_lazy("Creatinine before"), _dated(_in_unit)),
    "creatinine": (gettext_lazy("Creatinine"), _dated(_in_unit)),
    "creatinine_clearance": (gettext_lazy("Creatinine clearance"), _dated(_in_unit)),
}
HEALTH_LINES: dict[str, tuple[str | Promise, Words]] = {
    "symptom": (gettext_lazy("Felt or seen"), _dated(lambda because: symptom_words(str(because.value)))),
    "condition": (gettext_lazy("On file"), _dated(lambda because: condition_words(str(because.value)))),
    "medicine": (gettext_lazy("Other medicine"), _dated(_as_it_stands)),
    "usual_time": (gettext_lazy("Its usual time"), _day),
    "hours_to_magnesium": (gettext_lazy("From the medicine to magnesium"), _in_unit),
    "hours_from_magnesium": (gettext_lazy("From magnesium to the medicine"), _in_unit),
    "interval_source": (gettext_lazy("Who says these hours"), _graded),
    "blood_magnesium": (gettext_lazy("Magnesium in the blood"), _dated(_in_unit)),
    "blood_magnesium_comparator": (
        gettext_lazy("The report says"),
        lambda because: gettext("more than that") if because.value == ">" else gettext("less than that"),
    ),
    "blood_magnesium_lower_limit": (gettext_lazy("The laboratory's lower limit"), _in_unit),
    "blood_magnesium_upper_limit": (gettext_lazy("The laboratory's upper limit"), _in_unit),
    "blood_magnesium_line": (gettext_lazy("The line that it crosses"), _in_unit),
    "last_magnesium_test": (gettext_lazy("Last magnesium blood test"), _day),
    "age": (gettext_lazy("Age"), _number),
}
DOSE_LINES: dict[str, tuple[str | Promise, Words]] = {
    "total_24h": (gettext_lazy("Together in 24 hours"), _amount),
    "total_per_day": (gettext_lazy("Together in a day"), _amount),
    "supplements_24h": (gettext_lazy("From supplements in 24 hours"), _amount),
    "authorised_24h": (gettext_lazy("Agreed with a prescriber, not counted"), _amount),
    "unknown_amounts": (gettext_lazy("Not known"), lambda because: gettext("how much one product holds")),
    "label_units_24h": (gettext_lazy("Taken in 24 hours, as the label counts"), _number),
    "label_doses_24h": (gettext_lazy("Doses in 24 hours, as the label counts"), _number),
    "label_maximum_per_day": (gettext_lazy("The label's most in a day"), _number),
    "prescriber_limit": (gettext_lazy("Agreed a day"), _amount),
    "prescriber": (gettext_lazy("Agreed by"), _as_it_stands),
    "last_magnesium": (gettext_lazy("Magnesium was last taken"), _day),
    "bowel_preparation": (gettext_lazy("Bowel preparation"), _dated(_as_it_stands)),
    "planned_preparation": (gettext_lazy("Bowel preparation planned"), _dated(_as_it_stands)),
    "unauthorised_magnesium": (gettext_lazy("Magnesium that nobody agreed to"), _dated(_as_it_stands)),
    "sodium_phosphate": (gettext_lazy("Sodium phosphate"), _dated(_as_it_stands)),
    "aluminium": (gettext_lazy("Aluminium"), _dated(_as_it_stands)),
    "citrate": (gettext_lazy("Citrate"), _dated(_as_it_stands)),
    "active_products": (gettext_lazy("Products with magnesium"), _number),
    "days_with_laxative": (gettext_lazy("Days with a laxative"), _days),
    "days_running": (gettext_lazy("Days running"), _days),
    "days_over_kept_up": (gettext_lazy("Days with that much"), _days),
}
LINES = KIDNEY_LINES | HEALTH_LINES | DOSE_LINES
# They are said in the words of another line.
SAID_ELSEWHERE = frozenset({"egfr", "egfr_comparator", "threshold"})


@register.filter
def finding(stored: dict[str, Any] | Finding) -> Finding:
    """A finding that was stored as JSON."""
    return stored if isinstance(stored, Finding) else finding_from_json(stored)


@register.filter
def what_would_change(found: Finding, ruleset: str) -> str:
    """What would change the mind of the rule that speaks; empty when that rule set is gone."""
    known = RULE_SETS.get(ruleset)
    rule = known.find(found.rule) if known else None
    return gettext(rule.what_would_change) if rule else ""


@register.filter
def reasons(found: Finding, show_health: bool = True) -> list[Row]:  # noqa: FBT001, FBT002 - a template filter
    """Label and value of each input; those about health only where the reader may see them."""
    facts = {because.fact: because for because in found.because}
    rows = _kidney_result(facts) if show_health else []
    shown = LINES if show_health else DOSE_LINES
    for because in found.because:
        if because.fact in shown:
            label, words = shown[because.fact]
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
