"""/people/{p}/labs/: blood tests in the laboratory's words, in mg/dL beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, LabResult, Person, Scope, User
from tracker.selectors.record import lab_facts

REPORT = {"value": "1.02", "unit": "mmol/L", "low": "0.66", "high": "1.07", "taken_at": "2026-06-01T08:30:00+02:00"}


@pytest.fixture
def path(person: Person) -> str:
    """Where blood tests are."""
    return f"people/{person.pk}/labs/"


def test_a_blood_test_is_kept_as_printed_with_its_value_in_mg_dl(own: Api, path: str) -> None:
    answer = own.post(path, REPORT)
    assert answer.status_code == 201
    body = data(answer)
    assert body.pop("recorded_at").endswith("Z")
    assert data(own.get(path))["results"][0]["id"] == body.pop("id")
    assert body == {
        "analyte": "magnesium",
        "value": "1.02",
        "unit": "mmol/L",
        "comparator": None,
        "low": "0.66",
        "high": "1.07",
        "taken_at": "2026-06-01T06:30:00Z",
        "mg_dl": "2.4791",
    }


@pytest.mark.parametrize(
    ("value", "unit", "mg_dl"), [("2.5", "mg/dL", "2.5"), ("2", "mmol/L", "4.861"), ("2", "meq/L", "2.4305")]
)
def test_the_three_units_of_laboratories_become_mg_dl(own: Api, path: str, value: str, unit: str, mg_dl: str) -> None:
    assert data(own.post(path, {"value": value, "unit": unit, "taken_at": REPORT["taken_at"]}))["mg_dl"] == mg_dl


def test_blood_tests_are_listed_newest_first_and_page_by_page(own: Api, path: str) -> None:
    for day in (3, 1, 2):
        own.post(path, {"value": day, "unit": "mg/dL", "taken_at": f"2026-06-0{day}T08:00:00Z"})
    page = data(own.get(f"{path}?page_size=2"))
    assert [row["value"] for row in page["results"]] == ["3.0", "2.0"]
    assert [row["value"] for row in data(own.get(page["next"]))["results"]] == ["1.0"]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "zero": ({"value": 0}, "/value", "not_positive"),
    "a word": ({"value": "high"}, "/value", "invalid"),
    "mg/dL called mmol/L": ({"value": 21}, "/value", "likely_unit_swap"),
    "more than blood can hold": ({"value": 300, "unit": "mg/dL"}, "/value", "out_of_range"),
    "four digits after the point": ({"value": "1.0201"}, "/value", "too_many_places"),
    "another unit": ({"unit": "g/L"}, "/unit", "invalid_choice"),
    "another analyte": ({"analyte": "calcium"}, "/analyte", "invalid_choice"),
    "another comparator": ({"comparator": "~"}, "/comparator", "invalid_choice"),
    "a lower limit in mg/dL": ({"low": "1.6"}, "/low", "likely_unit_swap"),
    "an upper limit in mg/dL": ({"high": "2.6"}, "/high", "likely_unit_swap"),
    "an upper limit in mmol/L": ({"unit": "mg/dL", "low": None, "high": "1.07"}, "/high", "likely_unit_swap"),
    "a range the wrong way round": ({"low": "1.05", "high": "1.02"}, "/high", "range_reversed"),
    "no time": ({"taken_at": None}, "/taken_at", "null"),
    "a time without an offset": ({"taken_at": "2026-06-01T08:30:00"}, "/taken_at", "offset_required"),
    "the future": ({"taken_at": "2190-01-01T00:00:00Z"}, "/taken_at", "in_future"),
    "before the birth": ({"taken_at": "1948-03-11T12:00:00Z"}, "/taken_at", "too_old"),
    "an answer": ({"mg_dl": 2}, "/mg_dl", "read_only"),
    "an unknown field": ({"loinc": "19123-9"}, "/loinc", "unknown_field"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_blood_test_that_makes_no_sense_is_400_and_nothing_is_stored(own: Api, path: str, case: str) -> None:
    said, pointer, code = BAD[case]
    (error,) = assert_problem(own.post(path, {**REPORT, **said}), 400, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert not LabResult.objects.exists()


def test_a_swap_of_units_names_the_unit_that_was_meant(own: Api, path: str) -> None:
    (error,) = data(own.post(path, {**REPORT, "value": 21}))["errors"]
    assert "Did you mean 21\N{NO-BREAK SPACE}mg/dL?" in error["detail"]


def test_a_clock_that_runs_a_little_fast_is_taken_as_now(own: Api, path: str, now: datetime) -> None:
    soon = (now + timedelta(seconds=50)).isoformat()
    body = data(own.post(path, {**REPORT, "taken_at": soon}))
    assert body["taken_at"] == body["recorded_at"]


def test_a_blood_test_is_judged_and_so_is_its_retraction(own: Api, path: str, person: Person, now: datetime) -> None:
    waiting = Change.objects.filter(person=person).count()
    lab = data(own.post(path, {**REPORT, "taken_at": now.isoformat()}))
    (fact,) = lab_facts(person, now=now)
    assert (fact.mg_dl, fact.low_mg_dl, fact.high_mg_dl) == (Decimal("2.4791"), Decimal("1.6041"), Decimal("2.6006"))
    assert own.delete(f"{path}{lab['id']}/").status_code == 204
    assert lab_facts(person, now=now) == ()
    kinds = Change.objects.filter(person=person).order_by("seq").values_list("kind", "action")
    assert list(kinds)[waiting:] == [("lab", "created"), ("lab", "ended")]


def test_what_was_taken_back_is_not_listed_and_stays_on_file(own: Api, path: str, owner: User) -> None:
    lab = data(own.post(path, REPORT))
    own.delete(f"{path}{lab['id']}/")
    assert data(own.get(path))["results"] == []
    assert LabResult.objects.get().retracted_by == owner
    assert_problem(own.delete(f"{path}{lab['id']}/"), 404, "not_found")


def test_the_same_key_again_files_no_second_test(own: Api, path: str) -> None:
    first, again = (own.post(path, REPORT, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert data(first) == data(again)
    assert LabResult.objects.count() == 1


def test_a_carer_reads_with_the_scope_for_health_and_files_only_as_manager(
    cares: Api, path: str, carer: User, allow: Callable[..., Grant]
) -> None:
    assert data(cares.get(path))["results"] == []
    assert AccessEntry.objects.filter(actor=carer, what="labs").count() == 1
    assert_problem(cares.post(path, REPORT), 404, "not_found")
    allow(Scope.SEE_DOSES, Scope.SEE_ALERTS, Scope.RECORD_DOSES)
    assert_problem(cares.get(path), 404, "not_found")
    assert_problem(cares.post(path, REPORT), 404, "not_found")
    allow(Scope.MANAGE)
    assert cares.post(path, REPORT).status_code == 201
    assert LabResult.objects.get().recorded_by == carer


def test_an_outsider_finds_nothing(own: Api, strange: Api, path: str) -> None:
    lab = data(own.post(path, REPORT))
    assert_problem(strange.get(path), 404, "not_found")
    assert_problem(strange.delete(f"{path}{lab['id']}/"), 404, "not_found")
