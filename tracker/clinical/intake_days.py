"""What was taken over days and weeks: the doses of the last day put together with the earlier days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from tracker.clinical.facts import DayFacts, DoseFacts, Facts
from tracker.clinical.moments import day_of, start_of_day, start_of_next_day

Taken = DayFacts


def taken_until(facts: Facts, now: datetime) -> tuple[Taken, ...]:
    """What each product gave on each day up to `now`, on the calendar days of the person's zone.

    A day of which both the doses and the history tell stands here twice; so do doses with magnesium and without.
    """
    doses = (dose for dose in facts.doses if dose.taken_at <= now)
    return (*(each for each in facts.history if each.last_at <= now), *_by_day(doses, facts.person.zone))


def _by_day(doses: Iterable[DoseFacts], zone: str) -> Iterator[Taken]:
    groups: dict[object, tuple[date, list[DoseFacts]]] = {}
    for dose, day in _with_days(doses, zone):
        # The number of an id is hashed many times faster than the id.
        key = day, dose.product_id.int, dose.category, dose.elemental_mg is None or dose.elemental_mg > 0
        groups.setdefault(key, (day, []))[1].append(dose)
    return (_day_of_one_product(day, group) for day, group in groups.values())


def _with_days(doses: Iterable[DoseFacts], zone: str) -> Iterator[tuple[DoseFacts, date]]:
    # A look into the calendar costs more than all the rest, so it is made once a day and not once a dose.
    day, begin, end = date.min, None, None
    for dose in doses:
        if begin is None or end is None or not begin <= dose.taken_at < end:
            day = day_of(dose.taken_at, zone)
            begin, end = start_of_day(day, zone), start_of_next_day(day, zone)
        yield dose, day


def _day_of_one_product(day: date, doses: list[DoseFacts]) -> Taken:
    latest = max(doses, key=attrgetter("taken_at", "id"))
    return Taken(
        day=day,
        product_id=latest.product_id,
        product_name=latest.product_name,
        category=latest.category,
        elemental_mg=sum((dose.elemental_mg for dose in doses if dose.elemental_mg is not None), Decimal(0)),
        at_least=any(dose.elemental_mg is None for dose in doses),
        last_at=latest.taken_at,
    )
