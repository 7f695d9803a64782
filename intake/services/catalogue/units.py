"""Reading the unit that a label counts in: "15 mL", "3 capsules", "1 fl oz (29.6 mL)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from intake.models import ProductUnit

_NUMBER = r"\d+(?:\.\d+)?"
_VOLUME = re.compile(rf"(?:(?P<count>{_NUMBER})\s*)?(?P<volume>mL|L)", re.IGNORECASE)
_CONTAINER = re.compile(rf"(?P<count>{_NUMBER})\s*(?P<part>mL|L)\s+(?P<name>\D+)", re.IGNORECASE)
_WITH_CONTENT = re.compile(
    rf"(?:(?P<own>{_NUMBER})\s+)?(?P<name>[^\d(][^(]*?)\s*\((?P<count>{_NUMBER})\s*(?P<part>[^)]+)\)"
)
_COUNTED = re.compile(rf"(?P<count>{_NUMBER})\s*(?P<part>[^\d\s].*)")
_ML_PER = {"ml": Decimal(1), "l": Decimal(1000)}
_LIQUID = re.compile(r"suspension|solution|liquid|emulsion|syrup", re.IGNORECASE)
# Household measures as labels use them; of a powder they say nothing about mL.
_SPOON_ML = {
    "teaspoon": Decimal(5),
    "tsp": Decimal(5),
    "tablespoon": Decimal(15),
    "tbsp": Decimal(15),
    "fl oz": Decimal("29.6"),
}


class UnitTextError(ValueError):
    """A label's unit that counts nothing, such as "0 mL"."""


@dataclass(frozen=True, slots=True)
class UnitShape:
    """One way to count: `per_label_unit` of this make one of the label's own unit."""

    name: str
    per_label_unit: Decimal


def read_label_unit(text: str, *, form: str = "") -> list[UnitShape]:
    """All ways to count what a label counts in `text`; the one that a person would use comes first.

    A volume gives mL and the label's unit; several pieces give the single piece and "serving"; a container
    with its content in brackets, or in the product's `form`, gives both; a spoon of a liquid gives mL too.
    Raises UnitTextError.
    """
    text = " ".join(text.split())
    shapes = _read_volume(text) or _read_container(text) or _read_counted(text) or _read_plain(text, form)
    if _LIQUID.search(form):
        shapes = [_in_ml(shape) for shape in shapes if shape.name in _SPOON_ML] + shapes
    if any(shape.per_label_unit <= 0 for shape in shapes):
        raise UnitTextError(text)
    return list({shape.name: shape for shape in shapes}.values())


def product_units(
    shapes: list[UnitShape],
    *,
    elemental_mg: Decimal | None,
    label_units: Decimal = Decimal(1),
    usual_label_units: Decimal = Decimal(1),
    compound: str = "",
    compound_mg: Decimal | None = None,
) -> list[ProductUnit]:
    """Unsaved units, each with the label's ratio untouched: `elemental_mg` is held by `label_units` label units."""
    return [
        ProductUnit(
            name=shape.name,
            per_amount=shape.per_label_unit * label_units,
            elemental_mg=elemental_mg,
            label_units=label_units,
            compound=compound,
            compound_mg=compound_mg,
            usual_amount=shape.per_label_unit * usual_label_units,
            position=position,
        )
        for position, shape in enumerate(shapes)
    ]


def _one(name: str) -> UnitShape:
    return UnitShape(name, Decimal(1))


def _part(count: str, name: str) -> UnitShape:
    """`count` pieces, or a volume in mL."""
    if name.lower() in _ML_PER:
        return UnitShape("mL", Decimal(count) * _ML_PER[name.lower()])
    return UnitShape(_single(name), Decimal(count))


def _in_ml(spoon: UnitShape) -> UnitShape:
    return UnitShape("mL", spoon.per_label_unit * _SPOON_ML[spoon.name])


def _single(name: str) -> str:
    if name.endswith(("ches", "shes", "sses", "xes")):
        return name[:-2]
    return name.removesuffix("s") if not name.endswith("ss") else name


def _read_volume(text: str) -> list[UnitShape]:
    match = _VOLUME.fullmatch(text)
    if match is None:
        return []
    count, volume = match["count"] or "1", "L" if match["volume"].lower() == "l" else "mL"
    return [_part(count, volume), _one(volume if Decimal(count) == 1 else f"{count} {volume}")]


def _read_container(text: str) -> list[UnitShape]:
    match = _CONTAINER.fullmatch(text)
    if match:
        return [_part(match["count"], match["part"]), _one(match["name"])]
    match = _WITH_CONTENT.fullmatch(text)
    if match is None:
        return []
    whole = match["name"] if Decimal(match["own"] or 1) == 1 else "serving"
    return [_part(match["count"], match["part"]), _one(whole)]


def _read_counted(text: str) -> list[UnitShape]:
    match = _COUNTED.fullmatch(text)
    if match is None:
        return []
    part = _part(match["count"], match["part"])
    return [_one(match["part"])] if part.per_label_unit == 1 else [part, _one("serving")]


def _read_plain(text: str, form: str) -> list[UnitShape]:
    """The unit as it is; the form may tell how much it holds ("oral ampoule 10 mL")."""
    holds = re.search(rf"({_NUMBER})\s*(mL|L)\b", form, re.IGNORECASE)
    return [_part(holds[1], holds[2]), _one(text)] if holds else [_one(text)]
