"""POST /people/{p}/checks/: "can I take this?"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import Dose, Product
from intake.selectors.checks import AHEAD
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, KidneyReading, Person, Scope, User
from tracker.services.readings import record_reading
from tracker.services.symptoms import record_symptom

Log = Callable[..., Recorded]
VERDICT = {
    "answer", "severity", "headline", "findings", "total_before_mg", "total_after_mg", "at_least", "limit_mg",
    "room_mg", "fits_at", "missing", "ruleset", "judged_at",
}  # fmt: skip


@pytest.fixture
def path(person: Person) -> str:
    """Where Ruth asks."""
    return f"people/{person.pk}/checks/"


@pytest.fixture
def asked(milk: Product) -> dict[str, Any]:
    """30 mL of milk of magnesia."""
    return {"product": str(milk.pk), "amount": 30, "unit": "mL"}


@pytest.fixture
def healthy(person: Person, owner: User, now: datetime) -> None:
    """Ruth's kidneys work."""
    record_reading(person=person, by=owner, now=now, taken_on=now.date(), egfr_ml_min=Decimal(95))


def counts() -> tuple[int, ...]:
    return Dose.objects.count(), Change.objects.count()


def test_the_answer_is_a_verdict_and_nothing_is_written(own: Api, path: str, asked: dict[str, Any]) -> None:
    before = counts()
    answer = own.post(path, asked)
    verdict = data(answer)
    assert (answer.status_code, set(verdict)) == (200, VERDICT)
    assert (verdict["answer"], verdict["severity"]) == ("ask_first", "urgent")
    assert (verdict["total_before_mg"], verdict["total_after_mg"]) == ("0.0", "1000.0")
    assert counts() == before
    assert not AccessEntry.objects.exists()


def test_a_check_says_what_would_be_and_not_what_was(own: Api, path: str, asked: dict[str, Any]) -> None:
    headline = data(own.post(path, asked))["headline"].replace("\N{NO-BREAK SPACE}", " ")
    assert headline == "Ask a doctor or pharmacist first. With this you reach 1,000 mg of magnesium in 24 hours."


@pytest.mark.usefixtures("healthy")
def test_room_left_and_limit_are_named(own: Api, path: str, asked: dict[str, Any]) -> None:
    verdict = data(own.post(path, asked | {"amount": 6}))
    assert (verdict["answer"], verdict["limit_mg"], verdict["room_mg"]) == ("ok", "350.0", "150.0")
    assert (verdict["fits_at"], verdict["missing"]) == (None, [])
    assert verdict["headline"].endswith("within the limit of 350\N{NO-BREAK SPACE}mg.")


@pytest.mark.usefixtures("healthy")
def test_wait_names_the_hour_from_which_it_fits(
    own: Api, path: str, asked: dict[str, Any], log_milk: Log, now: datetime
) -> None:
    log_milk(amount=Decimal(50), at=(now - timedelta(hours=20)).replace(second=0, microsecond=0))
    verdict = data(own.post(path, asked))
    assert verdict["answer"] == "wait"
    assert verdict["headline"].startswith("It is better to wait. This would be more of one product than")
    fits_at = datetime.fromisoformat(verdict["fits_at"])
    assert fits_at == (now - timedelta(hours=20)).replace(second=0, microsecond=0) + timedelta(hours=24)
    later = data(own.post(path, asked | {"at": verdict["fits_at"]}))
    assert (later["answer"], later["total_before_mg"], later["judged_at"]) == ("ok", "0.0", verdict["fits_at"])


def test_what_is_missing_is_named(own: Api, path: str, asked: dict[str, Any], catalogue: None) -> None:
    KidneyReading.objects.all().delete()
    Person.objects.update(declared_kidney_disease="unknown")
    assert data(own.post(path, asked | {"amount": 3}))["missing"] == ["kidney_result"]
    unknown = Product.objects.get(name="Picoprep Orange")
    verdict = data(own.post(path, {"product": str(unknown.pk), "amount": 1, "unit": "sachet"}))
    assert verdict["missing"] == ["kidney_result", f"amount:{unknown.pk}"]
    assert (verdict["at_least"], verdict["room_mg"]) == (True, None)


def test_the_check_and_the_record_give_the_same_answer(
    own: Api, path: str, asked: dict[str, Any], log_milk: Log, now: datetime
) -> None:
    log_milk(at=now - timedelta(hours=3), amount=Decimal(7))
    checked, logged = data(own.post(path, asked)), log_milk().verdict
    for name in ("answer", "severity", "total_before_mg", "total_after_mg", "limit_mg", "room_mg", "missing"):
        assert checked[name] == logged[name]
    assert [f["rule"] for f in checked["findings"]] == [f["rule"] for f in logged["findings"]]


