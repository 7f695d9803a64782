"""MG-23: supplements over the upper level of the region and age: loose bowels, not a kidney limit.

Never shown as an alarm: the rise in blood was 0.04 mmol/L over 2,131 people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from tracker.clinical.ages import birthday
from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context, sum_params
from tracker.clinical.facts import Category, PersonFacts, Region
from tracker.clinical.moments import start_of_day
from tracker.clinical.rule import Rule
from tracker.clinical.totals import falls_at, known_amounts, sum_doses
from tracker.clinical.words import Words, gettext_noop

# The first age that is past each step, and the threshold that holds under it.
AGE_STEPS = ((4, "age_1_to_3"), (9, "age_4_to_8"))
ADULT_AGE = 18
ASK = gettext_noop("Ask a pharmacist if you need this much.")
ASK_CARER = gettext_noop("Ask %(name)s if a doctor or pharmacist advised this much.")


def judge(context: Context) -> Finding | None:
    """Note when unauthorised supplements of 24 h are strictly over the upper level."""
    level = upper_level(context.facts.person, context.age, context.thresholds)
    doses = tuple(dose for dose in context.unauthorised if dose.category is Category.SUPPLEMENT)
    until = falls_at(known_amounts(doses), lambda mg: mg > level)
    if until is None:
        return None
    total = sum_doses(doses)
    return context.say(
        Severity.NOTE,
        "note_at_least" if total.at_least else "note",
        params={**sum_params(total), "threshold_mg": level},
        because=(Because("supplements_24h", total.elemental_mg, "mg", context.now), Because("threshold", level, "mg")),
        products=total.by_product,
        until=until,
    )


def upper_level(person: PersonFacts, age: int | None, thresholds: Mapping[str, Decimal]) -> Decimal:
    """The upper level in mg a day: that of the region; for a child the lowest of region, age, and in Japan weight."""
    levels = [thresholds[person.region.value]]
    # The step "9 and over" would take from adults in the UK what their own authority grants: it is for children (ours).
    if age is not None and age < ADULT_AGE:
        levels.append(next((thresholds[name] for past, name in AGE_STEPS if age < past), thresholds["age_9_and_over"]))
        if person.region is Region.JP and person.weight_kg is not None:
            levels.append(thresholds["JP_child_per_kg"] * person.weight_kg)
    return min(levels)


def turns(context: Context) -> Iterator[datetime | None]:
    """The birthdays on which the upper level changes."""
    born = context.facts.person.birth_date
    if born is not None:
        for age in (*(past for past, _ in AGE_STEPS), ADULT_AGE):
            yield start_of_day(birthday(born, age), context.facts.person.zone)


RULE = Rule(
    id="MG-23",
    concern="upper_level",
    grade="A",
    source="Upper levels: US and JP 350 mg, EU 250 mg, UK 400 mg; BfR 50/2017. For the gut, not a kidney limit",
    condition=gettext_noop(
        "Supplements alone over the upper level of the region and the age in 24 hours. This level is about "
        "loose bowels. It is not a kidney limit."
    ),
    thresholds={
        "US": Decimal(350),
        "JP": Decimal(350),
        "EU": Decimal(250),
        "UK": Decimal(400),
        "age_1_to_3": Decimal(65),
        "age_4_to_8": Decimal(110),
        "age_9_and_over": Decimal(350),
        "JP_child_per_kg": Decimal(5),
    },
    words={
        "note": Words(
            gettext_noop(
                "Supplements gave you %(total_mg)s of magnesium in 24 hours. The advised most is %(threshold_mg)s."
            ),
            gettext_noop(
                "Supplements gave %(name)s %(total_mg)s of magnesium in 24 hours. The advised most is %(threshold_mg)s."
            ),
            ASK,
            ASK_CARER,
        ),
        "note_at_least": Words(
            gettext_noop(
                "Supplements gave you at least %(total_mg)s of magnesium in 24 hours. The advised most is "
                "%(threshold_mg)s."
            ),
            gettext_noop(
                "%(name)s had at least %(total_mg)s of magnesium from supplements in 24 hours. "
                "That is over %(threshold_mg)s."
            ),
            ASK,
            ASK_CARER,
        ),
    },
    what_would_change=gettext_noop("Less from supplements in 24 hours changes this."),
    judge=judge,
    turns=turns,
)
