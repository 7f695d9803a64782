"""What a rule is: one small unit of medicine with its numbers, words and source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.words import Words

Judge = Callable[[Context], Finding | Iterable[Finding] | None]
Turns = Callable[[Context], Iterable[datetime | None]]


def no_turns(_context: Context) -> Iterable[datetime | None]:
    """For rules that change only when a dose leaves the window or the kidneys are judged anew."""
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a rule set.

    `thresholds` are the only place of its numbers: `judge` reads them from its context, and so does
    every page that shows them. `condition` and `what_would_change` are msgids for readers; `grade`
    is A, B or C. `turns` names instants at which the rule itself may change its mind with nothing
    new happening, `waits` those at which it may judge a dose otherwise because it is taken later.
    What an `asks_first` rule finds is never answered with "wait"; what a rule `shown_in_checks` finds
    explains every check, whatever the dose adds; one without `judges_doses` speaks of weeks and
    answers no check. What was told is not told again within `said_again_after_days`, unless it is
    more severe by then.
    """

    id: str
    concern: str
    grade: str
    source: str
    condition: str
    thresholds: Mapping[str, Decimal]
    words: Mapping[str, Words]
    what_would_change: str
    judge: Judge
    turns: Turns = no_turns
    waits: Turns = no_turns
    asks_first: bool = False
    shown_in_checks: bool = False
    judges_doses: bool = True
    said_again_after_days: int | None = None
    said_at: Mapping[str, Severity] = field(default_factory=dict)

    def severity_of(self, words: str) -> Severity:
        """The severity at which these words are said: `urgent_at_least` is urgent, others stand in `said_at`."""
        name = words.partition("_")[0]
        return self.said_at.get(name) or Severity(name)

    @property
    def severities(self) -> tuple[Severity, ...]:
        """All severities that the rule can find, the lowest first."""
        return tuple(sorted({self.severity_of(name) for name in self.words}, key=lambda severity: severity.rank))

    def findings(self, context: Context) -> tuple[Finding, ...]:
        """What the rule finds here. Exceptions of `judge` pass through."""
        found = self.judge(self._as_seen(context))
        if found is None:
            return ()
        return (found,) if isinstance(found, Finding) else tuple(found)

    def turning_points(self, context: Context) -> tuple[datetime | None, ...]:
        """The rule's own instants of change, past ones among them."""
        return tuple(self.turns(self._as_seen(context)))

    def waiting_points(self, context: Context) -> tuple[datetime | None, ...]:
        """The instants at which a dose that is taken later is judged otherwise, past ones among them."""
        return tuple(self.waits(self._as_seen(context)))

    def _as_seen(self, context: Context) -> Context:
        return context.asked_by(self.id, self.concern, self.thresholds)
