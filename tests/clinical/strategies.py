"""Strategies that make facts of every kind: what may be known about anybody, however unlikely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.clinical.builders import (
    NOW,
    TODAY,
    condition,
    days_before,
    dose,
    lab,
    limit,
    medicine,
    plan,
    reading,
    symptom,
)
from tracker.clinical.facts import (
    Category,
    Comparator,
    ConditionFacts,
    DayFacts,
    Declared,
    Dialysis,
    DoseFacts,
    Facts,
    LabFacts,
    LimitFacts,
    MedicineFacts,
    PersonFacts,
    PlanFacts,
    ReadingFacts,
    Region,
    Sex,
    SymptomFacts,
)
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom

ZONES = ("UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Europe/Berlin", "Australia/Lord_Howe")
# Values on both sides of every threshold, and some far from all of them.
EGFRS = tuple(map(Decimal, ("7", "14.9", "15", "24", "29.9", "30", "44", "45", "59", "60", "95")))
CREATININES = (None, None, *map(Decimal, ("0.8", "1.1", "1.2", "1.7", "4.1")))
MG_DL = ("1.2", "1.6", "1.7", "2.4", "2.5", "2.8", "3.0", "3.1", "3.65", "3.7", "4.8", "4.9", "8", "8.1", "18.5")
HOURS = ((), (), (time(8),), (time(8), time(20, 30)))

amounts = st.decimals(min_value=0, max_value=5000, places=1, allow_nan=False, allow_infinity=False)
small_amounts = st.decimals(min_value=0, max_value=60, places=1, allow_nan=False, allow_infinity=False)
maybe_amounts = st.one_of(st.none(), small_amounts, amounts)
categories = st.sampled_from(Category)
products = st.integers(1, 4)
substances = st.sampled_from([(), (), (), *((each,) for each in Substance), tuple(Substance)])
acute = st.sampled_from([False, False, False, True])
dialysis = st.sampled_from([Dialysis.NONE, Dialysis.NONE, Dialysis.NONE, Dialysis.HEMODIALYSIS])
# Mostly of late, where the windows of the rules are; sometimes long ago, sometimes still to come.
days_ago = st.one_of(st.integers(-2, 16), st.integers(-2, 400))
minutes_ago = st.one_of(st.integers(0, 60 * 26), st.integers(-60, 60 * 24 * 40))


@st.composite
def doses(draw: st.DrawFn) -> DoseFacts:
    return dose(
        draw(maybe_amounts),
        NOW - timedelta(minutes=draw(st.integers(0, 60 * 30))),
        draw(categories),
        product=draw(products),
        units=draw(st.one_of(st.none(), st.integers(0, 6))),
        most=draw(st.sampled_from([None, 2, 4])),
        substances=draw(substances),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[DayFacts]:
    """One product on each of some days in a row; two such rows never name the same product."""
    last = draw(st.integers(2, 40))
    return days_before(
        last + draw(st.sampled_from([0, 3, 6, 7, 34, 35, 40])), last, draw(maybe_amounts), draw(categories)
    )


@st.composite
def plans(draw: st.DrawFn) -> PlanFacts:
    return plan(
        draw(maybe_amounts),
        draw(st.sampled_from([None, 1, 2, 4])),
        draw(categories),
        product=draw(products),
        from_date=TODAY - timedelta(days=draw(st.integers(-3, 3))),
        until_date=draw(st.sampled_from([None, TODAY, TODAY + timedelta(days=3)])),
        substances=draw(substances),
    )


@st.composite
def readings(draw: st.DrawFn) -> ReadingFacts:
    return reading(
        draw(st.sampled_from(EGFRS)),
        TODAY - timedelta(days=draw(st.integers(0, 1000))),
        comparator=draw(st.sampled_from(Comparator)),
        dialysis=draw(dialysis),
        acute=draw(acute),
        creatinine=draw(st.sampled_from(CREATININES)),
    )


@st.composite
def limits(draw: st.DrawFn) -> LimitFacts:
    return limit(
        draw(st.integers(0, 1200)),
        product=draw(st.sampled_from([None, 1, 2, 3])),
        from_date=TODAY - timedelta(days=draw(st.integers(0, 3))),
        until_date=TODAY + timedelta(days=draw(st.integers(-1, 3))),
    )


@st.composite
def labs(draw: st.DrawFn) -> LabFacts:
    low, high = draw(st.sampled_from([("1.7", "2.4"), ("1.7", "2.4"), (None, None), ("1.8", None), (None, "2.6")]))
    return lab(
        draw(st.sampled_from(MG_DL)),
        NOW - timedelta(minutes=draw(minutes_ago)),
        low=low,
        high=high,
        comparator=draw(st.sampled_from([Comparator.NONE, Comparator.NONE, *Comparator])),
    )


@st.composite
def symptoms(draw: st.DrawFn) -> SymptomFacts:
    return symptom(draw(st.sampled_from(Symptom)), NOW - timedelta(minutes=draw(minutes_ago)))


@st.composite
def conditions(draw: st.DrawFn) -> ConditionFacts:
    since = TODAY - timedelta(days=draw(days_ago))
    return condition(
        draw(st.sampled_from(Condition)),
        since,
        declared_on=since + timedelta(days=draw(st.integers(0, 3))),
        until_date=draw(st.sampled_from([None, None, since, since + timedelta(days=5)])),
    )


@st.composite
def medicines(draw: st.DrawFn) -> MedicineFacts:
    since = TODAY - timedelta(days=draw(days_ago))
    return medicine(
        draw(st.sampled_from(MedicineClass)),
        since,
        until_date=draw(st.sampled_from([None, None, since, since + timedelta(days=10)])),
        times=draw(st.sampled_from(HOURS)),
    )


@st.composite
def people(draw: st.DrawFn) -> PersonFacts:
    return PersonFacts(
        birth_date=draw(st.one_of(st.none(), st.dates(date(1930, 1, 1), date(2025, 12, 31)))),
        sex=draw(st.sampled_from([None, *Sex])),
        region=draw(st.sampled_from(Region)),
        zone=draw(st.sampled_from(ZONES)),
        declared_kidney_disease=draw(st.sampled_from(Declared)),
        weight_kg=draw(st.sampled_from([None, Decimal(20), Decimal("64.5")])),
    )


@st.composite
def all_facts(draw: st.DrawFn, most_doses: int = 8) -> Facts:
    """Anybody. Most of what may be known is not: the lists are short, and often empty."""
    bare = Facts(
        person=draw(people()),
        readings=tuple(draw(st.lists(readings(), max_size=2))),
        doses=tuple(draw(st.lists(doses(), max_size=most_doses))),
        limits=tuple(draw(st.lists(limits(), max_size=2))),
    )
    if not draw(st.booleans()):
        return bare
    return replace(
        bare,
        history=tuple(draw(st.one_of(st.just([]), histories()))),
        plans=tuple(draw(st.lists(plans(), max_size=2))),
        labs=tuple(draw(st.lists(labs(), max_size=2))),
        symptoms=tuple(draw(st.lists(symptoms(), max_size=2))),
        conditions=tuple(draw(st.lists(conditions(), max_size=2))),
        medicines=tuple(draw(st.lists(medicines(), max_size=2))),
    )
