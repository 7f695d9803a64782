"""Would we have warned? Published cases, run day by day through the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.case_replay.case import Case
from tracker.clinical.case_replay.person import Known, dose_at, event_at, facts_on, symptoms_at
from tracker.clinical.facts import Facts
from tracker.clinical.judging import judge_at
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.verdict import judge_dose

CAUTION = Severity.CAUTION.rank


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said, on which day of the exposure (the first is 1)."""

    day: int
    rule: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Run:
    """One exposure of so many days.

    `first` is the first alert without symptoms, a caution or more; None when none came. `found` is the highest
    severity of each rule that spoke, `with_symptoms` the worst finding once they are told.
    """

    days: int
    first: Said | None
    highest: Said | None
    found: tuple[Said, ...]
    with_symptoms: Said | None
    days_after: int

    def days_before(self, said: Said) -> int:
        """How many days before the event something was said."""
        return self.days + self.days_after - said.day


@dataclass(frozen=True, slots=True)
class Replay:
    """A case with its runs, the shortest first, and what a check of the very first dose would have answered."""

    case: Case
    known: Known
    runs: tuple[Run, ...]
    first_check: Answer

    @property
    def shortest(self) -> Run:
        """The run that is hardest to warn in."""
        return self.runs[0]

    @property
    def longest(self) -> Run:
        """The run in which a false alarm has the most time to come."""
        return self.runs[-1]


def replay_case(case: Case, known: Known = Known.REPORTED, ruleset: RuleSet = CURRENT) -> Replay:
    """Logs the dose daily, judges after each, and again with the symptoms when the harm shows.

    The runs of several durations share their days: what is said on a day does not know how many follow.
    """
    last = max(case.days)
    by_day = [tuple(_said(facts_on(case, day, known), dose_at(day), day, ruleset)) for day in range(1, last + 1)]
    first = facts_on(case, 1, known)
    return Replay(
        case=case,
        known=known,
        runs=tuple(_run(case, by_day[:days], known, ruleset) for days in case.days),
        first_check=judge_dose(replace(first, doses=()), first.doses[0], dose_at(1), ruleset).answer,
    )


def _run(case: Case, by_day: list[tuple[Said, ...]], known: Known, ruleset: RuleSet) -> Run:
    days = len(by_day)
    at = event_at(case, days)
    still = facts_on(case, days, known)
    at_event = tuple(_said(still, at, days, ruleset))
    told = replace(still, symptoms=symptoms_at(case, at))
    everything = [said for one in (*by_day, at_event) for said in one]
    return Run(
        days=days,
        first=next((said for said in everything if said.severity.rank >= CAUTION), None),
        highest=_highest(everything),
        found=_highest_of_each(everything),
        with_symptoms=_highest([*everything, *_said(told, at, days + case.days_after, ruleset)]),
        days_after=case.days_after,
    )


def _said(facts: Facts, at: datetime, day: int, ruleset: RuleSet) -> Iterator[Said]:
    for finding in judge_at(normalise(facts), at, ruleset).findings:
        yield Said(day, finding.rule, finding.severity)


def _highest(everything: Iterable[Said]) -> Said | None:
    """The first of the most severe."""
    return max(everything, key=lambda said: (said.severity.rank, -said.day), default=None)


def _highest_of_each(everything: list[Said]) -> tuple[Said, ...]:
    rules = sorted({said.rule for said in everything})
    best = (_highest(said for said in everything if said.rule == rule) for rule in rules)
    return tuple(said for said in best if said is not None)
