"""MG-30 and MG-31: a laxative for weeks, and for longer than its label allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.clinical.builders import (
    ADULT,
    NOW,
    TODAY,
    days_before,
    dose,
    earlier,
    facts,
    found,
    judged,
    lab,
    limit,
    severity,
    values,
)
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.context import Context, build_context
from tracker.clinical.facts import Category, Facts
from tracker.clinical.moments import start_of_day, start_of_next_day
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.verdict import judge_dose

NOTE, CAUTION = Severity.NOTE, Severity.CAUTION
LAXATIVE, ANTACID, SUPPLEMENT, PREPARATION = (
    Category.LAXATIVE,
    Category.ANTACID,
    Category.SUPPLEMENT,
    Category.BOWEL_PREPARATION,
)
DAY = timedelta(days=1)
IN_1961 = replace(ADULT, birth_date=date(1961, 11, 24))


def midnight(day: date) -> datetime:
    begin = start_of_day(day, "UTC")
    assert begin is not None
    return begin


def for_weeks(days: int = 36, mg: object = 300, *, last: int = 1, egfr: object = 95, **more: object) -> Facts:
    """A laxative on so many days in a row, the last of them `last` days ago."""
    return facts(egfr=egfr, history=days_before(last + days - 1, last, mg), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "last", "expected"), [(35, 1, None), (36, 1, NOTE), (36, 6, NOTE), (36, 7, None)])
def test_mg_30_speaks_from_36_of_42_days(days: int, last: int, expected: Severity | None) -> None:
    assert severity(for_weeks(days, last=last), "MG-30") is expected


def test_mg_30_counts_today_and_days_with_a_gap_and_each_day_once() -> None:
    gappy = [earlier(n) for n in range(1, 42) if n not in {5, 11, 12, 20, 30, 31}]
    assert len(gappy) == 35
    assert severity(facts(egfr=95, history=gappy), "MG-30") is None
    assert severity(facts(dose(300, category=LAXATIVE), egfr=95, history=gappy), "MG-30") is NOTE
    twice = [*gappy, earlier(1, product=2)]
    assert severity(facts(egfr=95, history=twice), "MG-30") is None
    other_day = [*gappy, earlier(5, product=2)]
    assert severity(facts(egfr=95, history=other_day), "MG-30") is NOTE


@pytest.mark.parametrize(
    ("mg", "category", "expected"),
    [(None, LAXATIVE, NOTE), (0, LAXATIVE, None), (300, ANTACID, None), (300, PREPARATION, None)],
)
def test_mg_30_is_about_laxatives_with_magnesium(mg: object, category: Category, expected: Severity | None) -> None:
    assert severity(facts(egfr=95, history=days_before(40, 1, mg, category)), "MG-30") is expected


@pytest.mark.parametrize(
    ("tested_on", "expected"), [(date(2026, 5, 22), None), (date(2026, 5, 21), NOTE), (TODAY + DAY, NOTE)]
)
def test_mg_30_ends_with_a_blood_test_of_the_last_6_months(tested_on: date, expected: Severity | None) -> None:
    tested = lab("2.0", datetime.combine(tested_on, time(9), UTC))
    assert severity(for_weeks(labs=[tested]), "MG-30") is expected


def test_mg_30_speaks_again_on_the_day_after_the_test_is_6_months_old() -> None:
    known = for_weeks(40, labs=[lab("2.0", datetime(2026, 5, 24, 9, tzinfo=UTC))])
    assert severity(known, "MG-30", midnight(date(2026, 11, 25)) - timedelta(seconds=1)) is None
    assert severity(known, "MG-30", midnight(date(2026, 11, 25))) is NOTE
    assert midnight(date(2026, 11, 25)) in CURRENT.rule("MG-30").turning_points(_context(known))


@pytest.mark.parametrize(
    ("person", "egfr", "mg", "expected"),
    [
        (ADULT, 60, 999, NOTE),
        (ADULT, "59.9", 300, CAUTION),
        (ADULT, 9, 300, CAUTION),
        (ADULT, 95, 1000, CAUTION),
        (ADULT, None, 300, NOTE),
        (IN_1961, 95, 300, NOTE),
        (replace(IN_1961, birth_date=date(1961, 11, 22)), 95, 300, CAUTION),
        (replace(IN_1961, birth_date=None), 95, 300, NOTE),
    ],
)
def test_mg_30_is_a_caution_with_age_weak_kidneys_or_1000_mg_kept_up(
    person: object, egfr: object, mg: object, expected: Severity
) -> None:
    assert severity(for_weeks(mg=mg, egfr=egfr, person=person), "MG-30") is expected


def test_mg_30_sums_all_products_of_a_day_and_needs_36_such_days() -> None:
    other = [replace(each, product_id=earlier(1, product=2).product_id) for each in days_before(36, 1, 700, SUPPLEMENT)]
    laxative = days_before(36, 1, 300)
    assert severity(facts(egfr=95, history=[*laxative, *other]), "MG-30") is CAUTION
    assert severity(facts(egfr=95, history=[*laxative, *other[1:]]), "MG-30") is NOTE
    unknown = [replace(each, elemental_mg=Decimal(0), at_least=True) for each in other]
    assert severity(facts(egfr=95, history=[*laxative, *unknown]), "MG-30") is NOTE


def test_mg_30_becomes_a_caution_on_the_65th_birthday() -> None:
    known = for_weeks(40, person=IN_1961)
    assert severity(known, "MG-30", midnight(date(2026, 11, 24)) - timedelta(seconds=1)) is NOTE
    assert severity(known, "MG-30", midnight(date(2026, 11, 24))) is CAUTION
    assert judged(known).next_change_at is not None


@pytest.mark.parametrize(("days", "last", "left"), [(36, 1, 5), (40, 1, 5), (36, 3, 3), (36, 6, 0)])
def test_mg_30_says_on_which_day_too_few_days_are_left(days: int, last: int, left: int) -> None:
    known = for_weeks(days, last=last)
    (finding,) = found(known, "MG-30")
    ends_at = midnight(TODAY + (left + 1) * DAY)
    assert finding.until == ends_at
    assert severity(known, "MG-30", ends_at - timedelta(seconds=1)) is NOTE
    assert severity(known, "MG-30", ends_at) is None
    assert ends_at in CURRENT.rule("MG-30").turning_points(_context(known))


def test_mg_30_explains_itself() -> None:
    tested = lab("2.0", datetime(2026, 1, 3, 9, tzinfo=UTC))
    known = for_weeks(40, 1000, egfr=50, person=replace(ADULT, birth_date=date(1940, 1, 1)), labs=[tested])
    (finding,) = found(known, "MG-30")
    inputs = {because.fact: because for because in finding.because}
    assert values(inputs["days_with_laxative"].value, inputs["days_over_kept_up"].value, inputs["age"].value) == (
        40,
        40,
        86,
    )
    assert inputs["last_magnesium_test"].value == tested.taken_at
    assert inputs["kidney_band"].value == "G3a"


def test_mg_30_is_said_once_in_90_days_and_answers_no_check() -> None:
    rule = CURRENT.rule("MG-30")
    assert (rule.said_again_after_days, rule.judges_doses) == (90, False)
    asked = dose(200, category=LAXATIVE)
    for days in (35, 36, 40):
        verdict = judge_dose(for_weeks(days, 200, person=replace(ADULT, birth_date=date(1940, 1, 1))), asked, NOW)
        assert verdict.answer is Answer.OK
        assert "MG-30" not in {finding.rule for finding in verdict.findings}


# MG-31


@pytest.mark.parametrize(("days", "last", "expected"), [(7, 1, None), (8, 1, NOTE), (8, 2, None), (8, 0, NOTE)])
def test_mg_31_speaks_from_the_8th_day_running(days: int, last: int, expected: Severity | None) -> None:
    assert severity(for_weeks(days, last=last), "MG-31") is expected


def test_mg_31_needs_days_without_a_gap_and_counts_every_laxative() -> None:
    gap = [earlier(n, 0) for n in range(1, 12) if n != 4]
    assert severity(facts(egfr=95, history=gap), "MG-31") is None
    assert severity(facts(egfr=95, history=[*gap, earlier(4, 0, product=2)]), "MG-31") is NOTE
    assert severity(facts(egfr=95, history=[*gap, earlier(4, 0, SUPPLEMENT)]), "MG-31") is None


def test_mg_31_passes_over_a_product_that_a_limit_is_for() -> None:
    assert severity(for_weeks(9, limits=[limit(500, product=1)]), "MG-31") is None
    assert severity(for_weeks(9, limits=[limit(500, product=2)]), "MG-31") is NOTE
    assert severity(for_weeks(9, limits=[limit(500)]), "MG-31") is NOTE
    assert severity(for_weeks(9, limits=[limit(0, product=1)]), "MG-31") is NOTE


@pytest.mark.parametrize("last", [0, 1])
def test_mg_31_ends_after_a_day_without(last: int) -> None:
    known = for_weeks(9, last=last) if last else facts(dose(9, category=LAXATIVE), egfr=95, history=days_before(8, 1))
    (finding,) = found(known, "MG-31")
    assert finding.until == midnight(TODAY + (2 - last) * DAY)
    assert judged(replace(known, doses=())).next_change_at == midnight(TODAY + DAY)
    assert severity(known, "MG-31", finding.until - timedelta(seconds=1)) is NOTE
    assert severity(known, "MG-31", finding.until) is None
    assert finding.because[0].value == 9


def test_mg_31_begins_when_the_limit_ends() -> None:
    known = for_weeks(9, limits=[limit(500, product=1, until_date=TODAY - DAY)])
    assert severity(known, "MG-31") is NOTE
    assert severity(known, "MG-31", NOW - DAY) is None


def test_days_are_those_of_the_persons_zone_and_of_doses_on_both_sides_of_midnight() -> None:
    tokyo = replace(ADULT, zone="Asia/Tokyo")
    evening = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    history = [replace(earlier(n), day=date(2026, 11, 22) - n * DAY) for n in range(1, 8)]
    after_midnight = evening + timedelta(hours=1)
    taken = [dose(300, evening, LAXATIVE), dose(300, after_midnight, LAXATIVE)]
    known = facts(*taken, egfr=95, person=tokyo, history=history)
    at = after_midnight + timedelta(minutes=5)
    (finding,) = found(known, "MG-31", at)
    assert finding.because[0].value == 9
    assert finding.until == start_of_next_day(date(2026, 11, 24), "Asia/Tokyo")


def _context(known: Facts) -> Context:
    return build_context(normalise(known), NOW)
