from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.clinical.builders import HEALTHY_ADULT, NOW, dose, facts, hours_ago, limit, reading, values
from tests.clinical.test_assess import with_broken
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category
from tracker.clinical.verdict import judge_dose

LAXATIVE = Category.LAXATIVE
DAY = timedelta(hours=24)


def test_30_ml_of_milk_of_magnesia_in_stage_4_is_ask_first() -> None:
    verdict = judge_dose(facts(egfr=24), dose(1000, category=LAXATIVE), NOW)
    assert (verdict.answer, verdict.severity) == (Answer.ASK_FIRST, Severity.URGENT)
    assert [finding.rule for finding in verdict.findings] == ["MG-11", "MG-10"]
    assert values(verdict.total_before_mg, verdict.total_after_mg) == (0, 1000)
    assert (verdict.limit_mg, verdict.room_mg, verdict.fits_at) == (None, None, None)


def test_within_the_limit_is_ok_with_the_room_left() -> None:
    known = facts(dose(120, hours_ago(9)), dose(50, hours_ago(3), product=2), egfr=96)
    verdict = judge_dose(known, dose(120), NOW)
    assert (verdict.answer, verdict.severity, verdict.findings) == (Answer.OK, None, ())
    assert values(verdict.total_before_mg, verdict.total_after_mg, verdict.limit_mg, verdict.room_mg) == (
        170,
        290,
        350,
        60,
    )


def test_a_caution_that_a_later_hour_avoids_is_wait_with_that_hour() -> None:
    antacid = Category.ANTACID
    night = hours_ago(19) - timedelta(seconds=20)
    known = facts(dose(85, night, antacid), dose(170, hours_ago(8), antacid), egfr=41)
    verdict = judge_dose(known, dose(170, category=antacid), NOW)
    assert (verdict.answer, verdict.severity) == (Answer.WAIT, Severity.CAUTION)
    assert verdict.fits_at == hours_ago(19) + DAY
    assert verdict.room_mg == 0


def test_a_caution_that_no_hour_avoids_is_ask_first() -> None:
    verdict = judge_dose(facts(dose(10, hours_ago(3)), egfr=41), dose(400, category=LAXATIVE), NOW)
    assert (verdict.answer, verdict.fits_at) == (Answer.ASK_FIRST, None)


def test_mg_10_is_ask_first_although_it_is_a_caution() -> None:
    verdict = judge_dose(facts(egfr=24), dose(8), NOW)
    assert (verdict.answer, verdict.severity) == (Answer.ASK_FIRST, Severity.CAUTION)


def test_a_note_is_ok() -> None:
    verdict = judge_dose(facts(egfr=40), dose(250, category=LAXATIVE), NOW)
    assert (verdict.answer, verdict.severity) == (Answer.OK, Severity.NOTE)


def test_more_on_top_of_a_caution_is_not_ok_because_the_dose_has_a_share() -> None:
    verdict = judge_dose(facts(dose(400, hours_ago(2), LAXATIVE), egfr=40), dose(10), NOW)
    assert verdict.answer is Answer.WAIT
    assert verdict.fits_at == hours_ago(2) + DAY


def test_a_product_without_magnesium_adds_nothing_even_in_an_emergency() -> None:
    known = facts(dose(1000, hours_ago(1), LAXATIVE), egfr=24)
    tums = dose(0, category=Category.ANTACID, product=2, units=99, most=7)
    verdict = judge_dose(known, tums, NOW)
    assert (verdict.answer, verdict.findings) == (Answer.OK, ())


def test_without_a_kidney_result_no_dose_is_ok() -> None:
    verdict = judge_dose(facts(), dose(50), NOW)
    assert (verdict.answer, verdict.missing) == (Answer.CANNOT_TELL, ("kidney_result",))
    assert [finding.rule for finding in verdict.findings] == ["MG-60"]


def test_presumed_kidneys_can_be_ok() -> None:
    assert judge_dose(facts(person=HEALTHY_ADULT), dose(50), NOW).answer is Answer.OK


def test_an_unknown_amount_in_the_dose_or_before_it_cannot_be_told() -> None:
    unknown = dose(None, hours_ago(3), product=2)
    for known, taken in ((facts(egfr=95), unknown), (facts(unknown, egfr=95), dose(50))):
        verdict = judge_dose(known, replace(taken, taken_at=NOW), NOW)
        assert verdict.answer is Answer.CANNOT_TELL
        assert verdict.missing == (f"amount:{unknown.product_id}",)
        assert (verdict.at_least, verdict.room_mg) == (True, None)


def test_a_stale_result_answers_by_the_next_worse_band_and_an_expired_one_cannot_tell() -> None:
    stale = facts(readings=[reading(50, date(2025, 9, 1))])
    assert judge_dose(stale, dose(100), NOW).answer is Answer.OK
    expired = facts(readings=[reading(95, date(2024, 9, 1))])
    verdict = judge_dose(expired, dose(100), NOW)
    assert (verdict.answer, verdict.missing) == (Answer.CANNOT_TELL, ("newer_kidney_result",))


def test_what_an_expired_result_forbade_stays_forbidden() -> None:
    verdict = judge_dose(facts(readings=[reading(24, date(2020, 9, 1))]), dose(100), NOW)
    assert verdict.answer is Answer.ASK_FIRST


def test_a_rule_that_fails_is_never_ok() -> None:
    verdict = judge_dose(facts(egfr=95), dose(50), NOW, with_broken("MG-24"))
    assert (verdict.answer, verdict.missing) == (Answer.CANNOT_TELL, ("rule:MG-24",))


