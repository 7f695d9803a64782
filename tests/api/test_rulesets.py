"""GET /rulesets/current/: the medicine in force, readable by anybody who is signed in."""

from __future__ import annotations

from hypothesis import given

from tests.api.conftest import Api, data
from tests.clinical.builders import judged
from tests.clinical.strategies import all_facts
from tracker.clinical.facts import Facts
from tracker.clinical.ruleset import CURRENT


def test_every_rule_is_shown_with_its_numbers_words_grade_and_source(strange: Api) -> None:
    answer = strange.get("rulesets/current/")
    body = data(answer)
    assert body["id"] == CURRENT.id
    assert [rule["id"] for rule in body["rules"]] == [rule.id for rule in CURRENT.rules]
    for rule in body["rules"]:
        assert rule["grade"] in {"A", "B", "C"}
        assert rule["source"]
        assert rule["severities"]
        assert rule["severity"] == rule["severities"][-1]
        assert rule["condition"]
        assert all(words["headline_patient"] and words["action_carer"] for words in rule["words"].values())
    assert strange.get("rulesets/current/", If_None_Match=answer["ETag"]).status_code == 304


def test_thresholds_are_decimal_strings(own: Api) -> None:
    rules = {rule["id"]: rule for rule in data(own.get("rulesets/current/"))["rules"]}
    assert rules["MG-20"]["thresholds"] == {"note": "250.0", "caution": "350.0", "urgent": "1000.0"}
    assert rules["MG-20"]["severities"] == ["note", "caution", "urgent"]


@given(all_facts())
def test_words_are_said_at_the_severity_that_is_shown_with_them(known: Facts) -> None:
    for finding in judged(known).findings:
        assert CURRENT.rule(finding.rule).severity_of(finding.words) is finding.severity
