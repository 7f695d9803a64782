"""MG-24: an amount that could be too much even for kidneys that work.

With a bowel that stands still MG-21 judges every amount from 250 mg on, and always at least as high. A bowel
preparation within its label is a note, planned or not: nobody drinks one without a plan of the clinic (ours).
"""

from __future__ import annotations

from decimal import Decimal

from tracker.clinical.assessment import Band, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, DoseFacts
from tracker.clinical.rule import Rule
from tracker.clinical.words import ASK_PERSON_TO_CALL, CALL_PERSON_NOW, Words, gettext_noop

BANDS = frozenset({Band.G1, Band.G2})
FOLLOW_PLAN = gettext_noop("Follow the plan that your clinic gave you, and drink as it says.")
FOLLOW_PLAN_CARER = gettext_noop("Help %(name)s to follow the plan from the clinic, and to drink as it says.")
ASK_TODAY = gettext_noop(
    "Ask a pharmacist or doctor today. Take no more magnesium until you have asked. "
    "Do not stop a medicine that was prescribed without asking."
)
CALL_NOW = gettext_noop(
    "Call your doctor or a poison center now. Take no more magnesium until you have asked. "
    "Do not stop a medicine that was prescribed without asking."
)


def judge(context: Context) -> Finding | None:
    """Caution from 2,000 mg, urgent from 4,222 mg; a bowel preparation within its label alone is a note."""
    doses = context.unauthorised
    severity = context.level(context.unauthorised_total.elemental_mg)
    if severity is None or context.stasis or context.kidneys.judged_as not in BANDS:
        return None
    threshold = context.thresholds[severity]
    if _only_preparations(doses):
        return context.say_sum(Severity.NOTE, "preparation", doses, threshold)
    return context.say_sum(severity, severity.value, doses, threshold)


def _within_label(doses: tuple[DoseFacts, ...]) -> bool:
    """Whether these are doses of one bowel preparation that keep to its label; unknown is not within."""
    maxima = [dose.label_max_units_per_day for dose in doses if dose.label_max_units_per_day is not None]
    units = [dose.label_units for dose in doses if dose.label_units is not None]
    return len(units) == len(doses) and bool(maxima) and sum(units) <= min(maxima)


def _only_preparations(doses: tuple[DoseFacts, ...]) -> bool:
    """One preparation within its label: two of them are two bowel preparations, whatever each label says."""
    one_product = len({dose.product_id for dose in doses}) == 1
    return one_product and doses[0].category is Category.BOWEL_PREPARATION and _within_label(doses)


RULE = Rule(
    id="MG-24",
    concern="magnesium_load",
    grade="B",
    source="Front Med 2024, doi 10.3389/fmed.2024.1416956",
    condition=gettext_noop(
        "Kidney stage 1 or 2, or no kidney result, and a bowel that moves. And 2,000 mg of magnesium or more "
        "in 24 hours. From 4,222 mg on it is more than any label's day. A bowel preparation within its label "
        "is a note."
    ),
    thresholds={"caution": Decimal(2000), "urgent": Decimal(4222)},
    words={
        "preparation": Words(
            gettext_noop(
                "Your bowel preparation gave you %(total_mg)s of magnesium in 24 hours. That is within its label."
            ),
            gettext_noop(
                "The bowel preparation gave %(name)s %(total_mg)s of magnesium in 24 hours. That is within its label."
            ),
            FOLLOW_PLAN,
            FOLLOW_PLAN_CARER,
        ),
        "preparation_at_least": Words(
            gettext_noop(
                "Your bowel preparation gave you at least %(total_mg)s of magnesium. That is within its label."
            ),
            gettext_noop(
                "The bowel preparation gave %(name)s at least %(total_mg)s of magnesium. That is within its label."
            ),
            FOLLOW_PLAN,
            FOLLOW_PLAN_CARER,
        ),
        "caution": Words(
            gettext_noop("You had %(total_mg)s of magnesium in 24 hours. That could be too much for anyone."),
            gettext_noop("%(name)s had %(total_mg)s of magnesium in 24 hours. That could be too much for anyone."),
            ASK_TODAY,
            ASK_PERSON_TO_CALL,
        ),
        "caution_at_least": Words(
            gettext_noop("You had at least %(total_mg)s of magnesium in 24 hours. That could be too much for anyone."),
            gettext_noop(
                "%(name)s had at least %(total_mg)s of magnesium in 24 hours. That could be too much for anyone."
            ),
            ASK_TODAY,
            ASK_PERSON_TO_CALL,
        ),
        "urgent": Words(
            gettext_noop("You had %(total_mg)s of magnesium in 24 hours. That is more than any label's day. Act now."),
            gettext_noop(
                "%(name)s had %(total_mg)s of magnesium in 24 hours. That is more than any label's day. Act now."
            ),
            CALL_NOW,
            CALL_PERSON_NOW,
        ),
        "urgent_at_least": Words(
            gettext_noop(
                "You had at least %(total_mg)s of magnesium in 24 hours. That is more than any label's day. Act now."
            ),
            gettext_noop(
                "%(name)s had at least %(total_mg)s of magnesium in 24 hours. That is more than any label's day."
            ),
            CALL_NOW,
            CALL_PERSON_NOW,
        ),
    },
    what_would_change=gettext_noop(
        "If no more is taken, the total falls again as each dose grows older than 24 hours. A limit from a "
        "prescriber also changes it."
    ),
    said_at={"preparation": Severity.NOTE},
    judge=judge,
)
