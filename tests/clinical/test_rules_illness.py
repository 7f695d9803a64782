"""MG-40: in illness, or with a result from before one, the kidneys count one stage worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.clinical.builders import (
    ADULT,
    HEALTHY_ADULT,
    NOW,
    TODAY,
    condition,
    dose,
    facts,
    found,
    judged,
    limit,
    medicine,
    reading,
    severity,
    symptom,
)
from tracker.clinical.assessment import Answer, Band, Because, Severity
from tracker.clinical.facts import Category, Dialysis, Facts
from tracker.clinical.kidney import Kidneys, judge_kidneys
from tracker.clinical.terms import Condition, MedicineClass, Symptom
from tracker.clinical.verdict import judge_dose

NOTE, CAUTION, URGENT = Severity.NOTE, Severity.CAUTION, Severity.URGENT
NSAID, ACE = MedicineClass.NSAID, MedicineClass.ACE_INHIBITOR_ARB
FEVER = Condition.FEVER


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


OVER = condition(FEVER, days_ago(9), until_date=days_ago(8))


def kidneys(known: Facts, now: datetime = NOW) -> Kidneys:
    return judge_kidneys(known, now)


def ill(egfr: object = None, **more: Any) -> Facts:
    return facts(egfr=egfr, conditions=[condition(FEVER)], **more)


@pytest.mark.parametrize(
    ("egfr", "band", "counted"),
    [
        ("95", Band.G1, Band.G3A),
        ("60", Band.G2, Band.G3A),
        ("59", Band.G3A, Band.G4),
        ("30", Band.G3B, Band.G4),
        ("29", Band.G4, Band.G5),
    ],
)
def test_illness_counts_the_kidneys_one_stage_worse_and_leaves_the_band(egfr: str, band: Band, counted: Band) -> None:
    seen = kidneys(ill(egfr))
    assert (seen.band, seen.judged_as, seen.shifted) == (band, counted, True)


@pytest.mark.parametrize("newest", [reading(9), reading(40, acute=True), reading(None, dialysis=Dialysis.HEMODIALYSIS)])
def test_what_is_worst_stays_and_says_nothing_more(newest: Any) -> None:
    known = ill(readings=[newest])
    seen = kidneys(known)
    assert (seen.judged_as, seen.shifted, seen.shift_reasons) == (seen.band, False, ())
    assert found(known, "MG-40") == []


def test_without_a_result_illness_counts_as_stage_3() -> None:
    unknown, presumed = kidneys(ill()), kidneys(ill(person=HEALTHY_ADULT))
    assert (unknown.band, unknown.judged_as) == (Band.UNKNOWN, Band.G3A)
    assert (presumed.band, presumed.judged_as) == (Band.PRESUMED, Band.G3A)


def test_without_a_result_there_is_none_from_before_the_illness() -> None:
    known = facts(person=HEALTHY_ADULT, medicines=[medicine(ACE, days_ago(1))])
    assert not kidneys(known).shifted


def test_a_stale_result_in_illness_counts_two_worse() -> None:
    seen = kidneys(ill(readings=[reading(50, days_ago(400))]))
    assert (seen.base_band, seen.band, seen.judged_as) == (Band.G3A, Band.G3B, Band.G4)


@pytest.mark.parametrize(
    "code", [Condition.VOMITING_DIARRHOEA, Condition.FEVER, Condition.CANNOT_DRINK, Condition.DEHYDRATION]
)
def test_ill_today_ends_by_itself_after_three_days(code: Condition) -> None:
    begun = condition(code)
    # The result is of the same day: only being ill counts, and not that the result is older.
    known = facts(readings=[reading(95)], conditions=[begun])
    last_moment = datetime(2026, 11, 25, 23, 59, tzinfo=UTC)
    assert kidneys(known, last_moment).shifted
    assert not kidneys(known, last_moment + timedelta(minutes=1)).shifted
    assert found(known, "MG-40")[0].until == datetime(2026, 11, 26, tzinfo=UTC)
    assert judged(known).next_change_at == datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "more",
    [
        {"conditions": [condition(FEVER, until_date=TODAY)]},
        {"conditions": [condition(Condition.ACUTE_KIDNEY_INJURY, days_ago(1), until_date=days_ago(1))]},
        {"symptoms": [symptom(Symptom.VOMITING)]},
        {"medicines": [medicine(NSAID, TODAY)]},
        {"medicines": [medicine(ACE, TODAY)]},
    ],
)
def test_a_result_from_before_what_began_counts_worse_for_fourteen_days(more: Any) -> None:
    began = TODAY - timedelta(days=1) if "conditions" in more and more["conditions"][0].since_date < TODAY else TODAY
    last = datetime.combine(began + timedelta(days=14), datetime.max.time(), UTC)
    before = facts(readings=[reading(95, began - timedelta(days=1))], **more)
    assert kidneys(before).shifted
    assert kidneys(before, last).shifted
    assert not kidneys(before, last + timedelta(microseconds=1)).shifted
    assert found(before, "MG-40")[0].until == last + timedelta(microseconds=1)


@pytest.mark.parametrize("harmful", [NSAID, ACE])
def test_a_result_of_the_day_or_after_it_knows_what_began(harmful: MedicineClass) -> None:
    for taken_on in (days_ago(5), days_ago(4)):
        known = facts(readings=[reading(95, taken_on)], medicines=[medicine(harmful, days_ago(5))])
        assert not kidneys(known).shifted


def test_what_is_still_to_come_or_harms_no_kidneys_counts_nothing() -> None:
    for more in (
        {"medicines": [medicine(ACE, TODAY + timedelta(days=1))]},
        {"medicines": [medicine(MedicineClass.PPI, TODAY)]},
        {"symptoms": [symptom(Symptom.NAUSEA)]},
        {"symptoms": [symptom(Symptom.VOMITING, NOW + timedelta(days=1))]},
        {"conditions": [condition(Condition.HEART_BLOCK)]},
    ):
        assert not kidneys(facts(readings=[reading(95, days_ago(30))], **more)).shifted


def test_a_medicine_that_ended_again_still_began_after_the_result() -> None:
    short = medicine(NSAID, days_ago(10), until_date=days_ago(8))
    assert kidneys(facts(readings=[reading(95, days_ago(30))], medicines=[short])).shifted


def test_days_are_those_of_the_persons_zone() -> None:
    begun = symptom(Symptom.VOMITING, datetime(2026, 11, 8, 10, 30, tzinfo=UTC))
    there = facts(readings=[reading(95, date(2026, 11, 8))], symptoms=[begun])
    far_east = replace(there, person=replace(ADULT, zone="Pacific/Kiritimati"))
    # In Kiritimati it was already the 9th when it began: after the day of the test.
    assert not kidneys(there, NOW).shifted
    assert kidneys(far_east, datetime(2026, 11, 23, 9, 59, tzinfo=UTC)).shifted
    assert not kidneys(far_east, datetime(2026, 11, 23, 10, 0, tzinfo=UTC)).shifted


def test_each_reason_is_said_once_and_with_its_date() -> None:
    begun = condition(FEVER)
    known = facts(
        readings=[reading(70, days_ago(9))], conditions=[begun], medicines=[medicine(ACE, TODAY, name="Lisinopril")]
    )
    assert kidneys(known).shift_reasons == (
        Because("condition", "fever", "", TODAY),
        Because("medicine", "Lisinopril", "ace_inhibitor_arb", TODAY),
    )
    (finding,) = found(known, "MG-40")
    assert Because("counted_as", "G3a") in finding.because
    assert finding.because[-2:] == kidneys(known).shift_reasons
    assert finding.because[0] == Because("egfr", Decimal(70), "mL/min/{1.73_m2}", days_ago(9))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"conditions": [condition(FEVER)]}, "ill"),
        ({"symptoms": [symptom(Symptom.VOMITING)]}, "ill"),
        ({"medicines": [medicine(NSAID, TODAY)]}, "medicine"),
        ({"medicines": [medicine(ACE, days_ago(9))]}, "medicine"),
        ({"medicines": [medicine(NSAID, TODAY)], "conditions": [condition(FEVER)]}, "ill"),
        ({"conditions": [condition(FEVER, days_ago(9), declared_on=days_ago(9))]}, "result"),
        (
            {
                "conditions": [condition(FEVER, days_ago(9), until_date=days_ago(8))],
                "medicines": [medicine(ACE, TODAY)],
            },
            "result",
        ),
    ],
)
def test_mg_40_is_a_note_that_says_why(more: Any, words: str) -> None:
    (finding,) = found(facts(readings=[reading(95, days_ago(20))], **more), "MG-40")
    assert (finding.severity, finding.words, finding.concern) == (NOTE, words, "illness")


def test_mg_40_is_silent_in_health() -> None:
    assert found(facts(egfr=95), "MG-40") == []
    assert found(facts(), "MG-40") == []


def test_the_same_dose_is_judged_by_the_stage_that_counts() -> None:
    taken = dose(600, category=Category.LAXATIVE)
    for egfr, rule, well, sick in (
        (95, "MG-20", None, CAUTION),
        (50, "MG-11", None, URGENT),
        (24, "MG-11", URGENT, URGENT),
    ):
        assert severity(facts(taken, egfr=egfr), rule) is well
        assert severity(facts(taken, egfr=egfr, conditions=[condition(FEVER)]), rule) is sick


def test_a_check_in_illness_explains_itself_even_when_the_dose_fits() -> None:
    verdict = judge_dose(ill(95), dose(100), NOW)
    assert verdict.answer is Answer.OK
    assert [finding.rule for finding in verdict.findings] == ["MG-40"]


def test_what_illness_shows_goes_into_every_finding_that_rests_on_the_kidneys() -> None:
    (finding,) = found(facts(dose(600), egfr=95, conditions=[condition(FEVER)]), "MG-20")
    assert Because("counted_as", "G3a") in finding.because
    assert Because("condition", "fever", "", TODAY) in finding.because


@pytest.mark.parametrize(
    ("egfr", "limit_mg", "basis"),
    [
        (95, 350, "kidney_stage"),
        (50, None, "none_without_your_team"),
        (24, None, "none_without_your_team"),
        (None, None, "unknown"),
    ],
)
def test_the_limit_of_the_day_follows_the_stage_that_counts(egfr: object, limit_mg: object, basis: str) -> None:
    answer = judged(ill(egfr))
    assert (answer.limit_mg, answer.limit_basis) == (limit_mg, basis)


def test_a_prescribers_limit_and_presumed_kidneys_in_illness() -> None:
    assert judged(ill(50, limits=[limit(300)])).limit_basis == "prescriber"
    assert judged(ill(person=HEALTHY_ADULT)).limit_basis == "kidney_stage"


def test_vomiting_from_before_the_last_days_is_named_with_its_instant() -> None:
    begun = symptom(Symptom.VOMITING, NOW - timedelta(days=9))
    kidneys = judge_kidneys(facts(readings=[reading(95, TODAY - timedelta(days=20))], symptoms=[begun]), NOW)
    assert kidneys.shift_reasons == (Because("symptom", "vomiting", "", NOW - timedelta(days=9)),)
