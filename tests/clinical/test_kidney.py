from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.clinical.builders import ADULT, HEALTHY_ADULT, NOW, TODAY, condition, facts, reading
from tracker.clinical.ages import age_on, exact_age_on
from tracker.clinical.assessment import Band
from tracker.clinical.facts import Comparator, Declared, Dialysis, Facts, PersonFacts
from tracker.clinical.kidney import judge_kidneys, kidney_turns
from tracker.clinical.kidney_category import category_of, fresh_until
from tracker.clinical.terms import Condition


@pytest.mark.parametrize(
    ("egfr", "band"),
    [
        ("90", Band.G1),
        ("89.999", Band.G2),
        ("60", Band.G2),
        ("59.999", Band.G3A),
        ("45", Band.G3A),
        ("44.999", Band.G3B),
        ("30", Band.G3B),
        ("29.999", Band.G4),
        ("15", Band.G4),
        ("14.999", Band.G5),
        ("0", Band.G5),
    ],
)
def test_categories_are_decided_on_the_unrounded_value(egfr: str, band: Band) -> None:
    assert category_of(Decimal(egfr)) is band


@pytest.mark.parametrize(
    ("comparator", "egfr", "band"),
    [
        (Comparator.MORE, "60", Band.G2),
        (Comparator.MORE, "90", Band.G1),
        (Comparator.MORE, "59", Band.G3A),
        (Comparator.LESS, "15", Band.G5),
        (Comparator.LESS, "60", Band.G5),
    ],
)
def test_a_comparator_is_judged_by_the_worst_it_allows(comparator: Comparator, egfr: str, band: Band) -> None:
    assert category_of(Decimal(egfr), comparator) is band


@pytest.mark.parametrize(
    ("taken_on", "category", "expected"),
    [
        (date(2026, 1, 31), Band.G1, date(2027, 1, 31)),
        (date(2026, 1, 31), Band.G3A, date(2027, 1, 31)),
        (date(2026, 8, 31), Band.G3B, date(2027, 2, 28)),
        (date(2023, 8, 31), Band.G3B, date(2024, 2, 29)),
        (date(2026, 11, 30), Band.G4, date(2027, 2, 28)),
        (date(2026, 12, 5), Band.DIALYSIS, date(2027, 3, 5)),
        (date(2024, 2, 29), Band.G2, date(2025, 2, 28)),
    ],
)
def test_freshness_counts_calendar_months(taken_on: date, category: Band, expected: date) -> None:
    assert fresh_until(taken_on, category) == expected


