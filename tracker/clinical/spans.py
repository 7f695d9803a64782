"""Stretches of time during which something counts: when what holds now ends by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

Span = tuple[datetime, datetime]
"""From its first instant up to, and without, its second: `[begin, end)`."""


def held_until(spans: Iterable[Span], now: datetime) -> datetime | None:
    """When the stretch that holds `now`, spans without a gap between them, ends; None when no span holds it."""
    until = now
    for begin, end in sorted(spans):
        if begin <= until:
            until = max(until, end)
    return until if until > now else None


def edges(spans: Iterable[Span]) -> Iterator[datetime]:
    """Every instant at which a span begins or ends."""
    return chain.from_iterable(spans)
