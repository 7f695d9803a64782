"""What must hold for any facts, whatever they say: the same bytes, the same moment of change, words for everything."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.builders import NOW, dose, judged
from tests.clinical.compare import assessed_bytes, seen
from tests.clinical.strategies import ZONES, all_facts, doses
from tests.clinical.test_words import LONG
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Answer, Band
from tracker.clinical.codec import (
    assessment_to_json,
    canonical_bytes,
    facts_from_json,
    facts_to_json,
    finding_from_json,
    finding_to_json,
    verdict_to_json,
)
from tracker.clinical.facts import DoseFacts, Facts
from tracker.clinical.judging import judge_at
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.verdict import judge_dose

SEQUENCES = [each.name for each in fields(Facts) if each.name != "person"]
MOMENTS = {"doses": "taken_at", "history": "last_at", "labs": "taken_at", "symptoms": "started_at"}


@given(all_facts(), st.randoms(use_true_random=False), st.sampled_from(ZONES))
def test_order_and_time_zone_of_the_input_never_matter(known: Facts, random: Random, zone: str) -> None:
    there = ZoneInfo(zone)
    rows: dict[str, list[Any]] = {name: list(getattr(known, name)) for name in SEQUENCES}
    for name, moment in MOMENTS.items():
        rows[name] = [replace(each, **{moment: getattr(each, moment).astimezone(there)}) for each in rows[name]]
    for each in rows.values():
        random.shuffle(each)
    shuffled: dict[str, Any] = {name: tuple(each) for name, each in rows.items()}
    other = replace(known, **shuffled)
    assert canonical_bytes(assessment_to_json(assess(other, NOW.astimezone(there)))) == assessed_bytes(known)
    assert canonical_bytes(facts_to_json(other)) == canonical_bytes(facts_to_json(known))


@given(all_facts(), doses())
def test_a_correction_that_restores_the_facts_restores_the_bytes(known: Facts, wrong: DoseFacts) -> None:
    with_wrong = replace(known, doses=(*known.doses, wrong))
    restored = replace(with_wrong, doses=tuple(each for each in reversed(with_wrong.doses) if each.id != wrong.id))
    assert assessed_bytes(restored) == assessed_bytes(known)


@given(all_facts(), doses())
def test_facts_and_findings_survive_json(known: Facts, asked: DoseFacts) -> None:
    stored = facts_from_json(facts_to_json(known))
    assert canonical_bytes(facts_to_json(stored)) == canonical_bytes(facts_to_json(known))
    assert assessed_bytes(stored) == assessed_bytes(known)
    for finding in judged(known).findings:
        assert finding_to_json(finding_from_json(finding_to_json(finding))) == finding_to_json(finding)
    first, second = (verdict_to_json(judge_dose(each, asked, NOW)) for each in (known, stored))
    assert canonical_bytes(first) == canonical_bytes(second)


@given(all_facts())
def test_unknown_kidneys_and_unknown_amounts_are_never_ok(known: Facts) -> None:
    verdict = judge_dose(known, dose(5), NOW)
    answer = judged(known)
    if answer.band is Band.UNKNOWN or answer.expired or answer.at_least:
        assert verdict.answer is not Answer.OK


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


@given(all_facts())
def test_nothing_changes_before_the_next_change(known: Facts) -> None:
    answer = judged(known)
    end = answer.next_change_at or NOW + timedelta(days=400)
    for step in range(1, 12):
        between = NOW + (end - NOW) * step / 12
        later = judged(known, between)
        assert seen(later.findings) == seen(answer.findings)
        assert later.band == answer.band


@given(all_facts(), doses())
def test_no_rule_fails_whatever_is_known(known: Facts, asked: DoseFacts) -> None:
    judgement = judge_at(normalise(known), NOW, CURRENT)
    assert judgement.failed_rules == ()
    for rule in CURRENT.rules:
        rule.turning_points(judgement.context)
    assert not [missing for missing in judge_dose(known, asked, NOW).missing if missing.startswith("rule:")]
