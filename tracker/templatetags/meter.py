"""The bar of magnesium by product, as SVG attributes: the content policy forbids inline style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.utils.translation import ngettext

from tracker.templatetags.amounts import mg

register = template.Library()

# The limit stands at four fifths of the bar, so that there is room to show "over".
LIMIT_AT = Decimal("0.80")
# A total beyond the limit still ends before the bar does.
TOTAL_AT_MOST = Decimal("0.97")
MOST_PARTS = 4


class Share(Protocol):
    """What one product adds (see `tracker.clinical.assessment.ProductShare`)."""

    @property
    def product_name(self) -> str: ...
    @property
    def elemental_mg(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the bar, with its line in the key. `x` and `width` are per cent."""

    place: int
    name: str
    amount: str
    x: str
    width: str


@register.inclusion_tag("tracker/_meter_bar.html")
def meter_bar(
    total_mg: Decimal, shares: Iterable[Share], limit_mg: Decimal | None, *, at_least: bool, said: str
) -> dict[str, Any]:
    """The bar and its key; `said` is what the bar says in words."""
    total, limit = Decimal(total_mg), None if limit_mg is None else Decimal(limit_mg)
    scale = max(total / TOTAL_AT_MOST, limit / LIMIT_AT) if limit else max(total, Decimal(1))
    return {
        "parts": _parts(list(shares), scale),
        "limit_mg": limit,
        "limit_x": None if limit is None else _percent(limit, scale),
        "over_x": _percent(limit, scale) if limit is not None and total > limit else None,
        "over_width": _percent(total - limit, scale) if limit is not None and total > limit else None,
        "open_x": _percent(total, scale) if at_least and limit is not None and total < limit else None,
        "open_width": _percent(limit - total, scale) if limit is not None and total < limit else None,
        "at_least": at_least,
        "said": said,
    }


def _parts(shares: Sequence[Share], scale: Decimal) -> list[Part]:
    named = [(share.product_name, share.elemental_mg) for share in shares]
    if len(named) > MOST_PARTS:
        rest = named[MOST_PARTS - 1 :]
        named = [*named[: MOST_PARTS - 1], _others(rest)]
    parts, start = [], Decimal(0)
    for place, (name, amount) in enumerate(named, start=1):
        wide = amount or Decimal(0)
        parts.append(Part(place, name, mg(amount), _percent(start, scale), _percent(wide, scale)))
        start += wide
    return parts


def _others(rest: Sequence[tuple[str, Decimal | None]]) -> tuple[str, Decimal | None]:
    known = [amount for _, amount in rest if amount is not None]
    name = ngettext("%(n)s other product", "%(n)s other products", len(rest)) % {"n": len(rest)}
    return name, sum(known, Decimal(0)) if known else None


def _percent(part: Decimal, scale: Decimal) -> str:
    return f"{part / scale * 100:.2f}%"
