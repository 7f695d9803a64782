"""What a check says first: true before anything was taken, short, and never a promise."""

from __future__ import annotations

import re
from dataclasses import astuple, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from intake.selectors.verdicts import check_payload
from tests.clinical.builders import ADULT, NOW, dose, facts
from tracker.clinical.assessment import Answer, Finding, Severity, Value, Verdict
from tracker.clinical.facts import Category
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.verdict import judge_dose

LOUD = [
    (rule, words)
    for rule in CURRENT.rules
    for words in rule.words
    if rule.judges_doses and Severity.CAUTION.rank <= rule.severity_of(words).rank < Severity.EMERGENCY.rank
]
GAPS: dict[str, Value] = {
    "total_mg": Decimal("12345.678"),
    "threshold_mg": Decimal("4222.5"),
    "limit_mg": Decimal("1000.5"),
    "months": "12",
    "product": "Extra Strength Antacid Plus Anti-Gas Liquid, Mint",
    "medicine": "Levothyroxine",
    "taken": Decimal(5),
    "most": Decimal(4),
    "before": Decimal(2),
    "after": Decimal(4),
}


def headline(rule: Rule, words: str, answer: Answer) -> str:
    """The headline of a check of which this is the most severe finding."""
    severity = rule.severity_of(words)
    used = set(re.findall(r"%\((\w+)\)s", " ".join(astuple(rule.words[words])))) - {"name"}
    gaps = {name: GAPS[name] for name in used | ({"total_mg"} if words.endswith("_unknown") else set())}
    verdict = Verdict(
        answer=answer,
        severity=severity,
        findings=(Finding(rule.id, rule.concern, severity, words, gaps),),
        total_before_mg=Decimal(0),
        total_after_mg=Decimal(0) if words.endswith("_unknown") else Decimal("12345.678"),
        at_least=words.endswith(("_at_least", "_unknown")),
        limit_mg=None,
        room_mg=None,
        fits_at=None,
        missing=(),
        ruleset=CURRENT.id,
        judged_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    said: str = check_payload(verdict)["headline"]
    return said


@pytest.mark.parametrize("answer", [Answer.ASK_FIRST, Answer.WAIT])
@pytest.mark.parametrize(("rule", "words"), LOUD, ids=[f"{rule.id} {words}" for rule, words in LOUD])
def test_nobody_is_told_to_have_taken_what_they_only_ask_about(rule: Rule, words: str, answer: Answer) -> None:
    said = headline(rule, words, answer)
    assert said.startswith(("Ask a doctor or pharmacist first. ", "It is better to wait. "))
    assert not re.search(r"you (took|had)\b|gave you", said, re.IGNORECASE)
    assert len(said) < 140
    assert not re.search(r"\bsafe|before you take|stop|\d (mg|hours|days)\b", said)


def test_an_emergency_is_said_as_it_is() -> None:
    rule = CURRENT.rule("MG-01")
    said = headline(rule, "emergency", Answer.ASK_FIRST)
    assert said == rule.words["emergency"].headline_patient


def test_what_has_no_numbers_for_children_says_so() -> None:
    child = facts(egfr=100, person=replace(ADULT, birth_date=date(2024, 6, 1)))
    said = check_payload(judge_dose(child, dose(400, category=Category.LAXATIVE), NOW))
    assert said["answer"] == "cannot_tell"
    assert said["headline"].startswith("Our numbers for this are for adults, so we cannot tell.")
