"""The past by what is known now: when something was the matter, how bad it was, and when it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.builders import NOW, TODAY, dose, facts, hours_ago, lab, limit, new_id, reading, symptom
from tests.clinical.strategies import all_facts
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, DoseFacts, Facts, LimitFacts
from tracker.clinical.look_back import LOOK_BACK, MOST_JUDGED, Episode, facts_until, look_back
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.terms import Symptom

WEEK_AGO = NOW - timedelta(days=7)
LAXATIVE = Category.LAXATIVE


def with_kidneys(egfr: object, *doses: DoseFacts, limits: Iterable[LimitFacts] = ()) -> Facts:
    """Facts with a kidney result of two months ago."""
    return facts(*doses, readings=[reading(egfr, TODAY - timedelta(days=60))], limits=limits)


def seen(known: Facts, days: int = 7) -> tuple[Episode, ...]:
    """What was the matter in the last days."""
    return look_back(known, since=NOW - timedelta(days=days), now=NOW).episodes


def load(known: Facts) -> Episode:
    """The one episode of too much magnesium."""
    (episode,) = (each for each in seen(known) if each.concern == "magnesium_load")
    return episode


def test_a_dose_of_the_day_before_yesterday_was_too_much_for_24_hours() -> None:
    episode = load(with_kidneys(24, dose(600, hours_ago(50), LAXATIVE)))
    assert (episode.begun_at, episode.ended_at) == (hours_ago(50), hours_ago(26))
    assert (episode.severity, episode.findings[0].rule) == (Severity.URGENT, "MG-11")


def test_two_doses_were_worst_while_they_counted_together() -> None:
    known = with_kidneys(24, dose(300, hours_ago(50), LAXATIVE), dose(300, hours_ago(40), LAXATIVE))
    episode = load(known)
    assert (episode.begun_at, episode.worst_at, episode.ended_at) == (hours_ago(50), hours_ago(40), hours_ago(16))
    assert episode.severity is Severity.URGENT


def test_what_still_holds_has_no_end() -> None:
    assert load(with_kidneys(24, dose(600, hours_ago(3)))).ended_at is None


def test_after_a_pause_it_is_another_episode() -> None:
    known = with_kidneys(24, dose(100, hours_ago(100)), dose(100, hours_ago(50)))
    assert [(each.begun_at, each.ended_at) for each in seen(known)] == [
        (hours_ago(100), hours_ago(76)),
        (hours_ago(50), hours_ago(26)),
    ]


def test_a_note_is_no_episode() -> None:
    known = with_kidneys(50, dose(300, hours_ago(50)))
    assert seen(known) == ()
    assert look_back(known, since=WEEK_AGO, now=NOW, least=Severity.NOTE).episodes


def test_a_kidney_result_speaks_of_its_day_and_of_later_ones() -> None:
    """The same dose on three days; the result that makes it too much is of the second day's night."""
    doses = [dose(150, hours_ago(hours)) for hours in (100, 75, 40)]
    known = facts(*doses, readings=[reading(95, TODAY - timedelta(days=60)), reading(24, TODAY - timedelta(days=2))])
    midnight = (NOW - timedelta(days=2)).replace(hour=0, minute=0)
    assert [(each.begun_at, each.ended_at) for each in seen(known)] == [
        (midnight, hours_ago(51)),
        (hours_ago(40), hours_ago(16)),
    ]


def test_a_symptom_that_was_felt_yesterday_does_not_speak_of_the_day_before() -> None:
    known = facts(dose(600, hours_ago(60)), symptoms=[symptom(Symptom.FAINTING, hours_ago(30))], labs=[lab(2)])
    assert facts_until(known, hours_ago(31)).symptoms == ()
    assert facts_until(known, hours_ago(31)).labs == ()
    assert facts_until(known, hours_ago(30)).symptoms == known.symptoms
    assert all(each.begun_at >= hours_ago(30) for each in seen(known) if "MG-0" in each.findings[0].rule)


