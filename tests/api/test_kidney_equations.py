"""/people/{p}/kidney-readings/: which equation works out the eGFR, and what it needs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import Person

CREATININE = {"value": "0.9", "unit": "mg/dL"}
HIGHER = {"value": "1.4", "unit": "mg/dL"}


@pytest.fixture
def path(person: Person) -> str:
    """Where readings are."""
    return f"people/{person.pk}/kidney-readings/"


@pytest.mark.parametrize(
    ("said", "method", "egfr", "category"),
    [
        ({"cystatin_c_mg_l": "0.8"}, "ckd_epi_2012_cys", "90.67", "G1"),
        (
            {"cystatin_c_mg_l": "1.5", "creatinine": HIGHER},
            "ckd_epi_2021_cr_cys",
            "40.",
            "G3b",
        ),
        ({"cystatin_c_mg_l": "1.5", "egfr_ml_min": 70}, "reported", "70.0", "G2"),
        ({"height_cm": "160.5", "creatinine": HIGHER}, "ckd_epi_2021_cr", "38.", "G3b"),
    ],
)
def test_the_equation_follows_what_the_report_gives(
    own: Api, path: str, said: dict[str, Any], method: str, egfr: str, category: str
) -> None:
    body = data(own.post(path, {"taken_on": "2026-06-01", **said}))
    assert (body["method"], body["category"]) == (method, category)
    assert body["egfr_ml_min"].startswith(egfr)
    for name in ("cystatin_c_mg_l", "height_cm"):
        assert body[name] == said.get(name)


@pytest.fixture
def child(person: Person) -> Person:
    """Ruth as a girl of eleven and a half on the day of the tests."""
    person.birth_date = date(2014, 12, 1)
    person.save(update_fields=["birth_date"])
    return person


@pytest.mark.parametrize(
    ("said", "method", "egfr"),
    [
        ({"height_cm": 120, "creatinine": CREATININE}, "ckid_u25_cr", "47.94"),
        ({"cystatin_c_mg_l": "1.3"}, "ckid_u25_cys", "61.3"),
        ({"cystatin_c_mg_l": "1.3", "creatinine": CREATININE}, "ckid_u25_cys", "61.3"),
        ({"cystatin_c_mg_l": "1.3", "creatinine": CREATININE, "height_cm": 120}, "ckid_u25_cr", "47.94"),
        ({"cystatin_c_mg_l": "2.0", "creatinine": CREATININE, "height_cm": 120}, "ckid_u25_cys", "39."),
    ],
)
@pytest.mark.usefixtures("child")
def test_a_child_is_judged_by_the_equation_for_children_and_the_lower_of_two(
    own: Api, path: str, said: dict[str, Any], method: str, egfr: str
) -> None:
    body = data(own.post(path, {"taken_on": "2026-06-01", **said}))
    assert body["method"] == method
    assert body["egfr_ml_min"].startswith(egfr)


@pytest.mark.usefixtures("child")
def test_a_child_with_creatinine_is_asked_for_the_height(own: Api, path: str) -> None:
    body = assert_problem(own.post(path, {"taken_on": "2026-06-01", "creatinine": CREATININE}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/height_cm", "needs_height")]


@pytest.mark.usefixtures("child")
@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"cystatin_c_mg_l": "1.3"}, "/cystatin_c_mg_l", "not_1_to_25"),
        ({"height_cm": 60, "creatinine": CREATININE}, "/creatinine", "not_1_to_25"),
    ],
)
def test_an_infant_needs_the_egfr_of_the_laboratory(
    own: Api, path: str, said: dict[str, Any], pointer: str, code: str
) -> None:
    body = assert_problem(own.post(path, {"taken_on": "2015-06-01", **said}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert data(own.post(path, {"taken_on": "2015-06-01", "egfr_ml_min": 40}))["method"] == "reported"


@pytest.mark.usefixtures("child")
def test_a_cystatin_that_gives_more_than_any_kidney_is_refused(own: Api, path: str) -> None:
    body = assert_problem(own.post(path, {"taken_on": "2026-06-01", "cystatin_c_mg_l": "0.2"}), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/cystatin_c_mg_l", "out_of_range")]


@pytest.mark.parametrize("lacking", ["birth_date", "sex"])
@pytest.mark.parametrize(
    ("said", "pointer"), [({"creatinine": CREATININE}, "/creatinine"), ({"cystatin_c_mg_l": 1}, "/cystatin_c_mg_l")]
)
def test_an_equation_needs_the_birth_date_and_the_sex(
    own: Api, path: str, person: Person, lacking: str, said: dict[str, Any], pointer: str
) -> None:
    setattr(person, lacking, None if lacking == "birth_date" else "")
    person.save(update_fields=[lacking])
    body = assert_problem(own.post(path, {"taken_on": "2026-06-01", **said}), 400, "invalid")
    assert [(e["pointer"], e["code"]) for e in body["errors"]] == [(pointer, "needs_birth_date_and_sex")]