def at_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("egfr", "months", "fresh", "aged"),
    [
        ("95", 12, Band.G1, Band.G1),
        ("70", 12, Band.G2, Band.G2),
        ("50", 12, Band.G3A, Band.G3B),
        ("40", 6, Band.G3B, Band.G4),
        ("24", 3, Band.G4, Band.G5),
        ("9", 3, Band.G5, Band.G5),
    ],
)
def test_a_stale_reading_counts_one_worse_from_g3a_on(egfr: str, months: int, fresh: Band, aged: Band) -> None:
    known = facts(readings=[reading(egfr, date(2025, 1, 15))])
    last = fresh_until(date(2025, 1, 15), fresh)
    on_the_last_day = judge_kidneys(known, at_day(last))
    a_day_later = judge_kidneys(known, at_day(last + timedelta(days=1)))
    assert (on_the_last_day.band, on_the_last_day.stale) == (fresh, False)
    assert (a_day_later.band, a_day_later.base_band, a_day_later.stale) == (aged, fresh, True)
    assert a_day_later.reason == "stale_reading"
    twice = date(2025 + (2 * months) // 12, 1 + (2 * months) % 12, 15)
    assert not judge_kidneys(known, at_day(twice)).expired
    assert judge_kidneys(known, at_day(twice + timedelta(days=1))).expired


def test_dialysis_and_acute_injury_stay_what_they_are_when_old() -> None:
    for known, band in (
        (reading(None, date(2020, 1, 1), dialysis=Dialysis.PERITONEAL), Band.DIALYSIS),
        (reading("80", date(2020, 1, 1), acute=True), Band.ACUTE),
    ):
        kidneys = judge_kidneys(facts(readings=[known]), NOW)
        assert (kidneys.band, kidneys.reason, kidneys.expired) == (band, band.value, True)


def test_the_newest_reading_wins_and_the_worse_of_one_day() -> None:
    old, new = reading("24", date(2026, 9, 1)), reading("70", date(2026, 10, 1))
    assert judge_kidneys(facts(readings=[new, old]), NOW).reading_id == new.id
    worse = reading("40", date(2026, 10, 1))
    for order in ([new, worse], [worse, new]):
        assert judge_kidneys(facts(readings=order), NOW).reading_id == worse.id


def test_a_reading_that_says_nothing_is_passed_over() -> None:
    empty = reading(None, TODAY)
    assert judge_kidneys(facts(readings=[empty, reading("24", date(2026, 10, 1))]), NOW).band is Band.G4
    assert judge_kidneys(facts(readings=[empty]), NOW).band is Band.UNKNOWN


def test_a_reading_dated_a_day_ahead_counts_and_a_week_ahead_does_not() -> None:
    assert judge_kidneys(facts(readings=[reading("24", TODAY + timedelta(days=1))]), NOW).band is Band.G4
    assert judge_kidneys(facts(readings=[reading("24", TODAY + timedelta(days=7))]), NOW).band is Band.UNKNOWN


def test_presumed_needs_a_no_and_an_age_under_65() -> None:
    turns_65_tomorrow = replace(HEALTHY_ADULT, birth_date=date(1961, 11, 23))
    assert judge_kidneys(Facts(turns_65_tomorrow), NOW).band is Band.PRESUMED
    tomorrow = judge_kidneys(Facts(turns_65_tomorrow), NOW + timedelta(days=1))
    assert (tomorrow.band, tomorrow.reason) == (Band.UNKNOWN, "age_65_or_over")


@pytest.mark.parametrize(
    ("declared", "born", "reason"),
    [
        (Declared.NO, None, "age_unknown"),
        (Declared.YES, date(1990, 1, 1), "declared_disease"),
        (Declared.UNKNOWN, date(1990, 1, 1), "not_declared"),
    ],
)
def test_without_a_reading_the_band_is_unknown_and_says_why(declared: Declared, born: date | None, reason: str) -> None:
    person = replace(ADULT, declared_kidney_disease=declared, birth_date=born)
    kidneys = judge_kidneys(Facts(person), NOW)
    assert (kidneys.band, kidneys.reason, kidneys.judged_as) == (Band.UNKNOWN, reason, Band.G2)


def test_days_are_those_of_the_persons_zone() -> None:
    known = facts(readings=[reading("24", date(2026, 8, 22))], person=replace(ADULT, zone="Pacific/Kiritimati"))
    last_evening_in_utc = datetime(2026, 11, 22, 9, 59, tzinfo=UTC)
    assert judge_kidneys(known, last_evening_in_utc).band is Band.G4
    assert judge_kidneys(known, last_evening_in_utc + timedelta(minutes=1)).band is Band.G5


def test_age_counts_full_years_and_29_february_on_1_march() -> None:
    assert age_on(date(2000, 6, 15), date(2026, 6, 14)) == 25
    assert age_on(date(2000, 6, 15), date(2026, 6, 15)) == 26
    assert age_on(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert age_on(date(2004, 2, 29), date(2026, 3, 1)) == 22


def test_the_exact_age_is_whole_on_the_birthday_and_in_between_a_fraction() -> None:
    born = date(2010, 3, 1)
    assert exact_age_on(born, date(2026, 3, 1)) == 16
    assert exact_age_on(born, date(2026, 8, 31)) == 16 + Decimal(183) / 365
    assert 15 < exact_age_on(born, date(2026, 2, 28)) < 16
    assert exact_age_on(date(2004, 2, 29), date(2026, 3, 1)) == 22


TRANSPLANT = [condition(Condition.KIDNEY_TRANSPLANT, date(2020, 1, 1))]
DIALYSIS = [reading(None, dialysis=Dialysis.HEMODIALYSIS)]


@pytest.mark.parametrize(
    ("known", "suffix", "stage"),
    [
        (facts(egfr=40), "", "G3b"),
        (facts(egfr=40, conditions=TRANSPLANT), "T", "G3bT"),
        (facts(egfr=95, conditions=TRANSPLANT), "T", "G1T"),
        (facts(readings=DIALYSIS), "D", "G5D"),
        (facts(readings=DIALYSIS, conditions=TRANSPLANT), "D", "G5D"),
        (facts(readings=[reading(50, acute=True)], conditions=TRANSPLANT), "T", ""),
        (facts(conditions=TRANSPLANT), "T", ""),
        (facts(egfr=40, conditions=[replace(TRANSPLANT[0], until_date=date(2026, 11, 21))]), "", "G3b"),
        (facts(readings=[reading(50, date(2025, 1, 1))], conditions=TRANSPLANT), "T", "G3aT"),
    ],
)
def test_dialysis_and_a_transplant_have_a_letter(known: Facts, suffix: str, stage: str) -> None:
    kidneys = judge_kidneys(known, NOW)
    assert (kidneys.suffix, kidneys.stage) == (suffix, stage)


def test_a_transplant_is_never_presumed_healthy() -> None:
    known = facts(person=HEALTHY_ADULT, conditions=TRANSPLANT)
    assert judge_kidneys(facts(person=HEALTHY_ADULT), NOW).band is Band.PRESUMED
    assert (judge_kidneys(known, NOW).band, judge_kidneys(known, NOW).reason) == (Band.UNKNOWN, "declared_disease")


WEIGHED = replace(ADULT, birth_date=date(1976, 11, 22), weight_kg=Decimal(65))


def clearance(person: PersonFacts, *values: tuple[str | None, date]) -> Decimal | None:
    known = facts(readings=[reading(50, day, creatinine=value) for value, day in values], person=person)
    return judge_kidneys(known, NOW).creatinine_clearance_ml_min


def test_clearance_comes_from_the_newest_creatinine_and_of_one_day_the_highest() -> None:
    assert clearance(WEIGHED, ("1.0", TODAY)) == Decimal("69.0625")
    assert clearance(WEIGHED, ("2.0", date(2026, 1, 1)), ("1.0", date(2026, 6, 1))) == Decimal("69.0625")
    assert clearance(WEIGHED, ("1.0", date(2026, 1, 1)), (None, TODAY)) == Decimal("69.0625")
    assert clearance(WEIGHED, ("1.0", TODAY), ("0.9", TODAY)) == Decimal("69.0625")
    assert clearance(WEIGHED, ("1.0", TODAY), ("2.0", TODAY + timedelta(days=2))) == Decimal("69.0625")


@pytest.mark.parametrize(
    "person",
    [
        replace(WEIGHED, birth_date=None),
        replace(WEIGHED, sex=None),
        replace(WEIGHED, weight_kg=None),
        replace(WEIGHED, weight_kg=Decimal(0)),
        replace(WEIGHED, birth_date=date(2012, 1, 1)),
    ],
)
def test_clearance_is_not_known_when_anything_is_missing_or_it_does_not_hold(person: PersonFacts) -> None:
    assert clearance(person, ("1.0", TODAY)) is None


def test_clearance_is_not_known_without_a_creatinine() -> None:
    assert clearance(WEIGHED) is None
    assert clearance(WEIGHED, (None, TODAY)) is None


def test_the_kidneys_may_turn_on_the_coming_birthdays() -> None:
    turns = set(kidney_turns(facts(person=WEIGHED), NOW))
    assert {datetime(2027, 11, 22, tzinfo=UTC), datetime(2028, 11, 22, tzinfo=UTC)} <= turns
    nameless = replace(WEIGHED, birth_date=None)
    assert not {turn for turn in kidney_turns(facts(person=nameless), NOW) if turn is not None}
