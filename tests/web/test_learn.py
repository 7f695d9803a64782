"""Learning pages: open, plain, sourced, and careful with their words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import textstat
from django.test import Client
from django.urls import reverse

from alerts.models import Alert
from tracker.views.learn import TOPICS

EVERY_TOPIC = pytest.mark.parametrize("slug", [topic.slug for topic in TOPICS])
BLOCKS = {"p", "li", "h2", "td", "th"}


class Sentences(HTMLParser):
    """The text of the article, one block a sentence."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only the article is read."""
        self.inside |= tag == "article"

    def handle_endtag(self, tag: str) -> None:
        """A heading or a cell ends like a sentence."""
        self.inside &= tag != "article"
        if tag in BLOCKS and self.parts and self.parts[-1].strip()[-1:] not in {".", "?", ":"}:
            self.parts.append(". ")

    def handle_data(self, data: str) -> None:
        """What is read."""
        if self.inside and data.strip():
            self.parts.append(f"{data} ")

    def __str__(self) -> str:
        return "".join(self.parts)


def _text(client: Client, slug: str) -> str:
    return str(Sentences(client.get(reverse("learn_topic", args=[slug])).content.decode()))


def test_the_pages_are_open_and_lead_to_each_other(db: None, client: Client) -> None:
    overview = client.get(reverse("learn")).content.decode()
    for topic in TOPICS:
        url = reverse("learn_topic", args=[topic.slug])
        assert url in overview
        assert client.get(url).status_code == 200
    assert client.get("/learn/nothing/").status_code == 404


@EVERY_TOPIC
def test_each_page_names_its_sources_and_that_it_replaces_no_advice(db: None, client: Client, slug: str) -> None:
    page = client.get(reverse("learn_topic", args=[slug])).content.decode()
    sources = page[page.index('id="sources-h"') :]
    assert sources.count("<li>") >= 2
    assert "does not replace advice" in page
    assert "Nothing here has been signed off by a clinician." in page


@EVERY_TOPIC
def test_a_child_of_eleven_can_read_it(db: None, client: Client, slug: str) -> None:
    assert textstat.automated_readability_index(_text(client, slug)) <= 6


@EVERY_TOPIC
def test_no_page_promises_predicts_or_stops_a_medicine(db: None, client: Client, slug: str) -> None:
    text = _text(client, slug).lower()
    assert not re.search(r"\bsafe|overdose|stop taking|your level (is|will)|hypermagn", text)


def test_high_and_low_stand_side_by_side_in_a_real_table(db: None, client: Client) -> None:
    page = client.get(reverse("learn_topic", args=["high-and-low"])).content.decode()
    assert '<th scope="col">Too much</th><th scope="col">Too little</th>' in page
    for row in ("First signs", "What happens in the muscle", "What doctors do"):
        assert row in page
    assert "blocked" in page
    assert "Cramps" in page


def test_an_alert_leads_to_what_can_be_learned(ruth: Client, urgent_alert: Alert) -> None:
    page = ruth.get(reverse("alert", args=[urgent_alert.pk])).content.decode()
    assert f'href="{reverse("learn")}"' in page
    for name in ("about", "more"):
        assert f'href="{reverse("learn")}"' in ruth.get(reverse(name)).content.decode()


def test_the_signs_lead_a_patient_straight_to_help(ruth: Client, client: Client) -> None:
    signs = reverse("learn_topic", args=["signs"])
    assert reverse("emergency") in ruth.get(signs).content.decode()
    assert reverse("emergency") not in client.get(signs).content.decode()
