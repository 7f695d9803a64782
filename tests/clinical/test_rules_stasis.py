"""MG-21, and the silence of MG-24: a bowel that stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.clinical.builders import (
    NOW,
    TODAY,
    condition,
    dose,
    facts,
    found,
    hours_ago,
    judged,
    limit,
    medicine,
    rank,
    severity,
    values,
)
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category, ConditionFacts, MedicineFacts
from tracker.clinical.moments import start_of_next_day
from tracker.clinical.terms import Condition, MedicineClass
from tracker.clinical.verdict import judge_dose

NOTE, CAUTION, URGENT = Severity.NOTE, Severity.CAUTION, Severity.URGENT
LAXATIVE, SUPPLEMENT, PREPARATION = Category.LAXATIVE, Category.SUPPLEMENT, Category.BOWEL_PREPARATION
NO_STOOL = condition(Condition.NO_STOOL_3_DAYS)
OBSTRUCTION = condition(Condition.BOWEL_OBSTRUCTION)
OPIOID = medicine(MedicineClass.OPIOID)
DAY = timedelta(hours=24)


@pytest.mark.parametrize("egfr", ["95", "50", "24", None])
@pytest.mark.parametrize(
    ("mg", "expected"),
    [("249.999", None), ("250", NOTE), ("349.999", NOTE), ("350", CAUTION), ("499.999", CAUTION), ("500", URGENT)],
)
def test_mg_21_speaks_of_a_laxative_in_every_band(egfr: str | None, mg: str, expected: Severity | None) -> None:
    known = facts(dose(mg, category=LAXATIVE), egfr=egfr, medicines=[OPIOID])
    assert severity(known, "MG-21") is expected


@pytest.mark.parametrize(("mg", "expected"), [("349.999", None), ("350", CAUTION), ("500", URGENT)])
def test_mg_21_has_no_note_for_what_is_not_a_laxative(mg: str, expected: Severity | None) -> None:
    known = facts(dose(mg, category=SUPPLEMENT), egfr=95, medicines=[OPIOID])
    assert severity(known, "MG-21") is expected


def test_mg_21_counts_all_products_for_its_alarms_and_laxatives_for_its_note() -> None:
    laxative, tablet = dose(200, category=LAXATIVE), dose(100, product=2)
    assert severity(facts(laxative, tablet, egfr=95, medicines=[OPIOID]), "MG-21") is None
    (alarm,) = found(facts(laxative, replace(tablet, elemental_mg=Decimal(150)), egfr=95, medicines=[OPIOID]), "MG-21")
    assert values(alarm.severity, alarm.params["total_mg"]) == (CAUTION, 350)
    (note,) = found(facts(dose(260, category=LAXATIVE), dose(50, product=2), egfr=95, medicines=[OPIOID]), "MG-21")
    assert values(note.severity, note.params["total_mg"], len(note.products)) == (NOTE, 260, 1)


@pytest.mark.parametrize(
    "cause",
    [
        NO_STOOL,
        OBSTRUCTION,
        OPIOID,
        medicine(MedicineClass.ANTICHOLINERGIC),
        medicine(MedicineClass.ANTIMOTILITY, until_date=TODAY - timedelta(days=14)),
    ],
    ids=["no stool", "obstruction", "opioid", "anticholinergic", "antimotility 14 days ago"],
)
def test_every_reason_for_stasis_counts_and_is_named(cause: ConditionFacts | MedicineFacts) -> None:
    more = {"conditions": [cause]} if isinstance(cause, ConditionFacts) else {"medicines": [cause]}
    known = replace(facts(dose(500), egfr=95), **{name: tuple(rows) for name, rows in more.items()})  # type: ignore[arg-type]
    (finding,) = found(known, "MG-21")
    assert finding.severity is URGENT
    assert {"condition", "medicine"} & {because.fact for because in finding.because}


def test_mg_21_is_silent_without_stasis_and_15_days_after_the_medicine() -> None:
    over = medicine(MedicineClass.OPIOID, until_date=TODAY - timedelta(days=15))
    known = facts(dose(1500, category=LAXATIVE), egfr=95, medicines=[over, medicine(MedicineClass.PPI)])
    assert severity(known, "MG-21") is None


def test_mg_21_passes_over_what_a_prescriber_agreed_to() -> None:
    known = facts(dose(500, category=LAXATIVE), egfr=95, medicines=[OPIOID], limits=[limit(500, product=1)])
    assert severity(known, "MG-21") is None


def test_mg_21_says_at_least_when_an_amount_is_not_known() -> None:
    known = facts(dose(500, category=LAXATIVE), dose(None, product=2), egfr=95, medicines=[OPIOID])
    assert found(known, "MG-21")[0].words == "urgent_at_least"


def test_mg_21_says_until_when_the_sum_stays_over() -> None:
    known = facts(dose(300, hours_ago(20)), dose(300, hours_ago(5)), egfr=95, medicines=[OPIOID])
    assert found(known, "MG-21")[0].until == hours_ago(20) + DAY


@pytest.mark.parametrize("mg", ["2000", "4222", "9000"])
@pytest.mark.parametrize("cause", [NO_STOOL, OBSTRUCTION])
def test_with_stasis_no_severity_falls_because_mg_24_is_silent(mg: str, cause: ConditionFacts) -> None:
    moving = facts(dose(mg, category=LAXATIVE), egfr=95)
    still = replace(moving, conditions=(cause,))
    assert severity(moving, "MG-24") in {CAUTION, URGENT}
    assert severity(still, "MG-24") is None
    assert rank(still) >= rank(moving)
    assert severity(still, "MG-21") is URGENT


def test_with_stasis_a_preparation_within_its_label_is_more_than_a_note() -> None:
    moving = facts(dose(4300, category=PREPARATION, units=2, most=2), egfr=95)
    assert judged(moving).severity is NOTE
    assert judged(replace(moving, medicines=(OPIOID,))).severity is URGENT


@pytest.mark.parametrize("mg", ["1", "240", None])
def test_any_magnesium_laxative_without_stool_for_3_days_is_a_caution(mg: str | None) -> None:
    (finding,) = found(facts(dose(mg, hours_ago(3), LAXATIVE), egfr=95, conditions=[NO_STOOL]), "MG-21")
    assert (finding.severity, finding.words, finding.until) == (CAUTION, "stuck", hours_ago(3) + DAY)


def test_without_stool_for_3_days_an_agreed_laxative_counts_too() -> None:
    agreed = facts(dose(200, category=LAXATIVE), egfr=95, conditions=[NO_STOOL], limits=[limit(500, product=1)])
    assert severity(agreed, "MG-21") is CAUTION


@pytest.mark.parametrize(
    ("mg", "category", "cause"),
    [(200, SUPPLEMENT, NO_STOOL), (0, LAXATIVE, NO_STOOL), (200, LAXATIVE, OBSTRUCTION)],
)
def test_the_caution_is_for_magnesium_laxatives_without_stool_alone(
    mg: int, category: Category, cause: ConditionFacts
) -> None:
    assert severity(facts(dose(mg, category=category), egfr=95, conditions=[cause]), "MG-21") is None


def test_without_stool_an_alarm_for_the_sum_does_not_hide_what_to_do() -> None:
    known = facts(dose(600, category=LAXATIVE), egfr=95, conditions=[NO_STOOL])
    assert {finding.words for finding in found(known, "MG-21")} == {"urgent", "stuck"}
    assert len({(finding.concern, finding.cause) for finding in found(known, "MG-21")}) == 1


def test_without_stool_one_more_laxative_asks_first_whatever_was_taken_before() -> None:
    asked = dose(100, category=LAXATIVE, product=2)
    agreed = limit(500, product=2)
    for before in ((), (dose(500, hours_ago(2)),), (dose(300, hours_ago(2), LAXATIVE),)):
        known = facts(*before, egfr=95, conditions=[NO_STOOL], limits=[agreed])
        assert judge_dose(known, asked, NOW).answer is Answer.ASK_FIRST


def test_a_bowel_that_moves_again_ends_it_by_itself() -> None:
    over = replace(NO_STOOL, until_date=TODAY)
    known = facts(dose(400, category=LAXATIVE), egfr=95, conditions=[over])
    assert judged(known).next_change_at == start_of_next_day(TODAY, "UTC")
