"""Plans, written and ended with a browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import Plan, Product
from tracker.models import new_id

SPACE = "\N{NO-BREAK SPACE}"


def typed(product: Product, now: datetime, **more: Any) -> dict[str, Any]:
    said = {"product": product.pk, "plan_id": new_id(), "amount": "15", "unit": "mL", "rhythm": "times"}
    return said | {"time_1": "08:00", "from_date": f"{now:%Y-%m-%d}"} | more


def test_a_plan_that_would_be_too_much_is_warned_of_when_it_is_written(
    ruth: Client, milk: Product, now: datetime
) -> None:
    page = ruth.post(reverse("plan_new"), typed(milk, now), follow=True).content.decode()
    assert 'data-answer="ask_first"' in page
    assert "Ask first, before you follow this plan" in page
    assert f"Every day at 8:00{SPACE}am" in page


def test_a_form_that_is_sent_twice_is_one_plan(ruth: Client, milk: Product, now: datetime) -> None:
    said = typed(milk, now)
    ruth.post(reverse("plan_new"), said)
    ruth.post(reverse("plan_new"), said)
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ({"rhythm": "every_hours", "every_hours": "6"}, f"Every 6{SPACE}hours"),
        ({"rhythm": "as_needed"}, "Only when needed"),
        ({"time_2": "20:30"}, f"Every day at 8:00{SPACE}am and 8:30{SPACE}pm"),
    ],
)
def test_the_list_says_how_often(
    ruth: Client, milk: Product, now: datetime, rhythm: dict[str, str], words: str
) -> None:
    page = ruth.post(reverse("plan_new"), typed(milk, now, **rhythm), follow=True).content.decode()
    assert words in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_1": ""},
        {"time_1": "25:00"},
        {"rhythm": "every_hours", "every_hours": ""},
        {"rhythm": "every_hours", "every_hours": "0"},
        {"rhythm": "daily"},
        {"amount": "0"},
        {"unit": "bucket"},
        {"from_date": "soon"},
        {"until_date": "2020-01-01"},
    ],
)
def test_bad_input_is_shown_beside_the_field_and_nothing_is_written(
    ruth: Client, milk: Product, now: datetime, wrong: dict[str, str]
) -> None:
    response = ruth.post(reverse("plan_new"), typed(milk, now, **wrong))
    assert response.status_code == 422
    assert "field--error" in response.content.decode()
    assert not Plan.objects.exists()


def test_a_plan_is_ended_after_asking_once(ruth: Client, milk: Product, now: datetime) -> None:
    ruth.post(reverse("plan_new"), typed(milk, now))
    plan = Plan.objects.get()
    asked = ruth.get(reverse("plan_end", args=[plan.pk])).content.decode()
    assert "Do not stop a medicine that was prescribed without asking." in asked
    page = ruth.post(reverse("plan_end", args=[plan.pk]), {"version": 1}, follow=True).content.decode()
    assert "No plan yet" in page


def test_the_plan_of_somebody_else_is_not_found(ruth: Client, otto: Client, milk: Product, now: datetime) -> None:
    ruth.post(reverse("plan_new"), typed(milk, now))
    response = otto.post(reverse("plan_end", args=[Plan.objects.get().pk]), {"version": 1}, follow=True)
    assert Plan.objects.filter(retracted_at__isnull=True).count() == 1
    assert "Milk of Magnesia" not in response.content.decode()
