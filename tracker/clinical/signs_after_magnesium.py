"""A sign that is felt while magnesium may still be at work: what MG-01 and MG-02 share.

Rules that ask here have the thresholds `symptom_within_hours` and `magnesium_within_days`. Any magnesium counts, into a
vein as well: it stays out of sums by mouth, and not out of the blood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import Because, ProductShare
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, DoseFacts
from tracker.clinical.signs import felt, said_sign, sign_spans
from tracker.clinical.spans import Span, edges, held_until
from tracker.clinical.terms import Symptom
from tracker.clinical.totals import WINDOW, sum_doses


def signs_until(context: Context, codes: Collection[Symptom], days: Decimal) -> datetime | None:
    """When a sign within its hours and magnesium within `days` are no longer both there; None when they are not now."""
    signs = held_until(_signs(context, codes), context.now)
    taken = None if signs is None else held_until(_magnesium(context, days), context.now)
    return None if signs is None or taken is None else min(signs, taken)


def sign_turns(context: Context, codes: Collection[Symptom], days: Iterable[Decimal]) -> Iterator[datetime]:
    """The instants at which a sign or the last magnesium begins or ceases to count, past ones among them."""
    signs = [span for span in _signs(context, codes) if span[1] > context.now]
    if signs:
        yield from edges(signs)
        for each in days:
            yield from edges(_magnesium(context, each))


def sign_inputs(context: Context, codes: Collection[Symptom]) -> tuple[Because, ...]:
    """The signs with their times, when magnesium was last taken, and why the bowel stands still."""
    hours = context.thresholds["symptom_within_hours"]
    signs = felt(context.facts.symptoms, codes, hours, context.now)
    last = context.last_magnesium_at
    return (*map(said_sign, signs), Because("last_magnesium", last, "", last), *context.stasis)


def products_at_work(context: Context) -> tuple[ProductShare, ...]:
    """What was taken in the last 24 h: by mouth with its share of the sum, into a vein without one."""
    since = context.now - WINDOW
    veins: dict[UUID, list[DoseFacts]] = {}
    for dose in context.facts.doses:
        if dose.category is Category.INJECTION and since < dose.taken_at <= context.now and dose.elemental_mg != 0:
            veins.setdefault(dose.product_id, []).append(dose)
    return (*sum_doses(context.window).by_product, *map(_without_share, veins.values()))


def _without_share(doses: list[DoseFacts]) -> ProductShare:
    amounts = [dose.elemental_mg for dose in doses]
    total = None if None in amounts else sum(filter(None, amounts), Decimal(0))
    return ProductShare(doses[0].product_id, doses[-1].product_name, total, None, tuple(dose.id for dose in doses))


def _signs(context: Context, codes: Collection[Symptom]) -> list[Span]:
    return sign_spans(context.facts.symptoms, codes, context.thresholds["symptom_within_hours"])


def _magnesium(context: Context, days: Decimal) -> list[Span]:
    """The time during which each dose that matters counts: the last one, and those still to come.

    The last instant counts too: a published case began two weeks after the last dose.
    """
    lasting = timedelta(days=float(days)) + timedelta.resolution
    doses = (dose for dose in context.facts.doses if dose.elemental_mg is None or dose.elemental_mg > 0)
    coming = [dose.taken_at for dose in doses if dose.taken_at > context.now]
    last = context.last_magnesium_at
    return [(at, at + lasting) for at in (coming if last is None else (last, *coming))]
