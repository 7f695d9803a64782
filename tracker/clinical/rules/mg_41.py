"""MG-41: any magnesium with a condition that labels forbid it with.

What a prescriber agreed to counts as well (ours): they may not know the condition. Less than 8 mg in 24 hours is passed
over (ours): a capsule of esomeprazole holds 0.7 mg, a label need not name less than 8 mg, and a meal holds more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.cofactors import active, said_condition
from tracker.clinical.context import Context, said_total
from tracker.clinical.facts import ConditionFacts
from tracker.clinical.moments import start_of_next_day
from tracker.clinical.rule import Rule
from tracker.clinical.terms import Condition
from tracker.clinical.totals import no_trace_until, sum_doses
from tracker.clinical.words import CALL_DOCTOR_NOW, CALL_PERSON_NOW, Words, gettext_noop

FORBIDDING = frozenset({Condition.BOWEL_OBSTRUCTION, Condition.MYASTHENIA_GRAVIS, Condition.HEART_BLOCK})


def judge(context: Context) -> Finding | None:
    """Urgent for 8 mg or more, or an unknown amount, in 24 h with such a condition on file."""
    conditions = active(context.facts, context.today, FORBIDDING)
    gone = no_trace_until(context.window, context.thresholds["sum"])
    if not conditions or gone is None:
        return None
    total = sum_doses(context.window)
    return context.say(
        Severity.URGENT,
        "urgent",
        because=(*map(said_condition, conditions), *said_total(total, context.now)),
        products=total.by_product,
        until=min(filter(None, (gone, _over_at(context, conditions)))),
    )


def _over_at(context: Context, conditions: Iterable[ConditionFacts]) -> datetime | None:
    """When the last of the conditions ends; None while one has no end."""
    days = [condition.until_date for condition in conditions]
    if None in days:
        return None
    return start_of_next_day(max(day for day in days if day is not None), context.facts.person.zone)


RULE = Rule(
    id="MG-41",
    concern="contraindication",
    grade="A",
    source=(
        "Product labels. That an agreed product counts too, and that less than 8 mg (21 CFR 201.71) does not, is ours "
        "(grade C)"
    ),
    condition=gettext_noop(
        "Magnesium in 24 hours, 8 mg or more, with one of these on file. A blocked bowel. Weak muscles from "
        "myasthenia gravis. Or a heart block."
    ),
    thresholds={"sum": Decimal(8)},
    words={
        "urgent": Words(
            gettext_noop("You took magnesium. With a condition on your file it could harm you."),
            gettext_noop("%(name)s took magnesium. With a condition on file it could do harm."),
            CALL_DOCTOR_NOW,
            CALL_PERSON_NOW,
        ),
    },
    what_would_change=gettext_noop("24 hours without magnesium, or the end of the condition, changes this."),
    judge=judge,
    asks_first=True,
)
