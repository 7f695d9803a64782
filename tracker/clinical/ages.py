"""Ages in years, counted by calendar days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def age_on(birth_date: date, day: date) -> int:
    """Full years of age on a day; born on 29 February, a year is full on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def exact_age_on(birth_date: date, day: date) -> Decimal:
    """Years of age on a day with their fraction; the full years are those of `age_on`."""
    years = age_on(birth_date, day)
    last, following = birthday(birth_date, years), birthday(birth_date, years + 1)
    return years + Decimal((day - last).days) / (following - last).days


def birthday(birth_date: date, age: int) -> date:
    """The day on which somebody turns `age`; see `age_on` for 29 February."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)
