"""MG-02: an early sign that could come from magnesium.

That a check then answers "ask first", and never "wait", is ours: a sign that is a day old has not been explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Band, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.kidney import LOW_FUNCTION
from tracker.clinical.rule import Rule
from tracker.clinical.signs import EARLY
from tracker.clinical.signs_after_magnesium import products_at_work, sign_inputs, sign_turns, signs_until
from tracker.clinical.words import CALL_DOCTOR_NOW, CALL_PERSON_NOW, Words, gettext_noop

G3B_OR_WORSE = LOW_FUNCTION | {Band.G3B}
COULD_BE = gettext_noop("How you feel could come from too much magnesium in your blood.")
COULD_BE_CARER = gettext_noop("%(name)s does not feel well. It could come from too much magnesium in the blood.")


def judge(context: Context) -> Finding | None:
    """Caution for an early sign within 24 h and any magnesium in 14 days; urgent where magnesium stays longer.

    Its products are those of the last 24 h, so that a check of one more dose answers "ask first".
    """
    until = signs_until(context, EARLY, context.thresholds["magnesium_within_days"])
    if until is None:
        return None
    severity = Severity.URGENT if weak_or_unknown(context) or context.stasis else Severity.CAUTION
    return context.say(
        severity,
        severity.value,
        because=(*context.kidney_inputs(), *sign_inputs(context, EARLY)),
        products=products_at_work(context),
        until=until,
    )


def turns(context: Context) -> Iterator[datetime]:
    """An early sign or the last magnesium grows too old."""
    return sign_turns(context, EARLY, [context.thresholds["magnesium_within_days"]])


def weak_or_unknown(context: Context) -> bool:
    """Whether the kidneys are judged as G3b or worse, or nothing is known of them."""
    return context.kidneys.judged_as in G3B_OR_WORSE or context.kidneys.band is Band.UNKNOWN


RULE = Rule(
    id="MG-02",
    concern="symptoms",
    grade="B",
    source="MHLW 20 Oct 2015",
    condition=gettext_noop(
        "An early sign in the last 24 hours, and any magnesium in the last 14 days. Early signs: feeling "
        "sick, throwing up, dizzy on standing, flushed skin, slow pulse. Also more sleepy than usual, weak or "
        "confused. It is urgent from kidney stage 3b on, and without a kidney result. It is urgent too when "
        "the bowel stands still."
    ),
    thresholds={"symptom_within_hours": Decimal(24), "magnesium_within_days": Decimal(14)},
    words={
        "caution": Words(
            COULD_BE,
            COULD_BE_CARER,
            gettext_noop(
                "Ask a doctor or pharmacist today. Take no more magnesium until you have asked. "
                "Do not stop a medicine that was prescribed without asking."
            ),
            gettext_noop(
                "Ask %(name)s to call a doctor or pharmacist today, before taking more magnesium. "
                "No one should stop a medicine that was prescribed without asking."
            ),
        ),
        "urgent": Words(COULD_BE, COULD_BE_CARER, CALL_DOCTOR_NOW, CALL_PERSON_NOW),
    },
    what_would_change=gettext_noop(
        "This ends a day after the last early sign began, or 14 days after the last magnesium. A magnesium blood test "
        "tells more."
    ),
    judge=judge,
    turns=turns,
    asks_first=True,
)
