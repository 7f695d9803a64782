"""Can I take this? Asked with a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import Dose, Product
from intake.services.doses import Recorded
from tracker.models import Change, Person
from tracker.services.symptoms import record_symptom

SPACE = "\N{NO-BREAK SPACE}"


def ask(browser: Client, product: Product, **more: Any) -> str:
    said = {"product": product.pk, "amount": "30", "unit": "mL"} | more
    return browser.post(reverse("check"), said).content.decode()


def test_what_is_usually_taken_is_asked_about_in_two_taps(ruth: Client, log_milk: Callable[..., Recorded]) -> None:
    log_milk()
    page = ruth.get(reverse("check")).content.decode()
    assert f"30{SPACE}mL" in page
    assert 'name="dose_id"' not in page


def test_the_answer_says_the_sum_and_asks_first(ruth: Client, milk: Product) -> None:
    page = ask(ruth, milk)
    assert 'data-answer="ask_first"' in page
    assert f"1,000{SPACE}mg" in page
    assert "MG-11" in page


def test_why_tells_the_share_of_each_product(ruth: Client, milk: Product, log_milk: Callable[..., Recorded]) -> None:
    log_milk(amount=Decimal(15))
    rolaids = Product.objects.get(name__startswith="Rolaids Extra Strength")
    unit = rolaids.units.all()[0].name
    page = ask(ruth, rolaids, amount="2", unit=unit)
    why = page.split("<details>")[1]
    assert f"500{SPACE}mg (82%)" in why
    assert f"110{SPACE}mg (18%)" in why
    assert "What would change this: If no more is taken" in why
    assert reverse("learn") in why


def test_asking_writes_nothing_down(ruth: Client, milk: Product, person: Person) -> None:
    changes = Change.objects.count()
    ask(ruth, milk)
    assert not Dose.objects.exists()
    assert Change.objects.count() == changes


def test_the_asked_dose_is_logged_with_one_tap_and_once(ruth: Client, milk: Product) -> None:
    page = ask(ruth, milk)
    dose_id = page.split('name="dose_id" value="')[1].split('"')[0]
    for _ in range(2):
        ruth.post(reverse("dose_tile"), {"dose_id": dose_id, "product": milk.pk, "unit": "mL", "amount": "30"})
    assert Dose.objects.count() == 1


def test_a_later_hour_can_be_asked_about_and_is_not_logged_yet(ruth: Client, milk: Product, now: datetime) -> None:
    tomorrow = (now + timedelta(days=1)).astimezone(ZoneInfo("America/New_York"))
    page = ask(ruth, milk, at=f"{tomorrow:%Y-%m-%dT%H:%M}")
    assert "tomorrow at" in page
    assert 'name="dose_id"' not in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", "0"),
        ("amount", "two"),
        ("amount", ""),
        ("unit", "bucket"),
        ("at", "2999-01-01T10:00"),
        ("at", "soon"),
    ],
)
def test_bad_input_is_shown_beside_the_field_and_kept(ruth: Client, milk: Product, field: str, typed: str) -> None:
    said = {"product": milk.pk, "amount": "30", "unit": "mL", field: typed}
    response = ruth.post(reverse("check"), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert "field--error" in page
    assert field == "unit" or f'value="{typed}"' in page or not typed


def test_a_product_that_is_not_on_file_is_not_found(ruth: Client) -> None:
    assert ruth.get(reverse("check"), {"product": "019b0000-0000-7000-8000-000000000000"}).status_code == 404


def test_in_an_emergency_the_answer_brings_the_number_to_call(
    ruth: Client, milk: Product, person: Person, now: datetime
) -> None:
    assert 'href="tel:911"' not in ask(ruth, milk)
    record_symptom(person=person, by=None, now=now, code="slow_breathing", started_at=now)
    assert 'href="tel:911"' in ask(ruth, milk)
