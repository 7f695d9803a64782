"""What was taken day after day: on how many of the last days, how many days running, and when that ends by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tracker.clinical.facts import Facts
from tracker.clinical.intake_days import Taken, taken_until
from tracker.clinical.moments import start_of_next_day

DAY = timedelta(days=1)


def ever_taken(facts: Facts) -> tuple[Taken, ...]:
    """Everything on record, what is still to come as well: when a rule turns must not depend on when it is asked."""
    return taken_until(facts, datetime.max.replace(tzinfo=UTC))


def days_with(taken: Iterable[Taken], wanted: Callable[[Taken], bool]) -> frozenset[date]:
    """The calendar days on which something wanted was taken."""
    return frozenset(each.day for each in taken if wanted(each))


def days_of_at_least(taken: Iterable[Taken], elemental_mg: Decimal) -> frozenset[date]:
    """The calendar days that gave so much magnesium by mouth, over all products; unknown amounts add nothing."""
    sums: dict[date, Decimal] = {}
    for each in taken:
        if each.has_magnesium:
            sums[each.day] = sums.get(each.day, Decimal(0)) + each.elemental_mg
    return frozenset(day for day, total in sums.items() if total >= elemental_mg)


def often_until(days: Collection[date], *, on: int, of: int, zone: str) -> datetime | None:
    """The instant from which fewer than `on` of the last `of` days are among these, today being the last of them.

    It may be past; None when there are fewer days at all, or past the end of the calendar. No day lies ahead.
    """
    if len(days) < on:
        return None
    return start_of_next_day(sorted(days)[-on] + (of - 1) * DAY, zone)


def days_running(days: Collection[date]) -> int:
    """How many days without a gap end with the last of these; 0 without any."""
    last = max(days, default=None)
    count = 0
    while last is not None and last - count * DAY in days:
        count += 1
    return count
