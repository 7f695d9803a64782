"""/people/{p}/limits/: what a prescriber allows, of one product or of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from intake.models import Product
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, Person, PrescriberLimit, Scope, User
from tracker.selectors.health import limit_facts
from tracker.services.people import open_person

ALLOWED = {"elemental_mg_per_day": "120", "prescriber": "Dr. May", "from": "2026-01-01", "until": "2026-12-31"}


@pytest.fixture
def path(person: Person) -> str:
    """Where limits are."""
    return f"people/{person.pk}/limits/"


def test_a_limit_for_one_product_is_kept_with_who_allowed_it_and_until_when(own: Api, path: str, milk: Product) -> None:
    answer = own.post(path, {**ALLOWED, "product": str(milk.pk)})
    assert answer.status_code == 201
    (row,) = data(own.get(path))["results"]
    assert row == data(answer)
    assert row.pop("id")
    assert row.pop("recorded_at").endswith("Z")
    assert row == {**ALLOWED, "elemental_mg_per_day": "120.0", "product": str(milk.pk)}


def test_a_limit_without_a_product_is_for_all(own: Api, path: str, person: Person) -> None:
    assert data(own.post(path, ALLOWED))["product"] is None
    (fact,) = limit_facts(person)
    assert (fact.product_id, fact.elemental_mg_per_day, fact.prescriber) == (None, Decimal(120), "Dr. May")


def test_the_very_same_limit_is_filed_once_until_it_is_taken_back(own: Api, path: str) -> None:
    first, second = own.post(path, ALLOWED), own.post(path, ALLOWED)
    assert (first.status_code, second.status_code) == (201, 200)
    assert data(first) == data(second)
    assert own.post(path, {**ALLOWED, "elemental_mg_per_day": "119"}).status_code == 201
    assert own.delete(f"{path}{data(first)['id']}/").status_code == 204
    assert own.post(path, ALLOWED).status_code == 201


def test_what_began_last_comes_first(own: Api, path: str) -> None:
    for month in ("02", "03", "01"):
        own.post(path, {**ALLOWED, "from": f"2026-{month}-01"})
    assert [row["from"][5:7] for row in data(own.get(path))["results"]] == ["03", "02", "01"]


def test_an_own_product_can_be_allowed_and_another_persons_cannot(
    own: Api, path: str, person: Person, outsider: User, now: datetime
) -> None:
    other = open_person(account=outsider, name="Otto", now=now)
    mine, foreign = (
        Product.objects.create(name="Mag", category="supplement", owner=owner) for owner in (person, other)
    )
    assert own.post(path, {**ALLOWED, "product": str(mine.pk)}).status_code == 201
    (error,) = assert_problem(own.post(path, {**ALLOWED, "product": str(foreign.pk)}), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == ("/product", "unknown_product")


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "a product that nobody knows": ({"product": str(uuid4())}, "/product", "unknown_product"),
    "a product that is no id": ({"product": "milk"}, "/product", "invalid"),
    "nothing": ({"elemental_mg_per_day": 0}, "/elemental_mg_per_day", "out_of_range"),
    "more than any label": ({"elemental_mg_per_day": 10001}, "/elemental_mg_per_day", "out_of_range"),
    "nobody": ({"prescriber": ""}, "/prescriber", "blank"),
    "a long name": ({"prescriber": "x" * 121}, "/prescriber", "max_length"),
    "no end": ({"until": None}, "/until", "null"),
    "an end before the start": ({"until": "2025-12-31"}, "/until", "ends_before_start"),
    "a start that is an instant": ({"from": "2026-01-01T00:00:00Z"}, "/from", "invalid"),
    "the name of a column": ({"valid_from": "2026-01-01"}, "/valid_from", "unknown_field"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_limit_that_makes_no_sense_is_400_and_nothing_is_stored(own: Api, path: str, case: str) -> None:
    said, pointer, code = BAD[case]
    (error,) = assert_problem(own.post(path, {**ALLOWED, **said}), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert not PrescriberLimit.objects.exists()


def test_a_limit_that_was_taken_back_authorises_nothing_and_stays_on_file(
    own: Api, path: str, person: Person, owner: User
) -> None:
    waiting = Change.objects.filter(person=person).count()
    limit = data(own.post(path, ALLOWED))
    assert own.delete(f"{path}{limit['id']}/").status_code == 204
    assert limit_facts(person) == ()
    assert data(own.get(path))["results"] == []
    assert PrescriberLimit.objects.get().retracted_by == owner
    kinds = Change.objects.filter(person=person).order_by("seq").values_list("kind", "action")
    assert list(kinds)[waiting:] == [("limit", "created"), ("limit", "ended")]


def test_the_same_key_again_files_no_second_limit(own: Api, path: str) -> None:
    first, again = (own.post(path, ALLOWED, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert PrescriberLimit.objects.count() == 1


def test_a_carer_reads_with_the_scope_for_health_and_files_only_as_manager(
    cares: Api, path: str, carer: User, allow: Callable[..., Grant]
) -> None:
    assert data(cares.get(path))["results"] == []
    assert AccessEntry.objects.filter(actor=carer, what="limits").count() == 1
    allow(Scope.SEE_HEALTH, Scope.RECORD_DOSES)
    assert_problem(cares.post(path, ALLOWED), 404, "not_found")
    allow(Scope.MANAGE)
    assert cares.post(path, ALLOWED).status_code == 201


def test_an_outsider_finds_nothing(own: Api, strange: Api, path: str) -> None:
    limit = data(own.post(path, ALLOWED))
    assert_problem(strange.get(path), 404, "not_found")
    assert_problem(strange.delete(f"{path}{limit['id']}/"), 404, "not_found")
