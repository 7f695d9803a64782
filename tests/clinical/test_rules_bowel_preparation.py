"""MG-12: a bowel preparation with magnesium that kidneys or bowel could not get rid of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.clinical.builders import (
    ADULT,
    NOW,
    TODAY,
    dose,
    facts,
    found,
    hours_ago,
    judged,
    limit,
    medicine,
    plan,
    reading,
    severity,
)
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category, Dialysis, Facts, PersonFacts, Sex
from tracker.clinical.moments import start_of_next_day
from tracker.clinical.rules.mg_12 import RULE
from tracker.clinical.terms import MedicineClass
from tracker.clinical.verdict import judge_dose

NOTE, URGENT = Severity.NOTE, Severity.URGENT
LAXATIVE, PREPARATION = Category.LAXATIVE, Category.BOWEL_PREPARATION
OPIOID = medicine(MedicineClass.OPIOID)
DAY = timedelta(hours=24)


def with_preparation(*, taken: bool, **more: object) -> Facts:
    doses = [dose(2000, hours_ago(1), PREPARATION, units=1, most=2)] if taken else []
    plans = [] if taken else [plan(2000, 2, PREPARATION, from_date=TODAY + timedelta(days=5))]
    return facts(*doses, plans=plans, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize(("egfr", "expected"), [("29.9", URGENT), ("10", URGENT), ("30", None), ("95", None)])
def test_mg_12_warns_below_30_before_and_after_it_is_drunk(
    egfr: str, expected: Severity | None, *, taken: bool
) -> None:
    known = with_preparation(taken=taken, egfr=egfr)
    assert severity(known, "MG-12") is expected
    assert {finding.words for finding in found(known, "MG-12")} <= {"urgent_kidneys"}


@pytest.mark.parametrize("kidneys", [reading(90, acute=True), reading(None, dialysis=Dialysis.HEMODIALYSIS)])
def test_mg_12_warns_with_an_injury_and_on_dialysis(kidneys: object) -> None:
    assert severity(with_preparation(taken=False, readings=[kidneys]), "MG-12") is URGENT


def test_mg_12_warns_of_a_clearance_below_30_although_the_egfr_is_not() -> None:
    small = PersonFacts(birth_date=date(1936, 5, 1), sex=Sex.FEMALE, weight_kg=Decimal(40))
    weak = reading(45, creatinine="1.2")
    (finding,) = found(with_preparation(taken=False, readings=[weak], person=small), "MG-12")
    inputs = {because.fact: because for because in finding.because}
    assert Decimal(15) < Decimal(str(inputs["creatinine_clearance"].value)) < Decimal(30)
    heavy = replace(small, weight_kg=Decimal(80))
    assert severity(with_preparation(taken=False, readings=[weak], person=heavy), "MG-12") is None


@pytest.mark.parametrize("taken", [True, False])
def test_mg_12_warns_of_a_slow_bowel_with_any_kidneys(*, taken: bool) -> None:
    (finding,) = found(with_preparation(taken=taken, egfr=95, medicines=[OPIOID]), "MG-12")
    assert (finding.severity, finding.words) == (URGENT, "urgent_bowel")


def test_mg_12_tells_to_call_the_endoscopy_unit_before_drinking() -> None:
    assert all("endoscopy unit before you drink it" in words.action_patient for words in RULE.words.values())


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        (plan(None, 2, PREPARATION), URGENT),
        (plan(0, 2, PREPARATION), None),
        (plan(2000, 2, LAXATIVE), None),
        (plan(2000, 2, PREPARATION, from_date=date(2026, 1, 1), until_date=TODAY), URGENT),
        (plan(2000, 2, PREPARATION, from_date=date(2026, 1, 1), until_date=TODAY - timedelta(days=1)), None),
    ],
    ids=["amount not known", "no magnesium", "no preparation", "last day", "over"],
)
def test_mg_12_speaks_of_preparations_with_magnesium_that_are_not_over(
    product: object, expected: Severity | None
) -> None:
    assert severity(facts(egfr=24, plans=[product]), "MG-12") is expected


def test_mg_12_counts_a_preparation_that_was_agreed() -> None:
    known = with_preparation(taken=True, egfr=24, limits=[limit(5000)])
    assert severity(known, "MG-12") is URGENT


def test_mg_12_ends_with_the_plan_and_a_day_after_the_dose() -> None:
    planned = plan(2000, 2, PREPARATION, until_date=TODAY)
    taken = dose(2000, hours_ago(1), PREPARATION, product=2)
    (by_plan,) = found(facts(egfr=24, plans=[planned]), "MG-12")
    assert by_plan.until == start_of_next_day(TODAY, "UTC")
    assert judged(facts(egfr=24, plans=[planned])).next_change_at == by_plan.until
    assert found(facts(taken, egfr=24, plans=[planned]), "MG-12")[0].until == hours_ago(1) + DAY
    assert found(facts(taken, egfr=24, plans=[plan(2000, 2, PREPARATION)]), "MG-12")[0].until is None


def test_mg_12_names_each_preparation_once() -> None:
    taken = dose(2000, hours_ago(1), PREPARATION)
    plans = [plan(2000, 1, PREPARATION), plan(900, 1, PREPARATION, product=2), plan(900, 1, PREPARATION, product=2)]
    (finding,) = found(facts(taken, egfr=24, plans=plans), "MG-12")
    assert [(share.product_name, share.dose_ids) for share in finding.products] == [
        ("Product 1", (taken.id,)),
        ("Product 2", ()),
    ]


def test_a_check_of_a_planned_preparation_asks_first() -> None:
    known = with_preparation(taken=False, egfr=24)
    assert judge_dose(known, dose(2000, category=PREPARATION), NOW).answer is Answer.ASK_FIRST


def test_a_preparation_of_healthy_kidneys_and_a_moving_bowel_is_ok() -> None:
    known = facts(egfr=95, person=ADULT, plans=[plan(2000, 2, PREPARATION)])
    verdict = judge_dose(known, dose(2111, category=PREPARATION, units=1, most=2), NOW)
    assert (verdict.answer, verdict.severity) == (Answer.OK, NOTE)
