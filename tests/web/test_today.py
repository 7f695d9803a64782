"""The first page, the quick tiles and the parts that stay up to date."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alerts.models import Alert
from intake.models import Dose, Product
from intake.services.doses import Recorded
from tracker.models import new_id

TODAY = "/"


def _tile(milk: Product, **more: Any) -> dict[str, Any]:
    return {"dose_id": new_id(), "product": milk.pk, "unit": "mL", "amount": "30", **more}


def test_somebody_who_is_not_signed_in_is_asked_to_sign_in(db: None, client: Client) -> None:
    response = client.get(TODAY)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_live_part_reloads_the_page_when_the_session_is_over(db: None, client: Client) -> None:
    response = client.get(reverse("live"), headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


def test_a_new_account_is_asked_about_itself_first(otto: Client) -> None:
    assert otto.get(TODAY)["Location"] == reverse("welcome")


def test_somebody_who_only_cares_for_others_goes_to_them(anna: Client) -> None:
    assert anna.get(TODAY)["Location"] == reverse("people")


def test_the_page_greets_and_says_that_no_limit_is_agreed(ruth: Client) -> None:
    page = ruth.get(TODAY).content.decode()
    assert "Ruth</h1>" in page
    assert "No daily limit has been agreed for you" in page
    assert "eGFR\N{NO-BREAK SPACE}24" in page


def test_a_tile_stands_ready_after_a_product_was_taken(ruth: Client, log_milk: Callable[..., Recorded]) -> None:
    log_milk()
    page = ruth.get(TODAY).content.decode()
    assert re.search(r'class="tile__name">Phillips.* Milk of Magnesia<', page)
    assert "1,000\N{NO-BREAK SPACE}mg" in page
    assert "Ask first" in page


def test_one_tap_logs_the_usual_amount_now_and_answers(ruth: Client, milk: Product) -> None:
    response = ruth.post(reverse("dose_tile"), _tile(milk), follow=True)
    dose = Dose.objects.get()
    assert (dose.amount, dose.unit, dose.elemental_mg) == (Decimal(30), "mL", Decimal(1000))
    page = response.content.decode()
    assert 'data-answer="ask_first"' in page
    assert "Call your kidney clinic now." in page
    assert "MG-11" in page
    assert reverse("dose_remove", args=[dose.pk]) in page


def test_a_double_tap_is_one_dose(ruth: Client, milk: Product) -> None:
    tapped = _tile(milk)
    for _tap in range(3):
        assert ruth.post(reverse("dose_tile"), tapped).status_code == 302
    assert Dose.objects.count() == 1


def test_the_same_tap_repeated_by_the_browser_much_later_is_still_one_dose(ruth: Client, milk: Product) -> None:
    tapped = _tile(milk)
    ruth.post(reverse("dose_tile"), tapped)
    Dose.objects.update(recorded_at=Dose.objects.get().recorded_at - timedelta(hours=3))
    ruth.post(reverse("dose_tile"), tapped)
    assert Dose.objects.count() == 1


def test_a_tile_tapped_again_after_undo_logs_again(ruth: Client, milk: Product) -> None:
    tapped = _tile(milk)
    ruth.post(reverse("dose_tile"), tapped)
    dose = Dose.objects.get()
    ruth.post(reverse("dose_remove", args=[dose.pk]), {"version": dose.version})
    ruth.post(reverse("dose_tile"), tapped)
    assert Dose.objects.filter(voided_at=None).count() == 1


def test_undo_takes_the_dose_back_and_keeps_it_on_file(ruth: Client, milk: Product) -> None:
    page = ruth.post(reverse("dose_tile"), _tile(milk), follow=True).content.decode()
    assert "data-toast" in page
    dose = Dose.objects.get()
    answer = ruth.post(reverse("dose_remove", args=[dose.pk]), {"version": dose.version}, follow=True)
    dose.refresh_from_db()
    assert dose.voided_at is not None
    assert "Taken back" in answer.content.decode()
    assert "1,000\N{NO-BREAK SPACE}mg" not in answer.content.decode()


def test_the_same_dose_logged_minutes_ago_is_pointed_out(
    ruth: Client, milk: Product, log_milk: Callable[..., Recorded], now: datetime
) -> None:
    log_milk(at=now - timedelta(minutes=6))
    page = ruth.post(reverse("dose_tile"), _tile(milk), follow=True).content.decode()
    assert "You logged the same dose at" in page


def test_a_dose_of_somebody_else_is_not_answered(otto: Client, ruth: Client, log_milk: Callable[..., Recorded]) -> None:
    dose = log_milk().dose
    assert "Ask first" in ruth.get(TODAY, {"logged": str(dose.pk)}).content.decode()
    assert otto.get(TODAY, {"logged": str(dose.pk)}).status_code == 302


@pytest.mark.parametrize("nonsense", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nonsense_in_the_address_shows_the_plain_page(ruth: Client, nonsense: str) -> None:
    assert ruth.get(TODAY, {"logged": nonsense}).status_code == 200


def test_nothing_is_sent_while_nothing_is_new(ruth: Client, urgent_alert: Alert) -> None:
    page = ruth.get(TODAY).content.decode()
    found = re.search(r'hx-get="(/alerts/live/\?token=[0-9a-f]+)"', page)
    assert found
    assert ruth.get(found[1]).status_code == 204


def test_an_alert_comes_to_an_open_page(ruth: Client, urgent_alert: Alert) -> None:
    news = ruth.get(reverse("live"), {"token": "of an older page"})
    page = news.content.decode()
    assert news.status_code == 200
    assert 'data-severity="urgent"' in page
    assert 'id="live-said"' in page
    assert "<form" not in page  # a token for forms changes each time, and so would the part
    assert "data-alert-count" in page


def test_an_alert_takes_the_place_of_the_answer_that_says_the_same(ruth: Client, urgent_alert: Alert) -> None:
    dose = Dose.objects.get()
    page = ruth.get(TODAY, {"logged": str(dose.pk)}).content.decode()
    assert page.count("Call your kidney clinic now.") == 1
    assert "In you before (24 hours)" in page


def test_the_queries_of_the_page_do_not_grow_with_the_doses(
    ruth: Client, log_milk: Callable[..., Recorded], now: datetime, django_assert_max_num_queries: Any
) -> None:
    for hours in range(12):
        log_milk(at=now - timedelta(hours=hours))
    with django_assert_max_num_queries(30):
        ruth.get(TODAY)
