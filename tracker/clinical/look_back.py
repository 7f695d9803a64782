"""What was the matter at earlier instants, by what is known now.

A dose that is logged a day late, a result that comes in, an entry that is taken back: each can change what should
have been said then. Here the past is judged again; what follows from it is for others to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.facts import Facts
from tracker.clinical.judging import Judgement, judge_at
from tracker.clinical.moments import day_of, in_utc, start_of_day
from tracker.clinical.next_change import turns_after
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT, RuleSet

# How far back the past is judged again (ours): what is older belongs in a summary, not among the alerts.
LOOK_BACK = timedelta(days=7)
# No more instants are judged than this (ours). The first half are exact; more than that share what time is left.
MOST_JUDGED = 500

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Episode:
    """One trouble from its beginning to its end: what the rules find about one concern and cause.

    `findings` are those of `worst_at`, the first instant at which it was at its worst, most severe
    first. `begun_at` may be the instant from which on was looked; `ended_at` is None while it holds.
    """

    concern: str
    cause: str
    begun_at: datetime
    worst_at: datetime
    findings: tuple[Finding, ...]
    ended_at: datetime | None = None

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.concern, self.cause

    @property
    def severity(self) -> Severity:
        """The worst severity."""
        return self.findings[0].severity


@dataclass(frozen=True, slots=True)
class LookBack:
    """Episodes in the order of their beginning; what `failed_rules` would have found is not known."""

    episodes: tuple[Episode, ...]
    failed_rules: frozenset[str]


def look_back(
    facts: Facts, *, since: datetime, now: datetime, least: Severity = Severity.CAUTION, ruleset: RuleSet = CURRENT
) -> LookBack:
    """Judge every instant of `[since, now]` at which the answer can differ, and put together what was found.

    Only episodes of `least` or more, and no further back than 7 days. The doses of the facts must reach 24 h beyond
    that. After 250 instants those that lie close together are judged as one, at the last of them. Raises as `assess`
    does.
    """
    until = in_utc(now)
    search = _Search(least)
    for judgement in _judgements(normalise(facts), max(in_utc(since), until - LOOK_BACK), until, ruleset):
        search.see(judgement)
    return search.result()


def facts_until(facts: Facts, moment: datetime) -> Facts:
    """The facts without what was taken, measured or felt later: what a judgement of that instant rests on."""
    today = day_of(moment, facts.person.zone)
    return replace(
        facts,
        readings=tuple(reading for reading in facts.readings if reading.taken_on <= today),
        doses=tuple(dose for dose in facts.doses if dose.taken_at <= moment),
        labs=tuple(lab for lab in facts.labs if lab.taken_at <= moment),
        symptoms=tuple(symptom for symptom in facts.symptoms if symptom.started_at <= moment),
    )


@dataclass(slots=True)
class _Search:
    """Follows the findings from instant to instant."""

    least: Severity
    running: dict[Key, Episode] = field(default_factory=dict)
    ended: list[Episode] = field(default_factory=list)
    failed_rules: set[str] = field(default_factory=set)

    def see(self, judgement: Judgement) -> None:
        """The next instant."""
        at = judgement.context.now
        self.failed_rules.update(judgement.failed_rules)
        found = _by_key(judgement.findings)
        loud = {key: findings for key, findings in found.items() if findings[0].severity.rank >= self.least.rank}
        for key in self.running.keys() - loud.keys():
            self.ended.append(replace(self.running.pop(key), ended_at=at))
        for key, findings in loud.items():
            self._follow(key, findings, at)

    def _follow(self, key: Key, findings: tuple[Finding, ...], at: datetime) -> None:
        known = self.running.get(key)
        if known is None:
            self.running[key] = Episode(*key, begun_at=at, worst_at=at, findings=findings)
        elif findings[0].severity.rank > known.severity.rank:
            self.running[key] = replace(known, worst_at=at, findings=findings)

    def result(self) -> LookBack:
        """All that was seen."""
        episodes = sorted((*self.ended, *self.running.values()), key=lambda each: (each.begun_at, each.key))
        return LookBack(tuple(episodes), frozenset(self.failed_rules))


def _by_key(findings: Iterable[Finding]) -> dict[Key, tuple[Finding, ...]]:
    """Findings by what they are about; they come most severe first and stay so."""
    groups: dict[Key, tuple[Finding, ...]] = {}
    for finding in findings:
        key = finding.concern, finding.cause
        groups[key] = (*groups.get(key, ()), finding)
    return groups


def _judgements(facts: Facts, since: datetime, until: datetime, ruleset: RuleSet) -> Iterator[Judgement]:
    arrivals = [moment for moment in _arrivals(facts) if moment is not None and moment <= until]
    at: datetime | None = since
    for left in range(MOST_JUDGED, 0, -1):
        if at is None:
            return
        judgement = judge_at(facts_until(facts, at), at, ruleset)
        yield judgement
        turns = (turn for turn in turns_after(judgement.context, ruleset) if turn <= until)
        near = at + _stride(until - at, left)
        at = _next_of([turn for turn in (*arrivals, *turns) if turn > at], near)


def _arrivals(facts: Facts) -> Iterator[datetime | None]:
    """When each single fact came to be."""
    for reading in facts.readings:
        yield start_of_day(reading.taken_on, facts.person.zone)
    for dose in facts.doses:
        yield dose.taken_at
    for lab in facts.labs:
        yield lab.taken_at
    for symptom in facts.symptoms:
        yield symptom.started_at


def _stride(span: timedelta, left: int) -> timedelta:
    """How close together instants may lie and still be judged as one."""
    return timedelta() if left > MOST_JUDGED // 2 else span / max(left - 1, 1)


def _next_of(turns: list[datetime], near: datetime) -> datetime | None:
    """The last of the turns that lie near, or else the first of all; None when there is none."""
    together = [turn for turn in turns if turn <= near]
    return max(together) if together else min(turns, default=None)
