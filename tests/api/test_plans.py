"""/people/{p}/plans/: what is meant to be taken, and the week ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from intake.models import Plan, Product
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Grant, Person, Scope, new_id

PLAN = {
    "id", "product", "product_name", "amount", "unit", "elemental_mg", "times", "every_hours", "as_needed",
    "zone_mode", "from", "until", "version", "recorded_at", "recorded_by",
}  # fmt: skip
WARNING = {"answer", "severity", "first_at", "findings", "since", "until", "ruleset"}


@pytest.fixture
def path(person: Person) -> str:
    """Where Ruth's plans are."""
    return f"people/{person.pk}/plans/"


@pytest.fixture
def said(milk: Product, now: datetime) -> dict[str, Any]:
    """30 mL of milk of magnesia every evening."""
    today = (now - timedelta(days=1)).date().isoformat()
    return {"product": str(milk.pk), "amount": 30, "unit": "mL", "times": ["20:00"], "from": today}


@pytest.fixture
def plan(own: Api, path: str, said: dict[str, Any]) -> dict[str, Any]:
    """The plan, written."""
    written: dict[str, Any] = data(own.post(path, said))
    return written


def test_a_plan_is_written_and_its_week_told_at_once(own: Api, path: str, said: dict[str, Any], milk: Product) -> None:
    answer = own.post(path, said)
    body = data(answer)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    assert set(body) == PLAN | {"forecast"}
    assert (body["amount"], body["elemental_mg"], body["times"]) == ("30.0", "1000.0", ["20:00"])
    assert (body["every_hours"], body["as_needed"], body["zone_mode"], body["until"]) == (None, False, "local", None)
    assert (body["product_name"], body["recorded_by"]) == (milk.name, "Ruth Keller")
    forecast = body["forecast"]
    assert set(forecast) == WARNING
    assert (forecast["answer"], forecast["severity"]) == ("ask_first", "urgent")
    first = datetime.fromisoformat(forecast["first_at"])
    assert first - datetime.fromisoformat(forecast["since"]) <= timedelta(hours=25)
    assert "MG-11" in [finding["rule"] for finding in forecast["findings"]]
    assert forecast["findings"][0]["headline"]


def test_a_second_magnesium_product_is_told_of_when_it_is_added(
    own: Api, path: str, said: dict[str, Any], plan: dict[str, Any]
) -> None:
    assert "MG-50" not in [finding["rule"] for finding in plan["forecast"]["findings"]]
    other = Product.objects.get(name="Gelusil")
    second = data(own.post(path, said | {"product": str(other.pk), "amount": 1, "unit": "tablet"}))
    assert "MG-50" in [finding["rule"] for finding in second["forecast"]["findings"]]


