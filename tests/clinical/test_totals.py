from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.clinical.builders import NOW, dose, hours_ago, values
from tracker.clinical.facts import Category
from tracker.clinical.totals import falls_at, known_amounts, sum_doses, window_total

NEW_YORK = ZoneInfo("America/New_York")


def test_the_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    at_start, just_inside = dose(100, hours_ago(24)), dose(10, hours_ago(24) + timedelta(microseconds=1))
    at_end, later = dose(1, NOW), dose(1000, NOW + timedelta(microseconds=1))
    total = window_total([later, at_end, just_inside, at_start], until=NOW)
    assert total.elemental_mg == 11
    assert (total.since, total.until) == (hours_ago(24), NOW)


def test_half_past_eleven_and_a_quarter_past_midnight_count_together() -> None:
    late = dose(300, datetime(2026, 11, 21, 23, 30, tzinfo=NEW_YORK))
    early = dose(200, datetime(2026, 11, 22, 0, 15, tzinfo=NEW_YORK))
    assert window_total([early, late], until=datetime(2026, 11, 22, 8, tzinfo=NEW_YORK)).elemental_mg == 500


@pytest.mark.parametrize(
    "noon_after",
    [datetime(2026, 3, 8, 12, tzinfo=NEW_YORK), datetime(2026, 11, 1, 12, tzinfo=NEW_YORK)],
    ids=["23 hour day", "25 hour day"],
)
def test_a_daylight_saving_day_changes_nothing(noon_after: datetime) -> None:
    end = noon_after.astimezone(UTC)
    inside = dose(1, (end - timedelta(hours=23, minutes=59)).astimezone(NEW_YORK))
    outside = dose(100, (end - timedelta(hours=24)).astimezone(NEW_YORK))
    assert window_total([inside, outside], until=noon_after).elemental_mg == 1


def test_the_repeated_hour_is_two_hours() -> None:
    first = dose(1, datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK))
    second = dose(10, datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=NEW_YORK))
    between, after = datetime(2026, 11, 1, 1, 45, tzinfo=NEW_YORK), datetime(2026, 11, 1, 2, 30, tzinfo=NEW_YORK)
    assert window_total([first, second], until=between).elemental_mg == 1
    assert window_total([first, second], until=after, hours=2).elemental_mg == 10
    assert window_total([first, second], until=after, hours=3).elemental_mg == 11


def test_an_unknown_amount_makes_the_total_at_least_and_is_never_zero() -> None:
    total = sum_doses([dose(100), dose(None, product=2)])
    assert values(total.elemental_mg, total.at_least) == (100, True)
    unknown = total.by_product[-1]
    assert (unknown.elemental_mg, unknown.share) == (None, None)


def test_injections_are_kept_out() -> None:
    total = sum_doses([dose(100), dose(None, category=Category.INJECTION), dose(4000, category=Category.INJECTION)])
    assert values(total.elemental_mg, total.at_least) == (100, False)
    assert total.by_category == {Category.SUPPLEMENT: Decimal(100)}


def test_products_come_largest_first_then_by_name_with_their_shares() -> None:
    total = sum_doses(
        [
            dose(100, product=3, name="Calm"),
            dose(100, product=2, name="Balance"),
            dose(50, product=1),
            dose(150, product=1, name="Zinc and magnesium"),
        ]
    )
    assert [share.product_name for share in total.by_product] == ["Zinc and magnesium", "Balance", "Calm"]
    assert [share.share for share in total.by_product] == [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")]


def test_hours_can_be_chosen() -> None:
    week = [dose(100, hours_ago(hours)) for hours in (1, 30, 167, 168)]
    assert window_total(week, until=NOW, hours=168).elemental_mg == 300


def test_nothing_taken_is_zero_and_not_at_least() -> None:
    total = window_total([], until=NOW)
    assert values(total.elemental_mg, total.at_least, total.by_product) == (0, False, ())


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        window_total([dose(1, datetime(2026, 11, 22, 8))], until=NOW)  # noqa: DTZ001


def test_a_sum_falls_when_the_dose_leaves_that_held_it_up() -> None:
    small, large = dose(100, hours_ago(20)), dose(300, hours_ago(3))
    amounts = known_amounts([small, large])
    assert falls_at(amounts, lambda mg: mg >= 400) == hours_ago(-4)
    assert falls_at(amounts, lambda mg: mg >= 300) == hours_ago(-21)
    assert falls_at(amounts, lambda mg: mg >= 401) is None


def test_what_holds_of_nothing_at_all_never_falls() -> None:
    assert falls_at(known_amounts([dose(100)]), lambda mg: mg >= 0) is None
