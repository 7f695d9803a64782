"""Other ingredients than magnesium in what was taken in the last 24 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.clinical.context import Context
from tracker.clinical.facts import DoseFacts
from tracker.clinical.terms import Substance
from tracker.clinical.totals import WINDOW, is_oral


def doses_with(context: Context, substance: Substance) -> tuple[DoseFacts, ...]:
    """The doses of the last 24 h that hold the substance, with or without magnesium, in the order of time."""
    since = context.now - WINDOW
    return tuple(dose for dose in _holding(context, substance) if since < dose.taken_at <= context.now)


def substance_turns(context: Context, substance: Substance) -> Iterator[datetime]:
    """When each dose with the substance leaves the 24 h window, past ones among them."""
    return (dose.taken_at + WINDOW for dose in _holding(context, substance))


def _holding(context: Context, substance: Substance) -> Iterator[DoseFacts]:
    return (dose for dose in context.facts.doses if substance in dose.substances and is_oral(dose))
