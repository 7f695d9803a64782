"""/people/{p}/medicines/: other medicines by their kind, with their usual times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.clinical.terms import MedicineClass
from tracker.models import AccessEntry, Change, Grant, OtherMedicine, Person, Scope, User
from tracker.selectors.record import medicine_facts

TABLET = {"name": "Levothyroxine 50", "class": "levothyroxine", "since": "2026-01-01"}


@pytest.fixture
def path(person: Person) -> str:
    """Where other medicines are."""
    return f"people/{person.pk}/medicines/"


def test_a_medicine_is_kept_with_its_usual_times(own: Api, path: str) -> None:
    answer = own.post(path, {**TABLET, "times": ["19:30", "07:00", "07:00"]})
    assert answer.status_code == 201
    (row,) = data(own.get(path))["results"]
    assert row == data(answer)
    assert set(row) == {"id", "name", "class", "since", "until", "times", "recorded_at"}
    assert (row["class"], row["until"], row["times"]) == ("levothyroxine", None, ["07:00", "19:30"])


def test_each_class_of_the_rules_can_be_told(own: Api, path: str) -> None:
    for kind in MedicineClass:
        assert own.post(path, {**TABLET, "class": kind.value}).status_code == 201


def test_what_began_last_comes_first(own: Api, path: str) -> None:
    for name, since in (("a", "2026-02-01"), ("b", "2026-03-01"), ("c", "2026-01-01")):
        own.post(path, {**TABLET, "name": name, "since": since})
    assert [row["name"] for row in data(own.get(path))["results"]] == ["b", "a", "c"]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no name": ({"name": " "}, "/name", "blank"),
    "a name that is a number": ({"name": 5}, "/name", "invalid"),
    "a long name": ({"name": "x" * 121}, "/name", "max_length"),
    "an unknown class": ({"class": "statin"}, "/class", "invalid_choice"),
    "the name of a column": ({"medicine_class": "ppi"}, "/medicine_class", "unknown_field"),
    "the future": ({"since": "2190-01-01"}, "/since", "in_future"),
    "before the birth": ({"since": "1948-03-11"}, "/since", "too_old"),
    "an end before the start": ({"until": "2025-12-31"}, "/until", "ends_before_start"),
    "a time of 24 hours": ({"times": ["24:00"]}, "/times/0", "invalid"),
    "a time with seconds": ({"times": ["07:00", "07:00:30"]}, "/times/1", "invalid"),
    "a time that is a number": ({"times": [7]}, "/times/0", "invalid"),
    "times that are no list": ({"times": "07:00"}, "/times", "not_a_list"),
    "a time for each half hour": ({"times": ["07:00"] * 25}, "/times", "max_length"),
    "an id": ({"id": "018f0000-0000-7000-8000-000000000000"}, "/id", "read_only"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_medicine_that_makes_no_sense_is_400_and_nothing_is_stored(own: Api, path: str, case: str) -> None:
    said, pointer, code = BAD[case]
    (error,) = assert_problem(own.post(path, {**TABLET, **said}), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert not OtherMedicine.objects.exists()


def test_a_medicine_is_judged_and_so_are_its_end_and_its_retraction(
    own: Api, path: str, person: Person, now: datetime
) -> None:
    waiting = Change.objects.filter(person=person).count()
    one = f"{path}{data(own.post(path, {**TABLET, 'times': ['07:00']}))['id']}/"
    (fact,) = medicine_facts(person, now=now)
    assert (fact.medicine_class, fact.times, fact.since_date) == (
        MedicineClass.LEVOTHYROXINE,
        (time(7),),
        date(2026, 1, 1),
    )
    assert data(own.patch(one, {"until": "2026-01-31"}))["until"] == "2026-01-31"
    assert medicine_facts(person, now=now) == ()
    assert len(data(own.get(path))["results"]) == 1
    assert own.delete(one).status_code == 204
    assert data(own.get(path))["results"] == []
    kinds = Change.objects.filter(person=person).order_by("seq").values_list("kind", "action")
    assert list(kinds)[waiting:] == [("medicine", action) for action in ("created", "corrected", "ended")]


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({}, "/until", "required"),
        ({"until": "2025-12-31"}, "/until", "ends_before_start"),
        ({"until": "2026-06-01", "class": "ppi"}, "/class", "read_only"),
    ],
)
def test_an_end_that_makes_no_sense_is_400(own: Api, path: str, said: dict[str, Any], pointer: str, code: str) -> None:
    one = f"{path}{data(own.post(path, TABLET))['id']}/"
    (error,) = assert_problem(own.patch(one, said), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_the_same_key_again_files_no_second_medicine(own: Api, path: str) -> None:
    first, again = (own.post(path, TABLET, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert OtherMedicine.objects.count() == 1


def test_a_carer_reads_with_the_scope_for_health_and_files_only_as_manager(
    cares: Api, path: str, carer: User, allow: Callable[..., Grant]
) -> None:
    assert data(cares.get(path))["results"] == []
    assert AccessEntry.objects.filter(actor=carer, what="medicines").count() == 1
    allow(Scope.SEE_HEALTH, Scope.RECORD_DOSES)
    assert_problem(cares.post(path, TABLET), 404, "not_found")
    allow(Scope.MANAGE)
    assert cares.post(path, TABLET).status_code == 201


def test_an_outsider_finds_nothing(own: Api, strange: Api, path: str) -> None:
    one = f"{path}{data(own.post(path, TABLET))['id']}/"
    assert_problem(strange.get(path), 404, "not_found")
    assert_problem(strange.patch(one, {"until": "2026-01-02"}), 404, "not_found")
    assert_problem(strange.delete(one), 404, "not_found")
