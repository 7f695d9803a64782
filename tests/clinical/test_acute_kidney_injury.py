"""Sudden kidney injury: told by two creatinines, or said by somebody."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from tests.clinical.builders import (
    HEALTHY_ADULT,
    NOW,
    TODAY,
    condition,
    dose,
    facts,
    found,
    judged,
    reading,
    severity,
)
from tracker.clinical.assessment import Answer, Band, Because, Severity
from tracker.clinical.facts import Dialysis, Facts, ReadingFacts
from tracker.clinical.kidney import Kidneys, judge_kidneys
from tracker.clinical.kidney_history import bands_of
from tracker.clinical.terms import Condition
from tracker.clinical.units import creatinine_in_mg_dl
from tracker.clinical.verdict import judge_dose

INJURY = Condition.ACUTE_KIDNEY_INJURY


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def measured(creatinine: object, days: int = 0, egfr: object = 50) -> ReadingFacts:
    return reading(egfr, days_ago(days), creatinine=creatinine)


def kidneys(*readings: ReadingFacts) -> Kidneys:
    return judge_kidneys(facts(readings=readings), NOW)


@pytest.mark.parametrize(
    ("before", "days", "now", "injured"),
    [
        ("1.0", 1, "1.3", True),
        ("1.0", 1, "1.29", False),
        ("1.0", 2, "1.3", True),
        ("1.0", 3, "1.3", False),
        ("1.0", 3, "1.5", True),
        ("1.0", 3, "1.49", False),
        ("0.4", 7, "0.6", True),
        ("0.4", 8, "0.9", False),
        ("4.0", 1, "4.3", True),
        ("4.0", 5, "5.9", False),
        ("1.5", 1, "1.0", False),
    ],
)
def test_two_creatinines_show_an_injury_only_by_amount_and_span(
    before: str, days: int, now: str, injured: bool
) -> None:
    seen = kidneys(measured(before, days), measured(now))
    assert seen.band is (Band.ACUTE if injured else Band.G3A)
    assert seen.reason == ("acute_creatinine" if injured else "reading")


def test_an_injury_by_creatinine_keeps_the_category_and_says_what_it_rests_on() -> None:
    seen = kidneys(measured("0.9", 2), measured("1.0", 1), measured("1.4"))
    assert (seen.band, seen.base_band, seen.judged_as, seen.category) == (Band.ACUTE, Band.ACUTE, Band.ACUTE, Band.G3A)
    assert seen.stage == ""
    assert seen.evidence == (
        Because("creatinine_before", Decimal("0.9"), "mg/dL", days_ago(2)),
        Because("creatinine", Decimal("1.4"), "mg/dL", TODAY),
    )
    known = facts(dose(300), readings=[measured("0.9", 2), measured("1.4")])
    (finding,) = found(known, "MG-11")
    assert set(seen.evidence) <= set(finding.because)


@pytest.mark.parametrize(("before", "now"), [("97.2", "70.7"), ("105", "70"), ("88.4", "61.9")])
def test_micromoles_are_compared_as_kdigo_prints_them(before: str, now: str) -> None:
    low, high = (creatinine_in_mg_dl(Decimal(value), "umol/L") for value in (now, before))
    assert kidneys(measured(low, 1), measured(high)).band is Band.ACUTE


def test_just_less_than_26_5_micromoles_is_no_injury() -> None:
    low, high = (creatinine_in_mg_dl(Decimal(value), "umol/L") for value in ("200", "226.4"))
    assert kidneys(measured(low, 1), measured(high)).band is Band.G3A


def test_two_results_of_one_day_count_as_a_rise_in_any_order() -> None:
    for order in permutations([measured("1.0"), measured("1.4")]):
        assert kidneys(*order).band is Band.ACUTE


def test_a_newer_creatinine_without_a_rise_ends_it() -> None:
    risen = [measured("1.0", 9), measured("1.6", 5)]
    assert kidneys(*risen).band is Band.ACUTE
    assert kidneys(*risen, measured("1.6")).band is Band.G3A
    assert kidneys(*risen, measured("1.2")).band is Band.G3A
    assert kidneys(*risen, measured("1.9", 4)).band is Band.ACUTE


@pytest.mark.parametrize(("days", "band"), [(6, Band.ACUTE), (3, Band.ACUTE), (2, Band.G3A)])
def test_an_egfr_alone_ends_it_only_after_a_week(days: int, band: Band) -> None:
    risen = [measured("1.0", 11), measured("1.6", 10)]
    assert kidneys(*risen, reading(50, days_ago(days))).band is band


def test_a_newer_word_about_injury_or_dialysis_is_not_passed_over() -> None:
    risen = [measured("1.0", 3), measured("1.6", 2)]
    dialysis = reading(None, days_ago(1), dialysis=Dialysis.HEMODIALYSIS)
    declared = reading(None, days_ago(1), acute=True)
    assert (kidneys(*risen, dialysis).band, kidneys(*risen, dialysis).stage) == (Band.DIALYSIS, "G5D")
    assert (kidneys(*risen, declared).reason, kidneys(*risen, declared).reading_id) == ("acute", declared.id)


def test_creatinine_swings_in_dialysis_are_no_injury() -> None:
    swings = [
        reading(None, days_ago(days), dialysis=Dialysis.HEMODIALYSIS, creatinine=value)
        for days, value in ((2, "4"), (0, "9"))
    ]
    assert (kidneys(*swings).band, kidneys(*swings).reason) == (Band.DIALYSIS, "dialysis")


def test_a_rise_without_an_egfr_is_still_an_injury() -> None:
    seen = kidneys(measured("1.0", 1), measured("1.6", egfr=None))
    assert (seen.band, seen.category, seen.egfr) == (Band.ACUTE, None, None)


def test_an_injury_grows_old_and_is_not_forgotten() -> None:
    seen = kidneys(measured("1.0", 201), measured("1.6", 200))
    assert (seen.band, seen.reason, seen.stale, seen.expired) == (Band.ACUTE, "acute_creatinine", True, True)


def test_somebody_says_so_until_the_day_it_ended() -> None:
    for last, band in ((None, Band.ACUTE), (TODAY, Band.ACUTE), (days_ago(1), Band.G3A)):
        known = facts(egfr=50, conditions=[condition(INJURY, days_ago(20), until_date=last)])
        assert judge_kidneys(known, NOW).band is band
    seen = judge_kidneys(facts(egfr=50, conditions=[condition(INJURY, days_ago(20))]), NOW)
    assert (seen.reason, seen.evidence) == (
        "acute",
        (Because("condition", "acute_kidney_injury", "", days_ago(20)),),
    )


def test_what_was_said_goes_before_what_two_results_show_and_after_dialysis() -> None:
    said = [condition(INJURY)]
    risen = facts(readings=[measured("1.0", 1), measured("1.6")], conditions=said)
    assert judge_kidneys(risen, NOW).reason == "acute"
    dialysis = facts(readings=[reading(None, dialysis=Dialysis.PERITONEAL)], conditions=said)
    assert judge_kidneys(dialysis, NOW).band is Band.DIALYSIS


@pytest.mark.parametrize("known", [facts(conditions=[condition(INJURY)]), facts(person=HEALTHY_ADULT)])
def test_an_injury_without_a_result_still_misses_the_result(known: Facts) -> None:
    injured = facts(conditions=[condition(INJURY)], person=known.person)
    seen = judge_kidneys(injured, NOW)
    assert (seen.band, seen.reason, seen.reading_id) == (Band.ACUTE, "acute", None)
    assert judged(injured).missing == ("kidney_result",)
    assert severity(injured, "MG-60") is Severity.NOTE
    # Too little magnesium for a finding: what is missing decides.
    assert judge_dose(injured, dose(5), NOW).answer is Answer.CANNOT_TELL


def test_an_injury_is_judged_as_no_kidney_function() -> None:
    known = facts(dose(300), readings=[measured("1.0", 1), measured("1.6")])
    assert severity(known, "MG-11") is Severity.URGENT
    assert judged(known).limit_basis == "none_without_your_team"


def test_in_a_list_each_result_stands_by_what_was_known_on_its_day() -> None:
    first, risen, after = measured("1.0", 9), measured("1.6", 7), measured("1.5", 1)
    empty = reading(None)
    dialysis = reading(None, dialysis=Dialysis.HEMODIALYSIS, creatinine="7")
    assert bands_of([after, dialysis, risen, empty, first]) == {
        first.id: Band.G3A,
        risen.id: Band.ACUTE,
        after.id: Band.G3A,
        empty.id: Band.UNKNOWN,
        dialysis.id: Band.DIALYSIS,
    }


def test_the_lowest_of_several_results_that_show_it_is_named() -> None:
    for first, second in (("0.9", "0.8"), ("0.8", "0.9")):
        seen = kidneys(measured(first, 2), measured(second, 1), measured("1.4"))
        assert seen.evidence[0] == Because("creatinine_before", Decimal("0.8"), "mg/dL", seen.evidence[0].at)


def test_what_rounding_to_micromoles_leaves_out_still_counts_and_no_more() -> None:
    assert kidneys(measured("1.0", 1), measured("1.2997")).band is Band.ACUTE
    assert kidneys(measured("1.0", 1), measured("1.2996")).band is Band.G3A
    assert kidneys(measured("2.0", 5), measured("2.9997")).band is Band.ACUTE
    assert kidneys(measured("2.0", 5), measured("2.9996")).band is Band.G3A


def test_an_egfr_alone_of_the_very_day_of_the_rise_does_not_end_it() -> None:
    worse_by_number = reading(12, TODAY)
    seen = kidneys(measured("0.9", 1), measured("1.4"), worse_by_number)
    assert (seen.band, seen.reason) == (Band.ACUTE, "acute_creatinine")
