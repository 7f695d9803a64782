"""/products/: the catalogue and one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import Product
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import Person, User, new_id

TABLET: dict[str, Any] = {
    "name": "Corner shop magnesium",
    "category": "supplement",
    "units": [{"unit": "tablet", "elemental_mg": "250"}],
}


def test_milk_of_mag_finds_milk_of_magnesia(own: Api, milk: Product) -> None:
    results = data(own.get("products/?search=milk of mag"))["results"]
    assert results
    assert all("milk of mag" in row["name"].lower() for row in results[:1])
    assert str(milk.pk) in {row["id"] for row in results}


def test_a_product_is_shown_as_the_contract_says(own: Api, milk: Product) -> None:
    answer = own.get(f"products/{milk.pk}/")
    body = data(answer)
    assert set(body) >= {
        "name", "brand", "market", "category", "form", "units", "label_max_units_per_day", "kidney_warning",
        "source", "verified", "other",
    }  # fmt: skip
    units = {unit["unit"]: (unit["per_amount"], unit["elemental_mg"]) for unit in body["units"]}
    assert units["mL"] == ("15.0", "500.0")
    assert body["own"] is False
    assert own.get(f"products/{milk.pk}/", If_None_Match=answer["ETag"]).status_code == 304


def test_a_search_is_read_page_by_page(own: Api, catalogue: None) -> None:
    whole = [row["id"] for row in data(own.get("products/?page_size=20"))["results"]]
    page = data(own.get("products/?page_size=10"))
    assert page["previous"] is None
    following = data(own.get(page["next"]))
    assert [row["id"] for row in page["results"] + following["results"]] == whole
    assert data(own.get(following["previous"]))["results"] == page["results"]


def test_a_category_narrows_the_search(own: Api, catalogue: None) -> None:
    assert {row["category"] for row in data(own.get("products/?category=antacid"))["results"]} == {"antacid"}


def test_a_search_that_finds_nothing_is_an_empty_page(own: Api, catalogue: None) -> None:
    assert data(own.get("products/?search=qqqqq")) == {"results": [], "next": None, "previous": None}


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("category=sweets", "/category", "invalid_choice"),
        ("search=" + "x" * 101, "/search", "max_length"),
        ("search=a%00b", "/search", "null_characters_not_allowed"),
        ("cursor=-1", "/cursor", "bad_cursor"),
        ("cursor=99999", "/cursor", "bad_cursor"),
        ("barcode=4006381333931", "/barcode", "unknown_field"),
    ],
)
def test_a_query_that_makes_no_sense_is_400(own: Api, query: str, pointer: str, code: str) -> None:
    body = assert_problem(own.get(f"products/?{query}"), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]


def test_a_page_of_fifty_products_costs_as_many_queries_as_one_of_two(own: Api, catalogue: None) -> None:
    def cost(size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            own.get(f"products/?page_size={size}")
        return len(queries)

    assert cost(50) == cost(2)


def test_a_product_of_ones_own_is_found_by_nobody_else(own: Api, cares: Api, strange: Api) -> None:
    made = own.post("products/", TABLET)
    assert made.status_code == 201
    product = data(made)
    assert (product["own"], product["verified"]) == (True, False)
    assert product["units"] == [
        {"unit": "tablet", "per_amount": "1.0", "elemental_mg": "250.0", "compound": "", "compound_mg": None}
    ]
    path = f"products/{product['id']}/"
    assert data(own.get(path)) == product
    for somebody in (cares, strange):
        assert_problem(somebody.get(path), 404, "not_found")
        assert data(somebody.get("products/?search=corner shop"))["results"] == []


def test_a_volume_also_takes_ml(own: Api) -> None:
    syrup = TABLET | {"units": [{"unit": "15 mL", "elemental_mg": 500}]}
    units = data(own.post("products/", syrup))["units"]
    assert ("mL", "15.0", "500.0") in [(unit["unit"], unit["per_amount"], unit["elemental_mg"]) for unit in units]


def test_the_same_key_again_makes_no_second_product(own: Api) -> None:
    first, again = (own.post("products/", TABLET, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert data(first) == data(again)
    assert Product.objects.filter(owner__isnull=False).count() == 1


def test_what_else_is_in_a_product_is_kept_with_its_amount(own: Api) -> None:
    other = [{"ingredient": "aluminium", "mg": "160.0"}, {"ingredient": "citrate"}]
    product = data(own.post("products/", TABLET | {"other": other}))
    assert product["other"] == [{"ingredient": "aluminium", "mg": "160.0"}, {"ingredient": "citrate", "mg": None}]
    assert data(own.get(f"products/{product['id']}/"))["other"] == product["other"]


def test_what_the_label_tells_need_not_be_said_again(own: Api) -> None:
    units = [{"unit": "tablet", "compound": "magnesium citrate", "compound_mg": 500}]
    product = data(own.post("products/", TABLET | {"units": units}))
    assert product["other"] == [{"ingredient": "citrate", "mg": None}]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"other": [{"ingredient": "gold"}]}, "/other/0/ingredient", "invalid_choice"),
        ({"other": [{"ingredient": "aluminium", "mg": 0}]}, "/other", "out_of_range"),
        ({"other": [{"ingredient": "citrate"}, {"ingredient": "citrate"}]}, "/other", "twice"),
        ({"other": [{"ingredient": "citrate", "g": 1}]}, "/other/0/g", "unknown_field"),
        ({"name": ""}, "/name", "blank"),
        ({"category": "sweets"}, "/category", "invalid_choice"),
        ({"units": []}, "/units", "min_length"),
        ({"units": [{"unit": "tablet"}, {"unit": "mL"}]}, "/units", "max_length"),
        ({"units": "tablet"}, "/units", "not_a_list"),
        ({"units": [{"unit": "tablet", "elemental_mg": -1}]}, "/units/0/elemental_mg", "negative"),
        ({"units": [{"unit": "tablet", "elemental_mg": 60_000}]}, "/units/0/elemental_mg", "too_large"),
        ({"units": [{"unit": "tablet", "mg": 1}]}, "/units/0/mg", "unknown_field"),
        ({"verified": True}, "/verified", "read_only"),
        ({"id": "01890000-0000-7000-8000-000000000000"}, "/id", "read_only"),
        ({"owner": 1}, "/owner", "unknown_field"),
    ],
)
def test_a_label_that_makes_no_sense_is_400(own: Api, changes: dict[str, Any], pointer: str, code: str) -> None:
    body = assert_problem(own.post("products/", TABLET | changes), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert not Product.objects.filter(owner__isnull=False).exists()


def test_who_has_no_record_has_no_product_either(cares: Api) -> None:
    body = assert_problem(cares.post("products/", TABLET), 400, "invalid")
    assert body["errors"][0]["code"] == "no_person"


def test_a_product_that_is_not_there_is_404(own: Api) -> None:
    assert_problem(own.get(f"products/{new_id()}/"), 404, "not_found")


def test_the_private_product_of_another_person_is_404(own: Api, api: Callable[[User], Api], outsider: User) -> None:
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    product = data(api(outsider).post("products/", TABLET))
    assert Product.objects.get(pk=product["id"]).owner_id == theirs.pk
    assert_problem(own.get(f"products/{product['id']}/"), 404, "not_found")
