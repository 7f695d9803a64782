"""Kidney results on the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tracker.models import KidneyReading, Person, User
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


def test_somebody_elses_result_can_not_be_taken_back(anna: Client, otto: Client) -> None:
    reading = KidneyReading.objects.get()
    for stranger in (anna, otto):
        stranger.post(reverse("kidney_retract", args=[reading.pk]))
    reading.refresh_from_db()
    assert reading.retracted_at is None
