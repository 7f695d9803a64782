"""The pure comparison of the past as it is known now with the alerts on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from alerts.policy.hindsight import Said, correct
from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.look_back import Episode, LookBack

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = NOON - timedelta(hours=1)
KEY = ("magnesium_load", "")


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def episode(
    begun: float, ended: float | None, severity: Severity = Severity.URGENT, key: tuple[str, str] = KEY
) -> Episode:
    finding = Finding("MG-11", key[0], severity, severity.value, cause=key[1])
    return Episode(*key, hours(begun), hours(begun), (finding,), None if ended is None else hours(ended))


def said(opened: float, closed: float | None, severity: Severity = Severity.URGENT) -> Said:
    return Said(
        alert_id=uuid4(),
        key=KEY,
        rules=frozenset({"MG-11"}),
        severity=severity,
        severity_then=None,
        opened_at=hours(opened),
        closed_at=None if closed is None else hours(closed),
    )


def seen(*episodes: Episode, failed: str = "") -> LookBack:
    return LookBack(episodes, frozenset({failed} if failed else ()))


def test_what_is_over_and_was_not_said_is_found() -> None:
    over = episode(0, 24)
    assert correct(seen(over), [], since=SINCE, may_lower=False).found == (over,)


def test_what_still_holds_is_for_the_present() -> None:
    assert correct(seen(episode(0, None)), [], since=SINCE, may_lower=False).found == ()


def test_an_alert_about_something_else_says_nothing_about_this() -> None:
    other = episode(0, 24, key=("magnesium_load", "another product"))
    assert correct(seen(other), [said(0, 24)], since=SINCE, may_lower=False).found == (other,)


def test_an_alert_that_came_an_hour_late_was_about_it() -> None:
    assert correct(seen(episode(0, 24)), [said(1, None)], since=SINCE, may_lower=False).found == ()


def test_an_alert_before_the_episode_was_about_another() -> None:
    later = episode(30, 54)
    assert correct(seen(episode(0, 24), later), [said(0, 24)], since=SINCE, may_lower=True).found == (later,)


def test_a_closed_alert_of_which_nothing_is_left_is_withdrawn() -> None:
    wrong = said(0, 24)
    assert correct(seen(), [wrong], since=SINCE, may_lower=True).withdrawn == {wrong.alert_id}


def test_more_magnesium_withdraws_nothing() -> None:
    assert correct(seen(), [said(0, 24)], since=SINCE, may_lower=False).withdrawn == frozenset()


def test_what_is_open_began_before_or_was_judged_otherwise_is_not_withdrawn() -> None:
    standing = [said(0, None), said(-2, 24), replace(said(0, 24), comparable=False)]
    assert correct(seen(), standing, since=SINCE, may_lower=True).withdrawn == frozenset()


def test_the_silence_of_a_rule_that_failed_withdraws_nothing() -> None:
    assert correct(seen(failed="MG-11"), [said(0, 24)], since=SINCE, may_lower=True).withdrawn == frozenset()
    assert correct(seen(failed="MG-24"), [said(0, 24)], since=SINCE, may_lower=True).withdrawn


def test_worse_than_was_said_is_marked_once() -> None:
    mild = said(0, 24, Severity.CAUTION)
    worst = episode(0, 24)
    assert correct(seen(worst), [mild], since=SINCE, may_lower=False).then == {mild.alert_id: worst}
    marked = replace(mild, severity_then=Severity.URGENT)
    assert correct(seen(worst), [marked], since=SINCE, may_lower=False).then == {}


def test_the_mark_goes_when_its_cause_goes_and_only_if_all_of_it_was_looked_at() -> None:
    marked = replace(said(0, 24, Severity.CAUTION), severity_then=Severity.URGENT)
    mild = episode(0, 24, Severity.CAUTION)
    assert correct(seen(mild), [marked], since=SINCE, may_lower=True).then == {marked.alert_id: None}
    earlier = replace(marked, opened_at=hours(-2))
    assert correct(seen(mild), [earlier], since=SINCE, may_lower=True).then == {}


def test_less_than_was_said_changes_nothing() -> None:
    assert correct(seen(episode(0, 24, Severity.CAUTION)), [said(0, 24)], since=SINCE, may_lower=True).then == {}
