"""One row of the catalogue's file as a product with its units and ingredients, not yet saved."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from intake.models import Compound, Product, ProductCategory, ProductUnit
from intake.selectors.search_text import build_search_text
from intake.services.catalogue.compounds import CatalogueError, Elemental, elemental_of, full_name, matching_compounds
from intake.services.catalogue.ingredients import ingredients_told
from intake.services.catalogue.units import product_units, read_label_unit

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "data" / "catalogue.csv"
USUAL_DOSES_PATH = DEFAULT_PATH.with_name("usual_doses.csv")

_NAMESPACE = uuid5(NAMESPACE_URL, "magwatch:catalogue")
_MARKET = re.compile(r"(?P<market>[A-Z]{2}(?:/[A-Z]{2})*)(?: \((?P<brand>.+)\)| generic)?")
_NO_BRAND = {"many labelers"}
_CITED = re.compile(r"\s*\(S: [^)]*\)")
_NO_STATEMENT = "NO kidney warning on label"

Row = dict[str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says."""

    product: Product
    units: list[ProductUnit]
    ingredients: frozenset[str]


def read_catalogue(path: Path, compounds: Sequence[Compound]) -> dict[UUID, Entry]:
    """All rows of the file by the product's lasting id. Raises CatalogueError, naming the row."""
    usual = _read_usual_doses()
    entries: dict[UUID, Entry] = {}
    for number, row in enumerate(_read(path), start=2):
        try:
            entry = _read_entry(row, compounds, usual.get(_key(row), Decimal(1)))
        except (KeyError, ValueError, InvalidOperation) as error:
            raise CatalogueError(f"{path.name}, row {number}: {error}") from error
        if entry.product.pk in entries:
            raise CatalogueError(f"{path.name}, row {number}: this product, market and unit are there twice")
        entries[entry.product.pk] = entry
    return entries


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_usual_doses() -> dict[Key, Decimal]:
    return {_key(row): Decimal(row["label_units"]) for row in _read(USUAL_DOSES_PATH)}


def _key(row: Row) -> Key:
    return row["product"], row["brand_market"], row["unit"]


def _read_entry(row: Row, compounds: Sequence[Compound], usual: Decimal) -> Entry:
    contains_none = row["compound"].startswith("none")
    compound = "" if contains_none else full_name(row["compound"], compounds)
    meant = matching_compounds(compound, compounds)
    elemental = _elemental(row, meant)
    units = product_units(
        read_label_unit(row["unit"], form=row["form"]),
        elemental_mg=elemental.mg,
        usual_label_units=usual,
        compound=compound,
        compound_mg=None if contains_none else _number(row["compound_mg_per_unit"]),
    )
    ingredients = ingredients_told(row)
    product = _product(row, needs_review=elemental.needs_review)
    others = [product.brand, row["compound"], compound, *(salt.formula for salt in meant), *sorted(ingredients)]
    product.search_text = build_search_text(product.name, others)
    return Entry(product, units, ingredients)


def _product(row: Row, *, needs_review: bool) -> Product:
    market, brand = _market(row["brand_market"])
    unwarned = row["kidney_statement_on_label"] == _NO_STATEMENT
    return Product(
        id=uuid5(_NAMESPACE, "|".join(_key(row))),
        name=row["product"].removesuffix(" (negative entry)"),
        brand=brand,
        market=market,
        category=ProductCategory(row["category"]),
        form=row["form"],
        label_max_units_per_day=_number(row["label_max_units_per_day"]),
        kidney_warning="" if unwarned else _statement(row["kidney_statement_on_label"]),
        remark="; ".join(filter(None, [_NO_STATEMENT.lower() if unwarned else "", row["flag"]])),
        source=row["source"],
        verified=row["source"].split(":")[0].strip() != "R",
        needs_review=needs_review,
        # A fluid that only passes by is not taken; doses of it would be wrong.
        retired="not an intake" in row["flag"],
    )


def _market(text: str) -> tuple[str, str]:
    match = _MARKET.fullmatch(text)
    if match is None:
        raise ValueError(f"the market {text!r} cannot be read")
    brand = match["brand"] or ""
    return match["market"], "" if brand in _NO_BRAND else brand


def _statement(text: str) -> str:
    """What the label says about kidneys, without the file's own marks for where that was read."""
    return _CITED.sub("", text).replace("[R]", "(unverified)")


def _number(text: str) -> Decimal | None:
    """Blank is unknown; only a written 0 is zero."""
    if not text:
        return None
    number = Decimal(text)
    if not number.is_finite() or number < 0:
        raise ValueError(f"{text!r} is not an amount")
    return number


def _elemental(row: Row, meant: Sequence[Compound]) -> Elemental:
    """The label's figure, unless the file computed it for one of several salts that the label may mean."""
    stated = _number(row["elemental_mg_per_unit"])
    guessed = len(meant) > 1 and stated == _number(row["elemental_from_formula_mg"])
    return elemental_of(
        label_mg=None if guessed else stated,
        compound_mg=_number(row["compound_mg_per_unit"]),
        compounds=meant,
    )
