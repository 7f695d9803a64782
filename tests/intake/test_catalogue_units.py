"""What a label counts in, read as a person would read it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.models import ProductUnit
from intake.selectors.products import dose_amounts
from intake.services.catalogue.units import UnitTextError, product_units, read_label_unit


def ways(text: str, form: str = "") -> dict[str, Decimal]:
    return {shape.name: shape.per_label_unit for shape in read_label_unit(text, form=form)}


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("tablet", "tablet", {"tablet": 1}),
        ("level teaspoon", "granules", {"level teaspoon": 1}),
        ("mL", "liquid", {"mL": 1}),
        ("ML", "", {"mL": 1}),
        ("15 mL", "suspension", {"mL": 15, "15 mL": 1}),
        ("15ml", "suspension", {"mL": 15, "15 mL": 1}),
        ("100 mL", "water", {"mL": 100, "100 mL": 1}),
        ("L", "water", {"mL": 1000, "L": 1}),
        ("0.5 l", "water", {"mL": 500, "0.5 L": 1}),
        ("1 fl oz (29.6 mL)", "solution", {"mL": Decimal("29.6"), "fl oz": 1}),
        ("bottle (160 mL)", "solution", {"mL": 160, "bottle": 1}),
        ("30 mL cup", "suspension", {"mL": 30, "cup": 1}),
        ("ampoule", "oral ampoule 10 mL", {"mL": 10, "ampoule": 1}),
        ("3 capsules", "capsule", {"capsule": 3, "serving": 1}),
        ("1 tablet", "tablet", {"tablet": 1}),
        ("2 tsp", "powder", {"tsp": 2, "serving": 1}),
        ("tablespoon", "liquid", {"mL": 15, "tablespoon": 1}),
        ("2 teaspoons", "syrup", {"mL": 10, "teaspoon": 2, "serving": 1}),
        ("serving (40 drops)", "liquid", {"drop": 40, "serving": 1}),
        ("2 pouches (10 mL)", "gel", {"mL": 10, "serving": 1}),
    ],
)
def test_a_unit_is_read_with_everything_it_can_be_counted_in(
    text: str, form: str, expected: dict[str, Decimal]
) -> None:
    found = ways(text, form)
    assert found == expected
    assert list(found) == list(expected)


@pytest.mark.parametrize("text", ["0 mL", "0 tablets", "cup (0 mL)", "0.0 L"])
def test_a_unit_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnitTextError):
        read_label_unit(text)


def test_an_amount_is_rounded_once_and_to_the_even_neighbour() -> None:
    unit = ProductUnit(name="mL", per_amount=Decimal(8), elemental_mg=Decimal("0.004"), label_units=Decimal(1))
    assert dose_amounts(unit, Decimal(1)).elemental_mg == Decimal("0.000")
    assert dose_amounts(unit, Decimal(3)).elemental_mg == Decimal("0.002")
    assert dose_amounts(unit, Decimal(1)).label_units == Decimal("0.125")


def test_an_unknown_amount_stays_unknown_while_its_label_units_are_counted() -> None:
    unit = ProductUnit(name="mL", per_amount=Decimal(5), elemental_mg=None, label_units=Decimal(1))
    amounts = dose_amounts(unit, Decimal(20))
    assert amounts.elemental_mg is None
    assert amounts.label_units == Decimal(4)


@given(
    count=st.integers(1, 200),
    elemental=st.decimals(Decimal("0.001"), Decimal(5000), places=3),
    times=st.integers(1, 20),
)
def test_a_dose_is_the_same_in_every_unit_it_can_be_counted_in(count: int, elemental: Decimal, times: int) -> None:
    units = product_units(read_label_unit(f"{count} mL"), elemental_mg=elemental)
    whole = {dose_amounts(unit, unit.usual_amount * times) for unit in units}
    assert {amounts.elemental_mg for amounts in whole} == {elemental * times}
    assert {amounts.label_units for amounts in whole} == {Decimal(times)}
