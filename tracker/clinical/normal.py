"""One form for the same facts: sorted and in UTC, so that neither order nor zone can change an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from operator import attrgetter
from typing import TypeVar

from tracker.clinical.facts import (
    ConditionFacts,
    DayFacts,
    DoseFacts,
    Facts,
    LabFacts,
    LimitFacts,
    MedicineFacts,
    PlanFacts,
    SymptomFacts,
)
from tracker.clinical.moments import in_utc
from tracker.clinical.totals import dose_order

WithId = TypeVar("WithId", LimitFacts, PlanFacts, ConditionFacts, MedicineFacts)


def normalise(facts: Facts) -> Facts:
    """The same facts in one order and in UTC."""
    return replace(
        facts,
        readings=tuple(sorted(facts.readings, key=attrgetter("taken_on", "id"))),
        doses=tuple(sorted(map(_dose_in_utc, facts.doses), key=dose_order)),
        limits=_by_id(facts.limits),
        history=tuple(sorted(map(_day_in_utc, facts.history), key=attrgetter("day", "product_id", "last_at"))),
        plans=_by_id(facts.plans),
        labs=tuple(sorted(map(_lab_in_utc, facts.labs), key=attrgetter("taken_at", "id"))),
        symptoms=tuple(sorted(map(_symptom_in_utc, facts.symptoms), key=attrgetter("started_at", "id"))),
        conditions=_by_id(facts.conditions),
        medicines=_by_id(tuple(map(_times_in_order, facts.medicines))),
    )


def _by_id(rows: Iterable[WithId]) -> tuple[WithId, ...]:
    return tuple(sorted(rows, key=attrgetter("id")))


def _dose_in_utc(dose: DoseFacts) -> DoseFacts:
    if dose.taken_at.tzinfo is UTC and len(dose.substances) < 2:
        return dose
    return replace(dose, taken_at=in_utc(dose.taken_at), substances=tuple(sorted(dose.substances)))


def _day_in_utc(day: DayFacts) -> DayFacts:
    return day if day.last_at.tzinfo is UTC else replace(day, last_at=in_utc(day.last_at))


def _lab_in_utc(lab: LabFacts) -> LabFacts:
    return replace(lab, taken_at=in_utc(lab.taken_at))


def _symptom_in_utc(symptom: SymptomFacts) -> SymptomFacts:
    return replace(symptom, started_at=in_utc(symptom.started_at))


def _times_in_order(medicine: MedicineFacts) -> MedicineFacts:
    return replace(medicine, times=tuple(sorted(medicine.times)))
