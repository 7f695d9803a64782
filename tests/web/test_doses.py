"""The form for a dose, its corrections and its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from intake.models import Dose, Product
from intake.services.doses import Recorded
from tracker.models import new_id

NEW_YORK = ZoneInfo("America/New_York")


def _typed(milk: Product, now: datetime, **more: Any) -> dict[str, Any]:
    local = now.astimezone(NEW_YORK).strftime("%Y-%m-%dT%H:%M")
    said = {"product": milk.pk, "dose_id": new_id(), "amount": "30", "unit": "mL", "taken_at": local, "note": ""}
    return said | more


def test_the_form_is_filled_in_with_the_usual_amount(ruth: Client, milk: Product) -> None:
    page = ruth.get(reverse("dose_new"), {"product": str(milk.pk)}).content.decode()
    assert "500\N{NO-BREAK SPACE}mg in 15\N{NO-BREAK SPACE}mL" in page
    assert 'name="taken_at"' in page


def test_a_dose_is_logged_at_the_time_of_the_persons_own_clock(ruth: Client, milk: Product, now: datetime) -> None:
    earlier = now - timedelta(hours=3)
    response = ruth.post(reverse("dose_new"), _typed(milk, earlier))
    dose = Dose.objects.get()
    assert response["Location"] == f"/?logged={dose.pk}"
    assert dose.taken_at == earlier.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", "0"),
        ("amount", "-5"),
        ("amount", "1e9"),
        ("amount", "NaN"),
        ("amount", "Infinity"),
        ("amount", "1,000"),
        ("amount", "two"),
        ("amount", ""),
        ("unit", "bucket"),
        ("taken_at", "2999-01-01T10:00"),
        ("taken_at", "1800-01-01T10:00"),
        ("taken_at", "yesterday"),
    ],
)
def test_bad_input_is_shown_beside_the_field_and_kept(
    ruth: Client, milk: Product, now: datetime, field: str, typed: str
) -> None:
    response = ruth.post(reverse("dose_new"), _typed(milk, now, **{field: typed, "note": "after lunch"}))
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert 'id="errors"' in page
    assert 'value="after lunch"' in page
    if field != "unit":
        assert f'value="{typed}"' in page or not typed
    assert not Dose.objects.exists()


def test_a_comma_may_stand_for_a_point(ruth: Client, milk: Product, now: datetime) -> None:
    ruth.post(reverse("dose_new"), _typed(milk, now, amount="7,5"))
    assert Dose.objects.get().elemental_mg == 250


def test_a_form_that_was_sent_twice_is_one_dose(ruth: Client, milk: Product, now: datetime) -> None:
    typed = _typed(milk, now)
    first, second = ruth.post(reverse("dose_new"), typed), ruth.post(reverse("dose_new"), typed)
    assert first["Location"] == second["Location"]
    assert Dose.objects.count() == 1


def test_the_same_form_with_another_amount_is_asked_about(ruth: Client, milk: Product, now: datetime) -> None:
    typed = _typed(milk, now)
    ruth.post(reverse("dose_new"), typed)
    response = ruth.post(reverse("dose_new"), typed | {"amount": "15"})
    page = response.content.decode()
    assert "logged from this page already" in page
    assert str(typed["dose_id"]) not in page
    assert Dose.objects.count() == 1


@pytest.mark.parametrize("product", ["", "x", "00000000-0000-7000-8000-000000000000"])
def test_an_unknown_product_is_not_logged(ruth: Client, milk: Product, now: datetime, product: str) -> None:
    response = ruth.post(reverse("dose_new"), _typed(milk, now, product=product))
    assert response.status_code in {302, 404}
    assert not Dose.objects.exists()


@pytest.mark.parametrize(("hour_now", "hour_meant"), [(5, 5), (6, 6), (12, 6)])
def test_the_hour_that_happens_twice_is_the_later_one_unless_that_is_to_come(
    ruth: Client, milk: Product, hour_now: int, hour_meant: int
) -> None:
    now = datetime(2026, 11, 1, hour_now, 40, tzinfo=UTC)  # 1:40 in New York, twice: at 5:40 and at 6:40 UTC
    with time_machine.travel(now, tick=False):
        ruth.post(reverse("dose_new"), _typed(milk, now, taken_at="2026-11-01T01:30"))
    assert Dose.objects.get().taken_at == datetime(2026, 11, 1, hour_meant, 30, tzinfo=UTC)


def test_an_hour_that_did_not_happen_is_refused(ruth: Client, milk: Product, now: datetime) -> None:
    response = ruth.post(reverse("dose_new"), _typed(milk, now, taken_at="2026-03-08T02:30"))
    assert "this hour did not happen" in response.content.decode()


def test_a_correction_keeps_what_was_said_before(ruth: Client, log_milk: Callable[..., Recorded]) -> None:
    dose = log_milk().dose
    local = dose.taken_at.astimezone(NEW_YORK).strftime("%Y-%m-%dT%H:%M")
    typed = {"amount": "15", "unit": "mL", "taken_at": local, "note": "", "version": dose.version}
    ruth.post(reverse("dose", args=[dose.pk]), typed)
    page = ruth.get(reverse("dose", args=[dose.pk])).content.decode()
    assert "Corrected" in page
    assert "Before it said: 30\N{NO-BREAK SPACE}mL, 1,000\N{NO-BREAK SPACE}mg" in page
    dose.refresh_from_db()
    assert dose.elemental_mg == 500


def test_a_correction_of_an_old_version_is_not_written(ruth: Client, log_milk: Callable[..., Recorded]) -> None:
    dose = log_milk().dose
    local = dose.taken_at.astimezone(NEW_YORK).strftime("%Y-%m-%dT%H:%M")
    typed = {"amount": "15", "unit": "mL", "taken_at": local, "note": "", "version": 7}
    response = ruth.post(reverse("dose", args=[dose.pk]), typed)
    assert "Somebody changed this dose meanwhile" in response.content.decode()
    dose.refresh_from_db()
    assert dose.amount == 30


def test_a_removed_dose_says_so_and_can_not_be_corrected(ruth: Client, log_milk: Callable[..., Recorded]) -> None:
    dose = log_milk().dose
    assert "You did not take it?" in ruth.get(reverse("dose_remove", args=[dose.pk])).content.decode()
    ruth.post(reverse("dose_remove", args=[dose.pk]), {"version": 1})
    page = ruth.get(reverse("dose", args=[dose.pk])).content.decode()
    assert "This dose was taken back." in page
    assert 'name="amount"' not in page


@pytest.mark.parametrize("page", ["dose", "dose_remove"])
def test_a_dose_of_somebody_else_is_not_there(
    page: str, anna: Client, otto: Client, ruth: Client, log_milk: Callable[..., Recorded]
) -> None:
    dose = log_milk().dose
    assert ruth.get(reverse(page, args=[dose.pk])).status_code == 200
    for stranger in (anna, otto):
        assert stranger.get(reverse(page, args=[dose.pk])).status_code in {302, 404}
        stranger.post(reverse(page, args=[dose.pk]), {"version": 1})
    dose.refresh_from_db()
    assert dose.voided_at is None
