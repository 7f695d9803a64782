"""MG-13: a bowel preparation that comes up again, or that does not come out.

What is felt in the minute of the dose counts as after it; that the rule speaks for 24 hours after the dose is ours
(grade C). A preparation counts whatever it holds: the label may not say, and the gut that stands still is the danger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, DoseFacts, SymptomFacts
from tracker.clinical.rule import Rule
from tracker.clinical.signs import said_sign
from tracker.clinical.spans import Span, edges, held_until
from tracker.clinical.terms import Symptom
from tracker.clinical.totals import carries_magnesium, sum_doses
from tracker.clinical.words import CALL_PERSON_NOW, Words, gettext_noop

CALL_UNIT = gettext_noop(
    "Call the endoscopy unit now, or a doctor on call if it is closed, before you drink or take more. "
    "Do not stop a medicine that was prescribed without asking."
)
Trouble = tuple[DoseFacts, SymptomFacts, Span]


def judge(context: Context) -> Finding | None:
    """Urgent for vomiting after a bowel preparation of the last 24 h, or for no stool 6 h after it.

    Its products are the preparations and all magnesium of 24 h, so that a check of one more dose answers "ask first".
    """
    troubles = list(_troubles(context))
    until = held_until((span for _, _, span in troubles), context.now)
    if until is None:
        return None
    now = [(dose, symptom) for dose, symptom, (begin, end) in troubles if begin <= context.now < end]
    vomited = any(symptom.code is Symptom.VOMITING for _, symptom in now)
    return context.say(
        Severity.URGENT,
        "urgent_vomiting" if vomited else "urgent_no_stool",
        because=_inputs(now),
        products=sum_doses(_doses_of_the_day(context)).by_product,
        until=until,
    )


def turns(context: Context) -> Iterator[datetime]:
    """Six hours after a preparation, and when it is a day old."""
    return edges(span for _, _, span in _troubles(context))


def _troubles(context: Context) -> Iterator[Trouble]:
    """Each preparation with each sign of trouble after it, and the time during which they count together."""
    hours = {name: timedelta(hours=float(value)) for name, value in context.thresholds.items()}
    waits = {Symptom.VOMITING: timedelta(0), Symptom.NO_STOOL: hours["no_stool_after_hours"]}
    symptoms = [each for each in context.facts.symptoms if each.code in waits]
    for dose in filter(_is_preparation, context.facts.doses):
        for symptom in symptoms:
            if symptom.started_at >= dose.taken_at:
                begin = max(symptom.started_at, dose.taken_at + waits[symptom.code])
                yield dose, symptom, (begin, dose.taken_at + hours["preparation_within_hours"])


def _is_preparation(dose: DoseFacts) -> bool:
    return dose.category is Category.BOWEL_PREPARATION


def _doses_of_the_day(context: Context) -> Iterator[DoseFacts]:
    since = context.now - timedelta(hours=float(context.thresholds["preparation_within_hours"]))
    for dose in context.facts.doses:
        if since < dose.taken_at <= context.now and (_is_preparation(dose) or carries_magnesium(dose)):
            yield dose


def _inputs(now: list[tuple[DoseFacts, SymptomFacts]]) -> tuple[Because, ...]:
    doses = dict.fromkeys(dose for dose, _ in now)
    symptoms = dict.fromkeys(symptom for _, symptom in now)
    return (
        *(Because("bowel_preparation", dose.product_name, "", dose.taken_at) for dose in doses),
        *map(said_sign, symptoms),
    )


RULE = Rule(
    id="MG-13",
    concern="bowel_preparation",
    grade="B",
    source="Case reports; that it speaks for 24 hours after the dose is ours (grade C)",
    condition=gettext_noop(
        "A bowel preparation was taken in the last 24 hours. Since then there was throwing up. Or no stool "
        "came for 6 hours or more."
    ),
    thresholds={"preparation_within_hours": Decimal(24), "no_stool_after_hours": Decimal(6)},
    words={
        "urgent_vomiting": Words(
            gettext_noop("You vomited after your bowel preparation. What you drank could be too much for you now."),
            gettext_noop("%(name)s vomited after the bowel preparation. What %(name)s drank could be too much."),
            CALL_UNIT,
            CALL_PERSON_NOW,
        ),
        "urgent_no_stool": Words(
            gettext_noop("No stool came after your bowel preparation. What you drank could stay in your body."),
            gettext_noop("No stool came after the bowel preparation of %(name)s. It could stay in the body."),
            CALL_UNIT,
            CALL_PERSON_NOW,
        ),
    },
    what_would_change=gettext_noop("This ends a day after the last dose of the bowel preparation."),
    judge=judge,
    turns=turns,
)
