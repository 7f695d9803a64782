"""MG-70: signs that could mean too little magnesium. They look like signs of too much, so this is never an all clear.

Ours (grade C): signs count for 24 hours and results for 7 days, as in MG-02 and MG-03; without a kidney result "do not
start magnesium on your own" is said as in G3b; and where it is said, a check of magnesium that no prescriber agreed to
answers "ask first".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.cofactors import said_medicine, taken_within
from tracker.clinical.context import Context
from tracker.clinical.facts import LabFacts, MedicineFacts
from tracker.clinical.labs import is_under, lab_span, labs_within, said_lab
from tracker.clinical.rule import Rule
from tracker.clinical.rules.mg_02 import weak_or_unknown
from tracker.clinical.signs import LOW_SIGNS, felt, said_sign, sign_spans
from tracker.clinical.spans import Span, edges, held_until
from tracker.clinical.terms import MedicineClass
from tracker.clinical.words import Words, gettext_noop

LOWERS_MAGNESIUM = frozenset(
    {
        MedicineClass.PPI,
        MedicineClass.LOOP_DIURETIC,
        MedicineClass.THIAZIDE,
        MedicineClass.CISPLATIN,
        MedicineClass.CALCINEURIN_INHIBITOR,
        MedicineClass.AMPHOTERICIN,
    }
)


def judge(context: Context) -> Finding | None:
    """Caution for a sign of too little within 24 h, or a result of 7 days under the laboratory's own lower limit."""
    until = held_until(_spans(context), context.now)
    if until is None:
        return None
    labs = _low_labs(context)
    weak = weak_or_unknown(context)
    medicines = [each for each in context.facts.medicines if _lowers(each, context)]
    return context.say(
        Severity.CAUTION,
        _words(lab=bool(labs), weak=weak, medicine=bool(medicines)),
        because=(*_inputs(context, labs), *context.kidney_inputs(), *map(said_medicine, medicines)),
        products=context.unauthorised_total.by_product if weak else (),
        until=until,
    )


def turns(context: Context) -> Iterator[datetime]:
    """A sign or a result begins to count or grows too old."""
    return edges(_spans(context))


def _spans(context: Context) -> list[Span]:
    signs = sign_spans(context.facts.symptoms, LOW_SIGNS, context.thresholds["symptom_within_hours"])
    low = (lab for lab in context.facts.labs if is_under(lab, lab.low_mg_dl))
    return [*signs, *(lab_span(lab, context.thresholds["within_days"]) for lab in low)]


def _low_labs(context: Context) -> list[LabFacts]:
    labs = labs_within(context.facts, context.now, context.thresholds["within_days"])
    return [lab for lab in labs if is_under(lab, lab.low_mg_dl)]


def _lowers(medicine: MedicineFacts, context: Context) -> bool:
    return medicine.medicine_class in LOWERS_MAGNESIUM and taken_within(medicine, context.today)


def _inputs(context: Context, labs: list[LabFacts]) -> Iterator[Because]:
    hours = context.thresholds["symptom_within_hours"]
    yield from map(said_sign, felt(context.facts.symptoms, LOW_SIGNS, hours, context.now))
    for lab in labs[-1:]:
        yield from said_lab(lab)


def _words(*, lab: bool, weak: bool, medicine: bool) -> str:
    parts = {"caution": True, "lab": lab, "kidneys": weak, "medicine": medicine}
    return "_".join(part for part, said in parts.items() if said)


HEADLINES = {
    False: (
        gettext_noop("Your cramps or twitches could mean too little magnesium. Too much can feel much the same."),
        gettext_noop("The cramps or twitches of %(name)s could mean too little magnesium. Too much can look the same."),
    ),
    True: (
        gettext_noop("Your blood test shows too little magnesium. How you feel cannot tell low from high."),
        gettext_noop("A blood test of %(name)s shows too little magnesium. Signs cannot tell low from high."),
    ),
}
# By "the kidneys are weak or not known" and "a medicine on file lowers magnesium".
ACTIONS = {
    (False, False): (
        gettext_noop("Ask your doctor for a magnesium blood test."),
        gettext_noop("Help %(name)s to ask a doctor for a magnesium blood test."),
    ),
    (True, False): (
        gettext_noop(
            "Ask your doctor for a magnesium blood test. Do not start magnesium on your own: your kidneys may not "
            "clear it. Do not stop a medicine that was prescribed without asking."
        ),
        gettext_noop(
            "Help %(name)s to ask a doctor for a magnesium blood test. No one should start magnesium alone: the "
            "kidneys may not clear it. No one should stop a medicine that was prescribed without asking."
        ),
    ),
    (False, True): (
        gettext_noop(
            "Ask your doctor for a magnesium blood test. One of your medicines can lower magnesium. That may be why "
            "magnesium was prescribed. Do not stop a medicine that was prescribed without asking."
        ),
        gettext_noop(
            "Help %(name)s to ask a doctor for a magnesium blood test. One of the medicines can lower magnesium. That "
            "may be why magnesium was prescribed. No one should stop a medicine that was prescribed without asking."
        ),
    ),
    (True, True): (
        gettext_noop(
            "Ask your doctor for a magnesium blood test. Do not start magnesium on your own: your kidneys may not "
            "clear it. One of your medicines can lower magnesium. That may be why magnesium was prescribed. Do not "
            "stop a medicine that was prescribed without asking."
        ),
        gettext_noop(
            "Help %(name)s to ask a doctor for a magnesium blood test. No one should start magnesium alone: the "
            "kidneys may not clear it. One of the medicines can lower magnesium. That may be why magnesium was "
            "prescribed. No one should stop a medicine that was prescribed without asking."
        ),
    ),
}

RULE = Rule(
    id="MG-70",
    concern="low_magnesium",
    grade="A",
    source="CTCAE v5; the two look alike to a patient. How long a sign or a result counts is ours (grade C)",
    condition=gettext_noop(
        "Cramps, twitching or spasms in the last 24 hours: it may be too little magnesium. Or a blood test of "
        "the last 7 days was under the lab's own lower limit. Too much feels much alike, so only a test can "
        "tell."
    ),
    thresholds={"symptom_within_hours": Decimal(24), "within_days": Decimal(7)},
    words={
        _words(lab=lab, weak=weak, medicine=medicine): Words(*headlines, *actions)
        for lab, headlines in HEADLINES.items()
        for (weak, medicine), actions in ACTIONS.items()
    },
    what_would_change=gettext_noop(
        "This ends a day after the last sign began, or when the test is older than 7 days. A new blood test tells more."
    ),
    judge=judge,
    turns=turns,
    asks_first=True,
)
