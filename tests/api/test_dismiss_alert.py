"""POST /alerts/{a}/dismiss/: putting an alert away, for all to see, without silencing anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from alerts.models import Alert, Delivery, Dismissal
from alerts.services.evaluate import evaluate_person
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tests.faults.test_parallel import at_once
from tracker.models import AccessEntry, Grant, Person, Scope, new_id

Log = Callable[..., Recorded]


@pytest.fixture
def alert(log_milk: Log, person: Person, grant: Grant, now: datetime) -> Alert:
    """Ruth took 5 mL twice: caution, and Anna is to be told of more."""
    log_milk(amount=Decimal(5))
    log_milk(amount=Decimal(5))
    evaluate_person(person_id=person.pk, now=now)
    return Alert.objects.get()


def dismiss(client: Api, alert: Alert, reason: str = "dealt_with") -> object:
    """What `dismissed` is after a dismissal that worked."""
    answer = client.post(f"alerts/{alert.pk}/dismiss/", {"reason": reason})
    assert answer.status_code == 200, answer.content
    return data(answer)["dismissed"]


def test_everybody_sees_by_whom_when_and_why_it_was_put_away(own: Api, cares: Api, alert: Alert) -> None:
    assert data(own.get(f"alerts/{alert.pk}/"))["dismissed"] is None
    said = dismiss(cares, alert, "asked")
    assert isinstance(said, dict)
    assert (said["by"], said["reason"], set(said)) == ("Anna Keller", "asked", {"by", "at", "reason"})
    assert data(own.get(f"alerts/{alert.pk}/"))["dismissed"] == said
    (listed,) = data(own.get(f"people/{alert.person_id}/alerts/"))["results"]
    (now_open,) = data(own.get(f"people/{alert.person_id}/status/"))["alerts"]
    assert listed["dismissed"] == now_open["dismissed"] == said


def test_it_stays_open_and_counts_as_seen(own: Api, alert: Alert) -> None:
    dismiss(own, alert)
    body = data(own.get(f"alerts/{alert.pk}/"))
    assert body["state"] == "open"
    assert [receipt["name"] for receipt in body["seen_by"]] == ["Ruth Keller"]


def test_messages_that_wait_still_go(cares: Api, log_milk: Log, alert: Alert, person: Person, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    before = list(Delivery.objects.values_list("pk", "status", "due_at"))
    assert "due" in {status for _id, status, _at in before}
    dismiss(cares, alert)
    assert list(Delivery.objects.values_list("pk", "status", "due_at")) == before


def test_when_the_severity_rises_it_is_told_and_no_longer_put_away(
    own: Api, log_milk: Log, alert: Alert, person: Person, now: datetime
) -> None:
    dismiss(own, alert)
    log_milk()
    told = evaluate_person(person_id=person.pk, now=now)
    assert len(told) == 2
    body = data(own.get(f"alerts/{alert.pk}/"))
    assert (body["severity"], body["dismissed"]) == ("urgent", None)
    again = dismiss(own, alert, "known")
    assert isinstance(again, dict)
    assert again["reason"] == "known"
    assert list(Dismissal.objects.order_by("round").values_list("round", "reason")) == [(1, "dealt_with"), (2, "known")]


def test_it_stays_put_away_while_it_is_no_worse(
    own: Api, log_milk: Log, alert: Alert, person: Person, now: datetime
) -> None:
    said = dismiss(own, alert)
    log_milk(amount=Decimal(1))
    assert evaluate_person(person_id=person.pk, now=now) == []
    assert data(own.get(f"alerts/{alert.pk}/"))["dismissed"] == said


def test_the_same_again_changes_nothing(own: Api, alert: Alert) -> None:
    assert dismiss(own, alert) == dismiss(own, alert)
    assert Dismissal.objects.count() == 1


def test_what_was_put_away_otherwise_is_409(own: Api, cares: Api, alert: Alert) -> None:
    said = dismiss(own, alert)
    for client, reason in ((cares, "dealt_with"), (own, "mistake")):
        assert_problem(client.post(f"alerts/{alert.pk}/dismiss/", {"reason": reason}), 409, "wrong_state")
    assert data(own.get(f"alerts/{alert.pk}/"))["dismissed"] == said
    assert [receipt["name"] for receipt in data(own.get(f"alerts/{alert.pk}/"))["seen_by"]] == ["Ruth Keller"]


def test_what_is_over_is_409(own: Api, alert: Alert, now: datetime) -> None:
    Alert.objects.filter(pk=alert.pk).update(state="resolved", closed_at=now)
    assert_problem(own.post(f"alerts/{alert.pk}/dismiss/", {"reason": "known"}), 409, "wrong_state")
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/reason", "required"),
        ({"reason": "never mind"}, "/reason", "invalid_choice"),
        ({"reason": "known", "by": "me"}, "/by", "unknown_field"),
    ],
)
def test_a_reason_is_one_of_four_and_nothing_else_is_taken(
    own: Api, alert: Alert, body: object, pointer: str, code: str
) -> None:
    found = assert_problem(own.post(f"alerts/{alert.pk}/dismiss/", body), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in found["errors"]] == [(pointer, code)]
    assert not Dismissal.objects.exists()


def test_who_may_not_see_alerts_finds_nothing_to_put_away(
    cares: Api, strange: Api, alert: Alert, allow: Callable[..., Grant]
) -> None:
    allow(Scope.SEE_DOSES, Scope.RECORD_DOSES)
    for client, alert_id in ((cares, alert.pk), (strange, alert.pk), (strange, new_id())):
        assert_problem(client.post(f"alerts/{alert_id}/dismiss/", {"reason": "known"}), 404, "not_found")
    assert not Dismissal.objects.exists()


def test_a_carers_look_is_written_down(cares: Api, alert: Alert) -> None:
    dismiss(cares, alert)
    assert list(AccessEntry.objects.values_list("what", flat=True)) == ["alert"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_puts_it_away(own: Api, cares: Api, alert: Alert) -> None:
    clients = iter([Api(one.headers["X-Session-Token"]) for one in (own, cares) * 4])

    def send() -> int:
        return next(clients).post(f"alerts/{alert.pk}/dismiss/", {"reason": "known"}).status_code

    assert sorted(at_once(8, send)) == [200] * 4 + [409] * 4
    assert Dismissal.objects.count() == 1
