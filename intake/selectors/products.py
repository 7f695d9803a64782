"""Products as people look for them, and what an amount of one holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Max, Q, QuerySet, Value, When
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import LessThan

from intake.models import Dose, Product, ProductUnit
from intake.selectors.search_text import NAME_END, normalise
from tracker.models import Person, Region

# Nobody types more words than that to find a product; the rest is dropped.
MOST_WORDS = 8
USUAL_WITHIN = timedelta(days=90)
# Different products, units and amounts that one person is looked up for.
MOST_HABITS = 200
# What the catalogue writes on products that are sold in a region.
MARKETS = {
    Region.US: ("US",),
    Region.UK: ("UK",),
    Region.EU: ("EU", "DE", "ES", "FR", "IE"),
    Region.JP: ("JP",),
}
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class DoseAmounts:
    """What one dose holds. `elemental_mg` is None when the label does not tell: unknown, never zero."""

    elemental_mg: Decimal | None
    label_units: Decimal


@dataclass(frozen=True, slots=True)
class UsualProduct:
    """What a person often takes: the product, in which unit, how much of it, and how much magnesium that is."""

    product: Product
    unit: ProductUnit
    amount: Decimal
    elemental_mg: Decimal | None


class _Habit(NamedTuple):
    product_id: UUID
    unit: str
    amount: Decimal
    times: int
    last: datetime


def dose_amounts(unit: ProductUnit, amount: Decimal) -> DoseAmounts:
    """Magnesium (mg) and label units in `amount` of this unit, rounded once, half-even, to 3 places."""
    elemental = None if unit.elemental_mg is None else _share(amount, unit.elemental_mg, unit.per_amount)
    return DoseAmounts(elemental, _share(amount, unit.label_units, unit.per_amount))


def _share(amount: Decimal, held: Decimal, per_amount: Decimal) -> Decimal:
    return (amount * held / per_amount).quantize(_THOUSANDTH, ROUND_HALF_EVEN)


def visible_products(person: Person | None) -> QuerySet[Product]:
    """The catalogue without what was withdrawn, and this person's own products; never another person's."""
    owned = Q(owner__isnull=True) if person is None else Q(owner__isnull=True) | Q(owner=person)
    return Product.objects.filter(owned, retired=False)


def search_products(person: Person | None, query: str, *, category: str = "", limit: int = 20) -> list[Product]:
    """Products of which every word of `query` begins a word of the name, maker, compound or another name.

    First those whose name begins with the query, then those with all words in the name, then the others; verified
    ones before unverified; what is sold where the person lives, and the person's own, before the rest. A blank
    query lists everything. Two queries: products and, prefetched, their units.
    """
    words = normalise(query).split()[:MOST_WORDS]
    if query.strip() and not words:
        return []
    rows = visible_products(person)
    if category:
        rows = rows.filter(category=category)
    for word in words:
        rows = rows.filter(search_text__contains=f" {word}")
    ranked = rows.alias(rank=_rank(words), far=_far(person)).order_by("rank", "-verified", "far", Lower("name"), "id")
    return list(ranked.prefetch_related("units")[:limit])


def _rank(words: list[str]) -> Case | Value:
    if not words:
        return Value(0)
    name_end = StrIndex("search_text", Value(NAME_END))
    in_name = Q()
    for word in words:
        in_name &= Q(LessThan(StrIndex("search_text", Value(f" {word}")), name_end))
    begins = Q(search_text__startswith=f" {' '.join(words)}")
    return Case(When(begins, then=Value(0)), When(in_name, then=Value(1)), default=Value(2))


def _far(person: Person | None) -> Case:
    """1 for what is sold elsewhere: under one name it may have another strength."""
    near = Q(owner__isnull=False)
    for market in MARKETS[Region(person.region)] if person else ():
        near |= Q(market__contains=market)
    return Case(When(near, then=Value(0)), default=Value(1))


def usual_products(person: Person, *, now: datetime, limit: int = 8) -> list[UsualProduct]:
    """What this person took most often in the last 90 days, most used first, each in its most usual amount.

    Products and units that are gone are left out. Four queries, however many doses there are.
    """
    habits = _habits(person, now=now)
    wanted = visible_products(person).filter(pk__in={habit.product_id for habit in habits})
    products = {product.pk: product for product in wanted.prefetch_related("units", "ingredients")}
    times: Counter[UUID] = Counter()
    chosen: dict[UUID, UsualProduct] = {}
    for habit in habits:
        usual = _usual(products.get(habit.product_id), habit)
        if usual:
            times[habit.product_id] += habit.times
            chosen.setdefault(habit.product_id, usual)
    return [chosen[product_id] for product_id, _ in times.most_common(limit)]


def _habits(person: Person, *, now: datetime) -> list[_Habit]:
    """How often each product was taken in each unit and amount, most often first. One query."""
    doses = Dose.objects.filter(
        person=person, taken_at__gt=now - USUAL_WITHIN, taken_at__lte=now, voided_at__isnull=True
    )
    grouped = doses.values_list("product_id", "unit", "amount").annotate(times=Count("pk"), last=Max("taken_at"))
    return [_Habit(*row) for row in grouped.order_by("-times", "-last", "product_id")[:MOST_HABITS]]


def _usual(product: Product | None, habit: _Habit) -> UsualProduct | None:
    units = product.units.all() if product else ()
    unit = next((unit for unit in units if unit.name == habit.unit), None)
    if product is None or unit is None:
        return None
    return UsualProduct(product, unit, habit.amount, dose_amounts(unit, habit.amount).elemental_mg)