def test_a_rule_that_fails_hides_no_other_danger_and_names_no_hour() -> None:
    urgent = judge_dose(facts(egfr=24), dose(1000, category=LAXATIVE), NOW, with_broken("MG-24"))
    assert urgent.answer is Answer.ASK_FIRST
    known = facts(dose(200, hours_ago(10), LAXATIVE), egfr=41)
    assert judge_dose(known, dose(200, category=LAXATIVE), NOW).answer is Answer.WAIT
    caution = judge_dose(known, dose(200, category=LAXATIVE), NOW, with_broken("MG-24"))
    assert (caution.answer, caution.fits_at) == (Answer.ASK_FIRST, None)


def test_no_rule_judges_an_injection_so_it_is_never_ok() -> None:
    verdict = judge_dose(facts(egfr=95), dose(2000, category=Category.INJECTION), NOW)
    assert values(verdict.answer, verdict.missing, verdict.total_after_mg) == (Answer.CANNOT_TELL, ("injection",), 0)


@pytest.mark.parametrize(
    ("born", "mg", "category", "answer"),
    [
        (date(2024, 6, 1), 1500, LAXATIVE, Answer.CANNOT_TELL),
        (date(2008, 11, 23), 85, Category.ANTACID, Answer.CANNOT_TELL),
        (date(2008, 11, 22), 85, Category.ANTACID, Answer.OK),
        (date(2024, 6, 1), 0, Category.ANTACID, Answer.OK),
        (date(2024, 6, 1), 50, Category.SUPPLEMENT, Answer.OK),
    ],
)
def test_a_child_is_never_ok_by_the_numbers_for_adults(born: date, mg: int, category: Category, answer: Answer) -> None:
    """2,000 mg is where caution begins for an adult; for a child of two there is a number for supplements only."""
    verdict = judge_dose(
        facts(egfr=100, person=replace(HEALTHY_ADULT, birth_date=born)), dose(mg, category=category), NOW
    )
    assert verdict.answer is answer
    assert verdict.missing == (("numbers_for_children",) if answer is Answer.CANNOT_TELL else ())


def test_a_back_dated_dose_counts_where_it_was_taken() -> None:
    known = facts(dose(400, hours_ago(2), LAXATIVE), egfr=24)
    recent = judge_dose(known, dose(200, hours_ago(20), LAXATIVE), NOW)
    assert values(recent.judged_at, recent.total_after_mg, recent.severity) == (NOW, 600, Severity.URGENT)
    old = judge_dose(known, dose(200, hours_ago(24), LAXATIVE), NOW)
    assert values(old.judged_at, old.total_before_mg, old.total_after_mg) == (hours_ago(24), 0, 200)


def test_a_dose_from_a_clock_that_runs_ahead_is_judged_and_not_passed_over() -> None:
    verdict = judge_dose(facts(egfr=24), dose(1000, NOW + timedelta(seconds=40), LAXATIVE), NOW)
    assert verdict.answer is Answer.ASK_FIRST


def test_a_dose_that_is_already_on_file_is_not_counted_twice() -> None:
    taken = dose(300, category=LAXATIVE)
    verdict = judge_dose(facts(taken, egfr=24), taken, NOW)
    assert values(verdict.total_before_mg, verdict.total_after_mg) == (0, 300)


def test_an_agreed_product_within_its_limit_is_ok_in_dialysis() -> None:
    agreed = limit(400, product=1)
    known = facts(egfr=9, limits=[agreed])
    within = judge_dose(known, dose(300, category=Category.BINDER), NOW)
    assert (within.answer, within.severity) == (Answer.OK, Severity.NOTE)
    over = judge_dose(known, dose(500, category=Category.BINDER), NOW)
    assert over.answer is Answer.ASK_FIRST


def test_the_room_is_counted_from_the_prescribers_limit() -> None:
    verdict = judge_dose(facts(dose(100, hours_ago(2)), egfr=24, limits=[limit(400)]), dose(100), NOW)
    assert values(verdict.limit_mg, verdict.room_mg, verdict.answer) == (400, 200, Answer.OK)


@pytest.mark.parametrize("seconds", [0, 1, 59])
def test_the_hour_to_wait_for_is_a_full_minute_and_never_too_early(seconds: int) -> None:
    earlier = dose(300, hours_ago(5) + timedelta(seconds=seconds), LAXATIVE)
    taken = dose(300, category=LAXATIVE)
    fits_at = judge_dose(facts(earlier, egfr=41), taken, NOW).fits_at
    assert fits_at is not None
    assert (fits_at.second, fits_at.microsecond) == (0, 0)
    assert earlier.taken_at + DAY <= fits_at < earlier.taken_at + DAY + timedelta(minutes=1)
    assert judge_dose(facts(earlier, egfr=41), replace(taken, taken_at=fits_at), fits_at).answer is Answer.OK


def test_a_dose_that_takes_up_what_was_agreed_adds_what_it_leaves_over() -> None:
    """An agreed 34 mg go to the dose that was taken first; the later one is then beyond the limit as a whole."""
    known = facts(dose(500, hours_ago(1), LAXATIVE), egfr=9, limits=[limit(34)])
    backdated = dose(34, hours_ago(2), LAXATIVE)
    assert judge_dose(known, backdated, NOW).answer is Answer.ASK_FIRST
