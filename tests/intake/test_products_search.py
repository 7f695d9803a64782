"""Finding a product by what a person remembers of its box."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from intake.models import Product
from intake.selectors.products import search_products, visible_products
from intake.selectors.search_text import MOST_LETTERS, build_search_text
from intake.services.products import create_product
from tracker.models import Person, User
from tracker.services.people import open_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(outsider: User, now: datetime) -> Person:
    return open_person(account=outsider, name="Otto", now=now)


def own(person: Person, name: str, now: datetime, brand: str = "") -> Product:
    return create_product(
        owner=person, name=name, brand=brand, category="supplement", unit="tablet", per_amount=Decimal(1), now=now
    )


def names(person: Person | None, query: str, category: str = "") -> list[str]:
    return [product.name for product in search_products(person, query, category=category)]


def test_milk_of_mag_finds_milk_of_magnesia_before_anything_else() -> None:
    found = names(None, "milk of mag")
    assert found[0].startswith("Milk of Magnesia")
    assert all("Milk of Magnesia" in name for name in found[:5])
    assert "Phillips' Original Milk of Magnesia" in found[:5]


def test_of_one_name_the_strength_sold_at_home_comes_first(person: Person) -> None:
    found = names(person, "magnesia milk")
    assert found.index("Phillips' Original Milk of Magnesia") < found.index("Phillips' Milk of Magnesia")
    person.region = "UK"
    assert names(person, "magnesia milk")[0] == "Phillips' Milk of Magnesia"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mom", "Gentle Laxative (Equate cherry MoM)"),
        ("mom", "Phillips' Original Milk of Magnesia"),
        ("epsom", "Epsom salt oral (Equate)"),
        ("maalox", "Maalox 175 mg/200 mg suspension"),
        ("mgo", "Magnesium oxide 400 mg tablet"),
        ("bayer milk", "Phillips' Original Milk of Magnesia"),
        ("PHILLIPS’ ORIG", "Phillips' Original Milk of Magnesia"),
        ("mílk öf mägnésia", "Milk of Magnesia Concentrate (PAI)"),
        ("magnesia milk", "Milk of Magnesia Concentrate (PAI)"),
        ("slowmag", "Slow-Mag (older) / Slow Magnesium-Calcium 535 mg"),
        ("doans", "Doan's Extra Strength"),
        ("magnesium citrate", "Citrate of Magnesia / magnesium citrate oral solution 1.745 g per fl oz"),
        ("aluminum antacid", "Maximum Strength Antacid 800/800/80"),
        ("magnesium sulphate", "SUPREP"),
    ],
)
def test_a_product_is_found_by_the_words_people_use(query: str, expected: str) -> None:
    assert expected in names(None, query)


def test_names_that_begin_with_the_query_come_first_then_names_that_hold_it_then_the_rest() -> None:
    found = names(None, "gaviscon")
    assert all(name.startswith("Gaviscon") for name in found)
    by_salt = names(None, "magnesium hydroxide")
    assert by_salt[0].startswith("Magnesium Hydroxide Mixture")
    assert "Gelusil" in by_salt[2:]


def test_verified_products_come_before_unverified_ones_of_the_same_rank() -> None:
    verified = [product.verified for product in search_products(None, "nature")]
    assert verified == sorted(verified, reverse=True)
    assert [product.verified for product in search_products(None, "gaviscon")] == [True, True, True, False, False]


@pytest.mark.parametrize("query", ["milk xylophone", "agnesia", "%", "_", "'; --", "\x00", "!!!"])
def test_every_word_must_match_and_signs_are_no_wildcards(query: str) -> None:
    assert names(None, query) == []


def test_a_blank_query_lists_products_and_a_kind_narrows_them() -> None:
    assert len(search_products(None, "  ", limit=1000)) == Product.objects.filter(owner=None, retired=False).count()
    assert len(search_products(None, "", limit=5)) == 5
    preparations = search_products(None, "", category="bowel_preparation", limit=50)
    assert {product.category for product in preparations} == {"bowel_preparation"}
    assert names(None, "milk of mag", category="antacid") == []


def test_own_products_are_found_and_other_peoples_never(person: Person, stranger: Person, now: datetime) -> None:
    mine = own(person, "Zebra magnesium", now, brand="Kräuterhaus")
    own(stranger, "Zebra powder", now)
    assert search_products(person, "zebra") == [mine]
    assert search_products(person, "krauterhaus") == [mine]
    assert search_products(None, "zebra") == []
    assert set(visible_products(stranger).filter(owner__isnull=False).values_list("name", flat=True)) == {
        "Zebra powder"
    }


def test_withdrawn_products_are_not_found() -> None:
    Product.objects.filter(name="Gelusil").update(retired=True)
    assert names(None, "gelusil") == []


def test_among_ten_thousand_products_two_queries_are_enough(
    django_assert_num_queries: DjangoAssertNumQueries, person: Person
) -> None:
    Product.objects.bulk_create(
        Product(name=f"Filler {i}", category="drink", search_text=build_search_text(f"Filler {i}", ["magnesium"]))
        for i in range(10_000)
    )
    with django_assert_num_queries(2):
        found = search_products(person, "milk of mag")
        shown = [[unit.name for unit in product.units.all()] for product in found]
    assert found[0].name.startswith("Milk of Magnesia")
    assert all(shown)


def test_text_of_any_length_and_script_fits_its_column(person: Person, now: datetime) -> None:
    product = own(person, "ﷺ" * 160, now, brand="ß" * 120)
    assert len(product.search_text) <= MOST_LETTERS
    assert own(person, "★", now).search_text
    found = own(person, "酸化マグネシウム錠", now)
    assert search_products(person, "酸化マグ") == [found]
