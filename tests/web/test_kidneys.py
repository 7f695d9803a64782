"""Kidney results on the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tracker.models import HealthCondition, KidneyReading, Person, User
from tracker.services.readings import record_reading

KIDNEYS = "/kidneys/"


def _typed(now: datetime, **more: Any) -> dict[str, Any]:
    said = {"taken_on": (now - timedelta(days=2)).date(), "dialysis": "none", "creatinine_unit": "mg/dL"}
    return said | more


def test_a_result_says_what_it_means_and_how_long_it_is_new(ruth: Client) -> None:
    page = ruth.get(KIDNEYS).content.decode()
    assert "eGFR\N{NO-BREAK SPACE}24: Stage 4 of 5" in page
    assert "Counts as new until" in page


def test_an_old_result_is_called_old(ruth: Client, person: Person, owner: User, now: datetime) -> None:
    KidneyReading.objects.all().delete()
    old = (now - timedelta(days=150)).date()
    record_reading(person=person, by=owner, now=now, taken_on=old, egfr_ml_min=Decimal(24))
    assert "too old to rely on" in ruth.get(KIDNEYS).content.decode()


def test_a_swap_of_units_is_explained_beside_the_field(ruth: Client, now: datetime) -> None:
    response = ruth.post(KIDNEYS, _typed(now, creatinine_value="186", source="Lab North"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Did you mean 186" in page
    assert 'id="id_creatinine_value_error"' in page
    assert 'value="186"' in page
    assert 'value="Lab North"' in page
    assert KidneyReading.objects.count() == 1


def test_creatinine_is_turned_into_an_egfr(ruth: Client, now: datetime) -> None:
    ruth.post(KIDNEYS, _typed(now, creatinine_value="186", creatinine_unit="umol/L"))
    newest = KidneyReading.objects.order_by("-taken_on").first()
    assert newest
    assert newest.method == "ckd_epi_2021_cr"
    assert "From creatinine 186\N{NO-BREAK SPACE}µmol/L" in ruth.get(KIDNEYS).content.decode().replace("&nbsp;", "\xa0")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("egfr_ml_min", "0"),
        ("egfr_ml_min", "1000"),
        ("egfr_ml_min", "NaN"),
        ("taken_on", "2999-01-01"),
        ("taken_on", ""),
    ],
)
def test_an_impossible_result_is_refused_beside_its_field(ruth: Client, now: datetime, field: str, typed: str) -> None:
    response = ruth.post(KIDNEYS, _typed(now, egfr_ml_min="40") | {field: typed})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert KidneyReading.objects.count() == 1


def test_a_result_is_taken_back_after_asking_once(ruth: Client) -> None:
    reading = KidneyReading.objects.get()
    url = reverse("kidney_retract", args=[reading.pk])
    assert "Take this result back?" in ruth.get(url).content.decode()
    page = ruth.post(url, follow=True).content.decode()
    reading.refresh_from_db()
    assert reading.retracted_at is not None
    assert "No kidney result yet" in page
    assert ruth.get(url).status_code == 404


def test_cystatin_and_height_are_asked_for_only_where_they_are_looked_for(ruth: Client, now: datetime) -> None:
    page = ruth.get(KIDNEYS).content.decode()
    assert "<details><summary>More from the report" in page
    refused = ruth.post(KIDNEYS, _typed(now, cystatin_c_mg_l="75")).content.decode()
    assert "<details open><summary>More from the report" in refused
    assert "Does the report say nmol/L?" in refused
    assert 'id="id_cystatin_c_mg_l_error"' in refused


@pytest.mark.parametrize(
    ("typed", "method", "said"),
    [
        ({"cystatin_c_mg_l": "1,2"}, "ckd_epi_2012_cys", "From cystatin C 1.2 mg/L, CKD-EPI 2012."),
        (
            {"cystatin_c_mg_l": "1.2", "creatinine_value": "1.1"},
            "ckd_epi_2021_cr_cys",
            "From creatinine 1.1 mg/dL and cystatin C 1.2 mg/L, CKD-EPI 2021.",
        ),
        ({"egfr_ml_min": "44", "creatinine_value": "1.1"}, "reported", "Creatinine 1.1 mg/dL on the same report."),
        ({"egfr_ml_min": "44"}, "reported", ""),
    ],
)
def test_a_result_says_what_it_was_worked_out_from(
    ruth: Client, now: datetime, typed: dict[str, str], method: str, said: str
) -> None:
    assert ruth.post(KIDNEYS, _typed(now, **typed)).status_code == 302
    newest = KidneyReading.objects.order_by("-taken_on").first()
    assert newest
    assert newest.method == method
    page = ruth.get(KIDNEYS).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert said in page
    assert ("From" in page) == said.startswith("From")


def test_a_creatinine_that_rose_fast_is_called_an_injury(ruth: Client, now: datetime) -> None:
    for days, creatinine in ((3, "1.0"), (2, "1.4")):
        ruth.post(KIDNEYS, _typed(now, taken_on=(now - timedelta(days=days)).date(), creatinine_value=creatinine))
    page = ruth.get(KIDNEYS).content.decode()
    assert "Creatinine rose fast between two results" in page
    assert page.count(": Sudden kidney injury") == 1
    ruth.post(KIDNEYS, _typed(now, taken_on=now.date(), creatinine_value="1.3"))
    assert "Creatinine rose fast" not in ruth.get(KIDNEYS).content.decode()


def test_illness_is_said_to_count_one_stage_worse(ruth: Client, person: Person, owner: User, now: datetime) -> None:
    assert "one stage worse" not in ruth.get(KIDNEYS).content.decode()
    HealthCondition.objects.create(person=person, code="fever", since=now.date(), recorded_at=now, recorded_by=owner)
    page = ruth.get(KIDNEYS).content.decode()
    assert "For now we count your kidneys one stage worse: Stage 5 of 5." in page
    assert "eGFR\N{NO-BREAK SPACE}24: Stage 4 of 5" in page


def test_a_transplant_has_its_letter(ruth: Client, person: Person, owner: User, now: datetime) -> None:
    assert "Your care team may call it" not in ruth.get(KIDNEYS).content.decode()
    HealthCondition.objects.create(
        person=person, code="kidney_transplant", since=now.date(), recorded_at=now, recorded_by=owner
    )
    assert "Your care team may call it G4T." in ruth.get(KIDNEYS).content.decode()


def test_somebody_elses_result_can_not_be_taken_back(anna: Client, otto: Client) -> None:
    reading = KidneyReading.objects.get()
    for stranger in (anna, otto):
        stranger.post(reverse("kidney_retract", args=[reading.pk]))
    reading.refresh_from_db()
    assert reading.retracted_at is None
