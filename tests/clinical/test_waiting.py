"""The hour from which a dose fits, beside medicines that magnesium blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from tests.clinical.builders import (
    NOW,
    TODAY,
    dose,
    facts,
    medicine,
)
from tests.clinical.test_assess import broken
from tests.clinical.test_rules_intervals import at, takes
from tracker.clinical.assessment import Answer, Verdict
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, Facts
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.terms import MedicineClass
from tracker.clinical.verdict import judge_dose

OTHER = MedicineClass.OTHER


def asked(known: Facts, clock: str, mg: object = 100, ruleset: RuleSet = CURRENT) -> Verdict:
    moment = at(clock)
    return judge_dose(known, dose(mg, moment), moment, ruleset)


@pytest.mark.parametrize(("clock", "fits"), [("07:00", "12:00"), ("09:00", "12:00"), ("04:01", "12:00")])
def test_a_check_waits_until_the_hour_after_the_medicine(clock: str, fits: str) -> None:
    verdict = asked(facts(egfr=95, medicines=[takes("08:00")]), clock)
    assert (verdict.answer, verdict.fits_at) == (Answer.WAIT, at(fits))
    again = asked(facts(egfr=95, medicines=[takes("08:00")]), fits)
    assert again.answer is Answer.OK


@pytest.mark.parametrize("clock", ["04:00", "12:00", "20:00"])
def test_a_check_outside_the_hours_is_ok(clock: str) -> None:
    assert asked(facts(egfr=95, medicines=[takes("08:00")]), clock).answer is Answer.OK


def test_a_check_waits_for_the_gap_between_two_times_and_not_into_the_next() -> None:
    known = facts(egfr=95, medicines=[takes("08:00", "13:00", "22:00")])
    assert asked(known, "09:00").fits_at == at("17:00")


def test_a_check_asks_first_where_no_hour_of_the_day_is_free() -> None:
    known = facts(egfr=95, medicines=[takes("02:00", "10:00", "18:00")])
    assert asked(known, "09:00").fits_at == at("14:00")
    known = facts(egfr=95, medicines=[takes("02:00", "09:30", "17:00", "22:00")])
    verdict = asked(known, "09:00")
    assert (verdict.answer, verdict.fits_at) == (Answer.ASK_FIRST, None)


def test_a_check_with_a_medicine_that_is_right_at_no_hour_asks_first() -> None:
    known = facts(egfr=95, medicines=[medicine(OTHER, name="Baloxavir")])
    assert judge_dose(known, dose(100), NOW).answer is Answer.ASK_FIRST


def test_a_check_waits_for_the_sum_and_the_medicine_together() -> None:
    """The sum fits from 14:30, but then the medicine of 15:00 is near; the next free minute is 19:00."""
    earlier = dose(300, at("14:30", TODAY - timedelta(days=1)), Category.LAXATIVE)
    known = facts(earlier, egfr=41, medicines=[takes("15:00")])
    moment = at("09:00")
    verdict = judge_dose(known, dose(300, moment, Category.LAXATIVE), moment)
    assert (verdict.answer, verdict.fits_at) == (Answer.WAIT, at("19:00"))


def test_a_check_finds_a_minute_before_the_medicine_when_the_sum_fits_by_then() -> None:
    earlier = dose(300, at("10:30", TODAY - timedelta(days=1)), Category.LAXATIVE)
    known = facts(earlier, egfr=41, medicines=[takes("15:00")])
    moment = at("09:00")
    assert judge_dose(known, dose(300, moment, Category.LAXATIVE), moment).fits_at == at("10:30")


def test_a_check_of_a_sum_that_other_hours_do_not_help_asks_first() -> None:
    known = facts(egfr=41, medicines=[takes("15:00")])
    moment = at("14:00")
    assert judge_dose(known, dose(400, moment, Category.LAXATIVE), moment).answer is Answer.ASK_FIRST


def test_many_medicines_never_make_an_hour_up() -> None:
    """More turns than are searched one by one: a free minute may be missed, never invented."""
    clocks = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    crowded = [medicine(OTHER, name="alendronate", times=[clock]) for clock in clocks]
    verdict = asked(facts(egfr=95, medicines=crowded), "09:00")
    assert (verdict.answer, verdict.fits_at) == (Answer.ASK_FIRST, None)
    crowded = [each for each in crowded if each.times[0] != time(10)]
    assert asked(facts(egfr=95, medicines=crowded), "09:00").fits_at == at("10:00")


def test_a_rule_that_cannot_name_its_hours_hides_no_answer() -> None:
    def lost(context: Context) -> Iterable[datetime]:
        raise RuntimeError("no hours today")

    rules = tuple(replace(rule, waits=lost) if rule.id == "SP-01" else rule for rule in CURRENT.rules)
    known = facts(egfr=95, medicines=[takes("08:00")])
    assert asked(known, "09:00", ruleset=RuleSet("lost", rules)).answer is Answer.ASK_FIRST
    silent = tuple(replace(rule, judge=broken) if rule.id == "SP-01" else rule for rule in CURRENT.rules)
    assert asked(known, "09:00", ruleset=RuleSet("silent", silent)).answer is Answer.CANNOT_TELL
