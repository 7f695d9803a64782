from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tracker.clinical.formula import FormulaError, atoms, elemental_fraction, magnesium_atoms, molar_mass

DATA = Path(__file__).parents[1] / "data" / "magnesium_salts.csv"
SALTS = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("salt", SALTS, ids=[salt["name"] for salt in SALTS])
def test_every_salt_has_its_published_mass_and_fraction(salt: dict[str, str]) -> None:
    formula = salt["formula"]
    assert round(molar_mass(formula), 3) == Decimal(salt["molar_mass_g_mol"])
    assert magnesium_atoms(formula) == int(salt["mg_atoms"])
    assert round(elemental_fraction(formula), 6) == Decimal(salt["elemental_fraction"])


def test_slow_mag_is_the_hexahydrate_and_not_the_anhydrous_chloride() -> None:
    assert round(535 * elemental_fraction("MgCl2·6H2O"), 0) == 64
    assert round(535 * elemental_fraction("MgCl2"), 1) == Decimal("136.6")


def test_basic_carbonate_is_26_and_not_28_8_percent() -> None:
    assert round(elemental_fraction("Mg5(CO3)4(OH)2·4H2O"), 3) == Decimal("0.260")
    assert round(elemental_fraction("MgCO3"), 3) == Decimal("0.288")


def test_1200_mg_of_the_hydroxide_are_500_mg_of_magnesium() -> None:
    assert round(1200 * elemental_fraction("Mg(OH)2"), 0) == 500


def test_420_mg_of_the_oxide_are_253_mg_of_magnesium() -> None:
    assert round(420 * elemental_fraction("MgO"), 0) == 253


def test_a_compound_without_magnesium_has_none() -> None:
    assert magnesium_atoms("CaCO3") == 0
    assert elemental_fraction("CaCO3") == 0


def test_brackets_within_brackets_are_counted() -> None:
    assert atoms("Mg(Al(OH)4)2") == {"Mg": 1, "Al": 2, "O": 8, "H": 8}


@pytest.mark.parametrize("wrong", ["", "Mg(OH", "MgOH)2", "mgO", "Xx2", "MgCl2·", "Mg+2", "()2", "MgO "[:-1] + "?"])
def test_a_formula_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(FormulaError):
        atoms(wrong)
