"""Bringing the database in line with the catalogue's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import models, transaction

from intake.models import Compound, Ingredient, Product, ProductIngredient, ProductUnit
from intake.services.catalogue.compounds import read_salts
from intake.services.catalogue.ingredients import INGREDIENTS
from intake.services.catalogue.rows import DEFAULT_PATH, Entry, read_catalogue

_COMPOUND_FIELDS = ("name", "formula", "molar_mass_g_mol", "elemental_fraction")
_PRODUCT_FIELDS = (
    "name", "brand", "market", "category", "form", "label_max_units_per_day", "kidney_warning", "remark", "source",
    "verified", "needs_review", "retired", "search_text",
)  # fmt: skip
_UNIT_FIELDS = (
    "name", "per_amount", "elemental_mg", "label_units", "compound", "compound_mg", "usual_amount", "position",
)  # fmt: skip
# Ids of rows from the file are made from what they say (version 5); an operator's own have version 7.
_FROM_FILE = 5


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What a load did, in products; `compounds` counts the salts that were added or changed."""

    created: int
    updated: int
    retired: int
    unchanged: int
    compounds: int

    @property
    def changes(self) -> int:
        """How much was written; 0 when the database already said what the files say."""
        return self.created + self.updated + self.retired + self.compounds


def load_catalogue(path: Path = DEFAULT_PATH) -> CatalogueReport:
    """Bring compounds, ingredients and catalogue products in line with the files; only differences are written.

    A product keeps its id as long as name, market and unit stay the same. One that is no longer in the file is
    marked retired, never deleted: doses point to it. Products that an operator or a person added are left alone.
    Raises CatalogueError for a file that cannot be read, and then writes nothing.
    """
    compounds = read_salts()
    entries = read_catalogue(path, compounds)
    with transaction.atomic():
        changed_compounds = _sync_compounds(compounds)
        _add_ingredients()
        stored = {row.pk: row for row in Product.objects.filter(owner=None) if row.pk.version == _FROM_FILE}
        details = _changed_details(entries)
        created, updated = _sync_products(entries, stored, details)
        retired = _retire(stored[key] for key in stored.keys() - entries.keys())
    unchanged = len(entries) - created - updated
    return CatalogueReport(created, updated, retired, unchanged, changed_compounds)


def _values(row: models.Model, fields: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(row, field) for field in fields)


def _sync_compounds(compounds: Sequence[Compound]) -> int:
    stored = {row.name: row for row in Compound.objects.all()}
    changed = [
        row
        for row in compounds
        if row.name not in stored or _values(row, _COMPOUND_FIELDS) != _values(stored[row.name], _COMPOUND_FIELDS)
    ]
    Compound.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["name"], update_fields=_COMPOUND_FIELDS[1:]
    )
    return len(changed)


def _add_ingredients() -> None:
    known = set(Ingredient.objects.values_list("code", flat=True))
    Ingredient.objects.bulk_create(
        Ingredient(code=code, name=name) for code, name in INGREDIENTS.items() if code not in known
    )


def _sync_products(entries: dict[UUID, Entry], stored: dict[UUID, Product], changed: set[UUID]) -> tuple[int, int]:
    """Write products, then the units and ingredients of those in `changed`. Returns how many are new and updated."""
    new = [entry.product for key, entry in entries.items() if key not in stored]
    differing = [
        entry.product
        for key, entry in entries.items()
        if key in stored and _values(entry.product, _PRODUCT_FIELDS) != _values(stored[key], _PRODUCT_FIELDS)
    ]
    Product.objects.bulk_create(new)
    Product.objects.bulk_update(differing, _PRODUCT_FIELDS)
    _rewrite_details([entries[key] for key in changed])
    updated = {product.pk for product in differing} | (changed & stored.keys())
    return len(new), len(updated)


def _changed_details(entries: dict[UUID, Entry]) -> set[UUID]:
    """Ids of products whose units or ingredients are not stored as the file says."""
    units: dict[UUID, list[tuple[object, ...]]] = defaultdict(list)
    for unit in ProductUnit.objects.filter(product__owner=None).order_by("position"):
        units[unit.product_id].append(_values(unit, _UNIT_FIELDS))
    ingredients: dict[UUID, set[tuple[str, object]]] = defaultdict(set)
    for row in ProductIngredient.objects.filter(product__owner=None):
        ingredients[row.product_id].add((row.ingredient_id, row.mg))
    return {
        key
        for key, entry in entries.items()
        if units[key] != [_values(unit, _UNIT_FIELDS) for unit in entry.units]
        or ingredients[key] != {(code, None) for code in entry.ingredients}
    }


def _rewrite_details(entries: Sequence[Entry]) -> None:
    """Doses name their unit and keep their own amounts, so units may be written anew."""
    products = [entry.product for entry in entries]
    ProductUnit.objects.filter(product__in=products).delete()
    ProductIngredient.objects.filter(product__in=products).delete()
    for entry in entries:
        for unit in entry.units:
            unit.product = entry.product
    ProductUnit.objects.bulk_create(unit for entry in entries for unit in entry.units)
    ProductIngredient.objects.bulk_create(
        ProductIngredient(product=entry.product, ingredient_id=code)
        for entry in entries
        for code in sorted(entry.ingredients)
    )


def _retire(products: Iterable[Product]) -> int:
    leaving = [product for product in products if not product.retired]
    for product in leaving:
        product.retired = True
    Product.objects.bulk_update(leaving, ["retired"])
    return len(leaving)
