"""Dialysis that goes on, whatever a later blood test looks like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tests.clinical.builders import NOW, condition, dose, facts, reading, severity
from tracker.clinical.assessment import Band, Because, Severity
from tracker.clinical.facts import ConditionFacts, Dialysis, Facts
from tracker.clinical.kidney import judge_kidneys
from tracker.clinical.terms import Condition


def on_dialysis_then(egfr: str, *, conditions: Iterable[ConditionFacts] = (), acute: bool = False) -> Facts:
    """Dialysis on file since September, and a blood test of November that says nothing of it."""
    begun = reading(None, date(2026, 9, 1), dialysis=Dialysis.HEMODIALYSIS, acute=acute)
    return facts(readings=[begun, reading(egfr, date(2026, 11, 1))], conditions=conditions)


def test_a_blood_test_does_not_end_dialysis() -> None:
    """After a session the eGFR looks like kidneys at work: no equation holds there."""
    known = on_dialysis_then("48")
    kidneys = judge_kidneys(known, NOW)
    assert (kidneys.band, kidneys.stage, kidneys.taken_on) == (Band.DIALYSIS, "G5D", date(2026, 11, 1))
    assert Because("dialysis", date(2026, 9, 1), "", date(2026, 9, 1)) in kidneys.evidence
    assert severity(replace(known, doses=(dose(300),)), "MG-11") is Severity.URGENT


def test_a_transplant_since_then_or_an_end_of_the_injury_ends_dialysis() -> None:
    transplant = condition(Condition.KIDNEY_TRANSPLANT, date(2026, 10, 1))
    assert judge_kidneys(on_dialysis_then("48", conditions=[transplant]), NOW).band is Band.G3A
    before = replace(transplant, since_date=date(2020, 1, 1))
    assert judge_kidneys(on_dialysis_then("48", conditions=[before]), NOW).band is Band.DIALYSIS
    assert judge_kidneys(on_dialysis_then("48", acute=True), NOW).band is Band.G3A
