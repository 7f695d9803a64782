"""/people/{p}/conditions/: on file from one day to another; an illness is said again, other things are said once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.clinical.moments import day_of
from tracker.models import AccessEntry, Change, Grant, HealthCondition, Person, Scope, User
from tracker.selectors.record import condition_facts
from tracker.services.conditions import end_condition, record_condition


@pytest.fixture
def path(person: Person) -> str:
    """Where conditions are."""
    return f"people/{person.pk}/conditions/"


@pytest.fixture
def today(person: Person, now: datetime) -> date:
    """The day where Ruth lives."""
    return day_of(now, person.time_zone)


def test_a_condition_is_kept_from_its_first_day(own: Api, path: str) -> None:
    answer = own.post(path, {"code": "heart_block", "since": "2024-05-02"})
    assert answer.status_code == 201
    (row,) = data(own.get(path))["results"]
    assert row == data(answer)
    assert set(row) == {"id", "code", "since", "until", "recorded_at"}
    assert (row["code"], row["since"], row["until"]) == ("heart_block", "2024-05-02", None)


def test_what_began_last_comes_first(own: Api, path: str) -> None:
    for code, since in (("fever", "2026-02-01"), ("pregnancy", "2026-03-01"), ("dehydration", "2026-01-01")):
        own.post(path, {"code": code, "since": since, "until": "2026-04-01"})
    assert [row["code"] for row in data(own.get(path))["results"]] == ["pregnancy", "fever", "dehydration"]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown code": ({"code": "flu"}, "/code", "invalid_choice"),
    "no first day": ({"since": None}, "/since", "null"),
    "an instant": ({"since": "2026-01-01T00:00:00Z"}, "/since", "invalid"),
    "the future": ({"since": "2190-01-01"}, "/since", "in_future"),
    "before the birth": ({"since": "1948-03-11"}, "/since", "too_old"),
    "an end before the start": ({"until": "2025-12-31"}, "/until", "ends_before_start"),
    "an end that no calendar has": ({"until": "9999-12-31"}, "/until", "in_future"),
    "an unknown field": ({"note": "x"}, "/note", "unknown_field"),
    "an instant of ours": ({"recorded_at": "2026-01-01T00:00:00Z"}, "/recorded_at", "read_only"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_condition_that_makes_no_sense_is_400_and_nothing_is_stored(own: Api, path: str, case: str) -> None:
    said, pointer, code = BAD[case]
    (error,) = assert_problem(own.post(path, {"code": "fever", "since": "2026-01-01", **said}), 400, "invalid")[
        "errors"
    ]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert not HealthCondition.objects.exists()


def test_a_condition_is_judged_and_so_are_its_end_and_its_retraction(
    own: Api, path: str, person: Person, now: datetime
) -> None:
    waiting = Change.objects.filter(person=person).count()
    one = f"{path}{data(own.post(path, {'code': 'heart_block', 'since': '2024-05-02'}))['id']}/"
    assert [fact.until_date for fact in condition_facts(person, now=now)] == [None]
    assert own.patch(one, {"until": "2024-06-01"}).status_code == 200
    assert condition_facts(person, now=now) == ()
    assert own.delete(one).status_code == 204
    assert data(own.get(path))["results"] == []
    kinds = Change.objects.filter(person=person).order_by("seq").values_list("kind", "action")
    assert list(kinds)[waiting:] == [("condition", action) for action in ("created", "corrected", "ended")]


def test_an_end_keeps_the_id_and_leaves_on_file_what_was_said_before(own: Api, path: str, owner: User) -> None:
    said = data(own.post(path, {"code": "heart_block", "since": "2024-05-02"}))
    ended = data(own.patch(f"{path}{said['id']}/", {"until": "2024-06-01"}))
    assert ended == {**said, "until": "2024-06-01"}
    assert data(own.get(path))["results"] == [ended]
    before = HealthCondition.objects.get(retracted_at__isnull=False)
    assert (before.until, before.since, before.retracted_by) == (None, date(2024, 5, 2), owner)


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({}, "/until", "required"),
        ({"until": None}, "/until", "null"),
        ({"until": "2024-05-01"}, "/until", "ends_before_start"),
        ({"until": "2024-06-01", "code": "fever"}, "/code", "read_only"),
    ],
)
def test_an_end_that_makes_no_sense_is_400(own: Api, path: str, said: dict[str, Any], pointer: str, code: str) -> None:
    one = f"{path}{data(own.post(path, {'code': 'heart_block', 'since': '2024-05-02'}))['id']}/"
    (error,) = assert_problem(own.patch(one, said), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert HealthCondition.objects.get().until is None


def test_a_condition_that_goes_on_is_answered_as_it_stands(own: Api, path: str, today: date) -> None:
    first = own.post(path, {"code": "heart_block", "since": "2024-05-02"})
    again = own.post(path, {"code": "heart_block", "since": today.isoformat()})
    assert (first.status_code, again.status_code) == (201, 200)
    assert data(again) == data(first)
    assert HealthCondition.objects.count() == 1


def test_a_condition_that_began_earlier_than_was_said_is_filed(own: Api, path: str) -> None:
    own.post(path, {"code": "heart_block", "since": "2024-05-02"})
    assert own.post(path, {"code": "heart_block", "since": "2020-05-02"}).status_code == 201


def test_a_condition_that_came_back_is_filed_again(own: Api, path: str) -> None:
    own.post(path, {"code": "no_stool_3_days", "since": "2026-01-02", "until": "2026-01-05"})
    assert own.post(path, {"code": "no_stool_3_days", "since": "2026-03-02"}).status_code == 201


def test_ill_today_is_said_once_a_day_and_renewed_on_the_next(person: Person, owner: User, now: datetime) -> None:
    def say_ill(at: datetime) -> HealthCondition:
        since = day_of(at, person.time_zone)
        return record_condition(person=person, by=owner, now=at, code="fever", since=since)

    first, second, third = say_ill(now), say_ill(now), say_ill(now + timedelta(days=1))
    assert first == second != third
    declared = [fact.declared_on for fact in condition_facts(person, now=now + timedelta(days=1))]
    assert declared == [day_of(now, person.time_zone), day_of(now + timedelta(days=1), person.time_zone)]


def test_well_again_ends_the_illness_however_often_it_was_said(person: Person, owner: User, now: datetime) -> None:
    moments = [now - timedelta(days=days) for days in (90, 1, 0)]
    rows = [
        record_condition(person=person, by=owner, now=at, code="fever", since=day_of(at, person.time_zone))
        for at in moments
    ]
    today = day_of(now, person.time_zone)
    end_condition(person=person, condition_id=rows[1].pk, by=owner, now=now, until=today)
    ends = [HealthCondition.objects.get(pk=row.pk).until for row in rows]
    assert ends == [None, today, today], "an illness of last quarter was over long ago: it does not last until today"


def test_the_same_key_again_files_no_second_condition(own: Api, path: str) -> None:
    said = {"code": "fever", "since": "2026-01-01", "until": "2026-01-02"}
    first, again = (own.post(path, said, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert HealthCondition.objects.count() == 1


def test_a_carer_reads_with_the_scope_for_health_and_files_only_as_manager(
    cares: Api, path: str, carer: User, allow: Callable[..., Grant]
) -> None:
    said = {"code": "fever", "since": "2026-01-01"}
    assert data(cares.get(path))["results"] == []
    assert AccessEntry.objects.filter(actor=carer, what="conditions").count() == 1
    allow(Scope.SEE_HEALTH, Scope.RECORD_DOSES)
    assert_problem(cares.post(path, said), 404, "not_found")
    allow(Scope.MANAGE)
    one = f"{path}{data(cares.post(path, said))['id']}/"
    allow(Scope.SEE_HEALTH, Scope.RECORD_DOSES)
    assert_problem(cares.patch(one, {"until": "2026-01-02"}), 404, "not_found")
    assert_problem(cares.delete(one), 404, "not_found")


def test_an_outsider_finds_nothing(own: Api, strange: Api, path: str) -> None:
    one = f"{path}{data(own.post(path, {'code': 'fever', 'since': '2026-01-01'}))['id']}/"
    assert_problem(strange.get(path), 404, "not_found")
    assert_problem(strange.patch(one, {"until": "2026-01-02"}), 404, "not_found")
    assert_problem(strange.delete(one), 404, "not_found")
