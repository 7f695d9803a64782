"""What was taken over days and weeks: single doses and the earlier days put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tracker.clinical.facts import Category, DoseFacts, Facts
from tracker.clinical.moments import day_of


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose, or one product on one earlier day, on the calendar day of the person's zone."""

    day: date
    product_id: UUID
    product_name: str
    category: Category
    elemental_mg: Decimal
    at_least: bool
    last_at: datetime

    @property
    def has_magnesium(self) -> bool:
        """Whether it holds magnesium by mouth: an unknown amount is never zero."""
        return self.category is not Category.INJECTION and (self.at_least or self.elemental_mg > 0)


def taken_until(facts: Facts, now: datetime) -> Iterator[Taken]:
    """Everything on record that was taken up to `now`, in no particular order."""
    for each in facts.history:
        if each.last_at <= now:
            yield Taken(**{name: getattr(each, name) for name in Taken.__slots__})
    for dose in facts.doses:
        if dose.taken_at <= now:
            yield _one_dose(dose, facts.person.zone)


def last_magnesium_at(facts: Facts, now: datetime) -> datetime | None:
    """When magnesium was last taken by mouth, up to `now`; None when it is not on record."""
    return max((each.last_at for each in taken_until(facts, now) if each.has_magnesium), default=None)


def days_of(taken: Iterable[Taken], *, today: date, days: int, wanted: Callable[[Taken], bool]) -> frozenset[date]:
    """The calendar days among the last `days`, today being the last, on which something wanted was taken."""
    first = today - timedelta(days=days - 1)
    return frozenset(each.day for each in taken if first <= each.day <= today and wanted(each))


def _one_dose(dose: DoseFacts, zone: str) -> Taken:
    return Taken(
        day=day_of(dose.taken_at, zone),
        product_id=dose.product_id,
        product_name=dose.product_name,
        category=dose.category,
        elemental_mg=dose.elemental_mg or Decimal(0),
        at_least=dose.elemental_mg is None,
        last_at=dose.taken_at,
    )
