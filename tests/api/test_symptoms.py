"""/people/{p}/symptoms/: what is felt or seen, by whoever is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts.models import Alert
from alerts.services.evaluate import evaluate_person
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.clinical.terms import Symptom
from tracker.models import AccessEntry, Change, Grant, Person, Scope, SymptomReport, User
from tracker.selectors.record import symptom_facts


@pytest.fixture
def path(person: Person) -> str:
    """Where symptoms are."""
    return f"people/{person.pk}/symptoms/"


@pytest.fixture
def sleepy(now: datetime) -> dict[str, Any]:
    """Ruth has been sleepy for an hour."""
    return {"code": "sleepiness", "started_at": (now - timedelta(hours=1)).isoformat(), "note": "  since lunch "}


def test_a_symptom_is_kept_with_its_start_and_note(own: Api, path: str, sleepy: dict[str, Any]) -> None:
    answer = own.post(path, sleepy)
    assert answer.status_code == 201
    (row,) = data(own.get(path))["results"]
    assert row == data(answer)
    assert set(row) == {"id", "code", "started_at", "note", "recorded_at"}
    assert (row["code"], row["note"]) == ("sleepiness", "since lunch")


def test_each_code_of_the_rules_can_be_told(own: Api, path: str, sleepy: dict[str, Any]) -> None:
    for code in Symptom:
        assert own.post(path, {**sleepy, "code": code.value}).status_code == 201


def test_the_latest_symptom_comes_first(own: Api, path: str) -> None:
    for day in (1, 3, 2):
        own.post(path, {"code": "nausea", "started_at": f"2026-06-0{day}T08:00:00Z"})
    days = [row["started_at"][:10] for row in data(own.get(path))["results"]]
    assert days == ["2026-06-03", "2026-06-02", "2026-06-01"]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown code": ({"code": "tired"}, "/code", "invalid_choice"),
    "a number as code": ({"code": 1}, "/code", "invalid_choice"),
    "no start": ({"started_at": ""}, "/started_at", "invalid"),
    "the future": ({"started_at": "2190-01-01T00:00:00Z"}, "/started_at", "in_future"),
    "before the birth": ({"started_at": "1948-03-11T12:00:00Z"}, "/started_at", "too_old"),
    "a long note": ({"note": "x" * 301}, "/note", "max_length"),
    "an unknown field": ({"severity": "urgent"}, "/severity", "unknown_field"),
    "an id": ({"id": "018f0000-0000-7000-8000-000000000000"}, "/id", "read_only"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_symptom_that_makes_no_sense_is_400_and_nothing_is_stored(
    own: Api, path: str, sleepy: dict[str, Any], case: str
) -> None:
    said, pointer, code = BAD[case]
    (error,) = assert_problem(own.post(path, {**sleepy, **said}), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert not SymptomReport.objects.exists()


@pytest.mark.parametrize("note", ["a\x00b", "\ud800"])
def test_a_note_that_no_database_can_keep_is_refused(own: Api, path: str, sleepy: dict[str, Any], note: str) -> None:
    assert_problem(own.post(path, {**sleepy, "note": note}), 400, "malformed_text")


def test_a_symptom_is_judged_and_so_is_its_retraction(
    own: Api, path: str, person: Person, sleepy: dict[str, Any], now: datetime
) -> None:
    waiting = Change.objects.filter(person=person).count()
    symptom = data(own.post(path, sleepy))
    assert [fact.code for fact in symptom_facts(person, now=now)] == [Symptom.SLEEPINESS]
    assert own.delete(f"{path}{symptom['id']}/").status_code == 204
    assert symptom_facts(person, now=now) == ()
    assert data(own.get(path))["results"] == []
    kinds = Change.objects.filter(person=person).order_by("seq").values_list("kind", "action")
    assert list(kinds)[waiting:] == [("symptom", "created"), ("symptom", "ended")]


def test_the_same_key_again_writes_no_second_symptom(own: Api, path: str, sleepy: dict[str, Any]) -> None:
    first, again = (own.post(path, sleepy, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert SymptomReport.objects.count() == 1


def test_who_may_log_doses_may_say_that_she_cannot_be_woken(
    cares: Api, path: str, sleepy: dict[str, Any], carer: User, allow: Callable[..., Grant]
) -> None:
    said = {**sleepy, "code": "cannot_wake"}
    assert_problem(cares.post(path, said), 404, "not_found")
    allow(Scope.RECORD_DOSES)
    assert cares.post(path, said).status_code == 201
    assert SymptomReport.objects.get().recorded_by == carer
    assert_problem(cares.get(path), 404, "not_found")


def test_who_logs_doses_takes_back_only_what_they_wrote_themselves(
    own: Api, cares: Api, path: str, sleepy: dict[str, Any], allow: Callable[..., Grant]
) -> None:
    allow(Scope.RECORD_DOSES)
    hers, mine = data(own.post(path, sleepy))["id"], data(cares.post(path, sleepy))["id"]
    assert_problem(cares.delete(f"{path}{hers}/"), 404, "not_found")
    assert cares.delete(f"{path}{mine}/").status_code == 204
    allow(Scope.MANAGE)
    assert cares.delete(f"{path}{hers}/").status_code == 204


def test_a_carer_who_reads_symptoms_is_written_down(cares: Api, path: str, carer: User) -> None:
    assert cares.get(path).status_code == 200
    assert AccessEntry.objects.filter(actor=carer, what="symptoms").count() == 1


def test_an_outsider_finds_nothing(own: Api, strange: Api, path: str, sleepy: dict[str, Any]) -> None:
    symptom = data(own.post(path, sleepy))
    assert_problem(strange.get(path), 404, "not_found")
    assert_problem(strange.post(path, sleepy), 404, "not_found")
    assert_problem(strange.delete(f"{path}{symptom['id']}/"), 404, "not_found")


def test_a_red_flag_after_magnesium_becomes_an_emergency_alert_and_its_retraction_withdraws_it(
    own: Api, path: str, person: Person, log_milk: Callable[..., Recorded], now: datetime
) -> None:
    log_milk(at=now - timedelta(days=2))
    symptom = data(own.post(path, {"code": "cannot_wake", "started_at": now.isoformat()}))
    evaluate_person(person_id=person.pk, now=now)
    assert [alert.state for alert in Alert.objects.filter(severity="emergency")] == ["open"]
    own.delete(f"{path}{symptom['id']}/")
    evaluate_person(person_id=person.pk, now=now + timedelta(seconds=1))
    assert [alert.state for alert in Alert.objects.filter(severity="emergency")] == ["withdrawn"]
