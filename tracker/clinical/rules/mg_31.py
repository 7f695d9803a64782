"""MG-31: a laxative for longer than its label allows without asking.

Any laxative counts, with or without magnesium; one that a prescriber's limit is for does not. A run goes on as long
as the last day of it was today or yesterday (ours): today's dose may still come.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category
from tracker.clinical.habits import DAY, days_running, days_with, ever_taken
from tracker.clinical.intake_days import Taken
from tracker.clinical.moments import start_of_next_day
from tracker.clinical.rule import Rule
from tracker.clinical.words import Words, gettext_noop


def judge(context: Context) -> Finding | None:
    """Note for an unauthorised laxative on more than 7 days running up to today or yesterday."""
    agreed = {limit.product_id for limit in context.limits if limit.elemental_mg_per_day > 0}
    days = days_with(context.taken, lambda each: _is_laxative(each) and each.product_id not in agreed)
    running = days_running(days)
    if running <= context.thresholds["most_days"] or max(days) < context.today - DAY:
        return None
    because = (Because("days_running", Decimal(running), "d", max(days)),)
    return context.say(Severity.NOTE, "note", because=because, until=_over_at(context, max(days)))


def turns(context: Context) -> Iterator[datetime | None]:
    """When the day after each laxative ends, past ones left out."""
    for day in days_with(ever_taken(context.facts), _is_laxative):
        if day >= context.today - DAY:
            yield _over_at(context, day)


def _is_laxative(taken: Taken) -> bool:
    return taken.category is Category.LAXATIVE


def _over_at(context: Context, last_day: date) -> datetime | None:
    return start_of_next_day(last_day + DAY, context.facts.person.zone)


RULE = Rule(
    id="MG-31",
    concern="laxative_days",
    grade="A",
    source="Labels of laxatives sold without a prescription",
    condition=gettext_noop("A laxative on more than 7 days in a row. No prescriber set a limit for it."),
    thresholds={"most_days": Decimal(7)},
    words={
        "note": Words(
            gettext_noop("You took a laxative for more than 7 days running. Labels say to ask before going on."),
            gettext_noop("%(name)s took a laxative for more than 7 days running. Labels say to ask before going on."),
            gettext_noop("Ask a doctor or pharmacist why you need a laxative for so long."),
            gettext_noop("Ask %(name)s to talk to a doctor or pharmacist about needing a laxative for so long."),
        ),
    },
    what_would_change=gettext_noop("A day without a laxative changes this. So does a limit from a prescriber for it."),
    judge=judge,
    turns=turns,
)
