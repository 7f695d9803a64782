"""A published case as the facts of a person, day by day: what the record would have held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from tracker.clinical.case_replay.case import Case
from tracker.clinical.facts import (
    ConditionFacts,
    DayFacts,
    Dialysis,
    DoseFacts,
    Facts,
    MedicineFacts,
    PersonFacts,
    ReadingFacts,
    SymptomFacts,
)
from tracker.clinical.terms import Condition

FIRST_DAY = date(2026, 1, 1)
DOSE_HOUR, EVENT_HOUR = 8, 20
# As far back as the product itself gives the rules: none looks further.
DAYS_OF_HISTORY = 42
PRODUCT_ID = UUID(int=1)
_DAYS_A_YEAR = Decimal("365.25")


class Known(StrEnum):
    """How much of a report the record holds on day 1.

    `REPORTED`: all of it, as section "Validation" asks. `BEFORE`: only what nobody had to come to hospital to find:
    no sudden injury, no obstruction, no eGFR of the event or later, no days without stool that nobody counted.
    """

    REPORTED = "reported"
    BEFORE = "before"


def dose_at(day: int) -> datetime:
    """When the dose of a day is taken; the first day is 1."""
    return _at(day, DOSE_HOUR)


def event_at(case: Case, days: int) -> datetime:
    """When the harm shows: the evening of the last dose, or as many days after it as the report says."""
    return _at(days + case.days_after, DOSE_HOUR if case.days_after else EVENT_HOUR)


def facts_on(case: Case, day: int, known: Known) -> Facts:
    """What is on record right after the dose of that day."""
    return Facts(
        person=_person(case),
        readings=tuple(_readings(case, known)),
        doses=(_dose(case, day),),
        history=tuple(_history(case, range(max(1, day - DAYS_OF_HISTORY), day))),
        conditions=tuple(_conditions(case, known)),
        medicines=tuple(
            MedicineFacts(UUID(int=200 + number), each.value, each, FIRST_DAY)
            for number, each in enumerate(case.medicines)
        ),
    )


def symptoms_at(case: Case, at: datetime) -> tuple[SymptomFacts, ...]:
    """The symptoms of the case, all felt at that instant."""
    return tuple(SymptomFacts(UUID(int=300 + number), each, at) for number, each in enumerate(case.symptoms))


def _at(day: int, hour: int) -> datetime:
    start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, hour, tzinfo=UTC)
    return start + timedelta(days=day - 1)


def _person(case: Case) -> PersonFacts:
    born = None if case.age_years is None else FIRST_DAY - timedelta(days=int(case.age_years * _DAYS_A_YEAR))
    return PersonFacts(birth_date=born, sex=case.sex, declared_kidney_disease=case.kidneys.declared)


def _readings(case: Case, known: Known) -> Iterator[ReadingFacts]:
    kidneys = case.kidneys
    egfr = None if known is Known.BEFORE and kidneys.at_event else kidneys.egfr_ml_min
    if egfr is not None or kidneys.dialysis is not Dialysis.NONE:
        yield ReadingFacts(UUID(int=100), FIRST_DAY, egfr, dialysis=kidneys.dialysis)


def _dose(case: Case, day: int) -> DoseFacts:
    return DoseFacts(
        id=UUID(int=1000 + day),
        product_id=PRODUCT_ID,
        product_name=case.id,
        category=case.category,
        amount=Decimal(1),
        unit="dose",
        elemental_mg=case.elemental_mg,
        taken_at=dose_at(day),
        substances=case.substances,
    )


def _history(case: Case, days: Iterable[int]) -> Iterator[DayFacts]:
    known = case.elemental_mg or Decimal(0)
    for day in days:
        at = dose_at(day)
        yield DayFacts(at.date(), PRODUCT_ID, case.id, case.category, known, case.elemental_mg is None, at)


def _conditions(case: Case, known: Known) -> Iterator[ConditionFacts]:
    for code in case.conditions:
        if known is Known.REPORTED or code not in case.at_event:
            yield ConditionFacts(UUID(int=400 + list(Condition).index(code)), code, FIRST_DAY, FIRST_DAY)
