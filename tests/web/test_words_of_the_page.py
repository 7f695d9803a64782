"""Amounts, times and the meter as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from tracker.templatetags.amounts import mg, percent, quantity
from tracker.templatetags.moments import clock, day, greeting, when, when_coming

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        ("30.000", "mL", "30\xa0mL"),
        ("1", "tablet", "1\xa0tablet"),
        ("2.000", "tablet", "2\xa0tablets"),
        ("0.5", "level teaspoon", "0.5\xa0level teaspoons"),
        ("2", "serving (40 drops)", "2\xa0servings (40 drops)"),
        ("2", "15 mL", "2\xa0×\xa015\xa0mL"),
        ("1270", "mL", "1,270\xa0mL"),
    ],
)
def test_amounts_are_bound_to_their_units(amount: str, unit: str, shown: str) -> None:
    assert quantity(Decimal(amount), unit) == shown


def test_an_unknown_amount_is_said() -> None:
    assert mg(None) == "amount not known"
    assert mg(Decimal(1000)) == "1,000\xa0mg"
    assert percent(Decimal("0.787")) == "79%"


@time_machine.travel(NOON, tick=False)
def test_times_are_said_as_people_say_them() -> None:
    with timezone.override("America/New_York"):
        assert clock(NOON) == "7:00\xa0am"
        assert when(NOON) == "today 7:00\xa0am"
        assert when(NOON - timedelta(days=1)) == "yesterday 7:00\xa0am"
        assert when(NOON - timedelta(days=25)) == "October\xa028, 8:00\xa0am"
        assert when_coming(NOON + timedelta(days=1)) == "tomorrow at 7:00\xa0am"
        assert day(datetime(2025, 5, 11, 15, tzinfo=UTC)) == "May\xa011, 2025"
        assert greeting(NOON) == "Good morning"
    with timezone.override("Asia/Tokyo"):
        assert greeting(NOON) == "Good evening"


@dataclass
class Share:
    """One product of the bar."""

    product_name: str
    elemental_mg: Decimal | None


def _bar(limit: Decimal | None, *amounts: int | None) -> str:
    shares = [Share(f"P{place}", None if each is None else Decimal(each)) for place, each in enumerate(amounts)]
    total = sum((share.elemental_mg for share in shares if share.elemental_mg), Decimal(0))
    tag = "{% load meter %}{% meter_bar total shares limit at_least=at_least said='said' %}"
    context = {"total": total, "shares": shares, "limit": limit, "at_least": None in amounts}
    return Template(tag).render(Context(context))


def test_the_limit_stands_at_four_fifths_of_the_bar() -> None:
    bar = _bar(Decimal(350), 240, 50)
    assert 'class="meter__notch" x="80.00%"' in bar
    assert 'width="54.86%"' in bar
    assert "meter__over" not in bar


def test_over_the_limit_leaves_room_to_show_it() -> None:
    bar = _bar(Decimal(350), 170, 255)
    assert 'class="meter__notch" x="79.88%"' in bar
    assert 'class="meter__over" x="79.88%" ' in bar
    assert 'width="17.12%"' in bar


def test_without_a_limit_the_bar_shows_shares_alone() -> None:
    bar = _bar(None, 1000, 220, 50)
    assert 'width="78.74%"' in bar
    assert "meter__notch" not in bar
    assert "url(#p2)" in bar
    assert "url(#p3)" in bar


def test_an_unknown_amount_leaves_the_rest_open() -> None:
    assert "meter__open" in _bar(Decimal(350), 170, None)


def test_many_products_are_drawn_as_four() -> None:
    bar = _bar(None, 100, 90, 80, 70, 60, 50)
    assert "3 other products" in bar
    assert "180\xa0mg" in bar
    assert bar.count("<li>") == 4
