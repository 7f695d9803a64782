"""The first minute at which a dose would fit, without trying every minute of the day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from tracker.clinical.context import Context
from tracker.clinical.moments import up_to_the_minute
from tracker.clinical.next_change import turning_points
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import RuleSet

# After this many turns the rest of the day is searched as if nothing but doses changed (ours).
MOST_TURNS = 24


def first_fitting(
    leaving: Iterable[datetime], turns: Iterable[datetime], fits: Callable[[datetime], bool]
) -> datetime | None:
    """The first full minute, among those of these instants, at which `fits` holds; None when none does.

    Between two turns doses only leave the window, as `leaving` says: once it fits it goes on to fit, so the first
    minute of each stretch is found by halving. What is returned was tried, whatever the turns were.
    """
    splits = sorted(map(up_to_the_minute, turns))[:MOST_TURNS]
    minutes = sorted({*splits, *map(up_to_the_minute, leaving)})
    firsts = (_first_of(stretch, fits) for stretch in _stretches(minutes, splits))
    return next((minute for minute in firsts if minute is not None), None)


def turns_of_a_later_dose(context: Context, ruleset: RuleSet) -> Iterator[datetime]:
    """The instants after the context's at which a dose may be judged otherwise because it is taken later."""
    yield from turning_points(context, ruleset)
    for rule in ruleset.rules:
        for moment in _waits_of(rule, context):
            if moment is not None and moment > context.now:
                yield moment


def _stretches(minutes: list[datetime], splits: list[datetime]) -> Iterator[list[datetime]]:
    begin = 0
    for split in splits:
        end = bisect_left(minutes, split)
        yield minutes[begin:end]
        begin = end
    yield minutes[begin:]


def _first_of(stretch: list[datetime], fits: Callable[[datetime], bool]) -> datetime | None:
    if not stretch or not fits(stretch[-1]):
        return None
    return stretch[bisect_left(stretch, x=True, hi=len(stretch) - 1, key=fits)]


def _waits_of(rule: Rule, context: Context) -> Iterable[datetime | None]:
    try:
        return rule.waiting_points(context)
    except Exception:  # noqa: BLE001 - the judgement names a rule that fails; here it has nothing to say
        return ()
