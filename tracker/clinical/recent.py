"""What was taken so long ago that no rule looks at it is left out, so that a judgement costs no more every year."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.clinical.facts import Facts
from tracker.clinical.moments import in_utc

# MG-30 looks at 42 calendar days, and nothing looks further; a zone moves a day by no more than one.
LOOKED_AT = timedelta(days=44)


def leave_out_the_past(facts: Facts, now: datetime) -> Facts:
    """The facts with what was taken in the weeks before `now`, and since. Raises ValueError without an offset."""
    since = in_utc(now) - LOOKED_AT
    return replace(
        facts,
        doses=tuple(dose for dose in facts.doses if in_utc(dose.taken_at) > since),
        history=tuple(day for day in facts.history if in_utc(day.last_at) > since),
    )
