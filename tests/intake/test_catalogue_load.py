"""Loading the catalogue: repeatable, all or nothing, and never at the cost of a dose."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from intake.models import Compound, Product, ProductUnit
from intake.selectors.products import dose_amounts, visible_products
from intake.services.catalogue import DEFAULT_PATH, CatalogueError, load_catalogue
from intake.services.catalogue.compounds import SALTS_PATH, read_salts
from intake.services.doses import Recorded

SHARED = Path(__file__).resolve().parents[3] / "shared" / "clinical"

pytestmark = pytest.mark.django_db
Row = dict[str, str]


def rows(path: Path = DEFAULT_PATH) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, content: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(content[0]))
        writer.writeheader()
        writer.writerows(content)
    return path


def product(begins: str) -> Product:
    """The product of that name, or the first whose name begins so."""
    return Product.objects.filter(owner=None, name__startswith=begins).order_by("name")[0]


def milligrams(name: str, amount: str, unit: str) -> Decimal | None:
    found = ProductUnit.objects.get(product=product(name), name=unit)
    return dose_amounts(found, Decimal(amount)).elemental_mg


def everything() -> list[tuple[object, ...]]:
    units = ProductUnit.objects.order_by("pk").values_list()
    return [*Product.objects.order_by("pk").values_list(), *units, *Compound.objects.order_by("pk").values_list()]


@pytest.mark.parametrize(("own", "shared"), [(DEFAULT_PATH, "catalogue.csv"), (SALTS_PATH, "magnesium_salts.csv")])
def test_the_projects_copies_are_the_files_that_the_design_gave(own: Path, shared: str) -> None:
    if not (SHARED / shared).exists():
        pytest.skip("the design's folder is not here")
    assert own.read_bytes() == (SHARED / shared).read_bytes()


def test_loading_again_changes_nothing(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    before = everything()
    with django_assert_max_num_queries(8):
        report = load_catalogue()
    assert (report.changes, report.unchanged) == (0, Product.objects.filter(owner=None).count())
    assert everything() == before


def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert f"0 new, 0 updated, 0 retired, {Product.objects.filter(owner=None).count()} unchanged" in out.getvalue()


def test_a_changed_row_keeps_its_id_and_shows_the_new_label(tmp_path: Path) -> None:
    content = rows()
    content[0]["elemental_mg_per_unit"] = "480"
    before = product("Phillips' Original")
    report = load_catalogue(write(tmp_path / "new.csv", content))
    assert (report.updated, report.created, report.retired) == (1, 0, 0)
    assert product("Phillips' Original").pk == before.pk
    assert milligrams("Phillips' Original", "30", "mL") == Decimal(960)


def test_a_product_that_leaves_the_file_is_retired_and_its_doses_stay(
    tmp_path: Path, log_milk: Callable[..., Recorded]
) -> None:
    dose = log_milk().dose
    report = load_catalogue(write(tmp_path / "shorter.csv", rows()[1:]))
    assert report.retired == 1
    dose.refresh_from_db()
    assert dose.product.retired
    assert not visible_products(None).filter(pk=dose.product_id).exists()
    assert load_catalogue(tmp_path / "shorter.csv").changes == 0


def test_a_product_that_comes_back_is_offered_again(tmp_path: Path) -> None:
    load_catalogue(write(tmp_path / "shorter.csv", rows()[1:]))
    assert load_catalogue().updated == 1
    assert not product("Phillips' Original").retired


def test_what_the_operator_added_survives_a_load(tmp_path: Path) -> None:
    mine = Product.objects.create(name="Ward mixture", category="laxative", search_text=" ward mixture |")
    load_catalogue()
    mine.refresh_from_db()
    assert not mine.retired


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("elemental_mg_per_unit", "-5", "'-5' is not an amount"),
        ("elemental_mg_per_unit", "NaN", "'NaN' is not an amount"),
        ("elemental_mg_per_unit", "about 500", "row 2"),
        ("category", "sweet", "sweet"),
        ("brand_market", "the moon", "the moon"),
        ("unit", "0 mL", "0 mL"),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_load_and_writes_nothing(
    tmp_path: Path, column: str, value: str, told: str
) -> None:
    content = rows()
    content[0][column] = value
    content[1]["elemental_mg_per_unit"] = "1"
    before = everything()
    with pytest.raises(CatalogueError, match=told):
        load_catalogue(write(tmp_path / "bad.csv", content))
    assert everything() == before


def test_a_row_that_is_there_twice_stops_the_load(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"row \d+"):
        load_catalogue(write(tmp_path / "twice.csv", [*rows(), rows()[0]]))


def test_a_salt_whose_stated_fraction_is_not_its_formulas_is_refused(tmp_path: Path) -> None:
    content = rows(SALTS_PATH)
    content[4]["elemental_fraction"] = "0.288271"
    with pytest.raises(CatalogueError, match="trihydrate"):
        read_salts(write(tmp_path / "salts.csv", content))
