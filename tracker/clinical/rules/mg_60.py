"""MG-60: no kidney result, or one that has grown old. Checks without a band never answer "ok"."""

from __future__ import annotations

from decimal import Decimal

from tracker.clinical.assessment import Band, Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.kidney_category import FRESH_MONTHS
from tracker.clinical.rule import Rule
from tracker.clinical.words import Words, gettext_noop

ASK_NEW = gettext_noop("Ask your doctor for a new kidney blood test, and enter the result here.")
ASK_NEW_CARER = gettext_noop("Help %(name)s to get a new kidney blood test, and to enter the result here.")


def judge(context: Context) -> Finding | None:
    """Note when there is no reading (and healthy kidneys are not presumed), or the newest one is stale."""
    kidneys = context.kidneys
    if kidneys.reading_id is None and kidneys.band is not Band.PRESUMED:
        return context.say(Severity.NOTE, "unknown", because=(Because("kidney_result", None),))
    if not kidneys.stale:
        return None
    months = FRESH_MONTHS[kidneys.base_band] * (2 if kidneys.expired else 1)
    return context.say(
        Severity.NOTE,
        "expired" if kidneys.expired else "stale",
        params={"months": Decimal(months)},
        because=context.kidney_inputs(),
    )


RULE = Rule(
    id="MG-60",
    concern="kidney_result",
    grade="B",
    source="MHLW 2015; Nakamura 2014 (J Jpn Neph Pharm)",
    condition=gettext_noop("There is no kidney result, or the newest one is too old to lean on."),
    thresholds={},
    words={
        "unknown": Words(
            gettext_noop("We have no kidney result for you, so we cannot tell how much magnesium could be too much."),
            gettext_noop("We have no kidney result for %(name)s, so we cannot tell how much magnesium is too much."),
            gettext_noop("Ask your doctor for a kidney blood test, and enter the result here."),
            gettext_noop("Help %(name)s to get a kidney blood test, and to enter the result here."),
        ),
        "stale": Words(
            gettext_noop("Your kidney result is more than %(months)s months old. It could be out of date."),
            gettext_noop("The kidney result of %(name)s is more than %(months)s months old. It could be out of date."),
            ASK_NEW,
            ASK_NEW_CARER,
        ),
        "expired": Words(
            gettext_noop("Your kidney result is more than %(months)s months old. We cannot lean on it any more."),
            gettext_noop("The kidney result of %(name)s is more than %(months)s months old: too old to lean on."),
            ASK_NEW,
            ASK_NEW_CARER,
        ),
    },
    what_would_change=gettext_noop("A new kidney result changes this."),
    said_at={"unknown": Severity.NOTE, "stale": Severity.NOTE, "expired": Severity.NOTE},
    judge=judge,
    shown_in_checks=True,
)
