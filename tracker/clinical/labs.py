"""Magnesium in the blood against a line, in mg/dL.

What "more than" and "less than" mean before a result is ours (grade C): ">9.0" lies beyond 9.0, by nobody knows how
much, and is judged as the least that it can be; "<1.0" lies below 1.0 and is never judged as 1.0 or more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from tracker.clinical.assessment import Because
from tracker.clinical.facts import Comparator, Facts, LabFacts
from tracker.clinical.spans import Span

UNIT = "mg/dL"
_BEYOND = {Comparator.LESS: -1, Comparator.NONE: 0, Comparator.MORE: 1}


def is_over(lab: LabFacts, mg_dl: Decimal | None) -> bool:
    """Whether the result lies over a line; never over a line that is not known."""
    return mg_dl is not None and _place(lab) > (mg_dl, 0)


def reaches(lab: LabFacts, mg_dl: Decimal) -> bool:
    """Whether the result lies on a line or over it."""
    return _place(lab) >= (mg_dl, 0)


def is_under(lab: LabFacts, mg_dl: Decimal | None) -> bool:
    """Whether the result lies under a line; never under a line that is not known."""
    return mg_dl is not None and _place(lab) < (mg_dl, 0)


def lab_span(lab: LabFacts, days: Decimal) -> Span:
    """The time during which a result counts: `days` from the hour of the test."""
    return lab.taken_at, lab.taken_at + timedelta(days=float(days))


def labs_within(facts: Facts, now: datetime, days: Decimal) -> tuple[LabFacts, ...]:
    """The results of `(now - days, now]`, the newest last."""
    since = now - timedelta(days=float(days))
    return tuple(lab for lab in facts.labs if since < lab.taken_at <= now)


def said_lab(lab: LabFacts) -> tuple[Because, ...]:
    """A result as inputs of a finding, with the laboratory's own range where it gave one."""
    inputs = [Because("blood_magnesium", lab.mg_dl, UNIT, lab.taken_at)]
    if lab.comparator is not Comparator.NONE:
        inputs.append(Because("blood_magnesium_comparator", lab.comparator.value, "", lab.taken_at))
    ends = {"blood_magnesium_lower_limit": lab.low_mg_dl, "blood_magnesium_upper_limit": lab.high_mg_dl}
    inputs += [Because(name, end, UNIT, lab.taken_at) for name, end in ends.items() if end is not None]
    return tuple(inputs)


def _place(lab: LabFacts) -> tuple[Decimal, int]:
    return lab.mg_dl, _BEYOND[lab.comparator]
