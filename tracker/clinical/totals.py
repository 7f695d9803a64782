"""The one place that computes a total of magnesium: web, API, summaries and alerts read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import ProductShare
from tracker.clinical.facts import Category, DoseFacts
from tracker.clinical.moments import in_utc

WINDOW_HOURS = 24
WINDOW = timedelta(hours=WINDOW_HOURS)
SHARE_STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Total:
    """Elemental magnesium in mg over some doses taken by mouth.

    `at_least` says that a dose of unknown amount is among them. `by_category` has only categories
    with a known amount. The window is half open, `(since, until]`; both are None for a plain sum.
    """

    elemental_mg: Decimal
    at_least: bool
    by_product: tuple[ProductShare, ...]
    by_category: Mapping[Category, Decimal]
    since: datetime | None = None
    until: datetime | None = None


@dataclass(slots=True)
class _ProductSum:
    latest: DoseFacts
    elemental_mg: Decimal | None = None
    dose_ids: list[UUID] = field(default_factory=list)


def window_total(doses: Iterable[DoseFacts], *, until: datetime, hours: int = WINDOW_HOURS) -> Total:
    """The total of the doses taken in `(until - hours, until]`, in elapsed time.

    Injections are kept out. Instants may be in any zone and the doses in any order.
    """
    end = in_utc(until)
    since = end - timedelta(hours=hours)
    inside = (dose for dose in doses if since < in_utc(dose.taken_at) <= end)
    return replace(sum_doses(inside), since=since, until=end)


def sum_doses(doses: Iterable[DoseFacts]) -> Total:
    """The total of these doses, whenever they were taken; injections are kept out.

    Products come largest first, then by name, then by id; one without any known amount has None.
    """
    # In the order of time the latest dose names the product, and the sum is the same for every input order.
    ordered = sorted((dose for dose in doses if is_oral(dose)), key=dose_order)
    total = sum((dose.elemental_mg for dose in ordered if dose.elemental_mg is not None), Decimal(0))
    return Total(
        elemental_mg=total,
        at_least=any(dose.elemental_mg is None for dose in ordered),
        by_product=_shares(_sums_by_product(ordered), total),
        by_category=_sums_by_category(ordered),
    )


def is_oral(dose: DoseFacts) -> bool:
    """Whether the dose belongs in an oral total."""
    return dose.category is not Category.INJECTION


def carries_magnesium(dose: DoseFacts) -> bool:
    """Whether the dose counts by mouth: an unknown amount is never zero."""
    return is_oral(dose) and (dose.elemental_mg is None or dose.elemental_mg > 0)


def dose_order(dose: DoseFacts) -> tuple[datetime, UUID]:
    """The key that puts doses in the order of time, the same for every order of input."""
    return in_utc(dose.taken_at), dose.id


def last_exit(doses: Iterable[DoseFacts]) -> datetime | None:
    """When the last of these doses leaves the 24 h window; None without doses."""
    return max((in_utc(dose.taken_at) + WINDOW for dose in doses), default=None)


def known_amounts(doses: Iterable[DoseFacts]) -> list[tuple[DoseFacts, Decimal]]:
    """The doses whose amount is known, with it in mg."""
    return [(dose, dose.elemental_mg) for dose in doses if dose.elemental_mg is not None]


def falls_at(amounts: list[tuple[DoseFacts, Decimal]], holds: Callable[[Decimal], bool]) -> datetime | None:
    """When a sum stops to satisfy `holds` as the doses leave the 24 h window one by one.

    The doses come in the order of time. None when the sum does not satisfy it to begin with.
    """
    left = sum((amount for _, amount in amounts), Decimal(0))
    if not holds(left):
        return None
    for dose, amount in amounts:
        left -= amount
        if not holds(left):
            return dose.taken_at + WINDOW
    return None


def no_trace_until(doses: Iterable[DoseFacts], least_mg: Decimal) -> datetime | None:
    """When doses that give so much in 24 h, or an unknown amount, no longer do; None when they do not now.

    The doses come in the order of time. What is less is a trace, as in the coating of a tablet.
    """
    every = tuple(doses)
    falls = falls_at(known_amounts(every), lambda mg: mg >= least_mg)
    unknown = last_exit(dose for dose in every if dose.elemental_mg is None)
    return max(filter(None, (falls, unknown)), default=None)


def _sums_by_product(ordered: list[DoseFacts]) -> dict[UUID, _ProductSum]:
    sums: dict[UUID, _ProductSum] = {}
    for dose in ordered:
        entry = sums.get(dose.product_id)
        if entry is None:
            entry = sums[dose.product_id] = _ProductSum(dose)
        entry.latest = dose
        entry.dose_ids.append(dose.id)
        if dose.elemental_mg is not None:
            entry.elemental_mg = (entry.elemental_mg or Decimal(0)) + dose.elemental_mg
    return sums


def _sums_by_category(ordered: list[DoseFacts]) -> dict[Category, Decimal]:
    sums: dict[Category, Decimal] = {}
    for dose in ordered:
        if dose.elemental_mg is not None:
            sums[dose.category] = sums.get(dose.category, Decimal(0)) + dose.elemental_mg
    return dict(sorted(sums.items()))


def _shares(sums: dict[UUID, _ProductSum], total: Decimal) -> tuple[ProductShare, ...]:
    shares = (
        ProductShare(
            product_id=product_id,
            product_name=entry.latest.product_name,
            elemental_mg=entry.elemental_mg,
            share=_share(entry.elemental_mg, total),
            dose_ids=tuple(entry.dose_ids),
        )
        for product_id, entry in sums.items()
    )
    return tuple(sorted(shares, key=_largest_first))


def _share(part: Decimal | None, total: Decimal) -> Decimal | None:
    if part is None:
        return None
    return (part / total).quantize(SHARE_STEP) if total else Decimal(0)


def _largest_first(share: ProductShare) -> tuple[bool, Decimal, str, UUID]:
    known = Decimal(0) if share.elemental_mg is None else share.elemental_mg
    return share.elemental_mg is None, -known, share.product_name, share.product_id
