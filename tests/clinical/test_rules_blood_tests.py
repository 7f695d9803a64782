"""MG-03, MG-04 and MG-70: what a magnesium blood test says, and what may be too little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
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
    lab,
    limit,
    medicine,
    reading,
    severity,
    symptom,
    values,
)
from tests.clinical.test_rules_symptoms import days_ago, end_of
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import (
    Category,
    Comparator,
    DayFacts,
    Dialysis,
    DoseFacts,
    Facts,
    LabFacts,
    LimitFacts,
    MedicineFacts,
    ReadingFacts,
)
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.signs import HIGH_SIGNS, LOW_SIGNS
from tracker.clinical.terms import MedicineClass, Symptom
from tracker.clinical.units import magnesium_in_mg_dl
from tracker.clinical.verdict import judge_dose

CAUTION, URGENT, EMERGENCY = Severity.CAUTION, Severity.URGENT, Severity.EMERGENCY
LESS, MORE = Comparator.LESS, Comparator.MORE
SICK = symptom(Symptom.NAUSEA, hours_ago(1))
CRAMPS = symptom(Symptom.CRAMPS, hours_ago(1))
ON_DIALYSIS = reading(None, dialysis=Dialysis.HEMODIALYSIS)


@pytest.mark.parametrize(
    ("mg_dl", "expected"),
    [
        ("1.0", None),
        ("2.4", None),
        ("2.4001", CAUTION),
        ("3.0", CAUTION),
        ("3.0001", URGENT),
        ("4.86", URGENT),
        ("4.9", EMERGENCY),
        ("20", EMERGENCY),
    ],
)
def test_mg_03_by_the_labs_limit_and_by_its_own_lines(mg_dl: str, expected: Severity | None) -> None:
    for egfr in (95, 24, 9, None):
        assert severity(facts(egfr=egfr, labs=[lab(mg_dl)]), "MG-03") is expected


@pytest.mark.parametrize(
    ("mg_dl", "expected"),
    [("2.5", None), ("3.65", None), ("3.66", CAUTION), ("4.85", CAUTION), ("4.9", URGENT), ("8", URGENT)],
)
def test_mg_03_draws_its_lines_higher_in_dialysis(mg_dl: str, expected: Severity | None) -> None:
    assert severity(facts(readings=[ON_DIALYSIS], labs=[lab(mg_dl)]), "MG-03") is expected
    assert severity(facts(readings=[ON_DIALYSIS], labs=[lab("8.001")]), "MG-03") is EMERGENCY


@pytest.mark.parametrize(("mg_dl", "expected"), [("2.9", CAUTION), ("3.0", CAUTION), ("3.01", EMERGENCY)])
def test_a_sign_makes_more_than_3_an_emergency(mg_dl: str, expected: Severity) -> None:
    assert severity(facts(egfr=95, labs=[lab(mg_dl)], symptoms=[SICK]), "MG-03") is expected


@pytest.mark.parametrize(("mg_dl", "expected"), [("3.2", None), ("4.85", CAUTION), ("4.9", EMERGENCY)])
def test_in_dialysis_a_sign_makes_an_emergency_from_4_9(mg_dl: str, expected: Severity | None) -> None:
    assert severity(facts(readings=[ON_DIALYSIS], labs=[lab(mg_dl)], symptoms=[SICK]), "MG-03") is expected


@pytest.mark.parametrize("code", Symptom)
def test_any_sign_of_too_much_counts_beside_a_result_and_no_cramps(code: Symptom) -> None:
    expected = EMERGENCY if code in HIGH_SIGNS else URGENT
    assert severity(facts(egfr=95, labs=[lab("3.5")], symptoms=[symptom(code)]), "MG-03") is expected


@pytest.mark.parametrize(
    ("mmol", "expected"), [("1.23", CAUTION), ("1.24", URGENT), ("1.99", URGENT), ("2", EMERGENCY)]
)
def test_a_laboratory_that_prints_mmol_is_judged_like_one_that_prints_mg(mmol: str, expected: Severity) -> None:
    mg_dl = magnesium_in_mg_dl(Decimal(mmol), "mmol/L")
    assert severity(facts(egfr=95, labs=[lab(mg_dl)]), "MG-03") is expected


def test_the_line_in_mg_holds_when_the_one_in_mmol_is_moved_up() -> None:
    rule = CURRENT.rule("MG-03")
    moved = replace(rule, thresholds={**rule.thresholds, "from_mmol_l": Decimal(3)})
    stricter = replace(CURRENT, rules=tuple(moved if each is rule else each for each in CURRENT.rules))
    for mg_dl, expected in (("4.89", URGENT), ("4.9", EMERGENCY)):
        verdict = judge_dose(facts(egfr=95, labs=[lab(mg_dl)]), dose(50), NOW, stricter)
        assert verdict.severity is expected


def test_without_the_labs_range_no_limit_is_invented_but_the_lines_hold() -> None:
    assert severity(facts(egfr=95, labs=[lab("2.9", high=None)]), "MG-03") is None
    assert severity(facts(egfr=95, labs=[lab("3.1", high=None)]), "MG-03") is URGENT


@pytest.mark.parametrize(
    ("mg_dl", "comparator", "expected"),
    [
        ("2.4", MORE, CAUTION),
        ("3.0", MORE, URGENT),
        ("2.9", MORE, CAUTION),
        ("4.9", MORE, EMERGENCY),
        ("2.4", LESS, None),
        ("3.0", LESS, CAUTION),
        ("4.86", LESS, URGENT),
        ("1.0", LESS, None),
    ],
)
def test_mg_03_reads_more_than_and_less_than(mg_dl: str, comparator: Comparator, expected: Severity | None) -> None:
    assert severity(facts(egfr=95, labs=[lab(mg_dl, comparator=comparator)]), "MG-03") is expected


@pytest.mark.parametrize(("days", "expected"), [(-0.01, None), (0, URGENT), (6.999, URGENT), (7, None)])
def test_mg_03_counts_a_result_for_7_days(days: float, expected: Severity | None) -> None:
    assert severity(facts(egfr=95, labs=[lab("3.5", days_ago(days))]), "MG-03") is expected


def test_a_later_normal_result_never_lowers_or_silences_an_earlier_one() -> None:
    high, normal = lab("5.2", days_ago(5)), lab("2.0", days_ago(1))
    (finding,) = found(facts(egfr=95, labs=[high, normal]), "MG-03")
    result = finding.because[0]
    assert values(finding.severity, result.value, result.at) == (EMERGENCY, Decimal("5.2"), days_ago(5))


def test_mg_03_ends_when_the_last_result_that_reaches_its_severity_is_7_days_old() -> None:
    labs = [lab("3.5", days_ago(6)), lab("3.2", days_ago(3)), lab("2.5", days_ago(1))]
    assert end_of(facts(egfr=95, labs=labs), "MG-03") == days_ago(3) + timedelta(days=7)


def test_mg_03_ends_with_the_sign_that_made_it_an_emergency() -> None:
    recent, old = lab("3.5", days_ago(1)), lab("3.5", days_ago(6.5))
    assert end_of(facts(egfr=95, labs=[recent], symptoms=[SICK]), "MG-03") == hours_ago(1) + timedelta(hours=24)
    assert end_of(facts(egfr=95, labs=[old], symptoms=[SICK]), "MG-03") == days_ago(6.5) + timedelta(days=7)
    extreme = lab("5.5", days_ago(2))
    assert end_of(facts(egfr=95, labs=[recent, extreme], symptoms=[SICK]), "MG-03") == days_ago(2) + timedelta(days=7)


def test_mg_03_names_the_result_the_range_the_line_the_signs_and_the_kidneys() -> None:
    known = facts(egfr=24, labs=[lab("3.4", days_ago(1), comparator=MORE)], symptoms=[SICK, CRAMPS])
    (finding,) = found(known, "MG-03")
    said = [(because.fact, because.value, because.unit) for because in finding.because]
    assert said == [
        ("blood_magnesium", Decimal("3.4"), "mg/dL"),
        ("blood_magnesium_comparator", ">", ""),
        ("blood_magnesium_lower_limit", Decimal("1.7"), "mg/dL"),
        ("blood_magnesium_upper_limit", Decimal("2.4"), "mg/dL"),
        ("blood_magnesium_line", Decimal("3.0"), "mg/dL"),
        ("symptom", "nausea", ""),
        ("egfr", Decimal(24), "mL/min/{1.73_m2}"),
        ("kidney_band", "G4", ""),
    ]


def test_the_newest_of_two_equally_high_severities_is_named() -> None:
    (finding,) = found(facts(egfr=95, labs=[lab("3.5", days_ago(4)), lab("3.2", days_ago(2))]), "MG-03")
    assert values(finding.because[0].value, finding.because[0].at) == (Decimal("3.2"), days_ago(2))


@pytest.mark.parametrize("mg_dl", ["2.5", "3.5", "5.5"])
def test_more_magnesium_after_a_high_result_is_ask_first_and_never_wait(mg_dl: str) -> None:
    known = facts(dose(30, hours_ago(20)), egfr=95, labs=[lab(mg_dl, days_ago(6.5))])
    verdict = judge_dose(known, dose(50, product=2), NOW)
    assert values(verdict.answer, verdict.fits_at) == (Answer.ASK_FIRST, None)
    assert judge_dose(known, dose(0, product=2), NOW).answer is Answer.OK


def test_the_sweep_wakes_when_a_result_dated_ahead_begins_to_count() -> None:
    at = NOW + timedelta(hours=2)
    assert judged(facts(egfr=95, labs=[lab("3.5", at)])).next_change_at == at


HIGH = lab("2.8", days_ago(4))


def high_and_then(
    *doses: DoseFacts,
    egfr: object = 9,
    readings: Iterable[ReadingFacts] = (),
    limits: Iterable[LimitFacts] = (),
    labs: Iterable[LabFacts] = (HIGH,),
    history: Iterable[DayFacts] = (),
) -> Facts:
    """A high result of four days ago, with kidneys that clear nothing."""
    return facts(*doses, egfr=egfr, readings=readings, limits=limits, labs=labs, history=history)


@pytest.mark.parametrize(("egfr", "expected"), [(9, URGENT), (14.9, URGENT), (15, None), (95, None)])
def test_mg_04_is_for_kidneys_that_clear_nothing(egfr: float, expected: Severity | None) -> None:
    assert severity(high_and_then(dose(50), egfr=egfr), "MG-04") is expected


@pytest.mark.parametrize("known", [ON_DIALYSIS, reading(80, acute=True)])
def test_mg_04_in_dialysis_and_in_sudden_injury(known: ReadingFacts) -> None:
    assert severity(high_and_then(dose(50), egfr=None, readings=[known]), "MG-04") is URGENT


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (lab("2.4", days_ago(4)), None),
        (lab("2.41", days_ago(4)), URGENT),
        (lab("2.4", days_ago(4), comparator=MORE), URGENT),
        (lab("9", days_ago(4), high=None), None),
        (lab("2.8", days_ago(29.999)), URGENT),
        (lab("2.8", days_ago(30)), None),
        (lab("2.8", NOW + timedelta(hours=1)), None),
    ],
)
def test_mg_04_asks_for_a_result_of_30_days_over_the_labs_limit(result: LabFacts, expected: Severity | None) -> None:
    assert severity(high_and_then(dose(50), labs=[result]), "MG-04") is expected


def test_mg_04_asks_for_magnesium_after_the_test() -> None:
    assert severity(high_and_then(), "MG-04") is None
    assert severity(high_and_then(dose(50, days_ago(4))), "MG-04") is None
    assert severity(high_and_then(dose(50, days_ago(4) + timedelta(minutes=1))), "MG-04") is URGENT
    assert severity(high_and_then(dose(0)), "MG-04") is None
    assert severity(high_and_then(dose(None)), "MG-04") is URGENT
    assert severity(high_and_then(dose(50, category=Category.INJECTION)), "MG-04") is None


def test_mg_04_passes_over_days_with_a_trace() -> None:
    """On dialysis a result over the limit is usual, and so is a capsule that holds 0.7 mg."""
    assert severity(high_and_then(dose("7.999")), "MG-04") is None
    assert severity(high_and_then(dose("4"), dose("4", hours_ago(1), product=2)), "MG-04") is URGENT
    assert severity(high_and_then(history=[earlier(day, "0.7") for day in range(2, 4)]), "MG-04") is None
    assert severity(high_and_then(history=[earlier(2, 4), earlier(2, 4, product=2)]), "MG-04") is URGENT
    assert severity(high_and_then(history=[earlier(2, None)]), "MG-04") is URGENT
    beyond = high_and_then(dose(405, hours_ago(3)), limits=[limit(400, product=1)])
    assert severity(beyond, "MG-04") is None


def test_mg_04_hears_of_earlier_days() -> None:
    assert severity(high_and_then(history=[earlier(3)]), "MG-04") is URGENT
    assert severity(high_and_then(history=[earlier(5)]), "MG-04") is None


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        ([limit(500)], None),
        ([limit(500, product=1)], None),
        ([limit(500, product=2)], URGENT),
        ([limit(0)], URGENT),
        ([limit(500), limit(0, product=1)], URGENT),
        ([limit(500), limit(0)], URGENT),
        ([limit(500, until_date=TODAY - timedelta(days=1))], None),
        ([limit(500, from_date=TODAY)], None),
        ([limit(500, until_date=date(2026, 11, 1))], URGENT),
        ([limit(500, from_date=TODAY + timedelta(days=1))], URGENT),
    ],
)
def test_mg_04_leaves_out_earlier_days_that_a_limit_agreed_to_then_or_agrees_to_now(
    agreed: list[LimitFacts], expected: Severity | None
) -> None:
    assert severity(high_and_then(history=[earlier(3)], limits=agreed), "MG-04") is expected


def test_mg_04_counts_what_goes_beyond_an_agreed_amount_while_it_is_in_the_24_hours() -> None:
    binder = limit(400, product=1)
    assert severity(high_and_then(dose(400, hours_ago(3)), limits=[binder]), "MG-04") is None
    beyond = high_and_then(dose(408, hours_ago(3)), limits=[binder])
    assert end_of(beyond, "MG-04") == hours_ago(3) + timedelta(hours=24)


def test_mg_04_ends_30_days_after_the_newest_test_that_magnesium_followed() -> None:
    labs = [lab("2.9", days_ago(20)), lab("2.8", days_ago(4)), lab("2.7", hours_ago(1)), lab("2.0", days_ago(2))]
    taken_between = high_and_then(dose(50, hours_ago(2)), labs=labs)
    assert end_of(taken_between, "MG-04") == days_ago(4) + timedelta(days=30)
    assert end_of(high_and_then(history=[earlier(10)], labs=labs), "MG-04") == days_ago(20) + timedelta(days=30)


def test_mg_04_names_the_result_and_what_was_taken_last() -> None:
    known = high_and_then(dose(50, hours_ago(2), name="Night tablet"), history=[earlier(3)])
    (finding,) = found(known, "MG-04")
    said = {because.fact: because for because in finding.because}
    assert values(said["blood_magnesium"].value, said["blood_magnesium"].at) == (Decimal("2.8"), days_ago(4))
    taken = said["unauthorised_magnesium"]
    assert (taken.value, taken.at) == ("Night tablet", hours_ago(2))
    assert said["kidney_band"].value == "G5"
    assert [share.product_name for share in finding.products] == ["Night tablet"]


def test_mg_04_is_the_answer_before_the_dose() -> None:
    known = high_and_then()
    verdict = judge_dose(known, dose(8), NOW)
    assert verdict.answer is Answer.ASK_FIRST
    assert "MG-04" in {finding.rule for finding in verdict.findings}


def test_an_agreed_product_alone_is_ok_after_a_high_result_and_ask_first_once_another_was_taken() -> None:
    labs, agreed = [lab("2.8", days_ago(10))], [limit(400, product=1)]
    assert judge_dose(high_and_then(labs=labs, limits=agreed), dose(300), NOW).answer is Answer.OK
    other = high_and_then(labs=labs, limits=agreed, history=[earlier(3, product=2)])
    assert judge_dose(other, dose(300), NOW).answer is Answer.ASK_FIRST


@pytest.mark.parametrize("code", LOW_SIGNS)
def test_mg_70_asks_for_a_test_at_every_sign_of_too_little(code: Symptom) -> None:
    assert severity(facts(egfr=95, symptoms=[symptom(code)]), "MG-70") is CAUTION


@pytest.mark.parametrize(("hours", "expected"), [(-0.1, None), (0, CAUTION), (23.999, CAUTION), (24, None)])
def test_mg_70_counts_a_sign_for_24_hours(hours: float, expected: Severity | None) -> None:
    assert severity(facts(egfr=95, symptoms=[symptom(Symptom.CRAMPS, hours_ago(hours))]), "MG-70") is expected
    assert severity(facts(egfr=95, symptoms=[SICK]), "MG-70") is None


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (lab("1.7"), None),
        (lab("1.69"), CAUTION),
        (lab("1.7", comparator=LESS), CAUTION),
        (lab("1.0", low=None), None),
        (lab("1.5", days_ago(6.999)), CAUTION),
        (lab("1.5", days_ago(7)), None),
    ],
)
def test_mg_70_acts_on_a_result_of_7_days_under_the_labs_own_limit(result: LabFacts, expected: Severity | None) -> None:
    assert severity(facts(egfr=95, labs=[result]), "MG-70") is expected


@pytest.mark.parametrize(
    ("egfr", "medicines", "words"),
    [
        ("95", [], "caution"),
        ("45", [], "caution"),
        ("44.9", [], "caution_kidneys"),
        ("9", [], "caution_kidneys"),
        (None, [], "caution_kidneys"),
        ("95", [medicine(MedicineClass.PPI)], "caution_medicine"),
        ("24", [medicine(MedicineClass.THIAZIDE)], "caution_kidneys_medicine"),
        ("95", [medicine(MedicineClass.PPI, until_date=TODAY - timedelta(days=1))], "caution"),
        ("95", [medicine(MedicineClass.OPIOID)], "caution"),
    ],
)
def test_mg_70_minds_the_kidneys_and_medicines_that_lower_magnesium(
    egfr: str | None, medicines: list[MedicineFacts], words: str
) -> None:
    (finding,) = found(facts(egfr=egfr, symptoms=[CRAMPS], medicines=medicines), "MG-70")
    assert finding.words == words
    (finding,) = found(facts(egfr=egfr, symptoms=[CRAMPS], labs=[lab("1.5")], medicines=medicines), "MG-70")
    assert finding.words == words.replace("caution", "caution_lab")


LOWER_IT = ["ppi", "loop_diuretic", "thiazide", "cisplatin", "calcineurin_inhibitor", "amphotericin"]


@pytest.mark.parametrize("medicine_class", LOWER_IT)
def test_mg_70_names_each_medicine_that_may_be_why_magnesium_was_prescribed(medicine_class: str) -> None:
    known = facts(egfr=95, symptoms=[CRAMPS], medicines=[medicine(MedicineClass(medicine_class), name="Mine")])
    (finding,) = found(known, "MG-70")
    assert [because.value for because in finding.because if because.fact == "medicine"] == ["Mine"]
    words = CURRENT.rule("MG-70").words[finding.words]
    assert "may be why magnesium was prescribed" in words.action_patient
    assert "Do not stop a medicine that was prescribed" in words.action_patient


def test_mg_70_never_sounds_as_if_too_much_were_ruled_out() -> None:
    for words in CURRENT.rule("MG-70").words.values():
        for headline in (words.headline_patient, words.headline_carer):
            assert "oo much" in headline or "low from high" in headline


def test_mg_70_names_the_newest_low_result_and_the_signs() -> None:
    labs = [lab("1.5", days_ago(3)), lab("1.6", days_ago(1)), lab("2.0", hours_ago(2))]
    (finding,) = found(facts(egfr=95, symptoms=[CRAMPS], labs=labs), "MG-70")
    said = {because.fact: because for because in finding.because}
    assert values(said["blood_magnesium"].value, said["symptom"].value) == (Decimal("1.6"), "cramps")


def test_mg_70_ends_with_the_last_sign_or_result() -> None:
    assert end_of(facts(egfr=95, symptoms=[CRAMPS]), "MG-70") == hours_ago(1) + timedelta(hours=24)
    known = facts(egfr=95, symptoms=[CRAMPS], labs=[lab("1.5", days_ago(5))])
    assert end_of(known, "MG-70") == days_ago(5) + timedelta(days=7)


def test_with_weak_kidneys_cramps_make_magnesium_ask_first_unless_it_was_agreed() -> None:
    known = facts(dose(20, hours_ago(20)), egfr=40, symptoms=[CRAMPS])
    verdict = judge_dose(known, dose(50), NOW)
    assert values(verdict.answer, verdict.fits_at) == (Answer.ASK_FIRST, None)
    assert judge_dose(replace(known, limits=(limit(300),)), dose(50), NOW).answer is Answer.OK


def test_with_kidneys_that_work_cramps_forbid_no_dose() -> None:
    assert judge_dose(facts(egfr=95, symptoms=[CRAMPS]), dose(50), NOW).answer is Answer.OK


def test_too_much_and_too_little_are_both_said_when_both_may_be() -> None:
    known = facts(dose(50), egfr=24, symptoms=[CRAMPS, SICK])
    rules = [finding.rule for finding in judged(known).findings]
    assert "MG-02" in rules
    assert "MG-70" in rules
