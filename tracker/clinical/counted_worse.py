"""MG-40's shift: an illness, or a new medicine that strains the kidneys, makes an older result too good.

9 of 15 people who were harmed had an acute injury on top of an old result (PMC6028801). How far the band moves, the
3 days of "ill today" and the 14 days are those of the rule table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tracker.clinical.assessment import Band, Because
from tracker.clinical.cofactors import HARMS_KIDNEYS, ILLNESS, illness, said_condition, said_medicine
from tracker.clinical.facts import ConditionFacts, Facts, MedicineFacts, SymptomFacts
from tracker.clinical.moments import day_of, start_of_next_day
from tracker.clinical.terms import Condition, Symptom

COUNTED_WORSE = {Band.G1: Band.G3A, Band.G2: Band.G3A, Band.G3A: Band.G4, Band.G3B: Band.G4, Band.G4: Band.G5}
# An illness or a medicine that began after the result casts doubt on it for this long.
NEW_WITHIN = timedelta(days=14)
# An injury that is said to be over still stands between an older result and today (ours, grade C).
ACUTE_ILLNESS = ILLNESS | {Condition.ACUTE_KIDNEY_INJURY}

_Begun = ConditionFacts | MedicineFacts | SymptomFacts


def reasons_to_count_worse(facts: Facts, now: datetime, taken_on: date | None) -> tuple[Because, ...]:
    """Why kidneys whose newest result is of `taken_on` count one worse at `now`; empty when nothing says so.

    Ill today; or an acute illness, an NSAID or an ACE inhibitor or ARB that began after that day and within the
    last 14 days. Without a result there is nothing that could be out of date: then only being ill today counts.
    """
    since = () if taken_on is None else _begun_since(facts, now, taken_on)
    return tuple(dict.fromkeys((*illness(facts, now), *since)))


def counted_worse_turns(facts: Facts) -> Iterator[datetime | None]:
    """Instants at which what began is no longer new, past ones among them; `cofactor_turns` has all the others."""
    for begun in _strains(facts):
        yield start_of_next_day(_first_day(begun, facts.person.zone) + NEW_WITHIN, facts.person.zone)


def _begun_since(facts: Facts, now: datetime, taken_on: date) -> tuple[Because, ...]:
    zone = facts.person.zone
    today = day_of(now, zone)
    new = ((begun, _first_day(begun, zone)) for begun in _strains(facts))
    return tuple(_said(begun) for begun, day in new if taken_on < day <= today <= day + NEW_WITHIN)


def _strains(facts: Facts) -> Iterator[_Begun]:
    yield from (each for each in facts.conditions if each.code in ACUTE_ILLNESS)
    yield from (each for each in facts.symptoms if each.code is Symptom.VOMITING)
    yield from (each for each in facts.medicines if each.medicine_class in HARMS_KIDNEYS)


def _first_day(begun: _Begun, zone: str) -> date:
    return day_of(begun.started_at, zone) if isinstance(begun, SymptomFacts) else begun.since_date


def _said(begun: _Begun) -> Because:
    if isinstance(begun, ConditionFacts):
        return said_condition(begun)
    if isinstance(begun, MedicineFacts):
        return said_medicine(begun)
    return Because("symptom", begun.code.value, "", begun.started_at)
