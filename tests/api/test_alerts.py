"""/people/{p}/alerts/ and /alerts/{a}/: what was said, to whom, and who saw it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from alerts.models import Alert, Receipt
from alerts.services.evaluate import evaluate_person
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Grant, Person, Scope, User, new_id
from tracker.services.people import revoke_grant


@pytest.fixture
def alert(log_milk: Callable[..., Recorded], person: Person, grant: Grant, now: datetime) -> Alert:
    """Ruth took 30 mL at stage 4; Anna is to be told."""
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    return Alert.objects.get()


def test_an_alert_is_shown_as_the_contract_says(own: Api, alert: Alert, person: Person) -> None:
    (row,) = data(own.get(f"people/{person.pk}/alerts/"))["results"]
    assert set(row) >= {
        "id", "severity", "state", "headline", "action", "because", "opened_at", "seen_by", "claimed_by", "outcome",
        "deliveries",
    }  # fmt: skip
    assert (row["severity"], row["state"], row["claimed_by"], row["outcome"]) == ("urgent", "open", None, None)
    assert row["seen_by"] == []
    assert {(delivery["to"], delivery["status"]) for delivery in row["deliveries"]} == {
        ("Ruth Keller", "due"),
        ("Anna Keller", "due"),
    }


def test_the_patient_is_spoken_to_and_the_carer_is_told_about_her(own: Api, cares: Api, alert: Alert) -> None:
    patient, carer = data(own.get(f"alerts/{alert.pk}/")), data(cares.get(f"alerts/{alert.pk}/"))
    assert patient["headline"].startswith("You had 1,000")
    assert carer["headline"].startswith("Ruth Keller had 1,000")
    assert "Call Ruth Keller now" in carer["action"]
    assert all(finding["headline"] for finding in patient["findings"])
    assert carer["findings"][0]["headline"] == carer["headline"]


def test_an_alert_tells_what_it_rests_on(own: Api, alert: Alert) -> None:
    answer = own.get(f"alerts/{alert.pk}/")
    body = data(answer)
    assert {"fact", "value", "unit", "at"} == set(body["because"][0])
    assert body["products"][0]["elemental_mg"] == "1000.0"
    assert (body["grade"], body["ruleset"]) == ("B", alert.evaluation.ruleset)
    assert body["source"]
    assert body["what_would_change"]
    assert own.get(f"alerts/{alert.pk}/", If_None_Match=answer["ETag"]).status_code == 304


def test_a_carer_who_sees_only_alerts_is_shown_no_reasons(
    cares: Api, alert: Alert, allow: Callable[..., Grant]
) -> None:
    allow(Scope.SEE_ALERTS)
    body = data(cares.get(f"alerts/{alert.pk}/"))
    assert body["headline"]
    assert (body["because"], body["products"], body["findings"]) == ([], [], [])
    (listed,) = data(cares.get(f"people/{alert.person_id}/alerts/"))["results"]
    (now_open,) = data(cares.get(f"people/{alert.person_id}/status/"))["alerts"]
    for shown in (body, listed, now_open):
        assert (shown["rule"], shown["grade"], shown["source"]) == ("", "", "")


def test_seen_is_written_once_and_shown_to_everybody(own: Api, cares: Api, alert: Alert) -> None:
    answer = cares.post(f"alerts/{alert.pk}/seen/")
    assert answer.status_code == 200
    first = data(answer)["seen_by"]
    assert [receipt["name"] for receipt in first] == ["Anna Keller"]
    assert data(cares.post(f"alerts/{alert.pk}/seen/", {}))["seen_by"] == first
    assert data(own.get(f"alerts/{alert.pk}/"))["seen_by"] == first
    assert Receipt.objects.count() == 1


def test_seen_takes_no_fields(cares: Api, alert: Alert) -> None:
    body = assert_problem(cares.post(f"alerts/{alert.pk}/seen/", {"seen_at": "2026-01-01"}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/seen_at", "unknown_field")]
    assert not Receipt.objects.exists()


def test_alerts_are_filtered_by_state_and_severity(own: Api, alert: Alert, person: Person) -> None:
    def count(query: str) -> int:
        return len(data(own.get(f"people/{person.pk}/alerts/?{query}"))["results"])

    assert (count("state=open"), count("state=resolved")) == (1, 0)
    assert (count("severity=urgent&state=open"), count("severity=caution")) == (1, 0)


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("state=gone", "/state", "invalid_choice"),
        ("severity=high", "/severity", "invalid_choice"),
        ("seen=yes", "/seen", "unknown_field"),
    ],
)
def test_a_query_that_makes_no_sense_is_400(own: Api, person: Person, query: str, pointer: str, code: str) -> None:
    body = assert_problem(own.get(f"people/{person.pk}/alerts/?{query}"), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]


def test_alerts_are_read_page_by_page(own: Api, alert: Alert, person: Person) -> None:
    for number in range(3):
        Alert.objects.create(
            person=person,
            concern=f"older-{number}",
            rule=alert.rule,
            severity=alert.severity,
            worst_severity=alert.severity,
            findings=alert.findings,
            evaluation=alert.evaluation,
            opened_at=alert.opened_at - timedelta(hours=1),
            changed_at=alert.changed_at,
        )
    page = data(own.get(f"people/{person.pk}/alerts/?page_size=2"))
    following = data(own.get(page["next"]))
    rows = page["results"] + following["results"]
    assert rows[0]["id"] == str(alert.pk)
    assert len({row["id"] for row in rows}) == 4
    assert following["next"] is None


def test_a_carers_look_is_written_down(cares: Api, alert: Alert, person: Person, carer: User) -> None:
    cares.get(f"people/{person.pk}/alerts/")
    cares.get(f"alerts/{alert.pk}/")
    assert list(AccessEntry.objects.order_by("at").values_list("actor_id", "what")) == [
        (carer.pk, "alerts"),
        (carer.pk, "alert"),
    ]


def test_foreign_and_missing_alerts_look_the_same(strange: Api, alert: Alert) -> None:
    for path in (f"alerts/{alert.pk}/", f"alerts/{new_id()}/"):
        assert_problem(strange.get(path), 404, "not_found")
        assert_problem(strange.post(f"{path}seen/"), 404, "not_found")
    assert not Receipt.objects.exists()


def test_a_revoked_carer_sees_no_alert(cares: Api, alert: Alert, carer: User, now: datetime) -> None:
    revoke_grant(grant=Grant.objects.get(carer=carer), now=now)
    assert_problem(cares.get(f"alerts/{alert.pk}/"), 404, "not_found")
    assert_problem(cares.post(f"alerts/{alert.pk}/seen/"), 404, "not_found")


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_found_later_gives_its_reason_to_those_who_may_know_it(
    cares: Api, allow: Callable[..., Grant], log_milk: Callable[..., Recorded], person: Person, now: datetime,
    whole: bool,
) -> None:  # fmt: skip
    allow(Scope.SEE_ALERTS, *([Scope.SEE_DOSES, Scope.SEE_HEALTH] if whole else []))
    log_milk(at=now - timedelta(hours=30))
    evaluate_person(person_id=person.pk, now=now)
    (row,) = data(cares.get(f"people/{person.pk}/alerts/"))["results"]
    assert (row["state"], row["found_late_at"], row["severity_then"]) == ("resolved", row["changed_at"], None)
    assert (row["deliveries"], row["reason"].pop("at")) == ([], row["changed_at"])
    assert row["reason"] == (
        {"code": "dose_late", "text": "A dose was logged late.", "by": "Ruth Keller"}
        if whole
        else {"code": "", "text": "The record was changed.", "by": None}
    )


def test_an_alert_that_nothing_changed_gives_no_reason(own: Api, alert: Alert) -> None:
    body = data(own.get(f"alerts/{alert.pk}/"))
    assert (body["reason"], body["found_late_at"], body["severity_then"]) == (None, None, None)
