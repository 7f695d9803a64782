"""What makes the same magnesium more dangerous: a bowel that stands still, an acute illness, a condition on file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from tracker.clinical.assessment import Because
from tracker.clinical.facts import ConditionFacts, Facts, MedicineFacts
from tracker.clinical.moments import day_of, start_of_day, start_of_next_day
from tracker.clinical.terms import Condition, MedicineClass, Symptom

STASIS_CONDITIONS = frozenset({Condition.NO_STOOL_3_DAYS, Condition.BOWEL_OBSTRUCTION})
SLOW_BOWEL = frozenset({MedicineClass.OPIOID, MedicineClass.ANTICHOLINERGIC, MedicineClass.ANTIMOTILITY})
# A medicine that slows the bowel counts for this long after its last day.
SLOW_BOWEL_DAYS = 14
ILLNESS = frozenset({Condition.VOMITING_DIARRHOEA, Condition.FEVER, Condition.CANNOT_DRINK, Condition.DEHYDRATION})
# "Ill today" ends by itself after this many days.
ILL_DAYS = 3
HARMS_KIDNEYS = frozenset({MedicineClass.NSAID, MedicineClass.ACE_INHIBITOR_ARB})


def stasis(facts: Facts, today: date) -> tuple[Because, ...]:
    """Why the bowel is taken to stand still on this day; empty when nothing says so.

    No stool for 3 days or more, a bowel obstruction on file, or an opioid, anticholinergic or antimotility
    medicine within the last 14 days: the main road to harm with normal kidneys (section 3 of the medicine).
    """
    conditions = active(facts, today, STASIS_CONDITIONS)
    medicines = (each for each in facts.medicines if each.medicine_class in SLOW_BOWEL)
    recent = (each for each in medicines if taken_within(each, today, days=SLOW_BOWEL_DAYS))
    return (*map(said_condition, conditions), *map(said_medicine, recent))


def illness(facts: Facts, now: datetime) -> tuple[Because, ...]:
    """Why the person is taken to be ill today; empty when nothing says so.

    Vomiting, diarrhoea, fever or being unable to drink declared within 3 days (or not ended yet, when an end was
    given), vomiting felt within 3 days, or an NSAID begun within 3 days.
    """
    today = day_of(now, facts.person.zone)
    begun = (each for each in facts.medicines if each.medicine_class is MedicineClass.NSAID)
    new = (each for each in begun if each.since_date <= today <= each.since_date + timedelta(days=ILL_DAYS))
    felt = (each for each in facts.symptoms if each.code is Symptom.VOMITING)
    lately = (each for each in felt if each.started_at <= now < each.started_at + timedelta(days=ILL_DAYS))
    conditions = (each for each in facts.conditions if each.code in ILLNESS and _ill_on(each, today))
    return (
        *map(said_condition, conditions),
        *(Because("symptom", each.code.value, "", each.started_at) for each in lately),
        *map(said_medicine, new),
    )


def active(facts: Facts, today: date, codes: Collection[Condition]) -> tuple[ConditionFacts, ...]:
    """The conditions of these kinds that hold on this day."""
    return tuple(each for each in facts.conditions if each.code in codes and _holds(each, today))


def taken_within(medicine: MedicineFacts, today: date, *, days: int = 0) -> bool:
    """Whether the medicine is taken on this day, or was until `days` days ago."""
    begun = medicine.since_date <= today
    return begun and (medicine.until_date is None or today <= _days_after(medicine.until_date, days))


def last_ill_day(condition: ConditionFacts) -> date:
    """The last day on which an illness without an end counts."""
    return max(condition.since_date, condition.declared_on) + timedelta(days=ILL_DAYS)


def said_condition(condition: ConditionFacts) -> Because:
    """A condition as an input of a finding."""
    return Because("condition", condition.code.value, "", condition.since_date)


def said_medicine(medicine: MedicineFacts) -> Because:
    """Another medicine as an input of a finding."""
    return Because("medicine", medicine.name, medicine.medicine_class.value, medicine.since_date)


def cofactor_turns(facts: Facts) -> Iterator[datetime | None]:
    """Instants at which stasis, illness or a condition begins or ends by itself, past ones among them."""
    zone = facts.person.zone
    for condition in facts.conditions:
        yield start_of_day(condition.since_date, zone)
        for last in filter(None, (condition.until_date, last_ill_day(condition))):
            yield start_of_next_day(last, zone)
    for medicine in facts.medicines:
        yield start_of_day(medicine.since_date, zone)
        yield start_of_next_day(medicine.since_date + timedelta(days=ILL_DAYS), zone)
        if medicine.until_date is not None:
            yield start_of_next_day(medicine.until_date, zone)
            yield start_of_next_day(_days_after(medicine.until_date, SLOW_BOWEL_DAYS), zone)
    for symptom in facts.symptoms:
        yield symptom.started_at
        yield symptom.started_at + timedelta(days=ILL_DAYS)


def _holds(condition: ConditionFacts, today: date) -> bool:
    return condition.since_date <= today and (condition.until_date is None or today <= condition.until_date)


def _ill_on(condition: ConditionFacts, today: date) -> bool:
    if condition.until_date is not None:
        return _holds(condition, today)
    return condition.since_date <= today <= last_ill_day(condition)


def _days_after(day: date, days: int) -> date:
    """So many days later, or the last day of the calendar: "until 31 December 9999" is an end that people enter."""
    return day + timedelta(days=min(days, (date.max - day).days))
