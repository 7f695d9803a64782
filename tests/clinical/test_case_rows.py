"""A row of published cases as a person's record: what each word of a report stands for."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.builders import values
from tests.docs.pages import ROOT
from tracker.clinical.case_replay.case import DAYS_WHEN_UNKNOWN, Case, read_age, read_case
from tracker.clinical.case_replay.person import Known, event_at, facts_on
from tracker.clinical.case_replay.replay import replay_case
from tracker.clinical.case_replay.summary import why_missed
from tracker.clinical.facts import Category, Declared, Dialysis, Sex
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom

CASES = ROOT / "tracker" / "data" / "cases.csv"


def rows() -> dict[str, dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def case(name: str = "", **cells: str) -> Case:
    """A row of the file by its id, or a row of these cells alone."""
    return read_case({**(rows()[name] if name else {}), **cells})


def test_a_row_becomes_a_person_with_kidneys_a_product_and_an_amount() -> None:
    known = case("C16")
    assert values(known.age_years, known.sex) == (82, Sex.FEMALE)
    assert (known.kidneys.dialysis, known.kidneys.declared) == (Dialysis.HEMODIALYSIS, Declared.YES)
    assert values(known.category, known.elemental_mg, known.days) == (Category.LAXATIVE, 1250, DAYS_WHEN_UNKNOWN)


@pytest.mark.parametrize(
    ("cofactors", "condition"),
    [
        ("sigmoid volvulus", Condition.BOWEL_OBSTRUCTION),
        ("paralytic ileus", Condition.BOWEL_OBSTRUCTION),
        ("large bowel obstruction", Condition.BOWEL_OBSTRUCTION),
        ("no stool for 13 days", Condition.NO_STOOL_3_DAYS),
        ("2 weeks without stool", Condition.NO_STOOL_3_DAYS),
        ("chronically constipated for 5 days", Condition.NO_STOOL_3_DAYS),
        ("5 days of constipation", Condition.NO_STOOL_3_DAYS),
        ("constipation", Condition.NO_STOOL_3_DAYS),
        ("AKI-stage2", Condition.ACUTE_KIDNEY_INJURY),
        ("acute on chronic kidney disease", Condition.ACUTE_KIDNEY_INJURY),
        ("progressing renal failure", Condition.ACUTE_KIDNEY_INJURY),
        ("prerenal azotemia", Condition.ACUTE_KIDNEY_INJURY),
        ("kidney injury", Condition.ACUTE_KIDNEY_INJURY),
        ("dehydration", Condition.DEHYDRATION),
        ("diarrhoea and fever", Condition.FEVER),
        ("diarrhea", Condition.VOMITING_DIARRHOEA),
        ("poor oral intake", Condition.CANNOT_DRINK),
        ("myasthenia gravis", Condition.MYASTHENIA_GRAVIS),
        ("complete heart block", Condition.HEART_BLOCK),
        ("pregnancy", Condition.PREGNANCY),
        ("kidney transplant 2003", Condition.KIDNEY_TRANSPLANT),
    ],
)
def test_a_cofactor_becomes_a_condition_on_file(cofactors: str, condition: Condition) -> None:
    assert condition in case(cofactors=f"hypertension;{cofactors}").conditions


@pytest.mark.parametrize(
    "cofactors",
    ["chronic constipation", "no stool for 2 days", "chronic obstructive pulmonary disease", "no ileus", "without AKI"],
)
def test_a_diagnosis_a_denial_and_two_days_are_no_condition(cofactors: str) -> None:
    assert case(cofactors=cofactors).conditions == ()


@pytest.mark.parametrize(
    ("cofactors", "medicine"),
    [
        ("morphine", MedicineClass.OPIOID),
        ("antipsychotics (anticholinergic)", MedicineClass.ANTICHOLINERGIC),
        ("loperamide", MedicineClass.ANTIMOTILITY),
        ("NSAID", MedicineClass.NSAID),
        ("loxoprofen", MedicineClass.NSAID),
        ("ARB", MedicineClass.ACE_INHIBITOR_ARB),
        ("candesartan", MedicineClass.ACE_INHIBITOR_ARB),
        ("enalapril", MedicineClass.ACE_INHIBITOR_ARB),
        ("lithium", MedicineClass.LITHIUM),
        ("omeprazole", MedicineClass.PPI),
        ("furosemide", MedicineClass.LOOP_DIURETIC),
        ("hydrochlorothiazide", MedicineClass.THIAZIDE),
        ("spironolactone", MedicineClass.POTASSIUM_SPARING_DIURETIC),
        ("digoxin", MedicineClass.DIGOXIN),
        ("tacrolimus", MedicineClass.CALCINEURIN_INHIBITOR),
        ("cisplatin", MedicineClass.CISPLATIN),
        ("vitamin D drug", MedicineClass.VITAMIN_D_ANALOGUE),
    ],
)
def test_a_cofactor_becomes_a_medicine_on_file(cofactors: str, medicine: MedicineClass) -> None:
    assert case(cofactors=cofactors).medicines == (medicine,)


def test_a_month_is_no_medicine() -> None:
    assert case(cofactors="admitted in April;no opioids").medicines == ()


@pytest.mark.parametrize(
    ("stage", "egfr", "declared"),
    [
        ("G1", 95, Declared.NO),
        ("G2", 75, Declared.NO),
        ("G3a", 52, Declared.YES),
        ("CKD stage 3b", 37, Declared.YES),
        ("CKD 4", 22, Declared.YES),
        ("stage IV CKD", 22, Declared.YES),
        ("G5D", 10, Declared.YES),
        ("ESRD", 10, Declared.YES),
        ("severe renal impairment", 22, Declared.YES),
        ("CKD (eGFR 28)", 28, Declared.YES),
        ("eGFR <15", 14, Declared.YES),
        ("eGFR >60", 61, Declared.NO),
        ("normal (returned to normal)", 95, Declared.NO),
        ("no significant renal dysfunction", 95, Declared.NO),
        ("CKD (stage not stated)", None, Declared.YES),
        ("acute renal failure, AKI stage 3", None, Declared.YES),
        ("impaired renal function", None, Declared.YES),
        ("mixed", None, Declared.UNKNOWN),
        ("", None, Declared.UNKNOWN),
    ],
)
def test_a_stage_in_words_becomes_an_egfr(stage: str, egfr: int | None, declared: Declared) -> None:
    kidneys = case(ckd_stage=stage).kidneys
    assert values(kidneys.egfr_ml_min, kidneys.declared) == (egfr, declared)


def test_of_a_range_no_target_gains_a_case_has_the_better_end_and_an_arm_the_worse() -> None:
    for text, better, worse in (("G3-G4", 52, 22), ("stage 3a to 4", 52, 22), ("mild-moderate CKD", 75, 37)):
        assert case(type="case", ckd_stage=text).kidneys.egfr_ml_min == better
        assert case(type="control", ckd_stage=text).kidneys.egfr_ml_min == worse
    assert case(type="case", egfr="20-35").kidneys.egfr_ml_min == 35


@pytest.mark.parametrize(
    ("dialysis", "wanted"),
    [
        ("hemodialysis (dialysate Mg 1.0 mEq/L)", Dialysis.HEMODIALYSIS),
        ("yes", Dialysis.HEMODIALYSIS),
        ("nocturnal hemodialysis", Dialysis.HEMODIALYSIS),
        ("peritoneal dialysis (CCPD 5 months)", Dialysis.PERITONEAL),
        ("CAPD", Dialysis.PERITONEAL),
        ("no", Dialysis.NONE),
        ("not stated (emergency HD given for Mg)", Dialysis.NONE),
        ("ESKD; maintenance dialysis not stated in retrieved text", Dialysis.NONE),
        ("", Dialysis.NONE),
    ],
)
def test_dialysis_that_began_with_the_harm_was_not_there_before(dialysis: str, wanted: Dialysis) -> None:
    assert case(dialysis=dialysis).kidneys.dialysis is wanted


def test_a_stage_with_a_d_is_dialysis_whatever_the_cell_says() -> None:
    assert case(ckd_stage="G5D", dialysis="").kidneys.dialysis is Dialysis.HEMODIALYSIS
    assert case(ckd_stage="G5D", dialysis="PD").kidneys.dialysis is Dialysis.PERITONEAL


def test_creatinine_gives_an_egfr_only_to_an_adult_whose_kidneys_are_steady() -> None:
    cells = {"age": "70", "sex": "M", "creatinine_mg_dl": "2.5"}
    kidneys = case(**cells).kidneys
    assert kidneys.egfr_ml_min is not None
    assert 26 < kidneys.egfr_ml_min < 28
    assert kidneys.at_event
    for other in ({"age": "11"}, {"sex": ""}, {"age": ""}, {"cofactors": "AKI"}, {"creatinine_mg_dl": "221"}):
        assert case(**{**cells, **other}).kidneys.egfr_ml_min is None


@pytest.mark.parametrize(
    ("product", "category"),
    [
        ("magnesium oxide laxative", Category.LAXATIVE),
        ("Epsom salt gargles", Category.LAXATIVE),
        ("magnesium hydroxide (OTC)", Category.LAXATIVE),
        ("slow-release Mg hydroxide", Category.SUPPLEMENT),
        ("magnesium capsules", Category.SUPPLEMENT),
        ("something", Category.SUPPLEMENT),
        ("magnesium trisilicate 500 mg + aluminium hydroxide 250 mg tablets", Category.ANTACID),
        ("magnesium citrate pre-operative bowel preparation", Category.BOWEL_PREPARATION),
        ("Magcorol P", Category.BOWEL_PREPARATION),
        ("Mg-containing phosphate binders", Category.BINDER),
        ("magnesium sulfate intravenous", Category.INJECTION),
        ("mineral water", Category.DRINK),
    ],
)
def test_a_product_has_a_category(product: str, category: Category) -> None:
    assert case(product=product).category is category


def test_a_product_that_names_no_kind_is_what_it_was_taken_for() -> None:
    assert case(product="magnesium oxide", cofactors="chronic constipation").category is Category.LAXATIVE
    assert (
        case(product="magnesium citrate", dose_text="one bottle as bowel prep").category is Category.BOWEL_PREPARATION
    )
    assert case(product="milk of magnesia", cofactors="colonoscopy preparation").category is Category.BOWEL_PREPARATION
    assert case(product="magnesium capsules", cofactors="constipation").category is Category.SUPPLEMENT
    assert case(product="magnesium oxide", cofactors="migraine").category is Category.SUPPLEMENT


def test_a_product_has_other_ingredients() -> None:
    assert case("E01").substances == (Substance.ALUMINIUM,)
    assert case("K25").substances == (Substance.CITRATE,)
    assert case(product="sodium phosphate enema").substances == (Substance.SODIUM_PHOSPHATE,)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"elemental_mg_per_day": "1250"}, Decimal(1250)),
        ({"elemental_mg_per_day": "about 1,500-2,790"}, Decimal(1500)),
        ({"elemental_mg_per_day": "0"}, Decimal(0)),
        ({"dose_text": "30 mmol/day elemental"}, Decimal("729.150")),
        ({"dose_text": "400 mg elemental twice"}, Decimal(400)),
        ({"dose_text": "300 mg magnesium citrate/day"}, None),
        ({}, None),
        ({"elemental_mg_per_day": "not in retrieved text"}, None),
        ({"elemental_mg_per_day": "9" * 40}, None),
    ],
)
def test_an_amount_is_read_or_not_known_and_never_zero_by_default(
    cells: dict[str, str], wanted: Decimal | None
) -> None:
    assert case(**cells).elemental_mg == wanted


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5", (5,)),
        ("3 weeks", (21,)),
        ("2 years", (730,)),
        ("0.5", (1,)),
        ("36 hours", (1,)),
        ("99999999", (3650,)),
        ("", DAYS_WHEN_UNKNOWN),
        ("0", DAYS_WHEN_UNKNOWN),
        ("long", DAYS_WHEN_UNKNOWN),
    ],
)
def test_a_duration_is_read_or_four_are_tried(text: str, days: tuple[int, ...]) -> None:
    assert case(duration_days=text).days == days


@pytest.mark.parametrize(
    ("text", "years"),
    [("82", "82"), ("20 months", "1.67"), ("4.5 weeks", "0.09"), ("10 days", "0.03"), (">=80", "80")],
)
def test_an_age_is_years_whatever_it_is_written_in(text: str, years: str) -> None:
    assert round(read_age(text) or Decimal(-1), 2) == Decimal(years)


def test_no_age_is_not_known() -> None:
    assert read_age("") is read_age("elderly") is read_age("2018") is None


def test_an_exposure_that_ended_two_weeks_before_leaves_those_weeks_between() -> None:
    known = case("C37")
    assert known.days_after == 14
    assert case(product="a laxative until 2 weeks before").days_after == 14
    run = replay_case(known).shortest
    assert event_at(known, 1) - facts_on(known, 1, Known.REPORTED).doses[0].taken_at == timedelta(days=14)
    assert run.first is None or run.days_before(run.first) == 14


def test_symptoms_of_a_whole_series_are_nobodys_own() -> None:
    assert case("N01").symptoms == ()
    assert Symptom.CANNOT_WAKE in case("C26").symptoms
    assert case(symptoms="none reported").symptoms == ()
    assert Symptom.SLOW_BREATHING in case(symptoms="2 days of dyspnea -> intubation").symptoms


def test_constipation_is_a_persons_state_and_a_trials_reason() -> None:
    assert case(type="case", cofactors="constipation").conditions
    assert not case(type="control", cofactors="constipation").conditions
    assert case(type="control", cofactors="no stool for 4 days").conditions


def test_what_was_found_in_hospital_was_not_known_before() -> None:
    known = case("C23")
    assert facts_on(known, 1, Known.BEFORE).conditions == ()
    assert len(facts_on(known, 1, Known.REPORTED).conditions) == 3
    assert facts_on(case("N04"), 1, Known.BEFORE).readings == ()
    assert facts_on(case("N04"), 1, Known.REPORTED).readings
    (counted,) = facts_on(case("C40"), 1, Known.BEFORE).conditions
    assert counted.code is Condition.NO_STOOL_3_DAYS


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*rows()["C16"], "other"]), st.text(max_size=40) | st.none()))
def test_whatever_a_row_holds_it_is_read_and_replayed(row: dict[str, str | None]) -> None:
    read = read_case({**row, "duration_days": "2"})
    replay = replay_case(read)
    assert replay.shortest.days == 2
    assert isinstance(why_missed(replay), str)
