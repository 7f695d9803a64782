"""MG-01: a sign of serious harm, and magnesium that may still be at work.

"Now" is within 24 hours, which is ours (grade C). Without magnesium on record the rule is silent: a page that hears of
a red flag says whom to call before any rule is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.rule import Rule
from tracker.clinical.signs import RED_FLAGS
from tracker.clinical.signs_after_magnesium import products_at_work, sign_inputs, sign_turns, signs_until
from tracker.clinical.words import Words, gettext_noop


def judge(context: Context) -> Finding | None:
    """Emergency for a red flag within 24 h and any magnesium in 14 days, 30 when the bowel stands still.

    Its products are those of the last 24 h, so that a check of one more dose answers "ask first".
    """
    until = signs_until(context, RED_FLAGS, _days(context))
    if until is None:
        return None
    return context.say(
        Severity.EMERGENCY,
        "emergency",
        because=sign_inputs(context, RED_FLAGS),
        products=products_at_work(context),
        until=until,
    )


def turns(context: Context) -> Iterator[datetime]:
    """A red flag or the last magnesium grows too old."""
    return sign_turns(context, RED_FLAGS, (context.thresholds[name] for name in DAYS))


DAYS = ("magnesium_within_days", "magnesium_within_days_stasis")


def _days(context: Context) -> Decimal:
    usual, in_stasis = DAYS
    return context.thresholds[in_stasis if context.stasis else usual]


RULE = Rule(
    id="MG-01",
    concern="symptoms",
    grade="B",
    source=(
        "Makers' letter 2015; CKJ table 7 (PMC4455825); a case began two weeks after the last dose. "
        '"Now" as within 24 hours is ours (grade C)'
    ),
    condition=gettext_noop(
        "A red flag in the last 24 hours, and any magnesium in the last 14 days. With a bowel that stands "
        "still, 30 days count. Red flags: cannot be woken, confused, slow or hard breathing, fainting, chest "
        "pain, cannot move. Or a heart that beats very slowly or unevenly."
    ),
    thresholds={
        "symptom_within_hours": Decimal(24),
        "magnesium_within_days": Decimal(14),
        "magnesium_within_days_stasis": Decimal(30),
    },
    words={
        "emergency": Words(
            gettext_noop("What you feel could come from too much magnesium in your blood. You need help now."),
            gettext_noop("%(name)s could have too much magnesium in the blood and needs help now."),
            gettext_noop("Call emergency services now. Say how you feel, and that you took magnesium."),
            gettext_noop("Call emergency services now for %(name)s. Say what you see, and that it could be magnesium."),
        ),
    },
    what_would_change=gettext_noop(
        "Only help from a doctor changes this. Here it ends a day after the last red flag began, and that is no all "
        "clear."
    ),
    judge=judge,
    turns=turns,
)
