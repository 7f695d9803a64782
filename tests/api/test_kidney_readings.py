"""/people/{p}/kidney-readings/: results in, category and band out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, KidneyReading, Person, Scope, User
from tracker.selectors.health import reading_facts


@pytest.fixture
def path(person: Person) -> str:
    """Where readings are."""
    return f"people/{person.pk}/kidney-readings/"


def test_readings_are_listed_newest_first_with_what_follows_from_them(own: Api, path: str, now: datetime) -> None:
    own.post(path, {"taken_on": "2026-01-31", "egfr_ml_min": 52.5, "source": "Lab"})
    newest, older = data(own.get(path))["results"]
    assert newest["egfr_ml_min"] == "24.0"
    assert (newest["category"], newest["band"]) == ("G4", "G4")
    assert older["egfr_ml_min"] == "52.5"
    assert (older["category"], older["band"], older["fresh_until"]) == ("G3a", "G3a", "2027-01-31")
    assert (older["method"], older["source"], older["creatinine"], older["comparator"]) == (
        "reported",
        "Lab",
        None,
        None,
    )


def test_readings_are_read_page_by_page(own: Api, path: str) -> None:
    for day in range(1, 5):
        own.post(path, {"taken_on": f"2026-01-0{(day + 1) // 2}", "egfr_ml_min": day})
    page = data(own.get(f"{path}?page_size=3"))
    following = data(own.get(page["next"]))
    assert len({row["id"] for row in page["results"] + following["results"]}) == 5
    assert following["next"] is None


def test_creatinine_becomes_an_egfr(own: Api, path: str) -> None:
    answer = own.post(path, {"taken_on": "2026-06-01", "creatinine": {"value": "2.0", "unit": "mg/dL"}})
    body = data(answer)
    assert answer.status_code == 201
    assert body["method"] == "ckd_epi_2021_cr"
    assert body["creatinine"] == {"value": "2.0", "unit": "mg/dL"}
    assert body["egfr_ml_min"].startswith("25.0")
    assert body["band"] == "G4"


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ({"dialysis": "hemodialysis"}, "dialysis"),
        ({"acute": True}, "acute"),
        ({"egfr_ml_min": 60, "comparator": ">"}, "G2"),
        ({"egfr_ml_min": 15, "comparator": "<"}, "G5"),
    ],
)
def test_dialysis_injury_and_comparators_decide_the_band(own: Api, path: str, said: dict[str, Any], band: str) -> None:
    assert data(own.post(path, {"taken_on": "2026-06-01", **said}))["band"] == band


def test_a_new_reading_is_judged(own: Api, path: str, person: Person) -> None:
    waiting = Change.objects.filter(person=person).count()
    own.post(path, {"taken_on": "2026-06-01", "egfr_ml_min": 40})
    assert Change.objects.filter(person=person).count() == waiting + 1


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing": ({}, "/egfr_ml_min", "required"),
    "zero": ({"egfr_ml_min": 0}, "/egfr_ml_min", "out_of_range"),
    "three hundred": ({"egfr_ml_min": 300}, "/egfr_ml_min", "out_of_range"),
    "a word": ({"egfr_ml_min": "low"}, "/egfr_ml_min", "invalid"),
    "a future day": ({"egfr_ml_min": 24, "taken_on": "2190-01-01"}, "/taken_on", "in_future"),
    "an instant": ({"egfr_ml_min": 24, "taken_on": "2026-01-01T00:00:00Z"}, "/taken_on", "invalid"),
    "a unit of something else": ({"creatinine": {"value": 2, "unit": "mg"}}, "/creatinine/unit", "invalid_choice"),
    "a creatinine without unit": ({"creatinine": {"value": 2}}, "/creatinine/unit", "required"),
    "a creatinine of another unit": ({"creatinine": {"value": 177, "unit": "mg/dL"}}, "/creatinine", ""),
    "an unknown part": ({"creatinine": {"value": 2, "unit": "mg/dL", "x": 1}}, "/creatinine/x", "unknown_field"),
    "a truth that is a word": ({"egfr_ml_min": 24, "acute": "yes"}, "/acute", "invalid"),
    "a dialysis that is none": ({"egfr_ml_min": 24, "dialysis": "daily"}, "/dialysis", "invalid_choice"),
    "a band": ({"egfr_ml_min": 24, "band": "G1"}, "/band", "read_only"),
    "a creatinine of another unit beside an eGFR": (
        {"egfr_ml_min": 24, "creatinine": {"value": 177, "unit": "mg/dL"}},
        "/creatinine",
        "likely_unit_swap",
    ),
    "a cystatin of another unit": ({"cystatin_c_mg_l": 75}, "/cystatin_c_mg_l", "likely_unit_swap"),
    "a cystatin of another unit beside an eGFR": (
        {"egfr_ml_min": 24, "cystatin_c_mg_l": "0.1"},
        "/cystatin_c_mg_l",
        "likely_unit_swap",
    ),
    "a height in meters": ({"egfr_ml_min": 24, "height_cm": "1.6"}, "/height_cm", "out_of_range"),
    "a height that nobody has": ({"egfr_ml_min": 24, "height_cm": "250.1"}, "/height_cm", "out_of_range"),
    "a height to a hair": ({"egfr_ml_min": 24, "height_cm": "160.25"}, "/height_cm", "max_decimal_places"),
    "a creatinine of nobody": ({"creatinine": {"value": "0.001", "unit": "mg/dL"}}, "/creatinine", "out_of_range"),
    "more than a creatinine": (
        {"creatinine": {"value": 2, "unit": "mg/dL"}, "comparator": ">"},
        "/comparator",
        "only_with_egfr",
    ),
    "less than nothing": ({"dialysis": "peritoneal", "comparator": "<"}, "/comparator", "only_with_egfr"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_reading_that_makes_no_sense_is_400_and_nothing_is_stored(own: Api, path: str, case: str) -> None:
    said, pointer, code = BAD[case]
    body = assert_problem(own.post(path, {"taken_on": "2026-06-01", **said}), 400, "invalid")
    (error,) = body["errors"]
    assert error["pointer"] == pointer
    assert error["code"] == code or not code
    assert KidneyReading.objects.count() == 1


def test_two_creatinines_that_rose_fast_are_an_injury_in_both_answers(own: Api, path: str) -> None:
    own.post(path, {"taken_on": "2026-06-01", "creatinine": {"value": 100, "unit": "umol/L"}})
    risen = data(own.post(path, {"taken_on": "2026-06-02", "creatinine": {"value": "126.5", "unit": "umol/L"}}))
    assert (risen["band"], risen["category"]) == ("acute", "G3b")
    rows = {row["taken_on"]: row["band"] for row in data(own.get(path))["results"]}
    assert (rows["2026-06-02"], rows["2026-06-01"]) == ("acute", "G3a")


def test_the_rules_read_the_creatinine_in_one_unit(own: Api, path: str, person: Person) -> None:
    own.post(path, {"taken_on": "2026-06-01", "creatinine": {"value": "88.4", "unit": "umol/L"}, "egfr_ml_min": 24})
    KidneyReading.objects.create(
        person=person,
        taken_on=date(2026, 5, 1),
        egfr_ml_min=24,
        method="reported",
        creatinine_value=186,
        creatinine_unit="mg/dL",
        recorded_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    assert [str(each.creatinine_mg_dl) for each in reading_facts(person)[-2:]] == ["1", "None"]


def test_the_same_key_again_files_no_second_reading(own: Api, path: str) -> None:
    said = {"taken_on": "2026-06-01", "egfr_ml_min": "40"}
    first, again = (own.post(path, said, Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert data(first) == data(again)
    assert KidneyReading.objects.count() == 2


def test_a_retracted_reading_is_not_listed(own: Api, path: str, now: datetime) -> None:
    KidneyReading.objects.update(retracted_at=now)
    assert data(own.get(path))["results"] == []


def test_a_carer_reads_with_the_scope_for_health_and_files_only_as_manager(
    cares: Api, path: str, carer: User, allow: Callable[..., Grant]
) -> None:
    said = {"taken_on": "2026-06-01", "egfr_ml_min": 40}
    assert len(data(cares.get(path))["results"]) == 1
    assert AccessEntry.objects.filter(actor=carer, what="kidney_readings").count() == 1
    assert_problem(cares.post(path, said), 404, "not_found")
    allow(Scope.SEE_DOSES, Scope.SEE_ALERTS)
    assert_problem(cares.get(path), 404, "not_found")
    allow(Scope.MANAGE)
    assert cares.post(path, said).status_code == 201