@pytest.mark.usefixtures("healthy")
def test_a_time_to_come_is_judged_as_of_then(own: Api, path: str, asked: dict[str, Any], log_milk: Log) -> None:
    log_milk(amount=Decimal(6))
    now = data(own.post(path, asked | {"amount": 6}))
    tomorrow = (datetime.fromisoformat(now["judged_at"]) + timedelta(hours=25)).isoformat()
    then = data(own.post(path, asked | {"amount": 6, "at": tomorrow}))
    assert (now["total_after_mg"], then["total_after_mg"]) == ("400.0", "200.0")


def test_a_clock_that_runs_slow_asks_about_now(own: Api, path: str, asked: dict[str, Any], now: datetime) -> None:
    verdict = data(own.post(path, asked | {"at": (now - timedelta(hours=3)).isoformat()}))
    assert datetime.fromisoformat(verdict["judged_at"]) >= now


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"amount": 0}, "/amount", "not_positive"),
        ({"amount": 10_001}, "/amount", "too_large"),
        ({"amount": "1.0005"}, "/amount", "too_many_places"),
        ({"unit": "tablet"}, "/unit", "unknown_unit"),
        ({"product": "01890000-0000-7000-8000-000000000000"}, "/product", "unknown_product"),
        ({"at": "2026-01-05T10:00:00"}, "/at", "offset_required"),
        ({"at": "2020-01-05T10:00:00Z"}, "/at", "too_old"),
        ({"at": "2199-01-05T10:00:00Z"}, "/at", "in_future"),
        ({"taken_at": "2026-01-05T10:00:00Z"}, "/taken_at", "unknown_field"),
        ({"note": "x"}, "/note", "unknown_field"),
    ],
)
def test_bad_input_is_400_with_its_place(
    own: Api, path: str, asked: dict[str, Any], changes: dict[str, Any], pointer: str, code: str
) -> None:
    body = assert_problem(own.post(path, asked | changes), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]


def test_seven_days_ahead_is_as_far_as_it_goes(own: Api, path: str, asked: dict[str, Any], now: datetime) -> None:
    soon, later = now + AHEAD, now + AHEAD + timedelta(minutes=5)
    assert own.post(path, asked | {"at": soon.isoformat()}).status_code == 200
    assert own.post(path, asked | {"at": later.isoformat()}).status_code == 400


def test_a_carer_who_sees_doses_and_health_may_ask_and_the_look_is_written_down(
    cares: Api, path: str, asked: dict[str, Any], carer: User
) -> None:
    verdict = data(cares.post(path, asked))
    assert (verdict["answer"], verdict["total_after_mg"]) == ("ask_first", "1000.0")
    assert [(entry.actor, entry.what) for entry in AccessEntry.objects.all()] == [(carer, "check")]


def test_a_carer_who_only_logs_gets_the_answer_and_none_of_the_reasons(
    cares: Api, path: str, asked: dict[str, Any], allow: Callable[..., Grant]
) -> None:
    allow(Scope.RECORD_DOSES)
    verdict = data(cares.post(path, asked))
    assert (verdict["answer"], verdict["findings"], verdict["missing"]) == ("ask_first", [], [])
    assert {verdict[name] for name in ("total_before_mg", "total_after_mg", "limit_mg", "room_mg")} == {None}
    assert "1,000" not in verdict["headline"]


def test_a_carer_who_only_logs_is_sent_to_the_emergency_services_first(
    cares: Api, path: str, asked: dict[str, Any], allow: Callable[..., Grant], person: Person, now: datetime
) -> None:
    allow(Scope.RECORD_DOSES)
    record_symptom(person=person, by=None, now=now, code="slow_breathing", started_at=now)
    verdict = data(cares.post(path, asked))
    assert verdict["severity"] == "emergency"
    assert "Call emergency services first." in verdict["headline"]
    assert "breath" not in verdict["headline"]


@pytest.mark.parametrize("scopes", [[Scope.SEE_ALERTS], [Scope.SEE_DOSES], [Scope.SEE_HEALTH]], ids=str)
def test_who_may_neither_log_nor_see_everything_may_not_ask(
    cares: Api, path: str, asked: dict[str, Any], allow: Callable[..., Grant], scopes: list[Scope]
) -> None:
    allow(*scopes)
    assert_problem(cares.post(path, asked), 404, "not_found")
    assert not AccessEntry.objects.exists()


def test_an_outsider_finds_nothing(strange: Api, path: str, asked: dict[str, Any]) -> None:
    assert_problem(strange.post(path, asked), 404, "not_found")


def test_the_same_question_at_the_same_instant_gets_the_same_bytes(
    own: Api, path: str, asked: dict[str, Any], now: datetime
) -> None:
    at = (now + timedelta(days=1)).isoformat()
    assert own.post(path, asked | {"at": at}).content == own.post(path, asked | {"at": at}).content


def test_a_check_costs_a_constant_number_of_queries(
    own: Api, path: str, asked: dict[str, Any], log_milk: Log, now: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert own.post(path, asked).status_code == 200
        return len(queries)

    first = cost()
    for hours in range(30):
        log_milk(amount=Decimal(1), at=now - timedelta(hours=hours))
    assert first == cost() <= 16
