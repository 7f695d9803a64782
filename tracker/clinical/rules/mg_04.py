"""MG-04: kidneys that clear nothing, a blood test over the limit, and more magnesium since.

Of the last 24 hours counts what no prescriber's limit covers; of earlier days, of which only sums are known, what a
product gave for which no limit was in force then or is now. That choice is ours (grade C), and so is the order of time:
magnesium taken at the very hour of the test was taken before it. Days with less than 8 mg are passed over (ours):
people on dialysis have results over the limit on diet alone, and a tablet's coating is not what the rule is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import DoseFacts, LabFacts
from tracker.clinical.habits import days_of_at_least
from tracker.clinical.intake_days import Taken
from tracker.clinical.kidney import NO_KIDNEY_FUNCTION
from tracker.clinical.labs import is_over, lab_span, labs_within, said_lab
from tracker.clinical.rule import Rule
from tracker.clinical.spans import edges
from tracker.clinical.totals import no_trace_until, sum_doses
from tracker.clinical.words import CALL_CLINIC_NOW, CALL_PERSON_NOW, Words, gettext_noop


def judge(context: Context) -> Finding | None:
    """Urgent when unauthorised magnesium followed a result over the laboratory's own limit, of the last 30 days.

    Its products are those of the last 24 h, so that a check of one more dose answers "ask first" whoever agreed to it.
    """
    if context.kidneys.judged_as not in NO_KIDNEY_FUNCTION:
        return None
    labs = labs_within(context.facts, context.now, context.thresholds["within_days"])
    found = [(lab, end) for lab in labs if is_over(lab, lab.high_mg_dl) and (end := _end(context, lab)) is not None]
    if not found:
        return None
    newest, _ = found[-1]
    return context.say(
        Severity.URGENT,
        "urgent",
        because=(*said_lab(newest), *_last_taken(context, newest), *context.kidney_inputs()),
        products=sum_doses(context.window).by_product,
        until=max(end for _, end in found),
    )


def turns(context: Context) -> Iterator[datetime]:
    """A result begins to count or grows too old."""
    return edges(lab_span(lab, context.thresholds["within_days"]) for lab in context.facts.labs)


def _end(context: Context, lab: LabFacts) -> datetime | None:
    """When the result and what was taken after it no longer say this together; None when they do not now."""
    _, end = lab_span(lab, context.thresholds["within_days"])
    if _taken_after(context, lab):
        return end
    # Beyond an agreed amount, and so only for as long as the sum of 24 hours is.
    leaves = no_trace_until(_doses_after(context, lab), context.thresholds["day"])
    return None if leaves is None else min(end, leaves)


def _doses_after(context: Context, lab: LabFacts) -> tuple[DoseFacts, ...]:
    return tuple(dose for dose in context.unauthorised if dose.taken_at > lab.taken_at)


def _taken_after(context: Context, lab: LabFacts) -> list[Taken]:
    later = [each for each in context.taken if each.has_magnesium and each.last_at > lab.taken_at]
    left = [each for each in later if not _is_agreed(context, each)]
    days = days_of_at_least(left, context.thresholds["day"])
    return [each for each in left if each.at_least or each.day in days]


def _is_agreed(context: Context, taken: Taken) -> bool:
    return any(_agrees(context, taken.product_id, day) for day in (taken.day, context.today))


def _agrees(context: Context, product_id: UUID, day: date) -> bool:
    """Whether a limit in force on the day agrees to the product: its own goes first, and a limit of nothing is a no."""
    in_force = [limit for limit in context.facts.limits if limit.from_date <= day <= limit.until_date]
    own = [limit.elemental_mg_per_day for limit in in_force if limit.product_id == product_id]
    general = [limit.elemental_mg_per_day for limit in in_force if limit.product_id is None]
    return min(own or general, default=Decimal(0)) > 0


def _last_taken(context: Context, lab: LabFacts) -> Iterator[Because]:
    earlier = ((each.last_at, each.product_name) for each in _taken_after(context, lab))
    doses = ((dose.taken_at, dose.product_name) for dose in _doses_after(context, lab))
    at, name = max((*earlier, *doses))
    yield Because("unauthorised_magnesium", name, "", at)


RULE = Rule(
    id="MG-04",
    concern="blood_magnesium",
    grade="B",
    source=(
        "One case had 2.8 mg/dL four days before the arrest (BMJ Case Reports 2018). That days with less than 8 mg do "
        "not count is ours (grade C)"
    ),
    condition=gettext_noop(
        "The kidneys clear nothing: stage 5, sudden injury or dialysis. A blood test of the last 30 days was "
        "over the lab's own upper limit for magnesium. And since then 8 mg or more was taken in a day that no "
        "prescriber agreed to."
    ),
    thresholds={"within_days": Decimal(30), "day": Decimal(8)},
    words={
        "urgent": Words(
            gettext_noop("Your blood test showed too much magnesium, and you took more since then."),
            gettext_noop("A blood test of %(name)s showed too much magnesium, and more was taken since then."),
            CALL_CLINIC_NOW,
            CALL_PERSON_NOW,
        ),
    },
    what_would_change=gettext_noop(
        "This ends when the test is older than 30 days. A limit from a prescriber changes it too. So does a "
        "newer kidney result."
    ),
    judge=judge,
    turns=turns,
)
