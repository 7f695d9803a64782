"""What a rule and a rule set are, whatever medicine is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.clinical.builders import NOW, dose, facts, hours_ago
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.codec import finding_from_json, finding_to_json
from tracker.clinical.context import Context, build_context
from tracker.clinical.facts import Category, PersonFacts
from tracker.clinical.next_change import MOST_JUDGED
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT, RULE_SETS, RuleSet


def with_turns(turns: Iterable[datetime]) -> RuleSet:
    """A set whose one rule turns at these instants and never finds anything."""
    quiet = replace(CURRENT.rule("MG-41"), judge=lambda _context: None, turns=lambda _context: turns)
    return RuleSet("quiet", (quiet,))


def test_a_set_knows_its_rules_by_id_and_no_others() -> None:
    assert CURRENT.rule("MG-20").id == "MG-20"
    assert CURRENT.find("MG-99") is None
    with pytest.raises(KeyError, match="MG-99"):
        CURRENT.rule("MG-99")
    assert RULE_SETS[CURRENT.id] is CURRENT


def test_the_severities_of_a_rule_come_from_the_names_of_its_words_the_lowest_first() -> None:
    assert CURRENT.rule("MG-20").severities == (Severity.NOTE, Severity.CAUTION, Severity.URGENT)
    assert CURRENT.rule("MG-24").severity_of("urgent_at_least") is Severity.URGENT
    assert CURRENT.rule("MG-24").severity_of("preparation_at_least") is Severity.NOTE
    assert CURRENT.rule("MG-22").severities == (Severity.CAUTION,)


def test_a_rule_may_find_nothing_one_thing_or_several() -> None:
    one = Finding("MG-41", "contraindication", Severity.URGENT, "urgent")
    context = build_context(normalise(facts()), NOW)

    def found(answer: Finding | list[Finding] | None) -> tuple[Finding, ...]:
        return replace(CURRENT.rule("MG-41"), judge=lambda _context: answer).findings(context)

    assert found(None) == found([]) == ()
    assert found(one) == (one,)
    assert found([one, one]) == (one, one)


def test_after_64_judged_instants_the_next_one_is_taken_for_a_change() -> None:
    minutes = [NOW + timedelta(minutes=count) for count in range(1, 200)]
    nobody = facts(person=PersonFacts())
    assert assess(nobody, NOW, with_turns(minutes)).next_change_at == minutes[MOST_JUDGED - 1]
    assert assess(nobody, NOW, with_turns(minutes[: MOST_JUDGED - 1])).next_change_at is None


def test_a_rule_that_cannot_say_when_it_turns_keeps_the_others_turning() -> None:
    def broken(_context: Context) -> Iterable[datetime]:
        raise RuntimeError

    rules = tuple(replace(rule, turns=broken) if rule.id == "MG-41" else rule for rule in CURRENT.rules)
    known = facts(dose(600, hours_ago(2), Category.LAXATIVE), egfr=24)
    assert assess(known, NOW, RuleSet("broken", rules)).next_change_at == assess(known, NOW).next_change_at is not None


def test_days_and_instants_among_the_inputs_come_back_as_what_they_were() -> None:
    (finding,) = (each for each in assess(facts(dose(600), egfr=24), NOW).findings if each.rule == "MG-11")
    inputs = (Because("last_day", date(2026, 3, 1)), Because("usual_time", NOW), Because("unknown_amounts", value=True))
    told = replace(finding, because=(*finding.because, *inputs))
    assert finding_from_json(finding_to_json(told)).because[-3:] == inputs
