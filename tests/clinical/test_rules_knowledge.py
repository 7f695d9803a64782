"""MG-60 and MG-80: what is known about the kidneys, and what a prescriber agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.clinical.builders import (
    ADULT,
    HEALTHY_ADULT,
    NOW,
    TODAY,
    dose,
    facts,
    found,
    hours_ago,
    limit,
    reading,
    severity,
)
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import Category

NOTE, CAUTION = Severity.NOTE, Severity.CAUTION


def test_mg_60_speaks_when_there_is_no_result() -> None:
    (finding,) = found(facts(), "MG-60")
    assert (finding.severity, finding.words) == (NOTE, "unknown")


def test_mg_60_is_silent_for_presumed_and_fresh_kidneys() -> None:
    assert found(facts(person=HEALTHY_ADULT), "MG-60") == []
    assert found(facts(egfr=24), "MG-60") == []


@pytest.mark.parametrize(
    ("egfr", "days", "words", "months"),
    [(70, 370, "stale", 12), (24, 100, "stale", 3), (40, 200, "stale", 6), (24, 200, "expired", 6)],
)
def test_mg_60_says_how_old_a_result_is(egfr: int, days: int, words: str, months: int) -> None:
    (finding,) = found(facts(readings=[reading(egfr, TODAY - timedelta(days=days))]), "MG-60")
    assert (finding.severity, finding.words, finding.params["months"]) == (NOTE, words, months)


def test_mg_80_notes_an_agreed_product_only_when_it_was_taken() -> None:
    agreed = limit(300, product=1)
    assert severity(facts(dose(300), egfr=9, limits=[agreed]), "MG-80") is NOTE
    assert severity(facts(dose(300, hours_ago(24)), egfr=9, limits=[agreed]), "MG-80") is None
    assert severity(facts(dose(300, product=2), egfr=9, limits=[agreed]), "MG-80") is None


def test_mg_80_warns_strictly_over_the_limit() -> None:
    agreed = limit(300, product=1)
    (finding,) = found(facts(dose("200"), dose("100.001", hours_ago(23)), egfr=9, limits=[agreed]), "MG-80")
    assert (finding.severity, finding.params["limit_mg"], finding.params["prescriber"]) == (CAUTION, 300, "Dr. Lee")
    assert finding.until == hours_ago(23) + timedelta(hours=24)


def test_a_limit_for_the_person_agrees_to_every_product() -> None:
    known = facts(dose(300), dose(300, category=Category.LAXATIVE, product=2), egfr=9, limits=[limit(700)])
    assert [finding.rule for finding in found(known, "MG-80")] == ["MG-80"]
    assert severity(known, "MG-11") is None
    assert severity(replace(known, limits=(limit(500),)), "MG-80") is CAUTION


def test_an_unknown_amount_is_agreed_to_by_its_own_limit_alone() -> None:
    """Nobody can say that it fits into a limit for everything: the kidney rules go on to speak of it."""
    unknown = dose(None, category=Category.LAXATIVE)
    assert severity(facts(unknown, egfr=9, limits=[limit(300)]), "MG-11") is Severity.URGENT
    assert severity(facts(unknown, egfr=24, limits=[limit(300)]), "MG-10") is CAUTION
    assert severity(facts(unknown, egfr=9, limits=[limit(300, product=1)]), "MG-11") is None
    assert severity(facts(unknown, egfr=9, limits=[limit(300, product=2)]), "MG-11") is Severity.URGENT


def test_a_limit_of_nothing_is_exceeded_by_anything() -> None:
    assert severity(facts(dose(1), egfr=95, limits=[limit(0)]), "MG-80") is CAUTION


def test_an_unknown_amount_is_over_a_limit_of_nothing_and_within_none_for_everything() -> None:
    unknown = dose(None, hours_ago(2))
    (finding,) = found(facts(unknown, egfr=95, limits=[limit(0)]), "MG-80")
    assert (finding.severity, finding.words, finding.until) == (CAUTION, "over_unknown", hours_ago(-22))
    assert severity(facts(unknown, egfr=95, limits=[limit(0, product=1)]), "MG-80") is CAUTION
    assert severity(facts(unknown, egfr=95, limits=[limit(300)]), "MG-80") is None
    assert severity(facts(unknown, dose(100, product=2), egfr=95, limits=[limit(300)]), "MG-80") is NOTE
    assert severity(facts(unknown, egfr=95, limits=[limit(300, product=1)]), "MG-80") is NOTE


def test_a_limit_holds_through_its_last_day_in_the_persons_zone() -> None:
    person = replace(ADULT, zone="America/New_York")
    known = facts(
        dose(600, datetime(2026, 11, 22, 22, tzinfo=UTC)),
        egfr=24,
        person=person,
        limits=[limit(700, from_date=date(2026, 11, 22), until_date=date(2026, 11, 22))],
    )
    midnight_in_new_york = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert severity(known, "MG-11", midnight_in_new_york - timedelta(seconds=1)) is None
    assert severity(known, "MG-11", midnight_in_new_york) is Severity.URGENT


@pytest.mark.parametrize(("days", "expected"), [(0, None), (1, Severity.URGENT)])
def test_a_limit_does_not_hold_before_its_first_day(days: int, expected: Severity | None) -> None:
    later = limit(900, from_date=NOW.date() + timedelta(days=days))
    assert severity(facts(dose(600), egfr=24, limits=[later]), "MG-11") is expected
