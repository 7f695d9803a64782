"""MG-20: magnesium with kidneys that work at about half (G3a, G3b).

Grade C: no guideline gives a limit in mg a day for an eGFR of 30 to 59. The numbers are our own
translation of trials that gave 365 to 729 mg under monitoring, and of Wakai 2019 and Nakamura 2012.
"""

from __future__ import annotations

from decimal import Decimal

from tracker.clinical.assessment import Finding
from tracker.clinical.context import Context
from tracker.clinical.kidney import MODERATE_FUNCTION
from tracker.clinical.rule import Rule
from tracker.clinical.words import (
    ASK_BEFORE_MORE,
    ASK_PERSON_TO_CALL,
    CALL_CLINIC_NOW,
    CALL_PERSON_NOW,
    HAD_AT_LEAST_FOR_KIDNEYS,
    HAD_AT_LEAST_FOR_KIDNEYS_CARER,
    HAD_FOR_KIDNEYS,
    HAD_FOR_KIDNEYS_CARER,
    Words,
    gettext_noop,
)

ASK_FOR_TEST = gettext_noop("Ask your doctor for a magnesium blood test, and if this amount is right for you.")
ASK_FOR_TEST_CARER = gettext_noop("Ask if %(name)s has had a magnesium blood test, and if a doctor agreed to this.")


def judge(context: Context) -> Finding | None:
    """Note from 250 mg, caution from 350 mg, urgent from 1,000 mg in 24 h."""
    severity = context.level(context.unauthorised_total.elemental_mg)
    if severity is None or context.kidneys.judged_as not in MODERATE_FUNCTION:
        return None
    return context.say_sum(severity, severity.value, context.unauthorised, context.thresholds[severity])


RULE = Rule(
    id="MG-20",
    concern="magnesium_load",
    grade="C",
    source="Bressendorff and MAGiCAL-CKD trials (365-729 mg, monitored); Wakai 2019 (PMC6373027); Nakamura 2012",
    condition=gettext_noop(
        "Kidney stage 3, and 250 mg of magnesium or more in 24 hours. This needs a magnesium blood test and "
        "your clinician's agreement. No guideline gives a limit here; the numbers are our own."
    ),
    thresholds={"note": Decimal(250), "caution": Decimal(350), "urgent": Decimal(1000)},
    words={
        "note": Words(
            gettext_noop("You had %(total_mg)s of magnesium in 24 hours. Your kidneys clear it more slowly."),
            gettext_noop(
                "%(name)s had %(total_mg)s of magnesium in 24 hours. Kidneys like these clear it more slowly."
            ),
            ASK_FOR_TEST,
            ASK_FOR_TEST_CARER,
        ),
        "note_at_least": Words(
            gettext_noop("You had at least %(total_mg)s of magnesium in 24 hours. Your kidneys clear it more slowly."),
            gettext_noop(
                "%(name)s had at least %(total_mg)s of magnesium in 24 hours. Kidneys like these clear it more slowly."
            ),
            ASK_FOR_TEST,
            ASK_FOR_TEST_CARER,
        ),
        "caution": Words(HAD_FOR_KIDNEYS, HAD_FOR_KIDNEYS_CARER, ASK_BEFORE_MORE, ASK_PERSON_TO_CALL),
        "caution_at_least": Words(
            HAD_AT_LEAST_FOR_KIDNEYS, HAD_AT_LEAST_FOR_KIDNEYS_CARER, ASK_BEFORE_MORE, ASK_PERSON_TO_CALL
        ),
        "urgent": Words(HAD_FOR_KIDNEYS, HAD_FOR_KIDNEYS_CARER, CALL_CLINIC_NOW, CALL_PERSON_NOW),
        "urgent_at_least": Words(
            HAD_AT_LEAST_FOR_KIDNEYS, HAD_AT_LEAST_FOR_KIDNEYS_CARER, CALL_CLINIC_NOW, CALL_PERSON_NOW
        ),
    },
    what_would_change=gettext_noop(
        "If no more is taken, the total falls again as each dose grows older than 24 hours. A newer kidney "
        "result changes it too. So does a limit from a prescriber."
    ),
    judge=judge,
)
