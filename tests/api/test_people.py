"""/people/ and /people/{p}/: whom one may see, and how much of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, Person, Scope, User
from tracker.services.people import grant_access, revoke_grant

ALL_SCOPES = ["see_alerts", "see_doses", "see_health", "record_doses", "manage"]


def test_one_sees_oneself(own: Api, person: Person) -> None:
    assert data(own.get("people/")) == {
        "results": [{"id": str(person.pk), "name": "Ruth Keller", "relation": "self", "scopes": ALL_SCOPES}],
        "next": None,
        "previous": None,
    }


def test_a_carer_sees_whom_they_care_for_and_what_they_may_do(cares: Api, person: Person) -> None:
    scopes = ["see_alerts", "see_doses", "see_health"]
    assert data(cares.get("people/"))["results"] == [
        {"id": str(person.pk), "name": "Ruth Keller", "relation": "carer", "scopes": scopes}
    ]


def test_an_outsider_sees_nobody(strange: Api) -> None:
    assert data(strange.get("people/"))["results"] == []


def test_people_come_in_the_order_of_their_names_page_by_page(
    api: Callable[[User], Api], carer: User, now: datetime
) -> None:
    for name in ("Zoe", "Ada", "Ada", "Max"):
        somebody = Person.objects.create(name=name)
        grant_access(person=somebody, carer=carer, by=None, scopes=[Scope.SEE_ALERTS], now=now)
    anna = api(carer)
    page = data(anna.get("people/?page_size=2"))
    following = data(anna.get(page["next"]))
    assert [row["name"] for row in page["results"] + following["results"]] == ["Ada", "Ada", "Max", "Zoe"]
    assert len({row["id"] for row in page["results"] + following["results"]}) == 4
    assert following["next"] is None
    assert data(anna.get(following["previous"]))["results"] == page["results"]


def test_a_revoked_grant_is_over_with_the_next_request(cares: Api, person: Person, carer: User, now: datetime) -> None:
    assert cares.get(f"people/{person.pk}/").status_code == 200
    revoke_grant(grant=Grant.objects.get(carer=carer), now=now)
    assert_problem(cares.get(f"people/{person.pk}/"), 404, "not_found")
    assert data(cares.get("people/"))["results"] == []


def test_an_expired_grant_is_over(cares: Api, person: Person, carer: User, now: datetime) -> None:
    Grant.objects.filter(carer=carer).update(valid_from=now - timedelta(days=2), valid_until=now - timedelta(seconds=1))
    assert_problem(cares.get(f"people/{person.pk}/"), 404, "not_found")


def test_a_person_is_shown_as_the_contract_says(own: Api, person: Person) -> None:
    answer = own.get(f"people/{person.pk}/")
    assert data(answer) == {
        "id": str(person.pk),
        "name": "Ruth Keller",
        "birth_date": "1948-03-12",
        "sex": "female",
        "timezone": "America/New_York",
        "region": "US",
        "declared_kidney_disease": "yes",
        "weight_kg": None,
    }
    assert own.get(f"people/{person.pk}/", If_None_Match=answer["ETag"]).status_code == 304


def test_without_the_scope_for_health_its_fields_are_null(
    cares: Api, person: Person, allow: Callable[..., Grant]
) -> None:
    allow(Scope.SEE_ALERTS, Scope.SEE_DOSES)
    body = data(cares.get(f"people/{person.pk}/"))
    assert body["name"] == "Ruth Keller"
    assert {body[name] for name in ("birth_date", "sex", "declared_kidney_disease", "weight_kg")} == {None}


def test_a_carers_look_is_written_down_and_ones_own_is_not(own: Api, cares: Api, person: Person, carer: User) -> None:
    own.get(f"people/{person.pk}/")
    cares.get(f"people/{person.pk}/")
    assert list(AccessEntry.objects.values_list("actor_id", "what")) == [(carer.pk, "person")]


def test_what_is_known_about_a_person_can_be_changed_and_is_judged_again(own: Api, person: Person) -> None:
    waiting = Change.objects.filter(person=person).count()
    changes = {"name": "Ruth K.", "weight_kg": "70.5", "timezone": "Europe/Berlin", "region": "EU", "sex": None}
    body = data(own.patch(f"people/{person.pk}/", changes))
    assert {name: body[name] for name in changes} == changes
    assert data(own.get(f"people/{person.pk}/")) == body
    assert Change.objects.filter(person=person).count() == waiting + 1


def test_an_empty_change_changes_nothing(own: Api, person: Person) -> None:
    waiting = Change.objects.filter(person=person).count()
    assert own.patch(f"people/{person.pk}/", {}).status_code == 200
    assert Change.objects.filter(person=person).count() == waiting


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"timezone": "Mars/Olympus"}, "/timezone", "unknown_zone"),
        ({"timezone": None}, "/timezone", "null"),
        ({"region": "CH"}, "/region", "invalid_choice"),
        ({"sex": "unknown"}, "/sex", "invalid_choice"),
        ({"declared_kidney_disease": True}, "/declared_kidney_disease", "invalid_choice"),
        ({"birth_date": "2190-01-01"}, "/birth_date", "in_future"),
        ({"birth_date": "12.03.1948"}, "/birth_date", "invalid"),
        ({"birth_date": "19480312"}, "/birth_date", "invalid"),
        ({"weight_kg": 0}, "/weight_kg", "out_of_range"),
        ({"weight_kg": "70.55"}, "/weight_kg", "max_decimal_places"),
        ({"name": " "}, "/name", "blank"),
        ({"id": "01890000-0000-7000-8000-000000000000"}, "/id", "read_only"),
        ({"account": None}, "/account", "unknown_field"),
        ({"is_demo": True}, "/is_demo", "unknown_field"),
    ],
)
def test_a_change_that_makes_no_sense_is_400(
    own: Api, person: Person, changes: dict[str, Any], pointer: str, code: str
) -> None:
    before = data(own.get(f"people/{person.pk}/"))
    body = assert_problem(own.patch(f"people/{person.pk}/", changes), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert data(own.get(f"people/{person.pk}/")) == before


def test_only_who_manages_may_change(cares: Api, person: Person, allow: Callable[..., Grant]) -> None:
    assert_problem(cares.patch(f"people/{person.pk}/", {"name": "R"}), 404, "not_found")
    allow(Scope.MANAGE)
    assert data(cares.patch(f"people/{person.pk}/", {"name": "R"}))["name"] == "R"
