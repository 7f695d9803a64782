"""AL-01: aluminium and citrate together, in a body whose kidneys cannot clear aluminium.

Citrate lets 5 to 11 times as much aluminium into the blood, two hours apart as well (Coburn 1991). "The same day"
is the rolling 24 hours here (ours): a late evening and an early morning belong together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import DoseFacts
from tracker.clinical.kidney import LOW_FUNCTION, MODERATE_FUNCTION
from tracker.clinical.rule import Rule
from tracker.clinical.substances import doses_with, substance_turns
from tracker.clinical.terms import Substance
from tracker.clinical.totals import last_exit, sum_doses
from tracker.clinical.words import CALL_PERSON_NOW, Words, gettext_noop

TOOK_BOTH = gettext_noop("You took aluminium and citrate in 24 hours. Too much aluminium could get into your blood.")
TOOK_BOTH_CARER = gettext_noop(
    "%(name)s took aluminium and citrate in 24 hours. Too much aluminium could get into the blood."
)
ASK_PHARMACIST = gettext_noop(
    "Ask a pharmacist for a product without one of the two, before you take either again. "
    "Two hours apart does not protect you. Do not stop a medicine that was prescribed without asking."
)
ASK_PHARMACIST_CARER = gettext_noop(
    "Ask %(name)s to call a pharmacist before taking either again. Two hours apart does not protect. "
    "No one should stop a medicine that was prescribed without asking."
)
CALL_CLINIC = gettext_noop(
    "Call your kidney clinic now, before you take either again. Two hours apart does not protect you. "
    "Do not stop a medicine that was prescribed without asking."
)


def judge(context: Context) -> Finding | None:
    """Urgent in G4, G5, acute injury and dialysis, caution in G3, for both in 24 h; one product may hold both."""
    severity = _severity(context)
    aluminium, citrate = doses_with(context, Substance.ALUMINIUM), doses_with(context, Substance.CITRATE)
    if severity is None or not aluminium or not citrate:
        return None
    return context.say(
        severity,
        severity.value,
        because=(*context.kidney_inputs(), *_said(aluminium, "aluminium"), *_said(citrate, "citrate")),
        products=sum_doses(dict.fromkeys((*aluminium, *citrate))).by_product,
        until=min(filter(None, (last_exit(aluminium), last_exit(citrate)))),
    )


def turns(context: Context) -> Iterator[datetime]:
    """When each of these doses leaves the window: those without magnesium leave no other."""
    yield from substance_turns(context, Substance.ALUMINIUM)
    yield from substance_turns(context, Substance.CITRATE)


def _severity(context: Context) -> Severity | None:
    if context.kidneys.judged_as in LOW_FUNCTION:
        return Severity.URGENT
    return Severity.CAUTION if context.kidneys.judged_as in MODERATE_FUNCTION else None


def _said(doses: tuple[DoseFacts, ...], substance: str) -> Iterator[Because]:
    return (Because(substance, dose.product_name, "", dose.taken_at) for dose in doses)


RULE = Rule(
    id="AL-01",
    concern="aluminium",
    grade="A",
    source="Coburn 1991 (PMID 2042654). That a day is the last 24 hours is ours (grade C)",
    condition=gettext_noop(
        "Kidney stage 3 or worse, sudden injury or dialysis. And in 24 hours aluminium from one product and "
        "citrate from one. Two hours between them do not help."
    ),
    thresholds={},
    words={
        "caution": Words(TOOK_BOTH, TOOK_BOTH_CARER, ASK_PHARMACIST, ASK_PHARMACIST_CARER),
        "urgent": Words(TOOK_BOTH, TOOK_BOTH_CARER, CALL_CLINIC, CALL_PERSON_NOW),
    },
    what_would_change=gettext_noop("A day without one of the two changes this. So does a newer kidney result."),
    judge=judge,
    turns=turns,
)
