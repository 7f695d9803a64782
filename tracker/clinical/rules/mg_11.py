"""MG-11: an amount of magnesium that kidneys like these could not clear."""

from __future__ import annotations

from decimal import Decimal

from tracker.clinical.assessment import Band, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category
from tracker.clinical.kidney import NO_KIDNEY_FUNCTION
from tracker.clinical.rule import Rule
from tracker.clinical.totals import falls_at, known_amounts, last_exit
from tracker.clinical.words import (
    CALL_CLINIC_NOW,
    CALL_PERSON_NOW,
    HAD_AT_LEAST_FOR_KIDNEYS,
    HAD_AT_LEAST_FOR_KIDNEYS_CARER,
    HAD_FOR_KIDNEYS,
    HAD_FOR_KIDNEYS_CARER,
    HAD_UNKNOWN_FOR_KIDNEYS,
    HAD_UNKNOWN_FOR_KIDNEYS_CARER,
    Words,
    gettext_noop,
)

STRONG = frozenset({Category.LAXATIVE, Category.ANTACID})


def judge(context: Context) -> Finding | None:
    """Urgent: 500 mg in G4; 250 mg, or any laxative or antacid, in G5, acute injury or dialysis."""
    doses = context.unauthorised
    total = context.unauthorised_total.elemental_mg
    if context.kidneys.judged_as in NO_KIDNEY_FUNCTION:
        strong = tuple(dose for dose in doses if dose.category in STRONG)
        name, reached = "no_function", bool(strong) or context.reaches("no_function", total)
    else:
        strong, name = (), "stage_4"
        reached = context.kidneys.judged_as is Band.G4 and context.reaches(name, total)
    if not reached:
        return None
    threshold = context.thresholds[name]
    falls = falls_at(known_amounts(doses), lambda mg: mg >= threshold)
    until = max(filter(None, (falls, last_exit(strong))))
    return context.say_sum(Severity.URGENT, "urgent", doses, threshold, until=until)


RULE = Rule(
    id="MG-11",
    concern="magnesium_load",
    grade="B",
    source="Magnes Res 2023;36:23 (53 % of those with both); Nakamura 2012 (J Jpn Neph Pharm)",
    condition=gettext_noop(
        "Too much in 24 hours for kidneys like these. In stage 4 that is 500 mg of magnesium or more. In "
        "stage 5, sudden injury or on dialysis it is 250 mg or more. There one laxative or antacid is enough."
    ),
    thresholds={"stage_4": Decimal(500), "no_function": Decimal(250)},
    words={
        "urgent": Words(HAD_FOR_KIDNEYS, HAD_FOR_KIDNEYS_CARER, CALL_CLINIC_NOW, CALL_PERSON_NOW),
        "urgent_at_least": Words(
            HAD_AT_LEAST_FOR_KIDNEYS, HAD_AT_LEAST_FOR_KIDNEYS_CARER, CALL_CLINIC_NOW, CALL_PERSON_NOW
        ),
        "urgent_unknown": Words(
            HAD_UNKNOWN_FOR_KIDNEYS, HAD_UNKNOWN_FOR_KIDNEYS_CARER, CALL_CLINIC_NOW, CALL_PERSON_NOW
        ),
    },
    what_would_change=gettext_noop(
        "If no more is taken, the total falls again as each dose grows older than 24 hours. A newer kidney "
        "result, or a limit from a prescriber, also changes it."
    ),
    judge=judge,
)
