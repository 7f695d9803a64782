"""What keeps one medicine and one dose of magnesium apart, and the hours of the day in which that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from tracker.clinical.cofactors import taken_within
from tracker.clinical.facts import Category, DoseFacts, MedicineFacts
from tracker.clinical.interactions import INTERVALS, LABEL_INTERVALS, Interval, LabelInterval
from tracker.clinical.moments import day_of, instant_on
from tracker.clinical.spans import Span
from tracker.clinical.terms import MedicineClass, Substance

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is asked: hours from the medicine to magnesium, and from magnesium to it; None where nothing is asked.

    `never` when no hours help. `blocked` is whether the medicine itself is known to be blocked: else only the
    product's label asks. `grade` is that of the weakest source.
    """

    before: Decimal | None
    after: Decimal | None
    never: bool
    blocked: bool
    grade: str
    sources: tuple[str, ...]

    @property
    def has_hours(self) -> bool:
        """Whether hours help, and are known in one order at least."""
        return not self.never and not (self.before is None and self.after is None)


def gap_between(medicine: MedicineFacts, dose: DoseFacts) -> Gap | None:
    """What keeps these two apart; None when nothing does."""
    return _gap_of(medicine.name, medicine.medicine_class, dose.product_name, dose.category, dose.substances)


# The same few medicines and products come back at every judgement.
@lru_cache(maxsize=1024)
def _gap_of(
    name: str, medicine_class: MedicineClass, product: str, category: Category, substances: tuple[Substance, ...]
) -> Gap | None:
    own = [_gap(row) for row in intervals_of(name, medicine_class) if _blocks(row, category)]
    label = [_gap(row) for row in LABEL_INTERVALS if _is_of(row, product, category, substances)]
    return strictest([*own, *label]) if own or label else None


def strictest(gaps: Iterable[Gap]) -> Gap:
    """What satisfies all of them, of which there is one at least."""
    every = tuple(gaps)
    return Gap(
        before=max((each.before for each in every if each.before is not None), default=None),
        after=max((each.after for each in every if each.after is not None), default=None),
        never=any(each.never for each in every),
        blocked=any(each.blocked for each in every),
        grade=max(each.grade for each in every),
        sources=tuple(dict.fromkeys(source for each in every for source in each.sources)),
    )


def _gap(row: Interval | LabelInterval) -> Gap:
    own = isinstance(row, Interval)
    never = isinstance(row, Interval) and row.never
    return Gap(row.hours_before, row.hours_after, never, own, row.grade, (row.source,))


def intervals_of(name: str, medicine_class: MedicineClass) -> tuple[Interval, ...]:
    """The rows for a medicine: those that its name names, else the hours of all members of its class."""
    named = tuple(row for row in INTERVALS if any(_begins_a_word(each, name.lower()) for each in row.names))
    return named or tuple(row for row in INTERVALS if row.medicine_class is medicine_class and not row.never)


def spans_of(medicine: MedicineFacts, gap: Gap, moment: datetime, zone: str) -> Iterator[tuple[datetime, Span]]:
    """The usual times of the medicine around an instant, and the span around each in which no magnesium is taken.

    Of the day before to two days after, so that a span that touches the next 24 hours is among them.
    """
    today = day_of(moment, zone)
    for day in (today - DAY, today, today + DAY, today + 2 * DAY):
        if taken_within(medicine, day):
            for clock in medicine.times:
                usual = instant_on(day, clock, zone)
                if usual is not None:
                    yield usual, _span(usual, gap)


def _span(usual: datetime, gap: Gap) -> Span:
    """Both ends are free: exactly so many hours apart is apart. In an order that asks nothing only together is not."""
    begin = usual if gap.after is None else usual - _hours(gap.after) + timedelta.resolution
    return begin, usual + (timedelta.resolution if gap.before is None else _hours(gap.before))


def _hours(hours: Decimal) -> timedelta:
    return timedelta(hours=float(hours))


def _begins_a_word(part: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(part)}", name) is not None


def _blocks(row: Interval, category: Category) -> bool:
    return not row.antacids_only or category is Category.ANTACID


def _is_of(row: LabelInterval, product: str, category: Category, substances: tuple[Substance, ...]) -> bool:
    holds = row.substance is None or row.substance in substances
    return holds and category is row.category and row.name in product.lower()
