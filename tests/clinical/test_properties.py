"""What must hold for any facts: section 3 of the medicine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.builders import NOW, all_facts, amounts, dose, doses, judged, rank, reading
from tests.clinical.test_words import LONG
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Answer, Band, Finding, Verdict
from tracker.clinical.codec import (
    assessment_to_json,
    canonical_bytes,
    facts_from_json,
    facts_to_json,
    finding_from_json,
    finding_to_json,
    verdict_to_json,
)
from tracker.clinical.facts import Dialysis, DoseFacts, Facts
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.verdict import judge_dose

ORDER = [Answer.OK, Answer.CANNOT_TELL, Answer.WAIT, Answer.ASK_FIRST]
BAND_EGFR = ["95", "70", "50", "40", "24", "9"]
ZONES = ["UTC", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"]
some = settings(max_examples=80, deadline=None)


def answer_rank(verdict: Verdict) -> int:
    return ORDER.index(verdict.answer)


def assessed_bytes(known: Facts) -> bytes:
    return canonical_bytes(assessment_to_json(judged(known)))


@some
@given(all_facts(), doses())
def test_one_more_dose_never_lowers_the_severity(known: Facts, more: DoseFacts) -> None:
    assert rank(replace(known, doses=(*known.doses, more))) >= rank(known)


@some
@given(all_facts(), st.integers(0, 7), amounts)
def test_more_magnesium_in_a_dose_never_lowers_the_severity(known: Facts, index: int, more: Decimal) -> None:
    if not known.doses:
        return
    chosen = known.doses[index % len(known.doses)]
    if chosen.elemental_mg is None:
        return
    larger = replace(chosen, elemental_mg=chosen.elemental_mg + more)
    changed = replace(known, doses=tuple(larger if each is chosen else each for each in known.doses))
    assert rank(changed) >= rank(known)


@some
@given(all_facts(), doses(), amounts)
def test_more_magnesium_in_the_dose_never_improves_the_answer(known: Facts, asked: DoseFacts, more: Decimal) -> None:
    if asked.elemental_mg is None:
        return
    larger = replace(asked, elemental_mg=asked.elemental_mg + more)
    assert answer_rank(judge_dose(known, larger, NOW)) >= answer_rank(judge_dose(known, asked, NOW))


@some
@given(all_facts(), doses(), doses())
def test_more_magnesium_before_the_dose_never_improves_the_answer(
    known: Facts, asked: DoseFacts, earlier: DoseFacts
) -> None:
    more = replace(known, doses=(*known.doses, earlier))
    assert answer_rank(judge_dose(more, asked, NOW)) >= answer_rank(judge_dose(known, asked, NOW))


@some
@given(all_facts(), doses(), st.integers(0, 7))
def test_a_worse_band_never_lowers_a_severity_or_improves_an_answer(
    known: Facts, asked: DoseFacts, better: int
) -> None:
    kidneys = [reading(egfr) for egfr in BAND_EGFR]
    kidneys += [reading(95, acute=True), reading(None, dialysis=Dialysis.HEMODIALYSIS)]
    ranks, answers = [], []
    for each in kidneys[better:]:
        with_band = replace(known, readings=(each,))
        ranks.append(rank(with_band))
        answers.append(answer_rank(judge_dose(with_band, asked, NOW)))
    assert ranks == sorted(ranks)
    assert answers == sorted(answers)


@some
@given(all_facts(), doses(), st.sampled_from(BAND_EGFR), st.integers(0, 900), st.integers(0, 900))
def test_an_older_reading_never_lowers_a_severity_or_improves_an_answer(
    known: Facts, asked: DoseFacts, egfr: str, days: int, more_days: int
) -> None:
    newer = replace(known, readings=(reading(egfr, NOW.date() - timedelta(days=days)),))
    older = replace(known, readings=(reading(egfr, NOW.date() - timedelta(days=days + more_days)),))
    assert rank(older) >= rank(newer)
    assert answer_rank(judge_dose(older, asked, NOW)) >= answer_rank(judge_dose(newer, asked, NOW))


@some
@given(all_facts(), st.randoms(use_true_random=False), st.sampled_from(ZONES))
def test_order_and_time_zone_of_the_input_never_matter(known: Facts, random: Random, zone: str) -> None:
    doses_elsewhere = [replace(each, taken_at=each.taken_at.astimezone(ZoneInfo(zone))) for each in known.doses]
    kidneys, limits = list(known.readings), list(known.limits)
    for each in (doses_elsewhere, kidneys, limits):
        random.shuffle(each)
    other = Facts(known.person, tuple(kidneys), tuple(doses_elsewhere), tuple(limits))
    there = assess(other, NOW.astimezone(ZoneInfo(zone)))
    assert canonical_bytes(assessment_to_json(there)) == assessed_bytes(known)
    assert canonical_bytes(facts_to_json(other)) == canonical_bytes(facts_to_json(known))


@some
@given(all_facts(), doses())
def test_a_correction_that_restores_the_facts_restores_the_bytes(known: Facts, wrong: DoseFacts) -> None:
    with_wrong = replace(known, doses=(*known.doses, wrong))
    restored = replace(with_wrong, doses=tuple(each for each in reversed(with_wrong.doses) if each.id != wrong.id))
    assert assessed_bytes(restored) == assessed_bytes(known)


@some
@given(all_facts(), doses())
def test_facts_and_findings_survive_json(known: Facts, asked: DoseFacts) -> None:
    stored = facts_from_json(facts_to_json(known))
    assert canonical_bytes(facts_to_json(stored)) == canonical_bytes(facts_to_json(known))
    assert assessed_bytes(stored) == assessed_bytes(known)
    for finding in judged(known).findings:
        assert finding_to_json(finding_from_json(finding_to_json(finding))) == finding_to_json(finding)
    first, second = (verdict_to_json(judge_dose(each, asked, NOW)) for each in (known, stored))
    assert canonical_bytes(first) == canonical_bytes(second)


@some
@given(all_facts())
def test_unknown_kidneys_and_unknown_amounts_are_never_ok(known: Facts) -> None:
    verdict = judge_dose(known, dose(5), NOW)
    answer = judged(known)
    if answer.band is Band.UNKNOWN or answer.expired or answer.at_least:
        assert verdict.answer is not Answer.OK


@some
@given(all_facts())
def test_every_finding_can_be_put_into_words(known: Facts) -> None:
    for finding in judged(known).findings:
        words = CURRENT.rule(finding.rule).words[finding.words]
        gaps = {**LONG, **finding.params, "name": "Ruth"}
        missing = set(finding_gaps(words.headline_patient + words.headline_carer)) - {*finding.params, "name"}
        assert not missing
        assert "Ruth" in words.headline_carer % gaps


def finding_gaps(text: str) -> list[str]:
    return [part.split(")s")[0] for part in text.split("%(")[1:]]


@some
@given(all_facts())
def test_nothing_changes_before_the_next_change(known: Facts) -> None:
    answer = judged(known)
    end = answer.next_change_at or NOW + timedelta(days=400)
    for step in range(1, 12):
        between = NOW + (end - NOW) * step / 12
        later = judged(known, between)
        assert seen(later.findings) == seen(answer.findings)
        assert later.band == answer.band


def seen(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(each.rule, each.concern, each.severity) for each in findings}
