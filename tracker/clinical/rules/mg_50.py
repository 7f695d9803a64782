"""MG-50: two or more products with magnesium, and what they give together in a day.

A product is active while a plan for it is in force, or for 7 days after it was taken (ours). Its day is what the plan
says, as needed counting once; without a plan, the most of one day in that time (ours).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from tracker.clinical.assessment import Because, Finding, ProductShare, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, PlanFacts
from tracker.clinical.habits import DAY, days_with, ever_taken
from tracker.clinical.intake_days import Taken
from tracker.clinical.moments import start_of_day, start_of_next_day
from tracker.clinical.rule import Rule
from tracker.clinical.totals import SHARE_STEP
from tracker.clinical.words import Words, gettext_noop

_Row = TypeVar("_Row", PlanFacts, Taken)
ASK_PHARMACIST = gettext_noop("Ask a pharmacist to look at all of them together.")
ASK_PHARMACIST_CARER = gettext_noop("Ask a pharmacist to look at all products of %(name)s together.")


@dataclass(frozen=True, slots=True)
class _Product:
    """One active product: what it gives in a day, and the last day on which it is active (the last of all: no end)."""

    id: UUID
    name: str
    per_day_mg: Decimal
    at_least: bool
    last_day: date


def judge(context: Context) -> Finding | None:
    """Note for two or more active products with magnesium, with their sum per day."""
    least = int(context.thresholds["products"])
    active = list(_active(context))
    if len(active) < least:
        return None
    total = sum((each.per_day_mg for each in active), Decimal(0))
    at_least = any(each.at_least for each in active)
    count = Because("active_products", Decimal(len(active)), "", context.today)
    ends = sorted(each.last_day for each in active)
    return context.say(
        Severity.NOTE,
        _words(total, at_least=at_least),
        params={"total_mg": total, "at_least": at_least},
        because=(count, Because("total_per_day", total, "mg", context.today)),
        products=tuple(_share(each, total) for each in active),
        until=start_of_next_day(ends[-least], context.facts.person.zone),
    )


def turns(context: Context) -> Iterator[datetime | None]:
    """When a plan begins or ends, and when a product was last taken too long ago."""
    zone = context.facts.person.zone
    for plan in context.facts.plans:
        yield start_of_day(plan.from_date, zone)
        yield start_of_next_day(plan.until_date or date.max, zone)
    for day in days_with(ever_taken(context.facts), _holds_magnesium):
        if day >= _active_since(context):
            yield start_of_next_day(_active_through(context, day), zone)


def _active(context: Context) -> Iterator[_Product]:
    """The active products, by name."""
    plans, taken = _by_product(_planned(context)), _by_product(_lately(context))
    names = {key: rows[-1].product_name for key, rows in taken.items()}
    names |= {key: rows[-1].product_name for key, rows in plans.items()}
    for key, name in sorted(names.items(), key=lambda item: (item[1], item[0])):
        planned, had = plans.get(key, []), taken.get(key, [])
        per_day, at_least = _per_day_planned(planned) if planned else _per_day_taken(had)
        last_days = [plan.until_date or date.max for plan in planned]
        last_days += [_active_through(context, each.day) for each in had]
        yield _Product(key, name, per_day, at_least, max(last_days))


def _by_product(rows: Iterable[_Row]) -> dict[UUID, list[_Row]]:
    products: dict[UUID, list[_Row]] = {}
    for row in rows:
        products.setdefault(row.product_id, []).append(row)
    return products


def _share(product: _Product, total: Decimal) -> ProductShare:
    if not product.per_day_mg:
        return ProductShare(product.id, product.name, None, None)
    share = (product.per_day_mg / total).quantize(SHARE_STEP)
    return ProductShare(product.id, product.name, product.per_day_mg, share)


def _planned(context: Context) -> Iterator[PlanFacts]:
    for plan in context.facts.plans:
        in_force = plan.from_date <= context.today <= (plan.until_date or date.max)
        if in_force and _may_hold(plan.category, plan.elemental_mg):
            yield plan


def _lately(context: Context) -> Iterator[Taken]:
    since = _active_since(context)
    return (each for each in context.taken if each.day >= since and _holds_magnesium(each))


def _active_since(context: Context) -> date:
    """Whoever took a product on this day or later still takes it."""
    return context.today - (int(context.thresholds["within_days"]) - 1) * DAY


def _active_through(context: Context, day: date) -> date:
    return day + (int(context.thresholds["within_days"]) - 1) * DAY


def _holds_magnesium(taken: Taken) -> bool:
    return taken.has_magnesium


def _may_hold(category: Category, elemental_mg: Decimal | None) -> bool:
    return category is not Category.INJECTION and (elemental_mg is None or elemental_mg > 0)


def _per_day_planned(plans: list[PlanFacts]) -> tuple[Decimal, bool]:
    amounts = ((plan.elemental_mg or Decimal(0)) * _times(plan) for plan in plans)
    return sum(amounts, Decimal(0)), any(plan.elemental_mg is None or plan.times_per_day is None for plan in plans)


def _times(plan: PlanFacts) -> Decimal:
    return Decimal(1) if plan.times_per_day is None else plan.times_per_day


def _per_day_taken(taken: list[Taken]) -> tuple[Decimal, bool]:
    sums: dict[date, Decimal] = {}
    for each in taken:
        sums[each.day] = sums.get(each.day, Decimal(0)) + each.elemental_mg
    return max(sums.values()), any(each.at_least for each in taken)


def _words(total: Decimal, *, at_least: bool) -> str:
    if not at_least:
        return "note"
    return "note_at_least" if total else "note_unknown"


RULE = Rule(
    id="MG-50",
    concern="several_products",
    grade="C",
    source="Nobody sums labels for a reader: it is arithmetic. Which products are active, and their day, is ours",
    condition=gettext_noop(
        "Two or more products with magnesium are planned, or were taken in the last 7 days. It says what they "
        "give together in a day."
    ),
    thresholds={"products": Decimal(2), "within_days": Decimal(7)},
    words={
        "note": Words(
            gettext_noop("Several of your products hold magnesium. Together they give %(total_mg)s a day."),
            gettext_noop("Several products of %(name)s hold magnesium. Together they give %(total_mg)s a day."),
            ASK_PHARMACIST,
            ASK_PHARMACIST_CARER,
        ),
        "note_at_least": Words(
            gettext_noop("Several of your products hold magnesium. Together they give at least %(total_mg)s a day."),
            gettext_noop(
                "Several products of %(name)s hold magnesium. Together they give at least %(total_mg)s a day."
            ),
            ASK_PHARMACIST,
            ASK_PHARMACIST_CARER,
        ),
        "note_unknown": Words(
            gettext_noop("Several of your products hold magnesium, and we do not know how much."),
            gettext_noop("Several products of %(name)s hold magnesium, and we do not know how much."),
            ASK_PHARMACIST,
            ASK_PHARMACIST_CARER,
        ),
    },
    what_would_change=gettext_noop("Fewer such products change this."),
    judge=judge,
    turns=turns,
)