def test_a_limit_that_ended_makes_the_rest_of_the_window_too_much() -> None:
    known = with_kidneys(24, dose(600, hours_ago(50)), limits=[limit(600, until_date=(NOW - timedelta(days=2)).date())])
    episode = load(known)
    assert episode.begun_at == (NOW - timedelta(days=1)).replace(hour=0, minute=0)
    assert episode.ended_at == hours_ago(26)


def test_no_further_than_a_week_is_looked_back() -> None:
    known = with_kidneys(24, *(dose(600, hours_ago(24 * day + 1)) for day in range(20)))
    (episode,) = seen(known, days=19)
    assert episode.begun_at == NOW - LOOK_BACK


def test_a_thousand_doses_cost_a_bounded_number_of_judgements() -> None:
    judged = 0

    def count(_context: Context) -> None:
        nonlocal judged
        judged += 1

    counting = RuleSet("counting", (replace(CURRENT.rules[0], judge=count), *CURRENT.rules[1:]))
    doses = [dose(1, NOW - timedelta(minutes=9 * number)) for number in range(1, 1001)]
    heavy = dose(4000, NOW - timedelta(hours=3))
    episodes = look_back(with_kidneys(50, *doses, heavy), since=WEEK_AGO, now=NOW, ruleset=counting).episodes
    assert judged <= MOST_JUDGED
    (load_of_the_day,) = (each for each in episodes if each.concern == "magnesium_load")
    assert (load_of_the_day.severity, load_of_the_day.ended_at) == (Severity.URGENT, None)


def test_a_rule_that_raises_is_named_and_the_others_are_asked() -> None:
    def broken(_context: Context) -> Finding | None:
        raise RuntimeError("a mistake in a rule")

    rules = RuleSet("broken", tuple(replace(r, judge=broken) if r.id == "MG-10" else r for r in CURRENT.rules))
    answer = look_back(with_kidneys(24, dose(600, hours_ago(50))), since=WEEK_AGO, now=NOW, ruleset=rules)
    assert answer.failed_rules == {"MG-10"}
    assert [each.findings[0].rule for each in answer.episodes] == ["MG-11"]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        look_back(facts(), since=WEEK_AGO.replace(tzinfo=None), now=NOW)


@given(all_facts())
def test_what_was_found_is_what_would_have_been_said_then(known: Facts) -> None:
    for episode in look_back(known, since=WEEK_AGO, now=NOW).episodes:
        then = assess(facts_until(known, episode.worst_at), episode.worst_at)
        assert set(map(_said, episode.findings)) <= set(map(_said, then.findings))


@given(all_facts(), st.integers(0, 60 * 24 * 2))
def test_no_instant_was_worse_than_what_was_found(known: Facts, minutes: int) -> None:
    at = NOW - timedelta(minutes=minutes)
    episodes = look_back(known, since=WEEK_AGO, now=NOW).episodes
    for finding in assess(facts_until(known, at), at).findings:
        if finding.severity.rank >= Severity.CAUTION.rank:
            held = [e for e in episodes if e.key == (finding.concern, finding.cause) and _holds(e, at)]
            assert [e.severity.rank >= finding.severity.rank for e in held] == [True]


@given(all_facts())
def test_more_magnesium_never_hides_an_episode(known: Facts) -> None:
    more = replace(known, doses=(*known.doses, _one_more()))
    assert _worst(look_back(more, since=WEEK_AGO, now=NOW).episodes) >= _worst(
        look_back(known, since=WEEK_AGO, now=NOW).episodes
    )


def _one_more() -> DoseFacts:
    return replace(dose(500, hours_ago(20)), id=new_id())


def _worst(episodes: tuple[Episode, ...]) -> int:
    return max((each.severity.rank for each in episodes), default=-1)


def _said(finding: Finding) -> tuple[str, str, str, Severity]:
    return finding.rule, finding.concern, finding.cause, finding.severity


def _holds(episode: Episode, at: object) -> bool:
    return episode.begun_at <= at and (episode.ended_at is None or at < episode.ended_at)  # type: ignore[operator]
