"""What holds on every page: one frame, a strict content policy, nothing kept by a cache."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.urls import reverse

from alerts.models import Alert
from intake.models import Dose

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path.relative_to(folder).as_posix()
    for folder in ROOT.glob("*/templates")
    if folder.parent.name in {"tracker", "intake", "alerts"}
    for path in folder.rglob("*.*")
)
OWN_PAGES = (
    "today", "alerts", "more", "kidneys", "carers", "access_log", "profile", "products", "product_new",
    "health", "labs", "conditions", "medicines", "limits", "symptoms", "emergency", "learn", "about",
)  # fmt: skip
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str) -> None:
    assert get_template(name) is not None


@pytest.mark.parametrize("name", OWN_PAGES)
def test_no_page_has_inline_script_or_style(ruth: Client, urgent_alert: Alert, name: str) -> None:
    response = ruth.get(reverse(name), {"logged": str(Dose.objects.get().pk), "q": "milk of mag"})
    page = response.content.decode()
    assert response.status_code == 200
    assert not INLINE.search(page)
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert page.count("<h1") == 1
    assert '<html lang="en"' in page
    assert 'href="#main"' in page


@pytest.mark.parametrize("name", [name for name in OWN_PAGES if name not in {"learn", "about"}])
def test_pages_about_a_person_are_kept_by_no_cache(ruth: Client, name: str) -> None:
    assert "no-store" in ruth.get(reverse(name))["Cache-Control"]


def test_ids_stand_once_on_a_page(ruth: Client, urgent_alert: Alert) -> None:
    pages = ("kidneys", "health", "labs", "conditions", "medicines", "limits", "symptoms", "emergency")
    for url in ("/", *map(reverse, pages), reverse("alert", args=[urgent_alert.pk])):
        ids = re.findall(r'\sid="([^"]+)"', ruth.get(url).content.decode())
        assert len(ids) == len(set(ids))


def test_the_missing_page_stands_in_the_frame(db: None, client: Client, ruth: Client) -> None:
    for visitor in (client, ruth):
        response = visitor.get("/nowhere/")
        assert response.status_code == 404
        assert "There is nothing here for you" in response.content.decode()


def test_the_page_for_a_breakdown_needs_nothing() -> None:
    page = render_to_string("500.html")
    assert "Something broke on our side" in page
    assert not INLINE.search(page)


def test_a_form_from_elsewhere_is_refused_in_words(person: object) -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()


def test_signed_out_pages_have_no_way_round(db: None, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "<nav" not in page
    assert "It informs and does not replace advice" in page
