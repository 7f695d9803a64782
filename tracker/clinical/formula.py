"""Molar masses from chemical formulas, and how much of a salt is magnesium.

Atomic weights: IUPAC Commission on Isotopic Abundances and Atomic Weights, "Standard atomic weights
of the elements 2021" (Pure Appl Chem 2022;94:573), conventional or abridged values in g/mol.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

ATOMIC_WEIGHTS = {
    "H": Decimal("1.008"),
    "B": Decimal("10.81"),
    "C": Decimal("12.011"),
    "N": Decimal("14.007"),
    "O": Decimal("15.999"),
    "F": Decimal("18.998"),
    "Na": Decimal("22.990"),
    "Mg": Decimal("24.305"),
    "Al": Decimal("26.982"),
    "Si": Decimal("28.085"),
    "P": Decimal("30.974"),
    "S": Decimal("32.06"),
    "Cl": Decimal("35.45"),
    "K": Decimal("39.098"),
    "Ca": Decimal("40.078"),
    "Fe": Decimal("55.845"),
    "Zn": Decimal("65.38"),
    "Br": Decimal("79.904"),
    "I": Decimal("126.90"),
}

_PART = re.compile(r"[·•⋅]")
_LEADING_COUNT = re.compile(r"\d*")
_TOKEN = re.compile(r"(?P<element>[A-Z][a-z]?)(?P<count>\d*)|(?P<open>\()|(?P<close>\))(?P<times>\d*)")


class FormulaError(ValueError):
    """A formula that cannot be read; the message names the formula and the place."""


def atoms(formula: str) -> dict[str, int]:
    """Atoms per element of a formula such as `Mg5(CO3)4(OH)2·4H2O`. Raises FormulaError."""
    found: Counter[str] = Counter()
    for part in _PART.split(formula.strip()):
        count = _LEADING_COUNT.match(part)
        digits = count.group() if count else ""
        for element, number in _atoms_of_part(part[len(digits) :], formula).items():
            found[element] += number * int(digits or 1)
    return dict(found)


def molar_mass(formula: str) -> Decimal:
    """Mass of one mole in grams. Raises FormulaError."""
    return sum((ATOMIC_WEIGHTS[element] * number for element, number in atoms(formula).items()), Decimal(0))


def magnesium_atoms(formula: str) -> int:
    """Magnesium atoms in the formula; 0 when it has none. Raises FormulaError."""
    return atoms(formula).get("Mg", 0)


def elemental_fraction(formula: str) -> Decimal:
    """Grams of magnesium in one gram of the compound, 0 to 1. Raises FormulaError."""
    return magnesium_atoms(formula) * ATOMIC_WEIGHTS["Mg"] / molar_mass(formula)


def _atoms_of_part(part: str, formula: str) -> Counter[str]:
    """One part without water dots: a stack of groups, the innermost last."""
    groups: list[Counter[str]] = [Counter()]
    position = 0
    while position < len(part):
        token = _TOKEN.match(part, position)
        if token is None:
            raise FormulaError(f"{formula!r} cannot be read from {part[position:]!r}")
        _apply(token, groups, formula)
        position = token.end()
    if len(groups) != 1 or not groups[0]:
        raise FormulaError(f"{formula!r} is empty or has a bracket that does not close")
    return groups[0]


def _apply(token: re.Match[str], groups: list[Counter[str]], formula: str) -> None:
    element = token["element"]
    if element:
        if element not in ATOMIC_WEIGHTS:
            raise FormulaError(f"{formula!r} has an element that we do not know: {element}")
        groups[-1][element] += int(token["count"] or 1)
    elif token["open"]:
        groups.append(Counter())
    else:
        _close_group(groups, int(token["times"] or 1), formula)


def _close_group(groups: list[Counter[str]], times: int, formula: str) -> None:
    if len(groups) == 1:
        raise FormulaError(f"{formula!r} closes a bracket that was not opened")
    group = groups.pop()
    for element, number in group.items():
        groups[-1][element] += number * times
