"""A label copied by hand: kept exactly, checked for the known slips, seen by nobody else."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from intake.models import Product
from intake.selectors.products import dose_amounts
from intake.services.products import create_product
from tracker.models import Person

pytestmark = pytest.mark.django_db


def create(person: Person, now: datetime, **said: Any) -> Product:
    label: dict[str, Any] = {"name": "My tablets", "category": "supplement", "unit": "tablet", "per_amount": Decimal(1)}
    return create_product(owner=person, now=now, **(label | said))


def in_unit(product: Product, name: str, amount: str) -> Decimal | None:
    return dose_amounts(product.units.get(name=name), Decimal(amount)).elemental_mg


def codes(person: Person, now: datetime, **said: Any) -> dict[str, list[str | None]]:
    before = Product.objects.count()
    with pytest.raises(ValidationError) as refused:
        create(person, now, **said)
    assert Product.objects.count() == before
    return {field: [error.code for error in errors] for field, errors in refused.value.error_dict.items()}


def test_an_own_product_belongs_to_its_owner_and_is_not_verified(person: Person, now: datetime) -> None:
    product = create(person, now, elemental_mg=Decimal(200))
    assert product.owner == person
    assert (product.verified, product.needs_review) == (False, False)
    assert product.created_at == now
    assert in_unit(product, "tablet", "2") == Decimal(400)


def test_a_volume_is_counted_in_millilitres_too(person: Person, now: datetime) -> None:
    product = create(person, now, unit="15 mL", elemental_mg=Decimal(500), label_max_units_per_day=Decimal(4))
    assert [unit.name for unit in product.units.all()] == ["mL", "15 mL"]
    assert in_unit(product, "mL", "30") == Decimal(1000)
    assert dose_amounts(product.units.get(name="mL"), Decimal(60)).label_units == Decimal(4)


def test_the_maximum_of_a_day_counts_the_unit_and_not_the_serving(person: Person, now: datetime) -> None:
    product = create(person, now, per_amount=Decimal(2), elemental_mg=Decimal(300), label_max_units_per_day=Decimal(4))
    assert in_unit(product, "tablet", "1") == Decimal(150)
    assert dose_amounts(product.units.get(), Decimal(4)).label_units == Decimal(4)
    assert product.units.get().usual_amount == Decimal(2)


def test_a_third_of_a_label_is_kept_as_a_ratio(person: Person, now: datetime) -> None:
    product = create(person, now, unit="capsule", per_amount=Decimal(3), elemental_mg=Decimal(100))
    assert in_unit(product, "capsule", "3") == Decimal(100)
    assert in_unit(product, "capsule", "1") == Decimal("33.333")


def test_a_label_with_the_compound_alone_is_computed(person: Person, now: datetime) -> None:
    product = create(person, now, compound="magnesium oxide", compound_mg=Decimal(400))
    assert in_unit(product, "tablet", "1") == Decimal("241.217")
    assert not product.needs_review


def test_a_compound_of_unknown_hydration_counts_as_the_richest(person: Person, now: datetime) -> None:
    product = create(person, now, compound="Magnesium chloride", compound_mg=Decimal(535))
    assert in_unit(product, "tablet", "1") == Decimal("136.581")
    assert product.needs_review


def test_a_label_far_from_its_formula_is_kept_and_needs_review(person: Person, now: datetime) -> None:
    product = create(person, now, compound="magnesium oxide", compound_mg=Decimal(420), elemental_mg=Decimal("152.6"))
    assert in_unit(product, "tablet", "1") == Decimal("152.6")
    assert product.needs_review


def test_the_same_number_for_compound_and_magnesium_needs_review(person: Person, now: datetime) -> None:
    said = {"elemental_mg": Decimal(500), "compound_mg": Decimal(500)}
    assert create(person, now, **said).needs_review
    assert create(person, now, compound="magnesium oxide", **said).needs_review


@pytest.mark.parametrize(
    "said", [{}, {"compound": "magnesium oxide"}, {"compound": "chelate", "compound_mg": Decimal(9)}]
)
def test_what_the_label_does_not_tell_stays_unknown(person: Person, now: datetime, said: dict[str, Any]) -> None:
    assert in_unit(create(person, now, **said), "tablet", "3") is None


def test_a_written_zero_is_zero(person: Person, now: datetime) -> None:
    assert in_unit(create(person, now, elemental_mg=Decimal(0)), "tablet", "3") == Decimal(0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"name": "  "}, {"name": ["blank"]}),
        ({"name": "x" * 161}, {"name": ["max_length"]}),
        ({"unit": ""}, {"unit": ["blank"]}),
        ({"unit": "0 mL"}, {"unit": ["unknown_unit"]}),
        ({"unit": "9999999 tablets"}, {"unit": ["unknown_unit"]}),
        ({"category": "sweet"}, {"category": ["invalid_choice"]}),
        ({"per_amount": Decimal(0)}, {"per_amount": ["not_positive"]}),
        ({"per_amount": Decimal("NaN")}, {"per_amount": ["invalid"]}),
        ({"per_amount": Decimal("Infinity")}, {"per_amount": ["invalid"]}),
        ({"per_amount": Decimal("0.0001")}, {"per_amount": ["max_decimal_places"]}),
        ({"elemental_mg": Decimal(-1)}, {"elemental_mg": ["negative"]}),
        ({"elemental_mg": Decimal("NaN")}, {"elemental_mg": ["invalid"]}),
        ({"elemental_mg": Decimal("1e9")}, {"elemental_mg": ["max_whole_digits"]}),
        ({"elemental_mg": Decimal(60_000)}, {"elemental_mg": ["too_large"]}),
        ({"compound_mg": Decimal(0), "compound": "magnesium oxide"}, {"compound_mg": ["not_positive"]}),
        ({"compound_mg": Decimal(900_000), "compound": "magnesium oxide"}, {"compound_mg": ["too_large"]}),
        ({"compound_mg": Decimal(500)}, {"compound": ["compound_needed"]}),
        ({"compound_mg": Decimal(500), "compound": "Magnesium"}, {"compound": ["compound_needed"]}),
        ({"elemental_mg": Decimal(500), "compound_mg": Decimal(400)}, {"elemental_mg": ["more_than_compound"]}),
        ({"label_max_units_per_day": Decimal(0)}, {"label_max_units_per_day": ["not_positive"]}),
        ({"name": "", "per_amount": Decimal(-1)}, {"name": ["blank"], "per_amount": ["not_positive"]}),
    ],
)
def test_a_slip_is_named_at_its_field_and_nothing_is_stored(
    person: Person, now: datetime, said: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    assert codes(person, now, **said) == expected


@pytest.mark.parametrize("unit", ["400 mg tablet", "400mg", "1/2 tablet", "1,5 mL", "5 g sachet"])
def test_a_strength_or_a_fraction_is_no_way_to_count(person: Person, now: datetime, unit: str) -> None:
    assert codes(person, now, unit=unit, compound="magnesium oxide", compound_mg=Decimal(400)) == {
        "unit": ["unknown_unit"]
    }
