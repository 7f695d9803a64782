"""What must hold for any facts: section 3 of the medicine. How much is tried, the profile in tests/conftest.py says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.builders import NOW, reading
from tests.clinical.compare import BAND_EGFR, answer_rank, fallen
from tests.clinical.strategies import (
    all_facts,
    amounts,
    conditions,
    doses,
    histories,
    labs,
    medicines,
    plans,
    symptoms,
)
from tracker.clinical.facts import (
    ConditionFacts,
    DayFacts,
    Dialysis,
    DoseFacts,
    Facts,
    LabFacts,
    MedicineFacts,
    PlanFacts,
    SymptomFacts,
)
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.verdict import judge_dose

BLOOD_TEST = "blood_test"
# MG-40 notes that the kidneys count one worse than they are; for the worst there is none worse to note.
COUNTED_WORSE = {CURRENT.rule("MG-40").concern}


@given(all_facts(), doses())
def test_one_more_dose_never_lowers_a_severity(known: Facts, more: DoseFacts) -> None:
    assert not fallen(known, replace(known, doses=(*known.doses, more)))


@given(all_facts(), st.integers(0, 7), amounts)
def test_more_magnesium_in_a_dose_never_lowers_a_severity(known: Facts, index: int, more: Decimal) -> None:
    if not known.doses:
        return
    chosen = known.doses[index % len(known.doses)]
    if chosen.elemental_mg is None:
        return
    larger = replace(chosen, elemental_mg=chosen.elemental_mg + more)
    assert not fallen(known, replace(known, doses=tuple(larger if each is chosen else each for each in known.doses)))


@given(all_facts(), histories(), amounts)
def test_more_magnesium_on_earlier_days_never_lowers_a_severity(
    known: Facts, days: list[DayFacts], more: Decimal
) -> None:
    longer = replace(known, history=tuple({(each.day, each.product_id): each for each in days}.values()))
    larger = replace(
        longer, history=tuple(replace(each, elemental_mg=each.elemental_mg + more) for each in longer.history)
    )
    assert not fallen(replace(known, history=()), longer)
    assert not fallen(longer, larger)


@given(all_facts(), plans())
def test_one_more_plan_never_lowers_a_severity(known: Facts, more: PlanFacts) -> None:
    assert not fallen(known, replace(known, plans=(*known.plans, more)))


@given(all_facts(), symptoms(), conditions(), medicines())
def test_one_more_symptom_condition_or_medicine_never_lowers_a_severity(
    known: Facts, sign: SymptomFacts, state: ConditionFacts, other: MedicineFacts
) -> None:
    assert not fallen(known, replace(known, symptoms=(*known.symptoms, sign)))
    assert set(fallen(known, replace(known, conditions=(*known.conditions, state)))) <= COUNTED_WORSE
    assert not fallen(known, replace(known, medicines=(*known.medicines, other)))


@given(all_facts(), labs())
def test_one_more_blood_test_lowers_nothing_but_the_call_for_a_blood_test(known: Facts, result: LabFacts) -> None:
    assert set(fallen(known, replace(known, labs=(*known.labs, result)))) <= {BLOOD_TEST}


@given(all_facts(), doses(), amounts)
def test_more_magnesium_in_the_dose_never_improves_the_answer(known: Facts, asked: DoseFacts, more: Decimal) -> None:
    if asked.elemental_mg is None:
        return
    larger = replace(asked, elemental_mg=asked.elemental_mg + more)
    assert answer_rank(judge_dose(known, larger, NOW)) >= answer_rank(judge_dose(known, asked, NOW))


@given(all_facts(), doses(), doses())
def test_more_magnesium_before_the_dose_never_improves_the_answer(
    known: Facts, asked: DoseFacts, earlier: DoseFacts
) -> None:
    more = replace(known, doses=(*known.doses, earlier))
    assert answer_rank(judge_dose(more, asked, NOW)) >= answer_rank(judge_dose(known, asked, NOW))


@given(all_facts(), doses(), st.integers(0, 6))
def test_a_worse_band_never_lowers_a_severity_or_improves_an_answer(
    known: Facts, asked: DoseFacts, better: int
) -> None:
    kidneys = [*map(reading, BAND_EGFR), reading(95, acute=True)]
    with_bands = [replace(known, readings=(each,)) for each in kidneys[better:]]
    for one, worse in pairwise(with_bands):
        assert set(fallen(one, worse)) <= COUNTED_WORSE
    answers = [answer_rank(judge_dose(each, asked, NOW)) for each in with_bands]
    assert answers == sorted(answers)


@given(all_facts(), doses(), st.sampled_from([*BAND_EGFR, None]))
def test_dialysis_lowers_nothing_but_what_a_blood_test_says(known: Facts, asked: DoseFacts, egfr: str | None) -> None:
    """The one exception of the medicine: people on dialysis have higher levels on diet alone."""
    before = replace(known, readings=(reading(egfr, acute=egfr is None),))
    on_dialysis = replace(known, readings=(reading(None, dialysis=Dialysis.HEMODIALYSIS),))
    assert set(fallen(before, on_dialysis)) <= COUNTED_WORSE | {CURRENT.rule("MG-03").concern}
    without_labs, still = replace(before, labs=()), replace(on_dialysis, labs=())
    assert set(fallen(without_labs, still)) <= COUNTED_WORSE
    assert answer_rank(judge_dose(still, asked, NOW)) >= answer_rank(judge_dose(without_labs, asked, NOW))


@given(all_facts(), doses(), st.sampled_from(BAND_EGFR), st.integers(0, 900), st.integers(0, 900))
def test_an_older_reading_never_lowers_a_severity_or_improves_an_answer(
    known: Facts, asked: DoseFacts, egfr: str, days: int, more_days: int
) -> None:
    newer = replace(known, readings=(reading(egfr, NOW.date() - timedelta(days=days)),))
    older = replace(known, readings=(reading(egfr, NOW.date() - timedelta(days=days + more_days)),))
    assert set(fallen(newer, older)) <= COUNTED_WORSE
    assert answer_rank(judge_dose(older, asked, NOW)) >= answer_rank(judge_dose(newer, asked, NOW))
