"""/me/: the account that is signed in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import Person, User


def test_an_account_with_a_record(own: Api, owner: User, person: Person) -> None:
    answer = own.get("me/")
    assert data(answer) == {
        "id": str(owner.pk),
        "email": "ruth@example.org",
        "name": "Ruth Keller",
        "language": "en",
        "timezone": "UTC",
        "region": "US",
        "person": str(person.pk),
    }
    assert own.get("me/", If_None_Match=answer["ETag"]).status_code == 304


def test_an_account_that_only_cares_has_no_person_and_no_region(cares: Api) -> None:
    body = data(cares.get("me/"))
    assert (body["person"], body["region"]) == (None, None)


def test_an_account_can_be_changed(own: Api, person: Person) -> None:
    changes = {"name": "Ruth K.", "timezone": "Europe/Berlin", "region": "EU", "language": "en"}
    body = data(own.patch("me/", changes))
    assert {name: body[name] for name in changes} == changes
    assert data(own.get("me/")) == body
    person.refresh_from_db()
    assert person.region == "EU"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"email": "other@example.org"}, "/email", "read_only"),
        ({"id": "01890000-0000-7000-8000-000000000000"}, "/id", "read_only"),
        ({"person": "01890000-0000-7000-8000-000000000000"}, "/person", "read_only"),
        ({"is_staff": True}, "/is_staff", "unknown_field"),
        ({"timezone": "Mars/Olympus"}, "/timezone", "unknown_zone"),
        ({"language": "tlh"}, "/language", "invalid_choice"),
        ({"region": "CH"}, "/region", "invalid_choice"),
        ({"region": None}, "/region", "no_person"),
        ({"name": "x" * 121}, "/name", "max_length"),
    ],
)
def test_a_change_that_makes_no_sense_is_400(own: Api, changes: dict[str, Any], pointer: str, code: str) -> None:
    before = data(own.get("me/"))
    body = assert_problem(own.patch("me/", changes | {"name": changes.get("name", "R")}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert data(own.get("me/")) == before


def test_a_region_needs_a_record(cares: Api) -> None:
    body = assert_problem(cares.patch("me/", {"region": "UK"}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/region", "no_person")]
