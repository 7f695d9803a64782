"""What must hold for any symptoms, blood tests and earlier days, for the rules that rest on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.builders import (
    HEALTHY_ADULT,
    NOW,
    TODAY,
    condition,
    dose,
    earlier,
    facts,
    judged,
    lab,
    limit,
    medicine,
    reading,
    symptom,
)
from tracker.clinical.assessment import Answer, Finding, Severity
from tracker.clinical.facts import Category, Comparator, Dialysis, Facts
from tracker.clinical.terms import Condition, MedicineClass, Symptom
from tracker.clinical.verdict import judge_dose

RULES = {"MG-01", "MG-02", "MG-03", "MG-04", "MG-13", "MG-70"}
MG_DL = ("1.2", "1.7", "2.0", "2.4", "2.6", "3.0", "3.1", "3.65", "3.7", "4.861", "4.9", "6", "8", "9.5")
EGFRS = ("95", "70", "50", "40", "24", "9")
STEPS = 4


def before_now(first_hour: int, last_hour: int) -> st.SearchStrategy[datetime]:
    return st.integers(first_hour, last_hour).map(lambda hours: NOW - timedelta(hours=hours))


symptoms = st.builds(symptom, st.sampled_from(Symptom), before_now(-12, 30))
labs = st.builds(
    lab,
    st.sampled_from(MG_DL),
    before_now(-48, 760),
    low=st.sampled_from([None, "1.7"]),
    high=st.sampled_from([None, "2.4", "2.6"]),
    comparator=st.sampled_from([Comparator.NONE, *Comparator]),
)
doses = st.builds(
    dose,
    st.sampled_from([None, 0, 50, 400]),
    before_now(-20, 40),
    st.sampled_from([Category.SUPPLEMENT, Category.BOWEL_PREPARATION, Category.INJECTION]),
    product=st.integers(1, 3),
)
history = st.builds(earlier, st.integers(2, 31), st.sampled_from([None, 0, 300]), product=st.integers(1, 3))
kidneys = st.one_of(
    st.builds(reading, st.sampled_from(EGFRS), acute=st.booleans()),
    st.builds(reading, st.none(), dialysis=st.just(Dialysis.HEMODIALYSIS)),
)
limits = st.builds(
    limit,
    st.sampled_from([0, 60, 400]),
    product=st.sampled_from([None, 1, 2]),
    from_date=st.sampled_from([TODAY - timedelta(days=9), TODAY]),
    until_date=st.sampled_from([TODAY - timedelta(days=2), TODAY, TODAY + timedelta(days=9)]),
)
records = st.builds(
    lambda doses, **rows: facts(*doses, person=HEALTHY_ADULT, **rows),
    st.lists(doses, max_size=4),
    symptoms=st.lists(symptoms, max_size=3),
    labs=st.lists(labs, max_size=3),
    history=st.lists(history, max_size=3),
    readings=st.lists(kidneys, max_size=1),
    limits=st.lists(limits, max_size=2),
    conditions=st.lists(st.builds(condition, st.just(Condition.BOWEL_OBSTRUCTION)), max_size=1),
    medicines=st.lists(st.builds(medicine, st.sampled_from([MedicineClass.OPIOID, MedicineClass.PPI])), max_size=1),
)


def said(known: Facts, at: datetime) -> list[Finding]:
    return [finding for finding in judged(known, at).findings if finding.rule in RULES]


def heard(known: Facts, at: datetime) -> set[tuple[str, Severity]]:
    return {(finding.rule, finding.severity) for finding in said(known, at)}


@given(records)
def test_nothing_changes_before_the_next_change_however_often_it_changes(known: Facts) -> None:
    at = NOW
    for _ in range(STEPS):
        end = judged(known, at).next_change_at or at + timedelta(days=40)
        for between in [*(at + (end - at) * step / 8 for step in range(1, 8)), end - timedelta.resolution]:
            assert heard(known, between) == heard(known, at)
        at = end


@given(records)
def test_a_finding_holds_until_the_instant_that_it_names_and_the_sweep_wakes_by_then(known: Facts) -> None:
    unlimited = replace(known, limits=())
    for finding in said(unlimited, NOW):
        assert finding.until is not None
        before = said(unlimited, finding.until - timedelta.resolution)
        assert any(each.rule == finding.rule and each.severity.rank >= finding.severity.rank for each in before)
        wakes_at = judged(unlimited).next_change_at
        assert wakes_at is not None
        assert wakes_at <= finding.until


@given(records)
def test_magnesium_is_never_ok_while_somebody_must_act_now_on_signs_or_results(known: Facts) -> None:
    if any(finding.severity.rank >= Severity.URGENT.rank for finding in said(known, NOW)):
        assert judge_dose(known, dose(50, product=4), NOW).answer is Answer.ASK_FIRST


@given(records)
def test_dialysis_is_the_only_worse_band_that_ever_lowers_what_a_sign_or_a_result_says(known: Facts) -> None:
    better: dict[str, int] = {}
    for each in (*map(reading, EGFRS), reading(95, acute=True)):
        found = {finding.rule: finding.severity.rank for finding in said(replace(known, readings=(each,)), NOW)}
        assert all(found.get(rule, -1) >= rank for rule, rank in better.items())
        better = found
    on_dialysis = replace(known, readings=(reading(None, dialysis=Dialysis.HEMODIALYSIS),))
    found = {finding.rule: finding.severity.rank for finding in said(on_dialysis, NOW)}
    assert all(found.get(rule, -1) >= rank for rule, rank in better.items() if rule != "MG-03")
