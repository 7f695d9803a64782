"""When an answer would change with nothing new happening."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime

from tracker.clinical.cofactors import cofactor_turns
from tracker.clinical.context import Context
from tracker.clinical.judging import Judgement, cause_of, judge_at
from tracker.clinical.kidney import kidney_turns
from tracker.clinical.moments import start_of_day, start_of_next_day
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import RuleSet
from tracker.clinical.totals import WINDOW, carries_magnesium

MOST_JUDGED = 64


def next_change(judgement: Judgement, ruleset: RuleSet) -> datetime | None:
    """The first later instant at which the findings, their severity or the band differ; None when never.

    Between two turning points doses only leave the window, and less magnesium never raises a
    finding: the first instant of a difference is found by halving. After 64 judged instants the one
    at hand is returned: judging too early is harmless, too late is not.
    """
    search = _Search(judgement, ruleset)
    exits = _exits(judgement.context)
    turns = turning_points(judgement.context, ruleset)
    before = 0
    for turn in turns:
        after = bisect_left(exits, turn)
        found = search.first(exits[before:after])
        if found is not None:
            return found
        if search.differs(turn):
            return turn
        before = after
    return search.first(exits[before:])


def turns_after(context: Context, ruleset: RuleSet) -> list[datetime]:
    """All later instants at which the findings can differ, in order: between two of them nothing changes."""
    return sorted({*_exits(context), *turning_points(context, ruleset)})


class _Search:
    """Judges later instants and compares them with the first judgement."""

    def __init__(self, judgement: Judgement, ruleset: RuleSet) -> None:
        self.facts = judgement.context.facts
        self.ruleset = ruleset
        self.mark = _signature(judgement)
        self.ends = min((finding.until for finding in judgement.findings if finding.until), default=None)
        self.judged = 0

    def differs(self, at: datetime) -> bool:
        self.judged += 1
        if self.judged >= MOST_JUDGED:
            return True
        return _signature(judge_at(self.facts, at, self.ruleset)) != self.mark

    def first(self, exits: list[datetime]) -> datetime | None:
        """The first of these instants that differs; what differs once goes on to do so."""
        if self.ends in exits and self.differs(self.ends):
            # Most often it is the instant at which a finding said that it would end.
            before = exits[: exits.index(self.ends)]
            return (self._earlier(before) if before and self.differs(before[-1]) else None) or self.ends
        return self._earlier(exits) if exits and self.differs(exits[-1]) else None

    def _earlier(self, exits: list[datetime]) -> datetime:
        """The first that differs among those of which the last does."""
        return exits[bisect_left(exits, x=True, hi=len(exits) - 1, key=self.differs)]


def _signature(judgement: Judgement) -> object:
    kidneys = judgement.context.kidneys
    found = frozenset((*cause_of(finding), finding.severity) for finding in judgement.findings)
    return kidneys.band, kidneys.expired, judgement.failed_rules, found


def _exits(context: Context) -> list[datetime]:
    leaving = {dose.taken_at + WINDOW for dose in context.facts.doses if carries_magnesium(dose)}
    return sorted(moment for moment in leaving if moment > context.now)


def turning_points(context: Context, ruleset: RuleSet) -> list[datetime]:
    """The later instants at which the findings can differ without a dose leaving the window, in order."""
    facts = context.facts
    moments = {
        *kidney_turns(facts, context.now),
        *_limit_turns(context),
        *_coming_doses(context),
        *cofactor_turns(facts),
    }
    for rule in ruleset.rules:
        moments.update(_turns_of(rule, context))
    return sorted(moment for moment in moments if moment is not None and moment > context.now)


def _limit_turns(context: Context) -> Iterator[datetime | None]:
    zone = context.facts.person.zone
    for limit in context.facts.limits:
        yield start_of_day(limit.from_date, zone)
        yield start_of_next_day(limit.until_date, zone)


def _coming_doses(context: Context) -> Iterator[datetime]:
    return (dose.taken_at for dose in context.facts.doses if dose.taken_at > context.now)


def _turns_of(rule: Rule, context: Context) -> Iterable[datetime | None]:
    try:
        return rule.turning_points(context)
    except Exception:  # noqa: BLE001 - the judgement names a rule that fails; here it has nothing to say
        return ()
