"""The rules' sentences in the reader's language, with amounts and times as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from tracker.clinical.assessment import Finding, Severity, Value
from tracker.clinical.bare_words import BARE
from tracker.clinical.ruleset import CURRENT, RuleSet

HARD_SPACE = "\N{NO-BREAK SPACE}"
Audience = Literal["patient", "carer"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finding in words: what is the matter, and the one thing to do."""

    headline: str
    action: str


def render_finding(
    finding: Finding, *, audience: Audience, name: str = "", zone: str = "UTC", ruleset: RuleSet = CURRENT
) -> Rendered:
    """The finding's words for the patient or for a carer, in the active language; `name` is the patient's."""
    words = ruleset.rule(finding.rule).words[finding.words]
    gaps = {key: _written(key, value, zone) for key, value in finding.params.items()} | {"name": name}
    headline = words.headline_patient if audience == "patient" else words.headline_carer
    action = words.action_patient if audience == "patient" else words.action_carer
    return Rendered(_fill(headline, gaps), _fill(action, gaps) + _agreed(finding))


def render_without_details(severity: Severity, *, name: str) -> Rendered:
    """What a carer is told who may see neither doses nor health: how serious it is and what to do, nothing more."""
    words = BARE[severity]
    return Rendered(_fill(words.headline_carer, {"name": name}), _fill(words.action_carer, {"name": name}))


def format_mg(amount: Decimal) -> str:
    """`1,270 mg`, with a space that never breaks; at most one digit after the point."""
    return f"{format_number(amount, places=1)}{HARD_SPACE}mg"


def format_number(amount: Decimal, *, places: int = 3) -> str:
    """A number in the reader's locale, without idle zeros."""
    rounded = round(amount, places).normalize() + Decimal(0)
    digits = -int(rounded.as_tuple().exponent)
    return str(number_format(rounded, decimal_pos=max(digits, 0), use_l10n=True, force_grouping=True))


def _agreed(finding: Finding) -> str:
    """What a prescriber agreed to is not in the sum that is told: said, so that it is not taken for all there was."""
    for because in finding.because:
        if because.fact == "authorised_24h" and isinstance(because.value, Decimal):
            said = gettext("Not counted here: %(amount)s that a prescriber agreed to.")
            return " " + said % {"amount": format_mg(because.value)}
    return ""


def _fill(msgid: str, gaps: Mapping[str, str]) -> str:
    return gettext(msgid) % gaps


def _written(key: str, value: Value, zone: str) -> str:
    if isinstance(value, Decimal):
        return format_mg(value) if key.endswith("_mg") else format_number(value)
    if isinstance(value, datetime):
        return date_format(value.astimezone(ZoneInfo(zone)), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return "" if value is None else str(value)
