"""The same dose sent twice is one dose: by its id, by Idempotency-Key, in parallel."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from intake.models import Dose, Product
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import IdempotentRequest, Person, User, new_id

KEY = "6c7f2a1e"


@pytest.fixture
def dose(milk: Product, now: datetime) -> dict[str, Any]:
    """30 mL of milk of magnesia, a minute ago."""
    return {"product": str(milk.pk), "amount": 30, "unit": "mL", "taken_at": (now - timedelta(minutes=1)).isoformat()}


@pytest.fixture
def path(person: Person) -> str:
    """Where doses go."""
    return f"people/{person.pk}/doses/"


def test_the_same_id_and_body_again_is_200_with_the_first_result(own: Api, path: str, dose: dict[str, Any]) -> None:
    dose["id"] = str(new_id())
    first, again = own.post(path, dose), own.post(path, dose | {"amount": "30.00"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert data(first) == data(again)
    assert data(first)["dose"]["id"] == dose["id"]
    assert Dose.objects.count() == 1


def test_the_same_id_with_another_body_is_409(own: Api, path: str, dose: dict[str, Any]) -> None:
    dose["id"] = str(new_id())
    own.post(path, dose)
    assert_problem(own.post(path, dose | {"amount": 15}), 409, "conflict")
    assert Dose.objects.count() == 1


def test_an_id_of_somebody_elses_dose_is_409_and_shows_nothing(
    own: Api, path: str, dose: dict[str, Any], api: Callable[[User], Api], outsider: User
) -> None:
    dose["id"] = str(new_id())
    own.post(path, dose)
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    answer = api(outsider).post(f"people/{theirs.pk}/doses/", dose)
    assert_problem(answer, 409, "conflict")
    assert b"Ruth" not in answer.content


def test_the_same_key_and_body_again_is_200_with_the_first_answer(own: Api, path: str, dose: dict[str, Any]) -> None:
    first, again = own.post(path, dose, Idempotency_Key=KEY), own.post(path, dose, Idempotency_Key=KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert data(first) == data(again)
    assert first["ETag"] == again["ETag"] == '"1"'
    assert Dose.objects.count() == 1


def test_the_same_key_with_another_body_is_422(own: Api, path: str, dose: dict[str, Any]) -> None:
    own.post(path, dose, Idempotency_Key=KEY)
    assert_problem(own.post(path, dose | {"amount": 15}, Idempotency_Key=KEY), 422, "key_reused")
    assert Dose.objects.count() == 1


def test_the_same_key_for_another_address_is_422(own: Api, path: str, person: Person, dose: dict[str, Any]) -> None:
    own.post(path, dose, Idempotency_Key=KEY)
    assert_problem(own.post(f"people/{person.pk}/kidney-readings/", dose, Idempotency_Key=KEY), 422, "key_reused")


def test_a_key_belongs_to_one_account(
    own: Api, path: str, dose: dict[str, Any], api: Callable[[User], Api], outsider: User
) -> None:
    own.post(path, dose, Idempotency_Key=KEY)
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    assert api(outsider).post(f"people/{theirs.pk}/doses/", dose, Idempotency_Key=KEY).status_code == 201


def test_a_request_that_failed_leaves_its_key_free(own: Api, path: str, dose: dict[str, Any]) -> None:
    assert_problem(own.post(path, dose | {"amount": 0}, Idempotency_Key=KEY), 400, "invalid")
    assert not IdempotentRequest.objects.exists()
    assert own.post(path, dose, Idempotency_Key=KEY).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "a\tb", "ü"])
def test_a_key_is_short_and_printable(own: Api, path: str, dose: dict[str, Any], key: str) -> None:
    body = assert_problem(own.post(path, dose, Idempotency_Key=key), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/Idempotency-Key", "bad_key")]


def send_at_once(times: int, send: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """The same request from many threads, each with a connection of its own."""

    def run(_: int) -> HttpResponse:
        try:
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.parametrize("how", ["id", "key"])
@pytest.mark.django_db(transaction=True)
def test_fifty_identical_submits_at_once_are_one_dose(own: Api, path: str, dose: dict[str, Any], how: str) -> None:
    headers = {"Idempotency_Key": KEY} if how == "key" else {}
    body = dose | ({"id": str(new_id())} if how == "id" else {})
    token = own.headers["X-Session-Token"]
    answers = send_at_once(50, lambda: Api(token).post(path, body, **headers))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert all(data(answer) == data(answers[0]) for answer in answers)
    assert Dose.objects.count() == 1
