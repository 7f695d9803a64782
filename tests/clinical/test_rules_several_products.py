"""MG-50: several products with magnesium, and what they give together in a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.clinical.builders import (
    NOW,
    TODAY,
    dose,
    earlier,
    facts,
    found,
    hours_ago,
    judged,
    plan,
    severity,
    values,
)
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import Category
from tracker.clinical.moments import start_of_day
from tracker.clinical.verdict import judge_dose

NOTE = Severity.NOTE
LAXATIVE = Category.LAXATIVE
DAY = timedelta(days=1)


def midnight(day: date) -> datetime:
    begin = start_of_day(day, "UTC")
    assert begin is not None
    return begin


def test_mg_50_sums_plans_per_day() -> None:
    plans = [plan(120, 2), plan(300, 1, LAXATIVE, product=2), plan(60, 1, product=2)]
    (finding,) = found(facts(egfr=95, plans=plans), "MG-50")
    assert values(finding.severity, finding.words, finding.params["total_mg"]) == (NOTE, "note", 600)
    assert values(*((share.elemental_mg, share.share) for share in finding.products)) == (
        (Decimal(240), Decimal("0.4")),
        (Decimal(360), Decimal("0.6")),
    )


def test_mg_50_needs_two_products() -> None:
    assert found(facts(dose(100), egfr=95, plans=[plan(120, 2)]), "MG-50") == []
    assert found(facts(dose(100), dose(100, product=2), egfr=95), "MG-50") != []


@pytest.mark.parametrize(("days_ago", "expected"), [(6, NOTE), (7, None)])
def test_mg_50_counts_a_product_for_7_days_after_it_was_taken(days_ago: int, expected: Severity | None) -> None:
    known = facts(egfr=95, history=[earlier(days_ago)], plans=[plan(100, product=2)])
    assert severity(known, "MG-50") is expected


def test_mg_50_takes_the_most_of_one_day_where_there_is_no_plan() -> None:
    history = [earlier(3, 300), replace(earlier(3, 200), last_at=hours_ago(80)), earlier(2, 400)]
    (finding,) = found(facts(egfr=95, history=history, plans=[plan(100, product=2)]), "MG-50")
    assert finding.params["total_mg"] == 600
    planned_too = facts(egfr=95, history=history, plans=[plan(100, product=2), plan(50)])
    assert found(planned_too, "MG-50")[0].params["total_mg"] == 150


@pytest.mark.parametrize(
    ("other", "words", "total"),
    [
        (plan(100, None, product=2), "note_at_least", 200),
        (plan(None, 1, product=2), "note_at_least", 100),
        (plan(100, 1, product=2), "note", 200),
    ],
)
def test_mg_50_says_at_least_where_it_is_not_sure(other: object, words: str, total: int) -> None:
    (finding,) = found(facts(egfr=95, plans=[plan(100), other]), "MG-50")
    assert values(finding.words, finding.params["total_mg"]) == (words, total)


def test_mg_50_says_that_it_knows_no_amount() -> None:
    (finding,) = found(facts(dose(None), dose(None, product=2), egfr=95), "MG-50")
    assert finding.words == "note_unknown"
    assert [share.elemental_mg for share in finding.products] == [None, None]


@pytest.mark.parametrize(
    "other",
    [
        plan(0, product=2),
        plan(100, product=2, category=Category.INJECTION),
        plan(100, product=2, from_date=TODAY + DAY),
        plan(100, product=2, from_date=TODAY - DAY, until_date=TODAY - DAY),
    ],
    ids=["no magnesium", "injection", "to come", "over"],
)
def test_mg_50_passes_over_plans_that_are_not_in_force_or_hold_none(other: object) -> None:
    assert found(facts(egfr=95, plans=[plan(100), other]), "MG-50") == []


def test_mg_50_begins_and_ends_with_plans_and_days() -> None:
    coming = plan(100, product=2, from_date=TODAY + DAY, until_date=TODAY + 3 * DAY)
    known = facts(egfr=95, plans=[plan(100), coming])
    begin, end = midnight(TODAY + DAY), midnight(TODAY + 4 * DAY)
    assert judged(known).next_change_at == begin
    assert found(known, "MG-50", begin)[0].until == end
    assert judged(known, begin).next_change_at == end
    taken = facts(dose(100), egfr=95, plans=[plan(100, product=2)])
    assert found(taken, "MG-50")[0].until == midnight(TODAY + 7 * DAY)
    assert severity(taken, "MG-50", midnight(TODAY + 7 * DAY)) is None
    for_good = facts(egfr=95, plans=[plan(100), plan(100, product=2)])
    assert found(for_good, "MG-50")[0].until is None


def test_mg_50_is_said_when_a_product_comes_and_not_at_each_dose() -> None:
    first, second = dose(50, hours_ago(3)), dose(50, product=2)
    new = judge_dose(facts(first, egfr=95), second, NOW)
    assert [finding.rule for finding in new.findings] == ["MG-50"]
    again = judge_dose(facts(first, replace(second, taken_at=hours_ago(2)), egfr=95), dose(50, product=2), NOW)
    assert again.findings == ()
