"""MG-01, MG-02 and MG-13: what is felt while magnesium may be at work, and after a bowel preparation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.clinical.builders import (
    HEALTHY_ADULT,
    NOW,
    condition,
    dose,
    earlier,
    facts,
    found,
    hours_ago,
    judged,
    limit,
    medicine,
    reading,
    severity,
    symptom,
    values,
)
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category, Dialysis, DoseFacts, Facts
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.signs import EARLY, HIGH_SIGNS, LOW_SIGNS, RED_FLAGS
from tracker.clinical.terms import Condition, MedicineClass, Symptom
from tracker.clinical.verdict import judge_dose

CAUTION, URGENT, EMERGENCY = Severity.CAUTION, Severity.URGENT, Severity.EMERGENCY
PREPARATION = Category.BOWEL_PREPARATION
INSTANT = timedelta.resolution
FAINTED = symptom(Symptom.FAINTING, hours_ago(1))
SICK = symptom(Symptom.NAUSEA, hours_ago(1))


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def end_of(known: Facts, rule: str) -> datetime:
    """Until when the rule says what it says now: it holds up to then, not from then on, and the sweep wakes in time."""
    (finding,) = found(known, rule)
    assert finding.until is not None
    assert severity(known, rule, finding.until - INSTANT) is finding.severity
    assert severity(known, rule, finding.until) is not finding.severity
    wakes_at = judged(known).next_change_at
    assert wakes_at is not None
    assert wakes_at <= finding.until
    return finding.until


def test_every_code_is_a_sign_of_too_much_of_too_little_or_of_a_gut_that_stands_still() -> None:
    assert not HIGH_SIGNS & set(LOW_SIGNS)
    assert {*HIGH_SIGNS, *LOW_SIGNS, Symptom.NO_STOOL} == set(Symptom)


@pytest.mark.parametrize("code", RED_FLAGS)
def test_mg_01_calls_for_help_at_every_red_flag_whatever_the_kidneys(code: Symptom) -> None:
    for egfr in (95, 9, None):
        assert severity(facts(dose(50), egfr=egfr, symptoms=[symptom(code)]), "MG-01") is EMERGENCY


@pytest.mark.parametrize("code", [code for code in Symptom if code not in RED_FLAGS])
def test_mg_01_is_for_red_flags_only(code: Symptom) -> None:
    assert severity(facts(dose(50), egfr=9, symptoms=[symptom(code)]), "MG-01") is None


def test_mg_01_tells_both_to_call_emergency_services_first_and_names_no_number() -> None:
    words = CURRENT.rule("MG-01").words["emergency"]
    for action in (words.action_patient, words.action_carer):
        assert action.startswith("Call emergency services now")
        assert not any(letter.isdigit() for letter in action)


@pytest.mark.parametrize(
    ("hours", "expected"), [(-0.1, None), (0, EMERGENCY), (23.999, EMERGENCY), (24, None), (48, None)]
)
def test_mg_01_counts_a_red_flag_for_24_hours_from_its_start(hours: float, expected: Severity | None) -> None:
    known = facts(dose(50, hours_ago(1)), egfr=95, symptoms=[symptom(Symptom.FAINTING, hours_ago(hours))])
    assert severity(known, "MG-01") is expected


@pytest.mark.parametrize(("days", "expected"), [(13, EMERGENCY), (14, EMERGENCY), (14.001, None), (29, None)])
def test_mg_01_counts_magnesium_for_14_days_the_last_instant_too(days: float, expected: Severity | None) -> None:
    assert severity(facts(dose(50, days_ago(days)), egfr=95, symptoms=[FAINTED]), "MG-01") is expected


@pytest.mark.parametrize(("days", "expected"), [(14.001, EMERGENCY), (30, EMERGENCY), (30.001, None)])
def test_mg_01_counts_magnesium_for_30_days_when_the_bowel_stands_still(days: float, expected: Severity | None) -> None:
    still = condition(Condition.NO_STOOL_3_DAYS)
    known = facts(dose(50, days_ago(days)), egfr=95, symptoms=[FAINTED], conditions=[still])
    assert severity(known, "MG-01") is expected


def test_mg_01_hears_of_magnesium_on_earlier_days_and_of_unknown_amounts_but_not_of_other_products() -> None:
    assert severity(facts(egfr=95, symptoms=[FAINTED], history=[earlier(9)]), "MG-01") is EMERGENCY
    assert severity(facts(egfr=95, symptoms=[FAINTED], history=[earlier(9, None)]), "MG-01") is EMERGENCY
    assert severity(facts(egfr=95, symptoms=[FAINTED], history=[earlier(9, 0)]), "MG-01") is None
    assert severity(facts(egfr=95, symptoms=[FAINTED]), "MG-01") is None


def test_magnesium_into_a_vein_stays_out_of_sums_and_not_out_of_what_a_sign_may_come_from() -> None:
    given = dose(900, hours_ago(3), Category.INJECTION)
    assert severity(facts(given, egfr=95, symptoms=[FAINTED]), "MG-01") is EMERGENCY
    assert severity(facts(given, egfr=40, symptoms=[SICK]), "MG-02") is URGENT
    earlier_day = earlier(3, 900, Category.INJECTION)
    assert severity(facts(egfr=95, symptoms=[FAINTED], history=[earlier_day]), "MG-01") is EMERGENCY
    assert severity(facts(dose(0, category=Category.INJECTION), egfr=95, symptoms=[FAINTED]), "MG-01") is None


def test_mg_01_names_the_signs_the_last_magnesium_and_why_the_bowel_stands_still() -> None:
    opioid = medicine(MedicineClass.OPIOID, name="Codeine")
    asleep = symptom(Symptom.CANNOT_WAKE, hours_ago(3))
    known = facts(
        dose(50, hours_ago(30)), dose(60, hours_ago(2)), egfr=95, symptoms=[FAINTED, asleep, SICK], medicines=[opioid]
    )
    (finding,) = found(known, "MG-01")
    said = [(because.fact, because.value, because.at) for because in finding.because]
    assert said == [
        ("symptom", "cannot_wake", hours_ago(3)),
        ("symptom", "fainting", hours_ago(1)),
        ("last_magnesium", hours_ago(2), hours_ago(2)),
        ("medicine", "Codeine", opioid.since_date),
    ]
    assert [share.elemental_mg for share in finding.products] == [60]


def test_mg_01_ends_with_the_last_red_flag_or_with_the_magnesium() -> None:
    two = [FAINTED, symptom(Symptom.CONFUSION, hours_ago(20))]
    assert end_of(facts(dose(50), egfr=95, symptoms=two), "MG-01") == hours_ago(1) + timedelta(hours=24)
    old = dose(50, days_ago(13.5))
    assert end_of(facts(old, egfr=95, symptoms=two), "MG-01") == old.taken_at + timedelta(days=14) + INSTANT
    still = condition(Condition.BOWEL_OBSTRUCTION)
    older = facts(dose(50, days_ago(29.5)), egfr=95, symptoms=two, conditions=[still])
    assert end_of(older, "MG-01") == days_ago(29.5) + timedelta(days=30) + INSTANT


def test_mg_01_goes_on_while_a_later_red_flag_and_a_later_dose_follow() -> None:
    coming = symptom(Symptom.FAINTING, NOW + timedelta(hours=20))
    known = facts(dose(50, days_ago(13.5)), dose(60, NOW + timedelta(hours=11)), egfr=95, symptoms=[FAINTED, coming])
    assert end_of(known, "MG-01") == NOW + timedelta(hours=44)


def test_the_sweep_wakes_when_magnesium_is_taken_after_a_red_flag_began() -> None:
    at = NOW + timedelta(minutes=5)
    assert judged(facts(dose(50, at), egfr=95, symptoms=[FAINTED])).next_change_at == at


@pytest.mark.parametrize("code", EARLY)
def test_mg_02_asks_at_every_early_sign(code: Symptom) -> None:
    assert severity(facts(dose(50), egfr=95, symptoms=[symptom(code)]), "MG-02") is CAUTION


@pytest.mark.parametrize("code", [*LOW_SIGNS, Symptom.NO_STOOL, Symptom.FAINTING])
def test_mg_02_is_for_early_signs_only(code: Symptom) -> None:
    assert severity(facts(dose(50), egfr=95, symptoms=[symptom(code)]), "MG-02") is None


@pytest.mark.parametrize(
    ("egfr", "expected"),
    [("95", CAUTION), ("60", CAUTION), ("45", CAUTION), ("44.9", URGENT), ("24", URGENT), ("9", URGENT)],
)
def test_mg_02_is_urgent_from_stage_3b(egfr: str, expected: Severity) -> None:
    assert severity(facts(dose(50), egfr=egfr, symptoms=[SICK]), "MG-02") is expected


def test_mg_02_is_urgent_without_a_kidney_result_in_sudden_injury_and_in_dialysis() -> None:
    sudden, dialysis = reading(80, acute=True), reading(None, dialysis=Dialysis.PERITONEAL)
    assert severity(facts(dose(50), symptoms=[SICK]), "MG-02") is URGENT
    assert severity(facts(dose(50), symptoms=[SICK], readings=[sudden]), "MG-02") is URGENT
    assert severity(facts(dose(50), symptoms=[SICK], readings=[dialysis]), "MG-02") is URGENT
    assert severity(facts(dose(50), symptoms=[SICK], person=HEALTHY_ADULT), "MG-02") is CAUTION


def test_mg_02_is_urgent_when_the_bowel_stands_still_and_still_looks_back_14_days() -> None:
    opioid = medicine(MedicineClass.OPIOID)
    assert severity(facts(dose(50), egfr=95, symptoms=[SICK], medicines=[opioid]), "MG-02") is URGENT
    assert severity(facts(dose(50, days_ago(15)), egfr=95, symptoms=[SICK], medicines=[opioid]), "MG-02") is None


def test_mg_02_names_the_kidneys_the_signs_and_the_last_magnesium() -> None:
    opioid = medicine(MedicineClass.OPIOID, name="Codeine")
    known = facts(egfr=24, symptoms=[SICK], history=[earlier(3)], medicines=[opioid])
    (finding,) = found(known, "MG-02")
    said = {because.fact: because for because in finding.because}
    assert set(said) == {"egfr", "kidney_band", "symptom", "last_magnesium", "medicine"}
    assert (said["symptom"].value, said["symptom"].at) == ("nausea", hours_ago(1))
    assert said["last_magnesium"].at == earlier(3).last_at
    assert finding.products == ()


def test_mg_02_ends_with_the_last_sign_or_with_the_magnesium() -> None:
    assert end_of(facts(dose(50), egfr=95, symptoms=[SICK]), "MG-02") == hours_ago(1) + timedelta(hours=24)
    old = dose(50, days_ago(13.5))
    assert end_of(facts(old, egfr=95, symptoms=[SICK]), "MG-02") == old.taken_at + timedelta(days=14) + INSTANT


def test_confusion_is_an_early_sign_and_a_red_flag_in_one_episode() -> None:
    answer = judged(facts(dose(50), egfr=95, symptoms=[symptom(Symptom.CONFUSION)]))
    assert [(finding.rule, finding.concern) for finding in answer.findings] == [
        ("MG-01", "symptoms"),
        ("MG-02", "symptoms"),
    ]


@pytest.mark.parametrize("felt", [FAINTED, SICK])
@pytest.mark.parametrize("before", [(), (dose(30, hours_ago(20)),)])
def test_more_magnesium_while_a_sign_holds_is_ask_first_and_never_wait(
    felt: object, before: tuple[object, ...]
) -> None:
    known = facts(*before, egfr=95, symptoms=[felt])  # type: ignore[arg-type]
    verdict = judge_dose(known, dose(50, product=2), NOW)
    assert values(verdict.answer, verdict.fits_at) == (Answer.ASK_FIRST, None)


def test_a_product_without_magnesium_is_not_asked_about_while_a_sign_holds() -> None:
    known = facts(dose(30, hours_ago(20)), egfr=95, symptoms=[FAINTED, SICK])
    assert judge_dose(known, dose(0, product=2), NOW).answer is Answer.OK


def test_even_an_agreed_product_is_ask_first_while_a_sign_holds() -> None:
    known = facts(egfr=9, symptoms=[SICK], limits=[limit(500)])
    assert judge_dose(known, dose(50), NOW).answer is Answer.ASK_FIRST


@pytest.mark.parametrize(("minutes", "expected"), [(-1, None), (0, URGENT), (30, URGENT)])
def test_mg_13_acts_on_vomiting_after_a_bowel_preparation(minutes: int, expected: Severity | None) -> None:
    drunk = dose(2000, hours_ago(2), PREPARATION)
    vomited = symptom(Symptom.VOMITING, drunk.taken_at + timedelta(minutes=minutes))
    assert severity(facts(drunk, egfr=95, symptoms=[vomited]), "MG-13") is expected


def test_mg_13_is_about_preparations_whatever_they_hold_and_about_nothing_else() -> None:
    vomited = symptom(Symptom.VOMITING)
    for mg in (None, 0, 1):
        assert severity(facts(dose(mg, hours_ago(1), PREPARATION), egfr=95, symptoms=[vomited]), "MG-13") is URGENT
    assert severity(facts(dose(900, hours_ago(1), Category.LAXATIVE), egfr=95, symptoms=[vomited]), "MG-13") is None
    assert severity(facts(dose(900, hours_ago(24), PREPARATION), egfr=95, symptoms=[vomited]), "MG-13") is None
    assert severity(facts(dose(900, hours_ago(1), PREPARATION), egfr=95, symptoms=[SICK]), "MG-13") is None


@pytest.mark.parametrize(("hours", "expected"), [(5.999, None), (6, URGENT), (23.999, URGENT), (24, None)])
def test_mg_13_acts_when_no_stool_came_for_6_hours(hours: float, expected: Severity | None) -> None:
    drunk = dose(2000, hours_ago(hours), PREPARATION)
    known = facts(drunk, egfr=95, symptoms=[symptom(Symptom.NO_STOOL, drunk.taken_at + timedelta(hours=1))])
    assert severity(known, "MG-13") is expected


def test_mg_13_wakes_the_sweep_6_hours_after_the_dose() -> None:
    drunk = dose(0, hours_ago(4), PREPARATION)
    known = facts(drunk, egfr=95, symptoms=[symptom(Symptom.NO_STOOL, hours_ago(1))])
    assert judged(known).next_change_at == drunk.taken_at + timedelta(hours=6)


def test_a_report_of_no_stool_from_before_the_preparation_says_nothing_about_it() -> None:
    known = facts(dose(2000, hours_ago(7), PREPARATION), egfr=95, symptoms=[symptom(Symptom.NO_STOOL, hours_ago(8))])
    assert severity(known, "MG-13") is None


def test_mg_13_ends_a_day_after_the_last_preparation_that_it_is_about() -> None:
    first, second = dose(2000, hours_ago(12), PREPARATION), dose(2000, hours_ago(2), PREPARATION)
    vomited = symptom(Symptom.VOMITING, hours_ago(11))
    assert end_of(facts(first, second, egfr=95, symptoms=[vomited]), "MG-13") == hours_ago(12) + timedelta(hours=24)
    none = symptom(Symptom.NO_STOOL, hours_ago(1))
    assert end_of(facts(first, second, egfr=95, symptoms=[none]), "MG-13") == hours_ago(2) + timedelta(hours=24)


def test_mg_13_names_the_preparation_and_the_signs_and_speaks_of_vomiting_first() -> None:
    first = dose(2000, hours_ago(12), PREPARATION, name="Sachet A")
    second = dose(2000, hours_ago(8), PREPARATION, name="Sachet B", product=2)
    none, vomited = symptom(Symptom.NO_STOOL, hours_ago(1)), symptom(Symptom.VOMITING, hours_ago(2))
    (finding,) = found(facts(first, second, egfr=95, symptoms=[none, vomited]), "MG-13")
    assert finding.words == "urgent_vomiting"
    assert [(because.fact, because.value, because.at) for because in finding.because] == [
        ("bowel_preparation", "Sachet A", hours_ago(12)),
        ("bowel_preparation", "Sachet B", hours_ago(8)),
        ("symptom", "vomiting", hours_ago(2)),
        ("symptom", "no_stool", hours_ago(1)),
    ]
    (finding,) = found(facts(first, egfr=95, symptoms=[none]), "MG-13")
    assert finding.words == "urgent_no_stool"


@pytest.mark.parametrize("asked", [dose(0, NOW, PREPARATION, product=2), dose(50, product=2)])
def test_no_more_of_anything_with_magnesium_and_no_second_sachet_without_asking(asked: DoseFacts) -> None:
    known = facts(dose(0, hours_ago(7), PREPARATION), egfr=95, symptoms=[symptom(Symptom.NO_STOOL, hours_ago(1))])
    assert judge_dose(known, asked, NOW).answer is Answer.ASK_FIRST
    assert judge_dose(known, dose(0, product=3), NOW).answer is Answer.OK


def test_a_sign_that_is_taken_back_ends_its_finding() -> None:
    known = facts(dose(50), egfr=95, symptoms=[FAINTED])
    assert rules_of(known) == {"MG-01"}
    assert rules_of(replace(known, symptoms=())) == set()


def rules_of(known: Facts) -> set[str]:
    return {finding.rule for finding in judged(known).findings}


def test_one_more_injection_while_a_sign_holds_is_ask_first_whatever_was_taken_before() -> None:
    first, again = dose(None, hours_ago(3), Category.INJECTION), dose(200, category=Category.INJECTION)
    for earlier_doses in ((), (dose(100, hours_ago(2)),), (first,), (dose(100, hours_ago(2)), first)):
        known = facts(*earlier_doses, egfr=95, symptoms=[symptom(Symptom.WEAKNESS)])
        assert judge_dose(known, again, NOW).answer is Answer.ASK_FIRST


def test_an_injection_is_named_beside_the_sum_without_a_share_of_it() -> None:
    doses = (dose(100, hours_ago(2)), dose(200, hours_ago(30), Category.INJECTION, product=2))
    veins = [dose(mg, hours_ago(3), Category.INJECTION, product=3, name="Vein") for mg in (200, 50)]
    water = dose(0, hours_ago(1), Category.INJECTION, product=4)
    (finding,) = found(facts(*doses, *veins, water, egfr=95, symptoms=[symptom(Symptom.WEAKNESS)]), "MG-02")
    mouth, vein = finding.products
    assert values(mouth.elemental_mg, mouth.share) == (100, 1)
    assert values(vein.product_name, vein.elemental_mg, vein.share, len(vein.dose_ids)) == ("Vein", 250, None, 2)
