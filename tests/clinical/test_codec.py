from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.clinical.builders import NOW, dose, facts, hours_ago, judged, limit, reading
from tracker.clinical.codec import (
    assessment_to_json,
    canonical_bytes,
    facts_from_json,
    facts_to_json,
    finding_from_json,
    finding_to_json,
    verdict_to_json,
)
from tracker.clinical.facts import Category, Comparator
from tracker.clinical.verdict import judge_dose

LAXATIVE = Category.LAXATIVE


def test_facts_come_back_without_loss() -> None:
    known = facts(
        dose("1000.123456", hours_ago(2), LAXATIVE, units="2.5", most=4),
        dose(None, NOW, product=2),
        readings=[reading("24.049999", comparator=Comparator.LESS)],
        limits=[limit("250.5", product=3)],
    )
    assert facts_from_json(json.loads(canonical_bytes(facts_to_json(known)))) == known


def test_amounts_are_strings_with_a_place_and_instants_end_in_z() -> None:
    eastern = timezone(timedelta(hours=-5))
    known = facts(dose(Decimal("5E+2"), datetime(2026, 11, 22, 12, 5, tzinfo=eastern)), egfr="24")
    data = facts_to_json(known)
    assert data["doses"][0]["elemental_mg"] == "500.0"
    assert data["doses"][0]["taken_at"] == "2026-11-22T17:05:00Z"
    assert data["readings"][0]["egfr_ml_min"] == "24.0"


def test_a_verdict_has_the_fields_of_the_contract() -> None:
    data = verdict_to_json(judge_dose(facts(egfr=24), dose("1000.0004", category=LAXATIVE), NOW))
    assert {key: data[key] for key in ("answer", "severity", "total_before_mg", "total_after_mg", "limit_mg")} == {
        "answer": "ask_first",
        "severity": "urgent",
        "total_before_mg": "0.0",
        "total_after_mg": "1000.0",
        "limit_mg": None,
    }
    assert {"room_mg", "fits_at", "missing", "findings"} <= data.keys()
    assert (data["ruleset"], data["judged_at"]) == ("2026.1", "2026-11-22T17:05:00Z")
    finding = data["findings"][0]
    assert (finding["rule"], finding["grade"], finding["until"]) == ("MG-11", "B", "2026-11-23T17:05:00Z")
    assert finding["source"].startswith("Magnes Res 2023")
    assert finding["because"][0] == {
        "fact": "egfr",
        "value": "24.0",
        "type": "decimal",
        "unit": "mL/min/{1.73_m2}",
        "at": "2026-11-22",
    }
    assert finding["products"][0]["elemental_mg"] == "1000.0"
    assert finding["products"][0]["share"] == "1.0"


def test_a_wait_carries_its_hour_and_room() -> None:
    known = facts(dose(200, hours_ago(10), LAXATIVE), egfr=41)
    data = verdict_to_json(judge_dose(known, dose("170.25", category=LAXATIVE), NOW))
    assert (data["answer"], data["fits_at"], data["room_mg"]) == ("wait", "2026-11-23T07:05:00Z", "0.0")


def test_findings_come_back_as_they_were() -> None:
    known = facts(
        dose("700.5", category=Category.SUPPLEMENT, units=3, most=2),
        dose(None, product=2),
        dose(90, product=3),
        readings=[reading("24.5", (NOW - timedelta(days=120)).date())],
        limits=[limit(80, product=3)],
    )
    findings = judged(known).findings
    assert {finding.rule for finding in findings} == {"MG-10", "MG-11", "MG-22", "MG-23", "MG-50", "MG-60", "MG-80"}
    for finding in findings:
        stored = json.loads(canonical_bytes({**finding_to_json(finding), "headline": "added by the renderer"}))
        assert finding_from_json(stored) == finding


def test_an_assessment_tells_its_whole_state() -> None:
    data = assessment_to_json(judged(facts(dose(400, category=LAXATIVE), egfr=41)))
    assert (data["band"], data["band_reason"], data["severity"]) == ("G3b", "reading", "caution")
    assert (data["limit_mg"], data["limit_basis"], data["fresh_until"]) == ("350.0", "kidney_stage", "2027-05-22")
    assert data["next_change_at"] == "2026-11-23T17:05:00Z"
    assert data["failed_rules"] == []


def test_the_bytes_do_not_depend_on_how_a_number_or_an_hour_is_written() -> None:
    one = dose("500", NOW, LAXATIVE)
    same = replace(one, elemental_mg=Decimal("500.000"), taken_at=NOW.astimezone(timezone(timedelta(hours=9))))
    first, second = facts(one), facts(same)
    assert canonical_bytes(facts_to_json(first)) == canonical_bytes(facts_to_json(second))
    answers = [canonical_bytes(assessment_to_json(judged(known))) for known in (first, second)]
    assert answers[0] == answers[1]


def test_canonical_bytes_are_sorted_utf_8_without_spaces() -> None:
    assert canonical_bytes({"b": 1, "a": ["µ", None]}) == '{"a":["µ",null],"b":1}'.encode()


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_what_is_not_a_number_is_not_stored(number: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        facts_to_json(facts(dose(number, datetime(2026, 1, 1, tzinfo=UTC))))
