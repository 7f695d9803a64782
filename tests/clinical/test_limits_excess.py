"""A prescriber's limit authorises its amount, and not a milligram more."""

from __future__ import annotations

from decimal import Decimal

from tests.clinical.builders import NOW, dose, facts, limit, reading
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import Category, Dialysis, Facts


def severities(known: Facts) -> dict[str, Severity]:
    """The severity of each rule that says something."""
    return {finding.rule: finding.severity for finding in assess(known, NOW).findings}


def test_far_over_the_limit_the_kidney_rules_speak_again() -> None:
    known = facts(dose(30_006), egfr=10, limits=[limit(300)])
    assert severities(known)["MG-11"] is Severity.URGENT
    assert severities(known)["MG-80"] is Severity.CAUTION


def test_within_the_limit_only_the_reminder_is_left() -> None:
    binder = dose(720, category=Category.BINDER)
    known = facts(binder, readings=[reading(None, dialysis=Dialysis.HEMODIALYSIS)], limits=[limit(720)])
    assert severities(known) == {"MG-80": Severity.NOTE}


def test_a_little_over_the_limit_is_a_caution_and_no_alarm() -> None:
    binder = dose(721, category=Category.BINDER)
    known = facts(binder, readings=[reading(None, dialysis=Dialysis.HEMODIALYSIS)], limits=[limit(720)])
    assert severities(known) == {"MG-80": Severity.CAUTION}


def test_the_sum_names_only_what_goes_beyond() -> None:
    known = facts(dose(1_000), egfr=24, limits=[limit(300)])
    (finding,) = [f for f in assess(known, NOW).findings if f.rule == "MG-11"]
    assert finding.params["total_mg"] == Decimal(700)
