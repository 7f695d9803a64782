"""Which magnesium salt a label means, and how much magnesium that makes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from intake.models import Compound
from intake.selectors.search_text import normalise
from tracker.clinical.formula import elemental_fraction

SALTS_PATH = Path(__file__).resolve().parents[2] / "data" / "salts.csv"
# From this difference on somebody has to look at the label again.
TOLERANCE = Decimal("0.1")
THOUSANDTH = Decimal("0.001")

_BRACKETS = re.compile(r"\([^)]*\)")
_WORDS_FOR = {"mg": "magnesium", "sulphate": "sulfate", "salts": "salt"}
_OLD_NAMES = {"milk of magnesia": "magnesium hydroxide", "magnesia": "magnesium oxide"}


class CatalogueError(ValueError):
    """A file of the catalogue that cannot be trusted; the message names the row."""


@dataclass(frozen=True, slots=True)
class Elemental:
    """Magnesium in mg, None when unknown; `needs_review` when label and formula disagree or the salt is unclear."""

    mg: Decimal | None
    needs_review: bool


def read_salts(path: Path = SALTS_PATH) -> list[Compound]:
    """The salts of the file as unsaved rows, each fraction computed from its formula.

    Raises CatalogueError when the file states another fraction than the formula gives, at 6 places.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return [_read_salt(row) for row in csv.DictReader(file)]


def _read_salt(row: dict[str, str]) -> Compound:
    computed = elemental_fraction(row["formula"]).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
    if computed != Decimal(row["elemental_fraction"]):
        raise CatalogueError(f"{row['name']}: the formula gives {computed}, the file {row['elemental_fraction']}")
    return Compound(
        name=row["name"],
        formula=row["formula"],
        molar_mass_g_mol=Decimal(row["molar_mass_g_mol"]),
        elemental_fraction=computed,
    )


def full_name(text: str, compounds: Iterable[Compound]) -> str:
    """The salt that a shortened name begins ("magnesium lactate di"), or the text itself when that is not one salt."""
    found = [compound.name for compound in compounds if compound.name.startswith(text)]
    return found[0] if text and len(found) == 1 else text


def matching_compounds(text: str, compounds: Sequence[Compound]) -> list[Compound]:
    """All salts that a label's words may mean; several when the label does not tell the hydration, none if unknown."""
    return _matching(text, compounds) or _matching(_BRACKETS.sub("", text), compounds)


def _matching(text: str, compounds: Sequence[Compound]) -> list[Compound]:
    wanted = normalise(text)
    wanted = _OLD_NAMES.get(wanted, wanted)
    exact = [compound for compound in compounds if wanted in (normalise(compound.name), normalise(compound.formula))]
    if exact or not wanted:
        return exact
    words = [_WORDS_FOR.get(word, word) for word in wanted.split()]
    return [compound for compound in compounds if all(word in normalise(compound.name) for word in words)]


def elemental_of(*, label_mg: Decimal | None, compound_mg: Decimal | None, compounds: Sequence[Compound]) -> Elemental:
    """Magnesium (mg) of a label's unit. The label's own figure wins.

    Only when the label gives the compound alone is it computed; of several salts the richest counts. It needs
    review when the label differs by more than 10 % from every salt that it may mean, or when these differ so
    much among themselves and the label does not decide. Source: clinical rule set 2026.1, section 1.
    """
    if not compound_mg or not compounds:
        return Elemental(label_mg, needs_review=False)
    computed = [compound_mg * compound.elemental_fraction for compound in compounds]
    if label_mg is None:
        return Elemental(max(computed).quantize(THOUSANDTH, ROUND_HALF_EVEN), _apart(min(computed), max(computed)))
    return Elemental(label_mg, all(_apart(label_mg, mg) for mg in computed))


def _apart(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) > TOLERANCE * min(one, other)
