"""PO-01: a laxative of sodium phosphate, which can injure kidneys.

A dose is the label's own unit where the product's amount is counted in it, else what was logged at once (ours). Without
a birth date the age could be over 55, and is judged so (ours).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tracker.clinical.ages import birthday
from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import DoseFacts
from tracker.clinical.kidney import LOW_FUNCTION, MODERATE_FUNCTION
from tracker.clinical.moments import start_of_day
from tracker.clinical.rule import Rule
from tracker.clinical.substances import doses_with, substance_turns
from tracker.clinical.terms import Substance
from tracker.clinical.totals import falls_at, last_exit, sum_doses
from tracker.clinical.words import CALL_PERSON_NOW, Words, gettext_noop

UNDER_60 = LOW_FUNCTION | MODERATE_FUNCTION
CALL_DOCTOR = gettext_noop(
    "Call your doctor or pharmacist now, before you take more of it. "
    "Do not stop a medicine that was prescribed without asking."
)
ASK_DOCTOR = gettext_noop(
    "Ask your doctor or pharmacist before you take more of it. "
    "Do not stop a medicine that was prescribed without asking."
)
ASK_PERSON = gettext_noop(
    "Ask %(name)s to call a doctor or pharmacist before taking more of it. "
    "No one should stop a medicine that was prescribed without asking."
)


def judge(context: Context) -> Finding | None:
    """Urgent with an eGFR under 60 or over one dose in 24 h; else caution over 55 years of age, or of unknown age."""
    doses = doses_with(context, Substance.SODIUM_PHOSPHATE)
    if not doses:
        return None
    if context.kidneys.judged_as in UNDER_60:
        return _say(context, Severity.URGENT, "kidneys", doses, last_exit(doses))
    counted = [(dose, _label_doses(dose)) for dose in doses]
    until = falls_at(counted, lambda count: count > context.thresholds["label_doses"])
    if until is not None:
        return _say(context, Severity.URGENT, "doses", doses, until)
    if context.age is None or context.age > context.thresholds["age_years"]:
        words = "age" if context.age is not None else "unknown_age"
        return _say(context, Severity.CAUTION, words, doses, last_exit(doses))
    return None


def turns(context: Context) -> Iterator[datetime | None]:
    """When each such dose leaves the window, and the birthday from which the age counts."""
    yield from substance_turns(context, Substance.SODIUM_PHOSPHATE)
    born = context.facts.person.birth_date
    if born is not None:
        yield start_of_day(birthday(born, int(context.thresholds["age_years"]) + 1), context.facts.person.zone)


def _say(
    context: Context, severity: Severity, words: str, doses: tuple[DoseFacts, ...], until: datetime | None
) -> Finding:
    taken = (Because("sodium_phosphate", dose.product_name, "", dose.taken_at) for dose in doses)
    count = sum(map(_label_doses, doses), Decimal(0))
    return context.say(
        severity,
        words,
        because=(*context.kidney_inputs(), *taken, Because("label_doses_24h", count, "", context.now), *_age(context)),
        products=sum_doses(doses).by_product,
        until=until,
    )


def _label_doses(dose: DoseFacts) -> Decimal:
    return Decimal(1) if dose.label_units is None else dose.label_units


def _age(context: Context) -> tuple[Because, ...]:
    return () if context.age is None else (Because("age", Decimal(context.age), "a", context.today),)


RULE = Rule(
    id="PO-01",
    concern="phosphate",
    grade="A",
    source="FDA drug safety communication, 8 Jan 2014",
    condition=gettext_noop(
        "A laxative with sodium phosphate in 24 hours. And an eGFR under 60, more than one dose, or an age over 55."
    ),
    thresholds={"label_doses": Decimal(1), "age_years": Decimal(55)},
    words={
        "kidneys": Words(
            gettext_noop("You took a laxative with sodium phosphate. It could harm your kidneys more."),
            gettext_noop("%(name)s took a laxative with sodium phosphate. It could harm kidneys like these more."),
            CALL_DOCTOR,
            CALL_PERSON_NOW,
        ),
        "doses": Words(
            gettext_noop("You took more than one dose of sodium phosphate in 24 hours. It could harm your kidneys."),
            gettext_noop("%(name)s took over one dose of sodium phosphate in 24 hours. It could harm the kidneys."),
            CALL_DOCTOR,
            CALL_PERSON_NOW,
        ),
        "age": Words(
            gettext_noop("You took a laxative with sodium phosphate. At your age it could harm the kidneys."),
            gettext_noop("%(name)s took a laxative with sodium phosphate. At this age it could harm the kidneys."),
            ASK_DOCTOR,
            ASK_PERSON,
        ),
        "unknown_age": Words(
            gettext_noop("You took a laxative with sodium phosphate. Over the age of 55 it could harm the kidneys."),
            gettext_noop("%(name)s took a laxative with sodium phosphate. Over the age of 55 it could harm kidneys."),
            ASK_DOCTOR,
            ASK_PERSON,
        ),
    },
    what_would_change=gettext_noop("A day without this laxative changes this. So does a newer kidney result."),
    said_at={
        "kidneys": Severity.URGENT,
        "doses": Severity.URGENT,
        "age": Severity.CAUTION,
        "unknown": Severity.CAUTION,
    },
    judge=judge,
    turns=turns,
)
