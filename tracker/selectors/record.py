"""Blood tests, symptoms, conditions and other medicines, as the rules need them.

Each selector is one query, leaves out what was taken back, and is bounded. `now` may lie in the past: what was
written down after it still counts, for that is what is known today about then.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Q

from tracker.clinical import facts as f
from tracker.clinical.cofactors import ILLNESS
from tracker.clinical.moments import day_of
from tracker.clinical.terms import Condition, MedicineClass, Symptom
from tracker.clinical.units import MAGNESIUM_MG_DL_PER
from tracker.models import HealthCondition, LabResult, OtherMedicine, Person, SymptomReport
from tracker.selectors.numbers import exact, exact_or_none

# Longer than any rule looks back: 6 months for blood tests, 30 days for symptoms, 14 days past an end.
LABS_WITHIN = timedelta(days=366)
SYMPTOMS_WITHIN = timedelta(days=31)
ENDED_WITHIN = timedelta(days=45)
LABS_JUDGED = 60
ROWS_JUDGED = 200
MG_DL_STORED = Decimal("0.0001")


def lab_facts(person: Person, *, now: datetime) -> tuple[f.LabFacts, ...]:
    """The newest magnesium tests of the last 12 months, none taken after `now`."""
    rows = LabResult.objects.filter(
        person=person, retracted_at__isnull=True, taken_at__gt=now - LABS_WITHIN, taken_at__lte=now
    )
    return tuple(map(to_lab_facts, rows.order_by("-taken_at", "-id")[:LABS_JUDGED]))


def symptom_facts(person: Person, *, now: datetime) -> tuple[f.SymptomFacts, ...]:
    """What began within 31 days before `now`, the newest first."""
    rows = SymptomReport.objects.filter(
        person=person, retracted_at__isnull=True, started_at__gt=now - SYMPTOMS_WITHIN, started_at__lte=now
    )
    return tuple(
        f.SymptomFacts(id=row.pk, code=Symptom(row.code), started_at=row.started_at)
        for row in rows.order_by("-started_at", "-id")[:ROWS_JUDGED]
    )


def condition_facts(person: Person, *, now: datetime) -> tuple[f.ConditionFacts, ...]:
    """Conditions that hold or ended within 45 days before `now`; an illness without an end leaves after as long.

    `declared_on` is the day of the person's zone on which it was written down.
    """
    floor = now - ENDED_WITHIN
    first = day_of(floor, person.time_zone)
    over = Q(until__isnull=True, code__in=[code.value for code in ILLNESS], since__lt=first, recorded_at__lt=floor)
    held = Q(until__isnull=True) | Q(until__gte=first)
    rows = HealthCondition.objects.filter(held, person=person, retracted_at__isnull=True).exclude(over)
    return tuple(
        f.ConditionFacts(
            id=row.pk,
            code=Condition(row.code),
            since_date=row.since,
            declared_on=day_of(row.recorded_at, person.time_zone),
            until_date=row.until,
        )
        for row in rows.order_by(F("until").desc(nulls_first=True), "since", "id")[:ROWS_JUDGED]
    )


def medicine_facts(person: Person, *, now: datetime) -> tuple[f.MedicineFacts, ...]:
    """Other medicines that are taken or ended within 45 days before `now`."""
    first = day_of(now - ENDED_WITHIN, person.time_zone)
    held = Q(until__isnull=True) | Q(until__gte=first)
    rows = OtherMedicine.objects.filter(held, person=person, retracted_at__isnull=True)
    return tuple(
        f.MedicineFacts(
            id=row.pk,
            name=row.name,
            medicine_class=MedicineClass(row.medicine_class),
            since_date=row.since,
            until_date=row.until,
            times=tuple(map(time.fromisoformat, row.times)),
        )
        for row in rows.order_by(F("until").desc(nulls_first=True), "-since", "-id")[:ROWS_JUDGED]
    )


def to_lab_facts(row: LabResult) -> f.LabFacts:
    """One blood test as the rules see it, the laboratory's range in the unit of the value."""
    return f.LabFacts(
        id=row.pk,
        mg_dl=exact(row.mg_dl),
        taken_at=row.taken_at,
        comparator=f.Comparator(row.comparator),
        low_mg_dl=exact_or_none(None if row.low is None else stored_mg_dl(row.low, row.unit)),
        high_mg_dl=exact_or_none(None if row.high is None else stored_mg_dl(row.high, row.unit)),
    )


def stored_mg_dl(value: Decimal, unit: str) -> Decimal:
    """Magnesium in mg/dL to 4 places. A value and its range are rounded alike, so their order is the report's."""
    return (value * MAGNESIUM_MG_DL_PER[unit.lower()]).quantize(MG_DL_STORED)
