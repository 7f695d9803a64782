"""Instants and calendar days, kept apart: windows run in elapsed time, ages and limits in days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError without an offset: it would be a guess."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The calendar day of an instant in the IANA zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime | None:
    """The first instant of a day in the IANA zone, in UTC; None past the end of the calendar."""
    return instant_on(day, time.min, zone)


@lru_cache(maxsize=4096)
def instant_on(day: date, clock: time, zone: str) -> datetime | None:
    """When the clocks of the IANA zone show this time on that day, in UTC; None past the end of the calendar.

    A time that comes twice, when the clocks go back, is the first of both; one that is left out, when they go
    forward, is as much later as they go.
    """
    try:
        return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return None


def start_of_next_day(day: date, zone: str) -> datetime | None:
    """The instant at which a day ends in the IANA zone; None past the end of the calendar."""
    return None if day == date.max else start_of_day(day + timedelta(days=1), zone)


def add_months(day: date, months: int) -> date:
    """Calendar months later; a day that the month lacks becomes its last (31 Aug + 6 is 28 Feb)."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def up_to_the_minute(moment: datetime) -> datetime:
    """The same instant, or the next full minute: never an earlier one."""
    full = moment.replace(second=0, microsecond=0)
    return full if full == moment else full + MINUTE
