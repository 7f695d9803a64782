"""Values have one written form: amounts, instants, days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.fields import Field

from tracker.api.fields import AmountField, DayField, IdField, InstantField, decimal_text, instant_text

AMOUNTS = st.decimals(min_value=0, max_value=999_999, places=3, allow_nan=False, allow_infinity=False)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
LOCAL = st.datetimes(datetime.fromisoformat("1901-01-01"), datetime.fromisoformat("2199-01-01"), timezones=OFFSETS)


@given(AMOUNTS)
def test_an_amount_that_went_out_comes_in_as_the_same_number(amount: Decimal) -> None:
    assert AmountField().to_internal_value(decimal_text(amount)) == amount


@given(LOCAL)
def test_an_instant_that_went_out_comes_in_as_the_same_instant(instant: datetime) -> None:
    text = instant_text(instant)
    assert text.endswith("Z")
    assert InstantField().to_internal_value(text) == instant


@given(st.one_of(st.text(), st.floats(), st.booleans(), st.none(), st.lists(st.integers()), st.decimals()))
def test_whatever_comes_is_a_value_or_a_refusal(thing: Any) -> None:
    for field in (AmountField(), InstantField(), DayField(), IdField()):
        refusal = refused(field, thing)
        assert refusal is None or refusal.get_codes()


def refused(field: Field[Any, Any, Any, Any], thing: Any) -> ValidationError | None:
    """The refusal of a field, if it refuses."""
    try:
        field.to_internal_value(thing)
    except ValidationError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("value", "text"),
    [("500", "500.0"), ("500.000", "500.0"), ("0.5", "0.5"), ("12.340", "12.34"), ("1E+3", "1000.0"), ("0", "0.0")],
)
def test_amounts_go_out_with_one_place_at_least(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize("said", [30, "30", "30.0", "30.000", Decimal("30.00"), Decimal("3E+1")])
def test_one_amount_written_in_many_ways_is_one_value(said: object) -> None:
    assert str(AmountField().to_internal_value(said)) == "30"


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-03-01T08:30:00Z", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01t08:30:00z", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00+05:45", datetime(2026, 3, 1, 2, 45, tzinfo=UTC)),
        ("2026-03-01T08:30:00.1234567Z", datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)),
    ],
)
def test_instants_come_in_as_rfc_3339_says(said: str, instant: datetime) -> None:
    assert InstantField().to_internal_value(said) == instant


@pytest.mark.parametrize(
    "said", ["2026-03-01 08:30:00Z", "2026-W09-7T08:30:00Z", "2026-03-01T08:30Z", "2026-03-01T08:30:61Z"]
)
def test_other_spellings_of_an_instant_are_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        InstantField().to_internal_value(said)


def test_a_day_is_year_month_day() -> None:
    assert DayField().to_internal_value("2024-02-29") == date(2024, 2, 29)
    with pytest.raises(ValidationError):
        DayField().to_internal_value("2023-02-29")
