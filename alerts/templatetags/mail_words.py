"""Words for messages: amounts and inputs as a reader of plain text needs them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.clinical.assessment import Because, Finding
from tracker.selectors.wording import format_mg, format_number

register = template.Library()


@register.filter
def mail_mg(amount: Decimal | None) -> str:
    """`1,000 mg`, or that the amount is not known."""
    return _("amount not known") if amount is None else format_mg(amount)


@register.filter
def mail_facts(finding: Finding) -> list[str]:
    """The inputs of a finding, a line each; those that the sum already shows are left out."""
    return [line for line in map(_line, finding.because) if line]


def _line(because: Because) -> str:
    words = {
        "egfr": _("Kidney result (eGFR): %(value)s"),
        "kidney_band": _("Kidney stage for the rules: %(value)s"),
        "threshold": _("We say this from: %(value)s"),
        "fresh_until": _("The kidney result counted as new until %(value)s"),
    }
    words_for = words.get(because.fact)
    return _dated(words_for % {"value": _value(because)}, because) if words_for else ""


def _value(because: Because) -> str:
    if isinstance(because.value, Decimal):
        return format_mg(because.value) if because.unit == "mg" else format_number(because.value, places=1)
    return str(because.value)


def _dated(line: str, because: Because) -> str:
    if because.at is None or because.fact == "kidney_band":
        return line
    return _("%(line)s, %(day)s") % {"line": line, "day": date_format(because.at, "DATE_FORMAT")}
