"""MG-12: a bowel preparation with magnesium that kidneys or bowel could not get rid of.

What a prescriber agreed to counts as well (ours): the label forbids it at these kidneys, and the endoscopy unit may
not know them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Because, Finding, ProductShare, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, DoseFacts, PlanFacts
from tracker.clinical.kidney import LOW_FUNCTION
from tracker.clinical.moments import start_of_next_day
from tracker.clinical.rule import Rule
from tracker.clinical.totals import last_exit, sum_doses
from tracker.clinical.words import Words, gettext_noop

CALL_UNIT = gettext_noop(
    "Call the endoscopy unit before you drink it, or any more of it. "
    "Do not stop a medicine that was prescribed without asking."
)
CALL_UNIT_CARER = gettext_noop(
    "Call %(name)s now. The endoscopy unit must be asked before any is drunk. Very sleepy, weak or breathing "
    "slowly: call emergency services first. No one should stop a medicine that was prescribed without asking."
)


def judge(context: Context) -> Finding | None:
    """Urgent for one that is planned, or was taken in 24 h, with an eGFR or clearance below 30 or with stasis."""
    plans, doses = tuple(_planned(context)), tuple(dose for dose in context.window if _is_preparation(dose))
    kidneys = _kidneys_too_weak(context)
    if not (plans or doses) or not (kidneys or context.stasis):
        return None
    return context.say(
        Severity.URGENT,
        "urgent_kidneys" if kidneys else "urgent_bowel",
        because=(*context.kidney_inputs(), *_clearance(context), *context.stasis, *_said(plans, doses)),
        products=(*sum_doses(doses).by_product, *_not_yet_taken(plans, doses)),
        until=_until(context, plans, doses),
    )


def turns(context: Context) -> Iterator[datetime | None]:
    """The end of each plan of such a preparation."""
    return (_end(context, plan) for plan in context.facts.plans if _is_preparation(plan))


def _planned(context: Context) -> Iterator[PlanFacts]:
    for plan in context.facts.plans:
        if _is_preparation(plan) and (plan.until_date is None or context.today <= plan.until_date):
            yield plan


def _is_preparation(product: DoseFacts | PlanFacts) -> bool:
    """Whether it is a bowel preparation with magnesium; an unknown amount is never zero."""
    holds = product.elemental_mg is None or product.elemental_mg > 0
    return product.category is Category.BOWEL_PREPARATION and holds


def _kidneys_too_weak(context: Context) -> bool:
    return context.kidneys.judged_as in LOW_FUNCTION or bool(_clearance(context))


def _clearance(context: Context) -> tuple[Because, ...]:
    """Cockcroft-Gault as an input, when it is known and below what the label asks for."""
    clearance = context.kidneys.creatinine_clearance_ml_min
    if clearance is None or clearance >= context.thresholds["clearance_ml_min"]:
        return ()
    return (Because("creatinine_clearance", clearance, "mL/min", context.kidneys.taken_on),)


def _said(plans: tuple[PlanFacts, ...], doses: tuple[DoseFacts, ...]) -> Iterator[Because]:
    for plan in plans:
        yield Because("planned_preparation", plan.product_name, "", plan.from_date)
    for dose in doses:
        yield Because("bowel_preparation", dose.product_name, "", dose.taken_at)


def _not_yet_taken(plans: tuple[PlanFacts, ...], doses: tuple[DoseFacts, ...]) -> Iterator[ProductShare]:
    taken = {dose.product_id for dose in doses}
    for plan in {plan.product_id: plan for plan in plans if plan.product_id not in taken}.values():
        yield ProductShare(plan.product_id, plan.product_name, plan.elemental_mg, None)


def _until(context: Context, plans: tuple[PlanFacts, ...], doses: tuple[DoseFacts, ...]) -> datetime | None:
    """When the last plan is over and the last dose out of the window; None while a plan has no end."""
    ends = [_end(context, plan) for plan in plans]
    last = last_exit(doses)
    return None if None in ends else max((end for end in (*ends, last) if end is not None), default=None)


def _end(context: Context, plan: PlanFacts) -> datetime | None:
    return None if plan.until_date is None else start_of_next_day(plan.until_date, context.facts.person.zone)


RULE = Rule(
    id="MG-12",
    concern="bowel_preparation",
    grade="A",
    source=(
        "Clenpiq label (CrCl < 30); seven published cases, hours to harm (grade B). That an agreed preparation counts "
        "too is ours (grade C)"
    ),
    condition=gettext_noop(
        "A bowel preparation with magnesium is planned, or was taken in the last 24 hours. And the kidneys or "
        "the bowel may not clear it. The eGFR or the creatinine clearance (Cockcroft-Gault) is below 30. Or "
        "there is sudden injury or dialysis. Or the bowel stands still."
    ),
    thresholds={"clearance_ml_min": Decimal(30)},
    words={
        "urgent_kidneys": Words(
            gettext_noop("You have a bowel preparation with magnesium. It could be too much for your kidneys."),
            gettext_noop("%(name)s has a bowel preparation with magnesium. It could be too much for these kidneys."),
            CALL_UNIT,
            CALL_UNIT_CARER,
        ),
        "urgent_bowel": Words(
            gettext_noop("You have a bowel preparation with magnesium, and a slow bowel. It could stay in your body."),
            gettext_noop("%(name)s has a bowel preparation with magnesium, and a slow bowel. It could stay in."),
            CALL_UNIT,
            CALL_UNIT_CARER,
        ),
    },
    what_would_change=gettext_noop(
        "This ends when it is off the plan, or a day after it was taken. A newer kidney result changes it, "
        "and so does a bowel that moves again."
    ),
    judge=judge,
    turns=turns,
)
