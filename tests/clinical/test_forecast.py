"""A planned week, dose by dose, before any of it is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.clinical.builders import ADULT, NOW, TODAY, dose, earlier, facts, hours_ago, plan
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category, DoseFacts, Facts, PersonFacts
from tracker.clinical.forecast import DAYS, MOST_DOSES, Forecast, Schedule, forecast

DAY = timedelta(days=1)


def at_times(*times: time, mg: object = 100, product: int = 1, category: Category = Category.LAXATIVE) -> Schedule:
    return Schedule(plan(mg, len(times), category, product=product), Decimal(1), "tablet", times)


def every(hours: object, *, mg: object = 100, product: int = 1) -> Schedule:
    return Schedule(plan(mg, product=product), Decimal(1), "tablet", (), Decimal(str(hours)))


def instants(week: Forecast, zone: str = "UTC") -> list[datetime]:
    return [planned.dose.taken_at.astimezone(ZoneInfo(zone)) for planned in week.doses]


def living_in(zone: str, *doses: DoseFacts) -> Facts:
    return facts(*doses, egfr=95, person=replace(ADULT, zone=zone))


def clocks(week: Forecast, zone: str) -> list[str]:
    return [f"{moment:%d %H:%M}" for moment in instants(week, zone)]


def test_times_of_day_make_seven_days_of_doses_from_now_on() -> None:
    week = forecast(facts(egfr=95), [at_times(time(8), time(20))], NOW)  # now is 17:05
    assert clocks(week, "UTC")[:3] == ["22 20:00", "23 08:00", "23 20:00"]
    assert clocks(week, "UTC")[-1] == "29 08:00"
    assert len(week.doses) == 14
    assert (week.since, week.until) == (NOW, NOW + timedelta(days=DAYS))


def test_every_eight_hours_counts_on_from_the_last_dose_on_record() -> None:
    known = facts(dose(100, hours_ago(3)), dose(100, hours_ago(1), product=2), egfr=95)
    week = forecast(known, [every(8)], NOW)
    assert instants(week)[0] == NOW + timedelta(hours=5)
    assert {after - before for before, after in pairwise(instants(week))} == {timedelta(hours=8)}


def test_an_interval_goes_on_from_a_dose_of_an_earlier_day_and_is_due_now_when_that_is_over() -> None:
    known = facts(egfr=95, history=[earlier(2)])
    assert instants(forecast(known, [every(168)], NOW)) == [earlier(2).last_at + 7 * DAY]
    assert instants(forecast(known, [every(12)], NOW))[0] == NOW


def test_an_interval_that_nothing_was_taken_of_begins_now_or_on_its_first_day() -> None:
    assert instants(forecast(facts(egfr=95), [every(24)], NOW))[0] == NOW
    tomorrow = replace(every(24), plan=plan(100, from_date=TODAY + DAY))
    assert instants(forecast(facts(egfr=95), [tomorrow], NOW))[0] == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("schedule", [at_times(time(8)), every(24)], ids=["by the clock", "by hours"])
def test_only_days_on_which_the_plan_holds_have_doses(schedule: Schedule) -> None:
    bounded = replace(schedule.plan, from_date=TODAY + 2 * DAY, until_date=TODAY + 4 * DAY)
    week = forecast(facts(egfr=95), [replace(schedule, plan=bounded)], NOW)
    assert [moment.date() for moment in instants(week)] == [TODAY + n * DAY for n in (2, 3, 4)]


@pytest.mark.parametrize("schedule", [at_times(time(8)), every(24)], ids=["by the clock", "by hours"])
@pytest.mark.parametrize(("first", "last"), [(date(2020, 1, 1), date(2020, 1, 2)), (date(2200, 1, 1), None)])
def test_a_plan_that_is_over_or_far_off_has_no_dose(schedule: Schedule, first: date, last: date | None) -> None:
    elsewhen = replace(schedule.plan, from_date=first, until_date=last)
    week = forecast(facts(egfr=95), [replace(schedule, plan=elsewhen)], NOW)
    assert (week.doses, week.worst, week.severity, week.answer, week.findings) == ((), None, None, Answer.OK, ())


def test_what_is_taken_as_needed_is_not_taken_here() -> None:
    needed = Schedule(plan(100, None), Decimal(1), "tablet")
    assert forecast(facts(egfr=95), [needed], NOW).doses == ()


@pytest.mark.parametrize(
    ("known", "answer"),
    [
        (facts(egfr=95), Answer.OK),
        (facts(), Answer.CANNOT_TELL),
        (facts(egfr=24), Answer.ASK_FIRST),
        (facts(egfr=9), Answer.ASK_FIRST),
    ],
)
def test_what_is_taken_as_needed_is_never_ok_unasked(known: Facts, answer: Answer) -> None:
    """A laxative for whenever it is needed was within the limit in stage 5: no dose of it was judged."""
    needed = Schedule(plan(100, None, Category.LAXATIVE), Decimal(1), "tablet")
    week = forecast(known, [needed], NOW)
    assert week.answer is answer
    assert [each.dose.taken_at for each in week.needed] == [NOW]
    assert week.severity == (None if week.worst is None else week.worst.verdict.severity)
    later = replace(needed, plan=replace(needed.plan, from_date=TODAY + timedelta(days=2)))
    assert forecast(known, [later], NOW).answer is answer
    over = replace(needed, plan=replace(needed.plan, from_date=date(2026, 1, 1), until_date=date(2026, 1, 2)))
    assert forecast(known, [over], NOW).needed == ()


@pytest.mark.parametrize(
    ("zone", "now", "clock", "expected"),
    [
        # 8 March 2026 in New York has no 02:30: that dose comes at 03:30, one in all.
        ("America/New_York", datetime(2026, 3, 7, 12, tzinfo=UTC), time(2, 30), ["08 03:30", "09 02:30", "10 02:30"]),
        # 1 November has 01:30 twice: one dose.
        ("America/New_York", datetime(2026, 10, 31, 12, tzinfo=UTC), time(1, 30), ["01 01:30", "02 01:30", "03 01:30"]),
        # Lord Howe moves by half an hour: 4 October 2026 has no 02:15.
        (
            "Australia/Lord_Howe",
            datetime(2026, 10, 3, 2, tzinfo=UTC),
            time(2, 15),
            ["04 02:45", "05 02:15", "06 02:15"],
        ),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", datetime(2011, 12, 29, 20, tzinfo=UTC), time(8), ["31 08:00", "01 08:00", "02 08:00"]),
        # Havana skips the first hour of 8 March 2026.
        ("America/Havana", datetime(2026, 3, 7, 18, tzinfo=UTC), time(0, 30), ["08 01:30", "09 00:30", "10 00:30"]),
    ],
    ids=["23 hours", "25 hours", "Lord Howe", "date line", "no midnight"],
)
def test_a_clock_that_is_set_leaves_one_dose_a_day(zone: str, now: datetime, clock: time, expected: list[str]) -> None:
    schedule = at_times(clock)
    schedule = replace(schedule, plan=replace(schedule.plan, from_date=date(2011, 1, 1)))
    week = forecast(living_in(zone), [schedule], now)
    assert clocks(week, zone)[: len(expected)] == expected
    assert len(week.doses) in {6, 7}


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"])
def test_an_interval_runs_in_elapsed_time_whatever_the_clock_does(zone: str) -> None:
    for now in (datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 10, 31, 12, tzinfo=UTC)):
        schedule = every("7.5")
        schedule = replace(schedule, plan=replace(schedule.plan, from_date=date(2026, 1, 1)))
        moments = [planned.dose.taken_at for planned in forecast(living_in(zone), [schedule], now).doses]
        assert {after - before for before, after in pairwise(moments)} == {timedelta(hours=7.5)}


def test_earlier_planned_doses_count_as_taken() -> None:
    week = forecast(facts(egfr=35), [at_times(time(8), time(12), time(18), mg=100)], NOW)
    totals = [planned.verdict.total_after_mg for planned in week.doses]
    assert totals[:4] == [100, 200, 300, 300]


def test_the_worst_is_told_with_the_first_instant_at_which_it_comes() -> None:
    # Each product alone stays under 350 mg; both together pass it on the first evening.
    first, second = at_times(time(8), mg=200), at_times(time(20), mg=200, product=2)
    alone = forecast(facts(egfr=35), [first], NOW)
    assert alone.severity is None or alone.severity is Severity.NOTE
    both = forecast(facts(egfr=35), [first, second], NOW)
    assert both.severity is Severity.CAUTION
    assert both.worst is not None
    assert both.worst.dose.taken_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert "MG-20" in [finding.rule for finding in both.findings]
    assert both.answer in {Answer.WAIT, Answer.ASK_FIRST}


def test_a_bowel_preparation_is_warned_of_when_it_is_added_not_when_it_is_drunk() -> None:
    drink = plan(2110, None, Category.BOWEL_PREPARATION, from_date=TODAY + 30 * DAY)
    week = forecast(facts(egfr=20, plans=[drink]), [], NOW, new=[drink.id])
    assert [(finding.rule, finding.severity) for finding in week.standing] == [("MG-12", Severity.URGENT)]
    assert (week.answer, week.severity, week.doses) == (Answer.ASK_FIRST, Severity.URGENT, ())


def test_a_second_product_is_told_of_when_it_is_added_and_not_again_with_the_next_plan() -> None:
    one, two, three = (plan(100, product=number) for number in (1, 2, 2))
    second = forecast(facts(egfr=95, plans=[one, two]), [], NOW, new=[two.id])
    assert [(finding.rule, finding.severity) for finding in second.standing] == [("MG-50", Severity.NOTE)]
    assert second.answer is Answer.OK
    assert forecast(facts(egfr=95, plans=[one, two, three]), [], NOW, new=[three.id]).standing == ()


def test_the_same_facts_and_plans_make_the_same_ids_and_the_same_answers_in_any_order() -> None:
    schedules = [at_times(time(8), time(20)), every(8, product=2), at_times(time(8), product=3)]
    known = facts(dose(100, hours_ago(3)), egfr=50)
    first, again = (
        forecast(known, schedules, NOW),
        forecast(known, schedules[::-1], NOW.astimezone(ZoneInfo("Asia/Tokyo"))),
    )
    assert first == again
    assert len({planned.dose.id for planned in first.doses}) == len(first.doses)


def test_the_work_is_bounded_and_says_how_far_it_went() -> None:
    week = forecast(facts(egfr=95), [every(1, mg=1), every(2, mg=1, product=2)], NOW)
    assert len(week.doses) == MOST_DOSES
    assert week.until == week.doses[-1].dose.taken_at < NOW + 7 * DAY


def test_every_dose_carries_the_plan_that_it_belongs_to_and_what_one_intake_holds() -> None:
    schedule = at_times(time(8), mg="33.333")
    (first, *_) = forecast(facts(egfr=95), [schedule], NOW).doses
    assert (first.plan_id, first.dose.elemental_mg) == (schedule.plan.id, Decimal("33.333"))
    assert (first.dose.amount, first.dose.unit, first.dose.product_name) == (Decimal(1), "tablet", "Product 1")


def test_without_a_kidney_result_the_week_cannot_be_told() -> None:
    unknown = facts(person=PersonFacts())
    assert forecast(unknown, [at_times(time(8), mg=10)], NOW).answer is Answer.CANNOT_TELL
