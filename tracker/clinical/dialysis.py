"""Dialysis goes on until something says that it ended.

Somebody on dialysis has blood tests with an eGFR like anybody else's, and after a session the number looks like kidneys
at work. No equation holds there. Ours (grade C): such a result does not end dialysis. A kidney transplant since then
does, and so does taking the entry back. Dialysis for a sudden injury may end by itself: there the newest result speaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracker.clinical.assessment import Because
from tracker.clinical.facts import Dialysis, Facts, ReadingFacts
from tracker.clinical.terms import Condition


def with_dialysis(facts: Facts, readings: Iterable[ReadingFacts]) -> tuple[ReadingFacts, ...]:
    """The readings, each that lies after a dialysis which nothing ended as one of somebody on dialysis."""
    entries = ((reading, _entry_for(facts, reading)) for reading in readings)
    return tuple(reading if entry is None else replace(reading, dialysis=entry.dialysis) for reading, entry in entries)


def said_dialysis(facts: Facts, reading: ReadingFacts) -> tuple[Because, ...]:
    """The earlier entry of dialysis that goes on, as an input of a finding; empty when the reading says so itself."""
    entry = _entry_for(facts, reading)
    return () if entry is None or entry.id == reading.id else (Because("dialysis", entry.taken_on, "", entry.taken_on),)


def _entry_for(facts: Facts, reading: ReadingFacts) -> ReadingFacts | None:
    """The last entry of dialysis, up to the day of the reading, that goes on; the reading's own goes first."""
    entries = [each for each in facts.readings if _is_lasting(each) and _goes_on(facts, each, reading)]
    return max(entries, key=lambda each: (each.id == reading.id, each.taken_on, each.id), default=None)


def _is_lasting(reading: ReadingFacts) -> bool:
    return reading.dialysis is not Dialysis.NONE and not reading.acute


def _goes_on(facts: Facts, entry: ReadingFacts, reading: ReadingFacts) -> bool:
    transplants = (each.since_date for each in facts.conditions if each.code is Condition.KIDNEY_TRANSPLANT)
    ended = any(entry.taken_on <= day <= reading.taken_on for day in transplants)
    return entry.taken_on <= reading.taken_on and not ended
