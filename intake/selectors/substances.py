"""What else is in a product, as far as a rule asks for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from intake.models import Product
from tracker.clinical.terms import Substance

_ASKED_FOR = frozenset(substance.value for substance in Substance)


def with_substances(products: Iterable[Product]) -> None:
    """Read the ingredients of all these products at once. One query; none without products, or when all are read."""
    prefetch_related_objects(list(products), "ingredients")


def substances_of(product: Product) -> tuple[Substance, ...]:
    """The substances that rules know, in one order. A query, unless `with_substances` was here before."""
    codes = {row.ingredient_id for row in product.ingredients.all()}
    return tuple(Substance(code) for code in sorted(codes & _ASKED_FOR))
