from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import perf_counter

import pytest

from tests.clinical.builders import (
    ADULT,
    HEALTHY_ADULT,
    NOW,
    TODAY,
    dose,
    facts,
    hours_ago,
    judged,
    limit,
    rank,
    reading,
    values,
)
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Band, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, Dialysis, Facts, Region
from tracker.clinical.ruleset import CURRENT, RuleSet

LAXATIVE = Category.LAXATIVE


def test_stage_4_and_1000_mg_of_a_laxative_is_urgent() -> None:
    taken_at = hours_ago(0.5)
    answer = judged(facts(dose(1000, taken_at, LAXATIVE, units=2, most=4), egfr=24))
    assert [(finding.rule, finding.severity) for finding in answer.findings] == [
        ("MG-11", Severity.URGENT),
        ("MG-10", Severity.CAUTION),
    ]
    assert (answer.band, answer.band_reason, answer.severity) == (Band.G4, "reading", Severity.URGENT)
    assert values(answer.total_mg, answer.limit_mg, answer.limit_basis) == (1000, None, "none_without_your_team")
    assert answer.next_change_at == taken_at + timedelta(hours=24)
    assert {finding.concern for finding in answer.findings} == {"magnesium_load"}


def broken(context: Context) -> Finding:
    raise RuntimeError("this rule is broken")


def with_broken(rule_id: str) -> RuleSet:
    rules = (replace(rule, judge=broken) if rule.id == rule_id else rule for rule in CURRENT.rules)
    return RuleSet("broken", tuple(rules))


def test_a_rule_that_fails_is_named_and_the_others_still_answer() -> None:
    answer = assess(facts(dose(1000, category=LAXATIVE), egfr=24), NOW, with_broken("MG-10"))
    assert answer.failed_rules == ("MG-10",)
    assert [finding.rule for finding in answer.findings] == ["MG-11"]


def test_a_threshold_is_changed_in_one_place() -> None:
    stricter = tuple(
        replace(rule, thresholds={**rule.thresholds, "caution": Decimal(300)}) if rule.id == "MG-20" else rule
        for rule in CURRENT.rules
    )
    answer = assess(facts(dose(300), egfr=40), NOW, RuleSet("stricter", stricter))
    assert values(answer.severity, answer.limit_mg) == (Severity.CAUTION, 300)


@pytest.mark.parametrize(
    ("egfr", "region", "limit_mg", "basis"),
    [
        ("95", Region.US, 350, "upper_level"),
        ("95", Region.EU, 250, "upper_level"),
        ("60", Region.UK, 400, "upper_level"),
        ("59", Region.US, 350, "kidney_stage"),
        ("30", Region.US, 350, "kidney_stage"),
        ("29", Region.US, None, "none_without_your_team"),
        ("5", Region.US, None, "none_without_your_team"),
        (None, Region.US, None, "unknown"),
    ],
)
def test_the_limit_shown_and_its_basis(egfr: str | None, region: Region, limit_mg: int | None, basis: str) -> None:
    answer = judged(facts(egfr=egfr, person=replace(ADULT, region=region)))
    assert (answer.limit_mg, answer.limit_basis) == (limit_mg, basis)


def test_the_limit_of_other_kidneys() -> None:
    assert judged(facts(person=HEALTHY_ADULT)).limit_basis == "upper_level"
    assert judged(facts(readings=[reading(80, acute=True)])).limit_basis == "none_without_your_team"
    on_dialysis = reading(None, dialysis=Dialysis.HEMODIALYSIS)
    assert judged(facts(readings=[on_dialysis])).limit_basis == "none_without_your_team"


def test_the_lowest_limit_of_a_prescriber_for_the_person_comes_first() -> None:
    answer = judged(facts(egfr=24, limits=[limit(500), limit(400), limit(100, product=1)]))
    assert values(answer.limit_mg, answer.limit_basis) == (400, "prescriber")


def test_the_total_counts_what_was_agreed_too_and_says_at_least() -> None:
    known = facts(dose(300), dose(None, product=2, name="Herbal tea"), egfr=24, limits=[limit(400, product=1)])
    answer = judged(known)
    assert values(answer.total_mg, answer.at_least) == (300, True)
    assert answer.missing == (f"amount:{known.doses[1].product_id}",)


