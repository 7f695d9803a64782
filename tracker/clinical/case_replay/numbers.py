"""Numbers as reports write them: "1,250", "about 30", "<15", "2000-4000", "3 weeks"."""

from __future__ import annotations

import re
from decimal import Decimal

ABSURD = 10**9
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DAYS = {"week": Decimal(7), "month": Decimal(30), "year": Decimal(365), "hour": 1 / Decimal(24)}


def read_number(text: str) -> Decimal | None:
    """The first number of a text, so the low end of a range; None without one."""
    return next(iter(read_numbers(text)), None)


def read_numbers(text: str) -> list[Decimal]:
    """All numbers of a text that somebody could have meant; a comma parts thousands."""
    numbers = (Decimal(each.replace(",", "")) for each in _NUMBER.findall(text))
    return [number for number in numbers if number < ABSURD]


def read_days(text: str) -> int | None:
    """A duration in full days, at least one; None without a number, or when it is none at all."""
    number = read_number(text)
    if not number:
        return None
    per_unit = next((days for unit, days in _DAYS.items() if unit in text.lower()), Decimal(1))
    return max(1, int(number * per_unit))
