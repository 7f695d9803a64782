"""MG-41, AL-01 and PO-01: conditions that forbid magnesium, aluminium with citrate, sodium phosphate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.clinical.builders import (
    ADULT,
    NOW,
    TODAY,
    condition,
    dose,
    facts,
    found,
    hours_ago,
    judged,
    limit,
    reading,
    severity,
    values,
)
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category, Dialysis, ReadingFacts
from tracker.clinical.moments import start_of_next_day
from tracker.clinical.rules.al_01 import RULE as AL_01
from tracker.clinical.terms import Condition, Substance
from tracker.clinical.verdict import judge_dose

CAUTION, URGENT = Severity.CAUTION, Severity.URGENT
ANTACID, LAXATIVE = Category.ANTACID, Category.LAXATIVE
ALUMINIUM, CITRATE, PHOSPHATE = Substance.ALUMINIUM, Substance.CITRATE, Substance.SODIUM_PHOSPHATE
DAY = timedelta(hours=24)
INJURED, ON_DIALYSIS = reading(90, acute=True), reading(None, dialysis=Dialysis.PERITONEAL)
IN_1970 = replace(ADULT, birth_date=date(1970, 11, 23))

FORBIDDING = [Condition.BOWEL_OBSTRUCTION, Condition.MYASTHENIA_GRAVIS, Condition.HEART_BLOCK]


@pytest.mark.parametrize("code", Condition)
def test_mg_41_speaks_for_three_conditions(code: Condition) -> None:
    expected = URGENT if code in FORBIDDING else None
    assert severity(facts(dose(8), egfr=95, conditions=[condition(code)]), "MG-41") is expected


@pytest.mark.parametrize("mg", [None, "8", "400"])
def test_mg_41_speaks_for_magnesium_agreed_or_not(mg: str | None) -> None:
    known = facts(dose(mg), egfr=95, conditions=[condition(Condition.HEART_BLOCK)], limits=[limit(500)])
    (finding,) = found(known, "MG-41")
    assert finding.severity is URGENT
    assert [because.fact for because in finding.because if because.fact == "authorised_24h"] == []


@pytest.mark.parametrize(
    ("mg", "hours", "category"), [(0, 1, LAXATIVE), (400, 24, LAXATIVE), (400, 1, Category.INJECTION)]
)
def test_mg_41_needs_magnesium_by_mouth_in_24_hours(mg: int, hours: int, category: Category) -> None:
    known = facts(dose(mg, hours_ago(hours), category), egfr=95, conditions=[condition(Condition.HEART_BLOCK)])
    assert severity(known, "MG-41") is None


def test_mg_41_ends_with_the_magnesium_or_with_the_condition() -> None:
    heart = condition(Condition.HEART_BLOCK)
    over = condition(Condition.BOWEL_OBSTRUCTION, until_date=TODAY)
    taken = dose(10, hours_ago(1))
    assert found(facts(taken, egfr=95, conditions=[heart, over]), "MG-41")[0].until == hours_ago(1) + DAY
    (finding,) = found(facts(taken, egfr=95, conditions=[over]), "MG-41")
    assert finding.until is not None
    assert finding.until == start_of_next_day(TODAY, "UTC")
    assert severity(facts(taken, egfr=95, conditions=[over]), "MG-41", finding.until) is None


def test_a_check_with_such_a_condition_asks_first_for_the_smallest_dose() -> None:
    known = facts(dose(50, hours_ago(2)), egfr=95, conditions=[condition(Condition.MYASTHENIA_GRAVIS)])
    assert judge_dose(known, dose(1), NOW).answer is Answer.ASK_FIRST
    assert judge_dose(known, dose(0), NOW).answer is Answer.OK


def test_mg_41_passes_over_the_trace_in_a_capsule_and_counts_many_of_them() -> None:
    """Esomeprazole magnesium holds 0.7 mg; who takes it for years must not be called to the phone each day."""
    heart = [condition(Condition.HEART_BLOCK)]
    trace = dose("0.7", hours_ago(2), Category.MEDICINE)
    assert severity(facts(trace, egfr=95, conditions=heart), "MG-41") is None
    assert judge_dose(facts(egfr=95, conditions=heart), trace, NOW).answer is Answer.OK
    many = facts(dose("7.3", hours_ago(20)), trace, dose(None, hours_ago(21)), egfr=95, conditions=heart)
    assert found(many, "MG-41")[0].until == hours_ago(20) + DAY
    assert found(replace(many, doses=many.doses[1:]), "MG-41")[0].until == hours_ago(21) + DAY


# AL-01

BOTH = (
    dose(0, hours_ago(3), ANTACID, substances=[ALUMINIUM]),
    dose(0, hours_ago(1), Category.SUPPLEMENT, product=2, substances=[CITRATE]),
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (reading(95), None),
        (reading(60), None),
        (reading("59.9"), CAUTION),
        (reading(30), CAUTION),
        (reading("29.9"), URGENT),
        (reading(9), URGENT),
        (INJURED, URGENT),
        (ON_DIALYSIS, URGENT),
    ],
)
def test_al_01_speaks_of_both_by_the_kidneys(known: ReadingFacts, expected: Severity | None) -> None:
    assert severity(facts(*BOTH, readings=[known]), "AL-01") is expected


def test_al_01_needs_both_in_24_hours_and_one_product_may_hold_them() -> None:
    assert severity(facts(BOTH[0], egfr=24), "AL-01") is None
    assert severity(facts(BOTH[1], egfr=24), "AL-01") is None
    assert severity(facts(BOTH[0], replace(BOTH[1], taken_at=hours_ago(24)), egfr=24), "AL-01") is None
    one = dose(100, category=ANTACID, substances=[ALUMINIUM, CITRATE])
    assert severity(facts(one, egfr=24), "AL-01") is URGENT


def test_al_01_passes_over_injections_and_other_substances() -> None:
    injected = replace(BOTH[1], category=Category.INJECTION)
    assert severity(facts(BOTH[0], injected, egfr=24), "AL-01") is None
    assert severity(facts(BOTH[0], dose(100, substances=[PHOSPHATE]), egfr=24), "AL-01") is None


@pytest.mark.parametrize("hours", [0, 2, 20])
def test_al_01_counts_them_however_many_hours_apart_and_says_so(hours: int) -> None:
    earlier = replace(BOTH[0], taken_at=BOTH[1].taken_at - timedelta(hours=hours))
    assert severity(facts(earlier, BOTH[1], egfr=24), "AL-01") is URGENT
    assert all("Two hours apart does not protect" in AL_01.words[each].action_patient for each in ("caution", "urgent"))


def test_al_01_ends_when_the_first_of_both_is_out_of_the_window() -> None:
    (finding,) = found(facts(*BOTH, egfr=24), "AL-01")
    assert finding.until == hours_ago(3) + DAY
    assert judged(facts(*BOTH, egfr=24)).next_change_at == finding.until
    assert [share.product_name for share in finding.products] == ["Product 1", "Product 2"]


def test_a_check_of_the_second_one_waits_until_the_first_is_out_in_stage_3() -> None:
    first, second = BOTH
    in_stage_3 = judge_dose(facts(first, egfr=50), replace(second, taken_at=NOW), NOW)
    assert (in_stage_3.answer, in_stage_3.fits_at) == (Answer.WAIT, hours_ago(3) + DAY)
    assert judge_dose(facts(first, egfr=24), replace(second, taken_at=NOW), NOW).answer is Answer.ASK_FIRST
    assert judge_dose(facts(first, egfr=95), replace(second, taken_at=NOW), NOW).answer is Answer.OK


# PO-01


@pytest.mark.parametrize(
    ("known", "expected"),
    [(reading(60), None), (reading("59.9"), URGENT), (reading(9), URGENT), (INJURED, URGENT), (ON_DIALYSIS, URGENT)],
)
def test_po_01_speaks_by_the_kidneys(known: ReadingFacts, expected: Severity | None) -> None:
    enema = dose(0, category=LAXATIVE, substances=[PHOSPHATE])
    assert severity(facts(enema, readings=[known]), "PO-01") is expected


@pytest.mark.parametrize(
    ("units", "expected"),
    [((None,), None), ((1,), None), ((None, None), URGENT), ((1, 1), URGENT), (("0.5", "0.5"), None), ((2,), URGENT)],
)
def test_po_01_speaks_of_more_than_one_dose_as_the_label_counts(units: tuple[object, ...], expected: object) -> None:
    doses = [dose(0, hours_ago(n), LAXATIVE, units=each, substances=[PHOSPHATE]) for n, each in enumerate(units)]
    assert severity(facts(*doses, egfr=95), "PO-01") is expected


def test_po_01_counts_doses_of_different_products_together() -> None:
    two = [dose(0, category=LAXATIVE, product=n, units=1, substances=[PHOSPHATE]) for n in (1, 2)]
    assert severity(facts(*two, egfr=95), "PO-01") is URGENT
    assert severity(facts(two[0], replace(two[1], taken_at=hours_ago(24)), egfr=95), "PO-01") is None


def test_po_01_speaks_from_the_56th_birthday_on() -> None:
    known = facts(dose(0, category=LAXATIVE, substances=[PHOSPHATE]), egfr=95, person=IN_1970)
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert severity(known, "PO-01") is None
    assert judged(known).next_change_at == midnight
    assert severity(known, "PO-01", midnight) is CAUTION


def test_po_01_takes_an_unknown_age_for_one_over_55() -> None:
    """Else a check of it would be ok although what decides is not known."""
    enema = dose(0, category=LAXATIVE, substances=[PHOSPHATE])
    known = facts(enema, egfr=95, person=replace(IN_1970, birth_date=None))
    (finding,) = found(known, "PO-01")
    assert (finding.severity, finding.words, finding.until) == (CAUTION, "unknown_age", NOW + DAY)
    assert judged(known).next_change_at == NOW + DAY
    assert judge_dose(replace(known, doses=()), enema, NOW).answer is Answer.ASK_FIRST


def test_po_01_says_which_danger_it_is_and_until_when() -> None:
    two = [dose(0, hours_ago(n), LAXATIVE, substances=[PHOSPHATE]) for n in (20, 1)]
    (doses,) = found(facts(*two, egfr=95), "PO-01")
    (kidneys,) = found(facts(*two, egfr=50), "PO-01")
    assert (doses.words, doses.until) == ("doses", hours_ago(20) + DAY)
    assert (kidneys.words, kidneys.until) == ("kidneys", hours_ago(1) + DAY)
    old = replace(ADULT, birth_date=date(1940, 1, 1))
    (age,) = found(facts(two[1], egfr=95, person=old), "PO-01")
    assert (age.words, age.until) == ("age", hours_ago(1) + DAY)
    assert values(*(because.value for because in age.because if because.fact == "label_doses_24h")) == (1,)


def test_a_product_without_sodium_phosphate_is_passed_over() -> None:
    assert severity(facts(dose(400, category=LAXATIVE), egfr=9), "PO-01") is None


def test_a_check_of_a_phosphate_laxative_asks_first_over_55() -> None:
    old = replace(ADULT, birth_date=date(1940, 1, 1))
    enema = dose(0, category=LAXATIVE, substances=[PHOSPHATE])
    assert judge_dose(facts(egfr=95, person=old), enema, NOW).answer is Answer.ASK_FIRST
    assert judge_dose(facts(egfr=95), enema, NOW).answer is Answer.OK
