"""POST /people/{p}/sync/: the outbox of a phone arrives once, whatever else is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from intake.models import Dose, Product
from intake.services.doses import Recorded, correct_dose, void_dose
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import Grant, Person, Scope, User, new_id


@pytest.fixture
def path(person: Person) -> str:
    """Where outboxes go."""
    return f"people/{person.pk}/sync/"


@pytest.fixture
def dose(milk: Product, now: datetime) -> Callable[..., dict[str, Any]]:
    """A dose of milk of magnesia, some minutes ago."""

    def make(minutes: int = 1, **more: Any) -> dict[str, Any]:
        taken_at = (now - timedelta(minutes=minutes)).isoformat()
        return {"id": str(new_id()), "product": str(milk.pk), "amount": 15, "unit": "mL", "taken_at": taken_at} | more

    return make


MakeDose = Callable[..., dict[str, Any]]


def sync(client: Api, path: str, doses: list[Any]) -> list[dict[str, Any]]:
    """Send an outbox."""
    answer = client.post(path, {"doses": doses})
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = data(answer)["results"]
    return results


def words(results: list[dict[str, Any]]) -> list[str]:
    return [result["result"] for result in results]


def test_an_outbox_is_applied_in_the_order_sent_with_verdicts(own: Api, path: str, dose: MakeDose) -> None:
    doses = [dose(30), dose(20), dose(10)]
    results = sync(own, path, doses)
    assert words(results) == ["applied"] * 3
    assert [result["id"] for result in results] == [one["id"] for one in doses]
    assert [result["verdict"]["total_after_mg"] for result in results] == ["500.0", "1000.0", "1500.0"]
    shown = data(own.get(f"{path.replace('sync', 'doses')}{doses[0]['id']}/"))
    assert results[0]["dose"].items() <= shown.items()


def test_an_outbox_sent_again_is_a_duplicate_with_the_first_answers(own: Api, path: str, dose: MakeDose) -> None:
    doses = [dose(20), dose(10)]
    first, again = sync(own, path, doses), sync(own, path, doses)
    assert words(again) == ["duplicate", "duplicate"]
    assert [result["verdict"] for result in again] == [result["verdict"] for result in first]
    assert Dose.objects.count() == 2


def test_the_same_dose_twice_in_one_outbox_is_one_dose(own: Api, path: str, dose: MakeDose) -> None:
    one = dose()
    assert words(sync(own, path, [one, one, one | {"amount": 30}])) == ["applied", "duplicate", "conflict"]
    assert Dose.objects.count() == 1


def test_a_dose_that_came_by_post_is_a_duplicate_in_an_outbox(own: Api, path: str, dose: MakeDose) -> None:
    one = dose()
    own.post(path.replace("sync", "doses"), one)
    assert words(sync(own, path, [one])) == ["duplicate"]


BAD: list[Any] = [
    None,
    7,
    "dose",
    [],
    {},
    {"id": "x"},
]


def test_a_bad_one_spoils_no_other(own: Api, path: str, dose: MakeDose) -> None:
    bad = [
        *BAD,
        dose(amount=0),
        dose(amount="many"),
        dose(unit="barrel"),
        dose(product=str(new_id())),
        dose(-60),
        dose(taken_at="2026-03-01T08:30:00"),
        dose(note="x" * 301),
        dose(colour="red"),
    ]
    doses = [one for spoilt in bad for one in (dose(), spoilt)]
    results = sync(own, path, doses)
    assert words(results) == ["applied", "rejected"] * len(bad)
    assert Dose.objects.count() == len(bad)
    assert all(result["errors"] for result in results[1::2])


@pytest.mark.parametrize(
    ("spoilt", "pointer", "code"),
    [
        ({"amount": 0}, "/amount", "not_positive"),
        ({"taken_at": "2026-03-01T08:30:00"}, "/taken_at", "offset_required"),
        ({"taken_at": "2150-03-01T08:30:00Z"}, "/taken_at", "in_future"),
        ({"colour": "red"}, "/colour", "unknown_field"),
        ({"version": 3}, "/version", "read_only"),
    ],
)
def test_what_is_wrong_is_said_as_in_a_problem_with_a_pointer_into_the_dose(
    own: Api, path: str, dose: MakeDose, spoilt: dict[str, Any], pointer: str, code: str
) -> None:
    one = dose(**spoilt)
    (result,) = sync(own, path, [one])
    assert (result["id"], result["result"]) == (one["id"], "rejected")
    assert [(error["pointer"], error["code"]) for error in result["errors"]] == [(pointer, code)]
    assert result["errors"][0]["detail"]


def test_an_id_is_needed(own: Api, path: str, dose: MakeDose) -> None:
    one = dose()
    del one["id"]
    (result,) = sync(own, path, [one])
    assert result["id"] is None
    assert [(error["pointer"], error["code"]) for error in result["errors"]] == [("/id", "required")]


def test_a_rejected_dose_may_be_sent_again_under_its_id_when_it_is_right(own: Api, path: str, dose: MakeDose) -> None:
    one = dose()
    assert words(sync(own, path, [one | {"amount": 0}])) == ["rejected"]
    assert words(sync(own, path, [one])) == ["applied"]


def test_a_conflict_shows_the_servers_copy(
    own: Api, path: str, dose: MakeDose, person: Person, owner: User, now: datetime
) -> None:
    one = dose()
    sync(own, path, [one])
    correct_dose(person=person, dose_id=one["id"], by=owner, expected_version=1, now=now, amount=Decimal(10))
    (same,) = sync(own, path, [one])
    assert (same["result"], same["dose"]["amount"], same["dose"]["version"]) == ("duplicate", "10.0", 2)
    (other,) = sync(own, path, [one | {"amount": 30}])
    assert (other["result"], other["dose"], other["deleted"]) == ("conflict", same["dose"], False)
    assert "verdict" not in other


def test_a_dose_that_was_taken_back_stays_so_and_says_it(
    own: Api, path: str, dose: MakeDose, person: Person, owner: User, now: datetime
) -> None:
    one = dose()
    sync(own, path, [one])
    void_dose(person=person, dose_id=one["id"], by=owner, expected_version=1, now=now)
    (result,) = sync(own, path, [one])
    assert (result["result"], result["deleted"], result["dose"]["version"]) == ("conflict", True, 2)
    assert not Dose.objects.filter(voided_at=None).exists()


def test_an_id_of_somebody_elses_dose_is_a_conflict_that_shows_nothing(
    own: Api, path: str, dose: MakeDose, api: Callable[[User], Api], outsider: User
) -> None:
    one = dose()
    sync(own, path, [one])
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    assert sync(api(outsider), f"people/{theirs.pk}/sync/", [one]) == [{"id": one["id"], "result": "conflict"}]


def test_who_only_logs_sees_what_they_logged_and_no_other_dose(
    own: Api, path: str, dose: MakeDose, api: Callable[[User], Api], carer: User, allow: Callable[..., Grant]
) -> None:
    allow(Scope.RECORD_DOSES)
    anna, hers, ruths = api(carer), dose(), dose()
    sync(own, path, [ruths])
    results = sync(anna, path, [hers, hers | {"amount": 1}, ruths, ruths | {"amount": 1}])
    assert words(results) == ["applied", "conflict", "duplicate", "conflict"]
    assert ["dose" in result for result in results] == [True, True, False, False]
    assert results[0]["verdict"]["total_after_mg"] is None


def test_a_late_dose_is_judged_as_of_its_own_time(
    own: Api, path: str, dose: MakeDose, log_milk: Callable[..., Recorded]
) -> None:
    log_milk()
    (result,) = sync(own, path, [dose(60 * 24 * 10)])
    assert (result["verdict"]["total_before_mg"], result["verdict"]["total_after_mg"]) == ("0.0", "500.0")


@pytest.mark.parametrize("body", [{}, {"doses": None}, {"doses": {}}, {"doses": "x"}, [], {"doses": [], "more": 1}])
def test_a_body_that_is_no_outbox_is_400(own: Api, path: str, body: Any) -> None:
    assert_problem(own.post(path, body), 400, "invalid")


def test_an_empty_outbox_is_answered_with_nothing(own: Api, path: str) -> None:
    assert sync(own, path, []) == []


def test_more_than_500_are_400_and_nothing_is_written(own: Api, path: str, dose: MakeDose) -> None:
    body = assert_problem(own.post(path, {"doses": [dose()] * 501}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/doses", "max_length")]
    assert not Dose.objects.exists()


def test_500_doses_cost_few_queries_each_however_many_are_on_record(own: Api, path: str, dose: MakeDose) -> None:
    counted = 0

    def count(execute: Callable[..., Any], *query: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*query)

    def cost(doses: list[Any]) -> float:
        nonlocal counted
        counted = 0
        with connection.execute_wrapper(count):
            assert words(sync(own, path, doses)) == ["applied"] * len(doses)
        return counted / len(doses)

    few = cost([dose(480 * n) for n in range(1, 11)])
    many = cost([dose(480 * n) for n in range(11, 511)])
    assert many <= few
    assert many < 25
