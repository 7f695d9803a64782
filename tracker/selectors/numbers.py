"""Numbers as the rules compare them."""

from __future__ import annotations

from decimal import Decimal


def exact(value: Decimal) -> Decimal:
    """The same number without the zeros that a database column adds, so that stored facts compare equal."""
    return value.normalize() + Decimal(0)


def exact_or_none(value: Decimal | None) -> Decimal | None:
    """The same for a number that may not be known."""
    return None if value is None else exact(value)