def test_a_bowel_preparation_is_told_of_weeks_before(own: Api, path: str, now: datetime) -> None:
    clenpiq = Product.objects.get(name="CLENPIQ")
    day = (now + timedelta(days=20)).date().isoformat()
    body = {"product": str(clenpiq.pk), "amount": 1, "unit": "bottle", "times": ["18:00"], "from": day, "until": day}
    forecast = data(own.post(path, body))["forecast"]
    assert (forecast["answer"], forecast["severity"], forecast["first_at"]) == ("ask_first", "urgent", None)
    assert forecast["findings"][0]["rule"] == "MG-12"


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ({"every_hours": 8}, ([], "8.0", False, "interval")),
        ({"every_hours": "7.50"}, ([], "7.5", False, "interval")),
        ({"as_needed": True}, ([], None, True, "local")),
        ({"times": ["20:00", "08:00"], "zone_mode": "home"}, (["08:00", "20:00"], None, False, "home")),
    ],
)
def test_a_plan_has_one_of_three_rhythms(
    own: Api, path: str, said: dict[str, Any], rhythm: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    said.pop("times")
    body = data(own.post(path, said | rhythm))
    assert (body["times"], body["every_hours"], body["as_needed"], body["zone_mode"]) == expected


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"times": []}, "/times", "one_rhythm"),
        ({"as_needed": True}, "/times", "one_rhythm"),
        ({"times": ["8:00"]}, "/times/0", "invalid"),
        ({"times": ["24:00"]}, "/times/0", "invalid"),
        ({"times": ["08:00:30"]}, "/times/0", "invalid"),
        ({"times": ["08:00"] * 13}, "/times", "max_length"),
        ({"times": "08:00"}, "/times", "not_a_list"),
        ({"times": [], "every_hours": 0}, "/every_hours", "out_of_range"),
        ({"zone_mode": "interval"}, "/zone_mode", "not_with_times"),
        ({"zone_mode": "mars"}, "/zone_mode", "invalid_choice"),
        ({"from": "2026-02-30"}, "/from", "invalid"),
        ({"until": "2020-01-01"}, "/until", "ends_before_start"),
        ({"amount": -1}, "/amount", "not_positive"),
        ({"unit": "tablet"}, "/unit", "unknown_unit"),
        ({"product": "01890000-0000-7000-8000-000000000000"}, "/product", "unknown_product"),
        ({"valid_from": "2026-01-01"}, "/valid_from", "unknown_field"),
        ({"elemental_mg": 1}, "/elemental_mg", "read_only"),
        ({"forecast": {}}, "/forecast", "read_only"),
    ],
)
def test_bad_input_is_400_with_its_place_and_nothing_is_written(
    own: Api, path: str, said: dict[str, Any], changes: dict[str, Any], pointer: str, code: str
) -> None:
    body = assert_problem(own.post(path, said | changes), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert not Plan.objects.exists()


def test_the_same_id_or_key_again_makes_no_second_plan(own: Api, path: str, said: dict[str, Any]) -> None:
    with_id = said | {"id": str(new_id())}
    assert [own.post(path, with_id).status_code for _ in range(2)] == [201, 200]
    assert_problem(own.post(path, with_id | {"amount": 15}), 409, "conflict")
    assert [own.post(path, said, Idempotency_Key="k").status_code for _ in range(2)] == [201, 200]
    assert_problem(own.post(path, said | {"amount": 15}, Idempotency_Key="k"), 422, "key_reused")
    assert Plan.objects.count() == 2


def test_plans_are_listed_the_last_written_first_and_ended_ones_are_left_out(
    own: Api, path: str, said: dict[str, Any], plan: dict[str, Any]
) -> None:
    second = data(own.post(path, said | {"amount": 15}))
    body = data(own.get(path))
    assert [row["id"] for row in body["results"]] == [second["id"], plan["id"]]
    assert set(body["results"][0]) == PLAN
    own.delete(f"{path}{second['id']}/", If_Match='"1"')
    assert [row["id"] for row in data(own.get(path))["results"]] == [plan["id"]]
    page = data(own.get(f"{path}?page_size=1"))
    assert page["next"] is None


def test_a_plan_is_shown_changed_and_ended_by_its_version(own: Api, path: str, plan: dict[str, Any]) -> None:
    one = f"{path}{plan['id']}/"
    shown = own.get(one)
    assert (shown["ETag"], set(data(shown))) == ('"1"', PLAN)
    assert own.get(one, If_None_Match='"1"').status_code == 304
    assert_problem(own.patch(one, {"amount": 15}), 428, "if_match_required")
    assert_problem(own.patch(one, {}, If_Match='"1"'), 400, "invalid")
    changed = own.patch(one, {"every_hours": 12, "amount": 15, "until": None}, If_Match='"1"')
    body = data(changed)
    assert (changed.status_code, changed["ETag"], body["version"]) == (200, '"2"', 2)
    assert (body["times"], body["every_hours"], body["elemental_mg"]) == ([], "12.0", "500.0")
    assert body["forecast"]["severity"] == "urgent"
    assert_problem(own.patch(one, {"amount": 30}, If_Match='"1"'), 412, "stale_version")
    assert_problem(own.delete(one, If_Match='"1"'), 412, "stale_version")
    assert own.delete(one, If_Match='"2"').status_code == 204
    for gone in (own.get(one), own.patch(one, {"amount": 30}, If_Match='"3"'), own.delete(one, If_Match='"3"')):
        assert_problem(gone, 410, "gone")


@pytest.mark.parametrize("field", ["id", "product"])
def test_what_makes_it_this_plan_cannot_be_changed(own: Api, path: str, plan: dict[str, Any], field: str) -> None:
    body = assert_problem(own.patch(f"{path}{plan['id']}/", {field: str(new_id())}, If_Match='"1"'), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(f"/{field}", "read_only")]


def test_the_forecast_judges_seven_days_dose_by_dose(
    own: Api, path: str, plan: dict[str, Any], log_milk: Callable[..., Recorded]
) -> None:
    log_milk()
    body = data(own.get(f"{path}forecast/"))
    assert set(body) == WARNING | {"doses"}
    assert len(body["doses"]) == 7
    first = body["doses"][0]
    assert (first["plan"], first["product_name"], first["amount"]) == (plan["id"], plan["product_name"], "30.0")
    assert (first["answer"], first["severity"], first["total_after_mg"]) == ("ask_first", "urgent", "2000.0")
    assert body["first_at"] == first["at"]
    span = datetime.fromisoformat(body["until"]) - datetime.fromisoformat(body["since"])
    assert span == timedelta(days=7)


def test_nothing_planned_is_a_week_with_nothing_to_say(own: Api, path: str) -> None:
    body = data(own.get(f"{path}forecast/"))
    assert (body["answer"], body["severity"], body["first_at"], body["doses"]) == ("ok", None, None, [])


def test_a_carer_who_sees_doses_but_not_health_sees_answers_and_no_reasons(
    cares: Api, path: str, plan: dict[str, Any], allow: Callable[..., Grant]
) -> None:
    allow(Scope.SEE_DOSES)
    body = data(cares.get(f"{path}forecast/"))
    assert (body["answer"], body["findings"]) == ("ask_first", [])
    assert {dose["limit_mg"] for dose in body["doses"]} == {dose["total_after_mg"] for dose in body["doses"]} == {None}
    assert not any("1,000" in dose["headline"] for dose in body["doses"])
    assert data(cares.get(path))["results"][0]["elemental_mg"] == "1000.0"
    assert [entry.what for entry in AccessEntry.objects.order_by("at", "id")] == ["forecast", "plans"]


def test_a_carer_plans_only_with_the_scope_to_manage(
    cares: Api, path: str, said: dict[str, Any], plan: dict[str, Any], allow: Callable[..., Grant]
) -> None:
    allow(Scope.SEE_DOSES, Scope.SEE_HEALTH, Scope.RECORD_DOSES)
    one = f"{path}{plan['id']}/"
    assert cares.get(one).status_code == 200
    for refused in (
        cares.post(path, said),
        cares.patch(one, {"amount": 1}, If_Match='"1"'),
        cares.delete(one, If_Match='"1"'),
    ):
        assert_problem(refused, 404, "not_found")
    allow(Scope.MANAGE)
    assert data(cares.post(path, said))["recorded_by"] == "Anna Keller"


def test_a_plan_that_is_not_there_is_404(own: Api, path: str) -> None:
    missing = f"{path}{new_id()}/"
    for answer in (own.get(missing), own.patch(missing, {"amount": 1}, If_Match='"1"')):
        assert_problem(answer, 404, "not_found")


def test_an_outsider_finds_nothing(strange: Api, path: str, said: dict[str, Any], plan: dict[str, Any]) -> None:
    one = f"{path}{plan['id']}/"
    for answer in (
        strange.get(path), strange.post(path, said), strange.get(one), strange.get(f"{path}forecast/"),
        strange.patch(one, {"amount": 1}, If_Match='"1"'), strange.delete(one, If_Match='"1"'),
    ):  # fmt: skip
        assert_problem(answer, 404, "not_found")
