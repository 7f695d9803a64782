"""No clock, journey or midnight makes magnesium come or go: what was taken is counted once, on one day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from intake.models import Dose, Product
from intake.selectors.facts import load_facts
from intake.selectors.status import current_status
from intake.selectors.totals import daily_totals
from intake.services.doses import Recorded, correct_dose, record_dose
from tracker.models import Person, User

Take = Callable[..., Recorded]

# The zone, its day with an odd number of hours, and how many it has.
ODD_DAYS = [
    ("America/New_York", date(2026, 3, 8), 23),
    ("America/New_York", date(2025, 11, 2), 25),
    ("Europe/Berlin", date(2026, 3, 29), 23),
    ("Europe/Berlin", date(2026, 10, 25), 25),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ("Australia/Lord_Howe", date(2025, 10, 5), 23.5),
    ("America/Havana", date(2026, 3, 8), 23),
]
odd_days = pytest.mark.parametrize(("zone", "day", "hours"), ODD_DAYS, ids=[f"{z} {h}" for z, _, h in ODD_DAYS])


@pytest.fixture
def take(person: Person, owner: User, milk: Product) -> Take:
    """15 mL of milk of magnesia, 500 mg, taken and written down at an instant."""

    def log(at: datetime, amount: Decimal = Decimal(15)) -> Recorded:
        return record_dose(person=person, by=owner, product_id=milk.pk, amount=amount, unit="mL", taken_at=at, now=at)

    return log


def live_in(person: Person, zone: str) -> None:
    Person.objects.filter(pk=person.pk).update(time_zone=zone)
    person.time_zone = zone


def first_instant(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)


def totals(person: Person, first: date, last: date) -> list[Decimal]:
    return [total.elemental_mg for _, total in daily_totals(person, first, last)]


@odd_days
def test_a_day_of_any_length_holds_what_was_taken_from_its_first_instant_to_its_last(
    take: Take, person: Person, zone: str, day: date, hours: float
) -> None:
    live_in(person, zone)
    begin, after = first_instant(day, zone), first_instant(day + timedelta(days=1), zone)
    assert after - begin == timedelta(hours=hours)
    instant = timedelta(microseconds=1)
    for at in (begin - instant, begin, begin + (after - begin) / 2, after - instant, after):
        take(at)
    assert totals(person, day - timedelta(days=1), day + timedelta(days=1)) == [500, 1500, 500]


@odd_days
def test_the_window_is_24_elapsed_hours_on_a_day_of_any_length(
    take: Take, person: Person, zone: str, day: date, hours: float
) -> None:
    live_in(person, zone)
    noon = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=12)
    now = noon.astimezone(UTC)
    take(now - timedelta(hours=24))
    take(now - timedelta(hours=24) + timedelta(minutes=1))
    take(now)
    assert current_status(person, now=now).total.elemental_mg == 1000
    facts = load_facts(person, now=now)
    assert (len(facts.doses), sum(day.elemental_mg for day in facts.history)) == (2, 500)


@odd_days
def test_six_weeks_over_an_odd_day_count_every_dose_once(
    take: Take, person: Person, zone: str, day: date, hours: float
) -> None:
    live_in(person, zone)
    now = first_instant(day, zone) + timedelta(days=10, hours=7)
    taken = [now - timedelta(hours=5) - timedelta(days=n) for n in range(20)]
    for at in taken:
        take(at)
    facts = load_facts(person, now=now)
    assert len(facts.doses) + len({row.day for row in facts.history}) == 20
    assert sum(row.elemental_mg for row in facts.history) == 19 * 500


def test_half_past_eleven_and_a_quarter_past_midnight_count_together_and_are_two_days(
    take: Take, person: Person
) -> None:
    zone = ZoneInfo(person.time_zone)
    take(datetime(2026, 6, 1, 23, 30, tzinfo=zone))
    verdict = take(datetime(2026, 6, 2, 0, 15, tzinfo=zone)).verdict
    assert verdict["total_after_mg"] == "1000.0"
    assert totals(person, date(2026, 6, 1), date(2026, 6, 2)) == [500, 500]


def test_over_the_date_line_nothing_is_counted_twice_and_nothing_is_lost(take: Take, person: Person) -> None:
    """From Kiritimati (UTC+14) to Honolulu (UTC-10): the same Tuesday is lived twice."""
    live_in(person, "Pacific/Kiritimati")
    tuesday = datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    take(tuesday)
    live_in(person, "Pacific/Honolulu")
    landed = datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert landed - tuesday == timedelta(hours=24)
    verdict = take(landed - timedelta(minutes=1)).verdict
    assert verdict["total_after_mg"] == "1000.0"
    assert totals(person, date(2026, 6, 1), date(2026, 6, 3)) == [0, 1000, 0]


def test_over_the_date_line_the_other_way_a_day_is_left_out_and_nothing_is_lost(take: Take, person: Person) -> None:
    live_in(person, "Pacific/Honolulu")
    take(datetime(2026, 6, 2, 22, tzinfo=ZoneInfo("Pacific/Honolulu")))
    live_in(person, "Pacific/Kiritimati")
    verdict = take(datetime(2026, 6, 4, 6, tzinfo=ZoneInfo("Pacific/Kiritimati"))).verdict
    assert verdict["total_after_mg"] == "1000.0"
    assert totals(person, date(2026, 6, 2), date(2026, 6, 4)) == [500, 0, 500]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "UTC"])
def test_another_zone_set_later_moves_no_dose_and_changes_no_total(
    take: Take, person: Person, owner: User, zone: str
) -> None:
    now = datetime(2026, 6, 12, 12, tzinfo=UTC)
    for hours in range(0, 200, 7):
        take(now - timedelta(hours=hours))
    before = totals(person, date(2026, 6, 1), date(2026, 6, 13))
    window, facts = current_status(person, now=now).total.elemental_mg, load_facts(person, now=now)
    live_in(person, zone)
    assert totals(person, date(2026, 6, 1), date(2026, 6, 13)) == before
    assert current_status(person, now=now).total.elemental_mg == window
    after = load_facts(person, now=now)
    assert (set(after.history), set(after.doses)) == (set(facts.history), set(facts.doses))
    first = Dose.objects.earliest("taken_at")
    correct_dose(person=person, dose_id=first.pk, by=owner, expected_version=1, now=now, note="with water")
    assert totals(person, date(2026, 6, 1), date(2026, 6, 13)) == before


def test_a_dose_written_with_another_offset_is_the_same_dose(take: Take, person: Person) -> None:
    instant = datetime(2026, 6, 2, 3, 30, tzinfo=UTC)
    for zone in ("UTC", "Asia/Kathmandu", "America/New_York"):
        dose = take(instant.astimezone(ZoneInfo(zone))).dose
        assert (dose.day, Dose.objects.get(pk=dose.pk).taken_at) == (date(2026, 6, 1), instant)


def test_the_hour_that_comes_twice_is_two_hours(take: Take, person: Person) -> None:
    zone = ZoneInfo("America/New_York")
    first = datetime(2025, 11, 2, 1, 30, tzinfo=zone)
    second = first.replace(fold=1)
    take(first)
    assert take(second).verdict["total_after_mg"] == "1000.0"
    later = second.astimezone(UTC) + timedelta(hours=23, minutes=30)
    assert current_status(person, now=later).total.elemental_mg == 500
    assert totals(person, date(2025, 11, 2), date(2025, 11, 2)) == [1000]
