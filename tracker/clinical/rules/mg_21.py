"""MG-21: magnesium in a bowel that stands still, whatever the kidneys: more of it gets into the blood.

It goes on where MG-24 falls silent, with lower numbers, so stasis never lowers a severity. That a laxative counts
here even when a prescriber agreed to it, while no stool comes for 3 days, is ours: the labels say "stop and ask".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.cofactors import active
from tracker.clinical.context import Context, said_total
from tracker.clinical.facts import Category, DoseFacts
from tracker.clinical.rule import Rule
from tracker.clinical.terms import Condition
from tracker.clinical.totals import last_exit, sum_doses
from tracker.clinical.words import (
    ASK_BEFORE_MORE,
    ASK_PERSON_TO_CALL,
    CALL_DOCTOR_NOW,
    CALL_PERSON_NOW,
    Words,
    gettext_noop,
)

NO_STOOL = frozenset({Condition.NO_STOOL_3_DAYS})
HAD = gettext_noop("You had %(total_mg)s of magnesium in 24 hours. Your bowel is slow, so more could stay in you.")
HAD_CARER = gettext_noop("%(name)s had %(total_mg)s of magnesium in 24 hours. With a slow bowel, more could stay in.")
HAD_AT_LEAST = gettext_noop(
    "You had at least %(total_mg)s of magnesium in 24 hours. Your bowel is slow, so more could stay in you."
)
HAD_AT_LEAST_CARER = gettext_noop(
    "%(name)s had at least %(total_mg)s of magnesium in 24 hours. With a slow bowel, more could stay in."
)
ASK_AMOUNT = gettext_noop("Ask your doctor or pharmacist if this amount is right for a slow bowel.")
ASK_AMOUNT_CARER = gettext_noop("Ask if a doctor or pharmacist knows that %(name)s takes this with a slow bowel.")


def judge(context: Context) -> Iterator[Finding]:
    """Caution for a laxative while no stool comes; note from 250 mg of laxatives, then 350 and 500 mg of all."""
    if context.stasis:
        yield from _no_stool(context)
        yield from _sum(context)


def _no_stool(context: Context) -> Iterator[Finding]:
    laxatives = _laxatives(context.window)
    if laxatives and active(context.facts, context.today, NO_STOOL):
        total = sum_doses(laxatives)
        yield context.say(
            Severity.CAUTION,
            "stuck",
            because=(*context.kidney_inputs(), *said_total(total, context.now), *context.stasis),
            products=total.by_product,
            until=last_exit(laxatives),
        )


def _sum(context: Context) -> Iterator[Finding]:
    severity, doses = context.level(context.unauthorised_total.elemental_mg), context.unauthorised
    if severity is Severity.NOTE:
        doses = _laxatives(doses)
    if severity is not None and context.reaches(severity, sum_doses(doses).elemental_mg):
        finding = context.say_sum(severity, severity.value, doses, context.thresholds[severity])
        yield replace(finding, because=(*finding.because, *context.stasis))


def _laxatives(doses: tuple[DoseFacts, ...]) -> tuple[DoseFacts, ...]:
    return tuple(dose for dose in doses if dose.category is Category.LAXATIVE)


RULE = Rule(
    id="MG-21",
    concern="magnesium_load",
    grade="B",
    source=(
        "Case series; cathartic levels higher with opioids and anticholinergics (J Toxicol Clin Toxicol 1988;26:51). "
        "No stool for 3 days: laxative labels (grade A)"
    ),
    condition=gettext_noop(
        "The bowel stands still. That is no stool for 3 days, a blocked bowel, or a medicine that slows it in "
        "the last 14 days. And in 24 hours there were 250 mg of magnesium or more from laxatives, or 350 mg "
        "or more in all. With no stool for 3 days, any laxative with magnesium is enough."
    ),
    thresholds={"note": Decimal(250), "caution": Decimal(350), "urgent": Decimal(500)},
    words={
        "note": Words(HAD, HAD_CARER, ASK_AMOUNT, ASK_AMOUNT_CARER),
        "note_at_least": Words(HAD_AT_LEAST, HAD_AT_LEAST_CARER, ASK_AMOUNT, ASK_AMOUNT_CARER),
        "caution": Words(HAD, HAD_CARER, ASK_BEFORE_MORE, ASK_PERSON_TO_CALL),
        "caution_at_least": Words(HAD_AT_LEAST, HAD_AT_LEAST_CARER, ASK_BEFORE_MORE, ASK_PERSON_TO_CALL),
        "stuck": Words(
            gettext_noop("You had a laxative with magnesium and no stool for 3 days. It could stay in your body."),
            gettext_noop("%(name)s had a laxative with magnesium and no stool for 3 days. It could stay in the body."),
            gettext_noop(
                "Ask a doctor today. Do not take more of it before you have asked. "
                "Do not stop a medicine that was prescribed without asking."
            ),
            gettext_noop(
                "Ask %(name)s to call a doctor today, before taking more of it. "
                "No one should stop a medicine that was prescribed without asking."
            ),
        ),
        "urgent": Words(HAD, HAD_CARER, CALL_DOCTOR_NOW, CALL_PERSON_NOW),
        "urgent_at_least": Words(HAD_AT_LEAST, HAD_AT_LEAST_CARER, CALL_DOCTOR_NOW, CALL_PERSON_NOW),
    },
    what_would_change=gettext_noop(
        "A bowel that moves again changes this. If no more is taken, the total falls as each dose grows older than "
        "24 hours. A limit from a prescriber also changes it."
    ),
    said_at={"stuck": Severity.CAUTION},
    judge=judge,
)