def test_what_is_missing_is_named() -> None:
    assert judged(facts()).missing == ("kidney_result",)
    old = facts(readings=[reading(24, date(2025, 1, 1))])
    assert judged(old).missing == ("newer_kidney_result",)
    assert judged(facts(egfr=95)).missing == ()


def test_an_old_result_keeps_its_dangers() -> None:
    answer = judged(facts(dose(300, category=LAXATIVE), readings=[reading(24, date(2020, 1, 1))]))
    assert (answer.band, answer.stale, answer.expired) == (Band.G5, True, True)
    assert answer.severity is Severity.URGENT


def test_the_next_change_is_the_first_dose_whose_leaving_matters() -> None:
    known = facts(
        dose(10, hours_ago(23)), dose(400, hours_ago(10), LAXATIVE), dose(595, hours_ago(2), LAXATIVE), egfr=40
    )
    assert judged(known).next_change_at == hours_ago(23) + timedelta(hours=24)
    assert judged(replace(known, doses=known.doses[1:])).next_change_at == hours_ago(2) + timedelta(hours=24)


def test_a_dose_that_changes_nothing_is_no_change() -> None:
    answer = judged(facts(dose(100), egfr=95))
    assert answer.next_change_at == datetime(2027, 11, 23, tzinfo=UTC)


def test_the_next_change_can_be_a_reading_that_grows_old() -> None:
    answer = judged(facts(readings=[reading(24, date(2026, 9, 1))]))
    assert answer.next_change_at == datetime(2026, 12, 2, tzinfo=UTC)


def test_the_next_change_can_be_a_limit_that_ends_or_begins() -> None:
    ends = facts(dose(600), egfr=24, limits=[limit(700, until_date=TODAY)])
    assert judged(ends).next_change_at == datetime(2026, 11, 23, tzinfo=UTC)
    begins = facts(dose(600), egfr=24, limits=[limit(700, from_date=TODAY + timedelta(days=1))])
    assert judged(begins).next_change_at == datetime(2026, 11, 23, tzinfo=UTC)


def test_the_next_change_can_be_a_birthday() -> None:
    soon_65 = replace(HEALTHY_ADULT, birth_date=date(1961, 11, 30))
    assert judged(facts(person=soon_65)).next_change_at == datetime(2026, 11, 30, tzinfo=UTC)
    soon_four = replace(ADULT, birth_date=date(2022, 11, 23))
    assert judged(facts(dose(100), egfr=95, person=soon_four)).next_change_at == datetime(2026, 11, 23, tzinfo=UTC)


def test_the_next_change_can_be_a_dose_that_is_still_to_come() -> None:
    coming = NOW + timedelta(minutes=7)
    assert judged(facts(dose(1000, coming, LAXATIVE), egfr=24)).next_change_at == coming


def test_nothing_changes_when_nothing_is_known_to_age() -> None:
    assert judged(facts()).next_change_at is None


def test_a_limit_without_end_does_not_break_the_calendar() -> None:
    assert judged(facts(dose(100), egfr=9, limits=[limit(500, until_date=date.max)])).severity is Severity.NOTE


def test_at_the_next_change_the_answer_really_differs_and_not_before() -> None:
    known = facts(*(dose(90, hours_ago(hours), LAXATIVE) for hours in range(12)), egfr=40)
    at = judged(known).next_change_at
    assert at is not None
    assert rank(known, at) < rank(known) == rank(known, at - timedelta(microseconds=1))


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        assess(facts(), datetime(2026, 11, 22))  # noqa: DTZ001


@pytest.mark.parametrize(("number", "most_seconds"), [(50, 0.02), (2000, 0.4)])
def test_many_doses_are_judged_quickly(number: int, most_seconds: float) -> None:
    """The aims are 5 ms and 100 ms; the bounds leave room for a busy machine."""
    step = timedelta(hours=23) / number
    known = facts(*(dose(7, NOW - step * n, list(Category)[n % 6], product=n % 9) for n in range(number)), egfr=40)
    best = min(_seconds(known) for _ in range(3))
    assert best < most_seconds


def _seconds(known: Facts) -> float:
    start = perf_counter()
    judged(known)
    return perf_counter() - start
