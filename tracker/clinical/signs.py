"""What a body feels of too much magnesium, or of too little: the sets that rules, pages and the API share.

The sets are those of section 3 of the medicine. Which code stands for which of its words is ours: "severe muscle
weakness" is `cannot_move`, "very slow heartbeat" is `irregular_heartbeat`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from tracker.clinical.assessment import Because
from tracker.clinical.facts import SymptomFacts
from tracker.clinical.spans import Span
from tracker.clinical.terms import Symptom

# Tuples, because a page asks in this order.
RED_FLAGS = (
    Symptom.CANNOT_WAKE,
    Symptom.CONFUSION,
    Symptom.SLOW_BREATHING,
    Symptom.FAINTING,
    Symptom.CHEST_PAIN,
    Symptom.IRREGULAR_HEARTBEAT,
    Symptom.CANNOT_MOVE,
)
EARLY = (
    Symptom.NAUSEA,
    Symptom.VOMITING,
    Symptom.DIZZINESS,
    Symptom.FLUSHING,
    Symptom.SLOW_PULSE,
    Symptom.SLEEPINESS,
    Symptom.WEAKNESS,
    Symptom.CONFUSION,
)
LOW_SIGNS = (Symptom.CRAMPS, Symptom.TWITCHING, Symptom.SPASMS)
HIGH_SIGNS = frozenset((*RED_FLAGS, *EARLY))


def sign_spans(symptoms: Iterable[SymptomFacts], codes: Collection[Symptom], hours: Decimal) -> list[Span]:
    """For each symptom of these kinds the time during which it counts: `hours` from its start."""
    lasting = timedelta(hours=float(hours))
    return [(each.started_at, each.started_at + lasting) for each in symptoms if each.code in codes]


def felt(
    symptoms: Iterable[SymptomFacts], codes: Collection[Symptom], hours: Decimal, now: datetime
) -> tuple[SymptomFacts, ...]:
    """The symptoms of these kinds that began in `(now - hours, now]`: one that is still to begin does not count."""
    since = now - timedelta(hours=float(hours))
    return tuple(each for each in symptoms if each.code in codes and since < each.started_at <= now)


def said_sign(symptom: SymptomFacts) -> Because:
    """A symptom as an input of a finding."""
    return Because("symptom", symptom.code.value, "", symptom.started_at)
