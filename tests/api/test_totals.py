"""GET /people/{p}/totals/: per day, in the person's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from intake.models import Product
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import Person

Log = Callable[..., Recorded]


@pytest.fixture
def path(person: Person) -> str:
    """Where totals are."""
    return f"people/{person.pk}/totals/"


def test_a_day_is_a_day_where_the_person_lives(own: Api, path: str, log_milk: Log, milk: Product) -> None:
    # 04:30 UTC is half past midnight in New York in June, 03:30 is still the day before.
    log_milk(amount=Decimal(15), at=datetime(2026, 6, 2, 3, 30, tzinfo=UTC))
    log_milk(amount=Decimal(30), at=datetime(2026, 6, 2, 4, 30, tzinfo=UTC))
    body = data(own.get(f"{path}?from=2026-06-01&to=2026-06-03"))
    days = [(row["date"], row["elemental_mg"], row["at_least"]) for row in body["results"]]
    assert days == [
        ("2026-06-01", "500.0", False),
        ("2026-06-02", "1000.0", False),
        ("2026-06-03", "0.0", False),
    ]
    assert (body["next"], body["previous"]) == (None, None)
    assert body["results"][1]["by_category"] == {"laxative": "1000.0"}
    (share,) = body["results"][1]["by_product"]
    assert share == {
        "product": str(milk.pk),
        "product_name": milk.name,
        "elemental_mg": "1000.0",
        "share": "1.0",
    }


def test_the_first_instant_of_a_day_belongs_to_it(own: Api, path: str, log_milk: Log) -> None:
    log_milk(at=datetime(2026, 6, 2, 4, 0, tzinfo=UTC))
    results = data(own.get(f"{path}?from=2026-06-01&to=2026-06-02"))["results"]
    assert [row["elemental_mg"] for row in results] == ["0.0", "1000.0"]


def test_without_days_it_is_the_last_week(own: Api, path: str, log_milk: Log) -> None:
    log_milk()
    results = data(own.get(path))["results"]
    assert len(results) == 7
    assert results[-1]["elemental_mg"] == "1000.0"


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("from=2026-06-02&to=2026-06-01", "/to", "ends_before_start"),
        ("from=2026-01-01&to=2026-07-20", "/to", "too_long"),
        ("from=2026-6-1", "/from", "invalid"),
        ("from=2026-02-30", "/from", "invalid"),
        ("from=1800-01-01", "/from", "too_old"),
        ("to=9999-12-31", "/to", "in_future"),
        ("to=2026-06-01T00:00:00Z", "/to", "invalid"),
        ("zone=UTC", "/zone", "unknown_field"),
    ],
)
def test_days_that_make_no_sense_are_400(own: Api, path: str, query: str, pointer: str, code: str) -> None:
    body = assert_problem(own.get(f"{path}?{query}"), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]


def test_two_hundred_days_are_answered(own: Api, path: str) -> None:
    assert len(data(own.get(f"{path}?from=2026-01-01&to=2026-07-19"))["results"]) == 200


@pytest.mark.parametrize("end", ["1900-01-01", "2200-12-31"])
def test_the_ends_of_the_calendar_are_no_trouble(own: Api, path: str, end: str) -> None:
    assert len(data(own.get(f"{path}?to={end}"))["results"]) == 7
