"""The catalogue's files in the database: complete, and with none of the known mix-ups."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intake.models import Compound, Ingredient, Product, ProductUnit
from intake.selectors.facts import load_facts
from intake.selectors.products import dose_amounts, search_products
from intake.services.catalogue import DEFAULT_PATH
from intake.services.catalogue.rows import USUAL_DOSES_PATH
from intake.services.doses import Recorded, record_dose
from tracker.clinical.terms import Substance
from tracker.models import Person, User

pytestmark = pytest.mark.django_db
Row = dict[str, str]


def rows(path: Path = DEFAULT_PATH) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def product(begins: str) -> Product:
    """The product of that name, or the first whose name begins so."""
    return Product.objects.filter(owner=None, name__startswith=begins).order_by("name")[0]


def milligrams(name: str, amount: str, unit: str) -> Decimal | None:
    found = ProductUnit.objects.get(product=product(name), name=unit)
    return dose_amounts(found, Decimal(amount)).elemental_mg


def test_every_row_is_a_product_with_at_least_one_unit() -> None:
    assert Product.objects.filter(owner=None).count() == len(rows())
    assert not Product.objects.filter(units=None).exists()
    assert Compound.objects.count() == 54


def test_every_usual_dose_belongs_to_a_product() -> None:
    known = {(row["product"], row["brand_market"], row["unit"]) for row in rows()}
    assert {(row["product"], row["brand_market"], row["unit"]) for row in rows(USUAL_DOSES_PATH)} <= known


def test_every_stated_amount_is_kept_exactly_as_the_label_has_it() -> None:
    by_name = {found.name: found for found in Product.objects.prefetch_related("units")}
    kept = {
        row["product"]: by_name[row["product"].removesuffix(" (negative entry)")].units.all()[0].elemental_mg
        for row in rows()
    }
    stated = {row["product"]: row["elemental_mg_per_unit"] for row in rows()}
    differing = {name for name, text in stated.items() if kept[name] != (Decimal(text) if text else None)}
    assert differing == {"Magcorol P"}


def test_a_label_day_never_exceeds_what_the_file_says_for_it() -> None:
    for row in rows():
        if not row["max_elemental_mg_per_day"] or row["product"] == "Magcorol P":
            continue
        found = product(row["product"].removesuffix(" (negative entry)"))
        per_unit = found.units.all()[0].elemental_mg
        assert found.label_max_units_per_day is not None
        assert per_unit is not None
        day = per_unit * found.label_max_units_per_day
        assert abs(day - Decimal(row["max_elemental_mg_per_day"])) < Decimal("0.8"), row["product"]


@pytest.mark.parametrize(
    ("name", "amount", "unit", "expected"),
    [
        ("Phillips' Original Milk of Magnesia", "30", "mL", "1000"),
        ("Phillips' Original Milk of Magnesia", "2", "15 mL", "1000"),
        ("Milk of Magnesia Concentrate", "10", "mL", "1000.22"),
        ("Milk of Magnesia Concentrate", "1", "mL", "100.022"),
        ("Milk of Magnesia unit-dose cup", "1", "cup", "1000"),
        ("Milk of Magnesia unit-dose cup", "15", "mL", "500"),
        ("Phillips' Milk of Magnesia", "30", "mL", "1037.76"),
        ("Citrate of Magnesia", "10", "fl oz", "2900"),
        ("Citrate of Magnesia", "296", "mL", "2900"),
        ('Magnesium oxide "253 mg"', "1", "tablet", "253"),
        ("Phillips' Laxative Caplets", "1", "caplet", "500"),
        ("Slow-Mag (older)", "1", "tablet", "64"),
        ("Magnesioboi", "1", "tablet", "48.62"),
        ("CLENPIQ", "1", "bottle", "2110.65"),
        ("CLENPIQ", "80", "mL", "1055.325"),
        ("CALM capsules", "1", "capsule", "100"),
        ("CALM capsules", "1", "serving", "300"),
        ("ConcenTrace", "10", "drop", "62.5"),
        ("Mag 2 (pidolate)", "5", "mL", "61"),
        ("Hepar", "500", "mL", "59.5"),
        ("Donat", "1000", "mL", "1060"),
        ("Magcorol P", "1", "pack", "5495.556"),
    ],
)
def test_a_known_mix_up_does_not_happen(name: str, amount: str, unit: str, expected: str) -> None:
    assert milligrams(name, amount, unit) == Decimal(expected)


def test_an_amount_that_the_label_does_not_tell_is_unknown_and_never_zero() -> None:
    unknown = Product.objects.filter(units__elemental_mg=None).values_list("name", flat=True).distinct()
    assert set(unknown) == {
        "Bufferin (buffered aspirin)",
        "Magnesium Hydroxide Mixture (paste-based generic)",
        "Magnesium trisilicate mixture BP",
        "Picoprep Orange",
    }
    assert milligrams("Picoprep", "2", "sachet") is None


def test_products_without_magnesium_have_a_true_zero() -> None:
    without = Product.objects.filter(units__elemental_mg=0).values_list("name", flat=True).distinct()
    assert set(without) == {
        "Fleet Phospho-soda / sodium phosphate enema",
        "Gaviscon Advance",
        "PLENVU / MOVIPREP",
        "Tums",
    }


def test_rows_from_memory_are_unverified_however_that_is_written() -> None:
    from_memory = {row["source"] for row in rows() if row["source"] == "R" or row["source"].startswith("R:")}
    unverified = Product.objects.filter(owner=None, verified=False)
    assert set(unverified.values_list("source", flat=True)) == from_memory
    assert unverified.count() == sum(row["source"].startswith("R") for row in rows())
    assert not product("Tums").verified
    assert product("Phillips' Original").verified


def test_only_labels_that_disagree_with_their_formula_or_hide_their_salt_need_review() -> None:
    review = Product.objects.filter(needs_review=True).values_list("name", flat=True)
    assert set(review) == {"Life Extension Neuro-Mag (Magtein)", "Magcorol P"}


def test_every_aluminium_antacid_is_known_as_one_even_when_the_flag_does_not_say_so() -> None:
    with_aluminium = Product.objects.filter(ingredients__ingredient="aluminium")
    assert with_aluminium.filter(name="Gaviscon Extra Strength liquid").exists()
    assert with_aluminium.filter(name__startswith="Gaviscon Regular Strength tablets").exists()
    assert with_aluminium.count() == 13
    assert {substance.value for substance in Substance} < set(Ingredient.objects.values_list("code", flat=True))


def test_a_carton_that_calls_hydroxide_citrate_is_not_a_citrate_product() -> None:
    with_citrate = Product.objects.filter(ingredients__ingredient="citrate")
    assert with_citrate.filter(name__startswith="Citrate of Magnesia").exists()
    assert not with_citrate.filter(name__startswith="Magnesia Cinfa").exists()


@pytest.mark.parametrize(
    "name",
    ["Magcorol P", "Citramag", "Natural Vitality CALM powder", "Magnesium Diasporal", "CLENPIQ", "Picolax", "Picoprep"],
)
def test_citrates_effervescents_and_what_holds_citric_acid_carry_citrate(name: str) -> None:
    assert product(name).ingredients.filter(ingredient="citrate").exists()


def test_a_sodium_phosphate_laxative_is_found_and_recorded_with_no_magnesium_at_all(
    person: Person, owner: User, now: datetime
) -> None:
    (fleet,) = search_products(None, "sodium phosphate")
    assert (fleet.category, fleet.retired) == ("laxative", False)
    assert search_products(None, "fleet", category="laxative") == [fleet]
    recorded = record_dose(
        person=person, by=owner, product_id=fleet.pk, amount=Decimal(1), unit="dose", taken_at=now, now=now
    )
    assert recorded.dose.elemental_mg == 0
    (seen,) = load_facts(person, now=now).doses
    assert seen.substances == (Substance.SODIUM_PHOSPHATE,)


def test_a_label_without_a_kidney_warning_never_shows_one() -> None:
    rolaids = product("Rolaids Ultra")
    assert rolaids.kidney_warning == ""
    assert rolaids.remark.startswith("no kidney warning on label; 595 mg/day max")
    assert product("CLENPIQ").kidney_warning == "contraindicated CrCl<30"


def test_dialysis_fluid_is_on_file_and_not_offered_as_something_to_take() -> None:
    assert product("Haemodialysis dialysate").retired
    assert not any("dialysate" in found.name for found in search_products(None, "dialysate"))


def test_names_carry_no_marks_of_the_file() -> None:
    assert not Product.objects.filter(name__contains="negative entry").exists()
    assert product("CLENPIQ").brand == "Ferring"
    assert product("CLENPIQ").market == "US"
    assert product("Magnesium oxide 400 mg tablet").brand == ""


def test_the_first_unit_is_the_one_a_person_would_say() -> None:
    def first(name: str) -> tuple[str, Decimal]:
        unit = product(name).units.all()[0]
        return unit.name, unit.usual_amount

    assert first("Phillips' Original") == ("mL", Decimal(30))
    assert first("Milk of Magnesia Concentrate") == ("mL", Decimal(10))
    assert first("Citrate of Magnesia") == ("mL", Decimal(296))
    assert first("Nature Made Magnesium 250") == ("tablet", Decimal(1))
    assert first("CALM capsules") == ("capsule", Decimal(3))


def test_sixty_millilitres_of_milk_are_the_four_label_units_of_its_daily_maximum(
    log_milk: Callable[..., Recorded],
) -> None:
    dose = log_milk(Decimal(60)).dose
    assert dose.label_units == Decimal(4) == dose.product.label_max_units_per_day
    assert dose.elemental_mg == Decimal(2000)
