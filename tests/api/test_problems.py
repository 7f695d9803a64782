"""Errors have one shape, whatever went wrong."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from rest_framework.exceptions import Throttled

from tests.api.conftest import Api, data
from tracker.models import Person, User

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "errors"}


def assert_problem(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem of this status and code; its body."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    body: dict[str, Any] = data(answer)
    assert set(body) == MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    return body


def test_without_a_session_the_answer_is_401_and_says_how_to_sign_in(db: None) -> None:
    answer = Api().get("me/")
    body = assert_problem(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == 'X-Session-Token realm="api"'
    assert body["instance"] == "/api/v1/me/"
    assert body["title"] == "Unauthorized"


def test_a_browser_session_writes_only_with_its_csrf_token(owner: User, person: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.get("/api/v1/me/").status_code == 200
    refused = browser.patch("/api/v1/me/", {"name": "R"}, content_type="application/json")
    assert_problem(refused, 403, "csrf_failed")  # type: ignore[arg-type]
    browser.cookies["csrftoken"] = token = "a" * 32
    allowed = browser.patch(
        "/api/v1/me/", {"name": "R"}, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert allowed.status_code == 200


def test_what_is_not_there_is_404(own: Api) -> None:
    assert_problem(own.get(f"people/{uuid4()}/"), 404, "not_found")


@pytest.mark.parametrize("path", ["people/7/", "people/not-an-id/doses/", "nothing/here/"])
def test_an_id_that_is_none_and_an_unknown_address_are_404_in_the_same_shape(own: Api, path: str) -> None:
    assert_problem(own.get(path), 404, "not_found")


def test_a_foreign_person_and_a_missing_one_look_the_same(own: Api, strange: Api, person: Person) -> None:
    foreign = data(strange.get(f"people/{person.pk}/"))
    missing = data(strange.get(f"people/{uuid4()}/"))
    assert foreign | {"instance": ""} == missing | {"instance": ""}


def test_a_method_that_an_address_lacks_is_405_with_those_that_it_has(own: Api) -> None:
    answer = own.delete("me/")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET, PATCH, HEAD, OPTIONS"


def test_only_json_is_read(own: Api) -> None:
    assert_problem(
        own.patch("me/", b"name=R", Content_Type="application/x-www-form-urlencoded"), 415, "unsupported_media_type"
    )


def test_only_json_is_answered(own: Api) -> None:
    assert_problem(own.get("me/", Accept="text/html"), 406, "not_acceptable")


def test_a_crash_is_500_and_gives_nothing_away(own: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret 24 mL/min")

    monkeypatch.setattr("tracker.api.me.one_object", crash)
    answer = own.get("me/")
    assert_problem(answer, 500, "error")
    assert b"secret" not in answer.content


def test_all_that_is_wrong_is_said_at_once_and_where(own: Api, person: Person) -> None:
    answer = own.post(f"people/{person.pk}/doses/", {"amount": True, "~/x": 1, "unit": 5})
    body = assert_problem(answer, 400, "invalid")
    found = {(error["pointer"], error["code"]) for error in body["errors"]}
    assert found == {
        ("/product", "required"),
        ("/taken_at", "required"),
        ("/amount", "invalid"),
        ("/unit", "invalid"),
        ("/~0~1x", "unknown_field"),
    }


def test_a_nested_value_is_pointed_at_by_its_place(own: Api) -> None:
    unit = {"unit": "tablet", "elemental_mg": "NaN"}
    body = {"name": "Mag", "category": "supplement", "units": [unit]}
    found = assert_problem(own.post("products/", body), 400, "invalid")["errors"]
    assert [(error["pointer"], error["code"]) for error in found] == [("/units/0/elemental_mg", "invalid")]


def test_what_a_service_refuses_is_pointed_at_in_the_terms_of_the_request(own: Api) -> None:
    unit = {"unit": "tablet", "elemental_mg": 500, "compound": "magnesium oxide", "compound_mg": 100}
    body = {"name": "Mag", "category": "supplement", "units": [unit]}
    found = assert_problem(own.post("products/", body), 400, "invalid")["errors"]
    assert [(error["pointer"], error["code"]) for error in found] == [("/units/0/elemental_mg", "more_than_compound")]


def test_who_asks_too_often_is_told_when_to_come_back(own: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(*args: object) -> None:
        raise Throttled(wait=12)

    monkeypatch.setattr("tracker.api.me.MeView.check_throttles", wait)
    answer = own.get("me/")
    assert_problem(answer, 429, "throttled")
    assert answer["Retry-After"] == "12"
