"""People, readings, doses and all else that a rule may know, for the tests of the medicine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

from tracker.clinical.assess import assess
from tracker.clinical.assessment import Assessment, Finding, Severity
from tracker.clinical.facts import (
    Category,
    Comparator,
    ConditionFacts,
    DayFacts,
    Declared,
    Dialysis,
    DoseFacts,
    Facts,
    LabFacts,
    LimitFacts,
    MedicineFacts,
    PersonFacts,
    PlanFacts,
    ReadingFacts,
    Sex,
    SymptomFacts,
)
from tracker.clinical.judging import judge_at
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom

NOW = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
TODAY = NOW.date()
ADULT = PersonFacts(birth_date=date(1980, 5, 1), sex=Sex.FEMALE)
HEALTHY_ADULT = replace(ADULT, declared_kidney_disease=Declared.NO)
_ids = count(1)


def new_id() -> UUID:
    return UUID(int=next(_ids))


def values(*items: object) -> tuple[object, ...]:
    """Several values to compare at once: an amount may be compared with a plain number."""
    return items


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def dose(
    mg: object,
    taken_at: datetime = NOW,
    category: Category = Category.SUPPLEMENT,
    *,
    product: int = 1,
    name: str = "",
    units: object = None,
    most: object = None,
    substances: Iterable[Substance] = (),
) -> DoseFacts:
    return DoseFacts(
        id=new_id(),
        product_id=UUID(int=10_000 + product),
        product_name=name or f"Product {product}",
        category=category,
        amount=Decimal(1),
        unit="tablet",
        elemental_mg=None if mg is None else Decimal(str(mg)),
        taken_at=taken_at,
        label_units=None if units is None else Decimal(str(units)),
        label_max_units_per_day=None if most is None else Decimal(str(most)),
        substances=tuple(substances),
    )


def reading(
    egfr: object,
    taken_on: date = TODAY,
    *,
    comparator: Comparator = Comparator.NONE,
    dialysis: Dialysis = Dialysis.NONE,
    acute: bool = False,
    creatinine: object = None,
) -> ReadingFacts:
    return ReadingFacts(new_id(), taken_on, _number(egfr), comparator, dialysis, acute, _number(creatinine))


def earlier(days_ago: int, mg: object = 300, category: Category = Category.LAXATIVE, *, product: int = 1) -> DayFacts:
    """What one product gave on an earlier day, taken at noon UTC; `mg` None is a dose of unknown amount."""
    day = TODAY - timedelta(days=days_ago)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    known = _number(mg)
    return DayFacts(
        day, UUID(int=10_000 + product), f"Product {product}", category, known or Decimal(0), known is None, at
    )


def days_before(first: int, last: int, mg: object = 300, category: Category = Category.LAXATIVE) -> list[DayFacts]:
    """The same on every day from `first` to `last` days ago."""
    return [earlier(days_ago, mg, category) for days_ago in range(last, first + 1)]


def plan(
    mg: object,
    times_per_day: object = 1,
    category: Category = Category.SUPPLEMENT,
    *,
    product: int = 1,
    from_date: date = TODAY,
    until_date: date | None = None,
    substances: Iterable[Substance] = (),
) -> PlanFacts:
    return PlanFacts(
        id=new_id(),
        product_id=UUID(int=10_000 + product),
        product_name=f"Product {product}",
        category=category,
        elemental_mg=_number(mg),
        times_per_day=_number(times_per_day),
        from_date=from_date,
        until_date=until_date,
        substances=tuple(substances),
    )


def lab(
    mg_dl: object,
    taken_at: datetime = NOW,
    *,
    low: object = "1.7",
    high: object = "2.4",
    comparator: Comparator = Comparator.NONE,
) -> LabFacts:
    return LabFacts(new_id(), Decimal(str(mg_dl)), taken_at, comparator, _number(low), _number(high))


def symptom(code: Symptom, started_at: datetime = NOW) -> SymptomFacts:
    return SymptomFacts(new_id(), code, started_at)


def condition(
    code: Condition, since_date: date = TODAY, *, declared_on: date | None = None, until_date: date | None = None
) -> ConditionFacts:
    return ConditionFacts(new_id(), code, since_date, declared_on or since_date, until_date)


def medicine(
    medicine_class: MedicineClass,
    since_date: date = date(2026, 1, 1),
    *,
    name: str = "",
    until_date: date | None = None,
    times: Iterable[time] = (),
) -> MedicineFacts:
    return MedicineFacts(new_id(), name or medicine_class.value, medicine_class, since_date, until_date, tuple(times))


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def limit(
    mg: object, *, product: int | None = None, from_date: date = date(2026, 1, 1), until_date: date = date(2026, 12, 31)
) -> LimitFacts:
    product_id = None if product is None else UUID(int=10_000 + product)
    return LimitFacts(new_id(), Decimal(str(mg)), "Dr. Lee", from_date, until_date, product_id)


def facts(
    *doses: DoseFacts,
    egfr: object = None,
    readings: Iterable[ReadingFacts] = (),
    person: PersonFacts = ADULT,
    limits: Iterable[LimitFacts] = (),
    **more: Iterable[object],
) -> Facts:
    """Facts of a person; `more` are further sequences by their name (`labs=[lab(2.8)]`)."""
    known = tuple(readings) if egfr is None else (reading(egfr), *readings)
    bare = Facts(person, known, doses, tuple(limits))
    return replace(bare, **{name: tuple(rows) for name, rows in more.items()})  # type: ignore[arg-type]


def judged(known: Facts, now: datetime = NOW) -> Assessment:
    return assess(known, now)


def found(known: Facts, rule: str, now: datetime = NOW) -> list[Finding]:
    return [finding for finding in assess(known, now).findings if finding.rule == rule]


def severity(known: Facts, rule: str, now: datetime = NOW) -> Severity | None:
    """The highest severity that one rule finds."""
    return max((finding.severity for finding in found(known, rule, now)), key=lambda each: each.rank, default=None)


def rank(known: Facts, now: datetime = NOW) -> int:
    """The highest severity of all as a number, -1 for nothing. Asks the rules only, not when they would change."""
    found_now = judge_at(normalise(known), now, CURRENT).findings
    return max((finding.severity.rank for finding in found_now), default=-1)
