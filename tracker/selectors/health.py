"""What is known about a person's health, as the rules need it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from tracker.clinical import facts as f
from tracker.clinical.units import UnitError, creatinine_in_mg_dl
from tracker.models import KidneyReading, Person, PrescriberLimit
from tracker.selectors.numbers import exact, exact_or_none

# The rules need the newest reading, and its forerunners only for trends; a page shows more.
READINGS_JUDGED = 50
# Finer than any difference that counts.
MG_DL_JUDGED = Decimal("0.000001")


def readings_of(person: Person) -> list[KidneyReading]:
    """All readings that were not retracted, newest first."""
    return list(person.kidney_readings.filter(retracted_at__isnull=True).order_by("-taken_on", "-recorded_at"))


def person_facts(person: Person) -> f.PersonFacts:
    """Who is judged."""
    return f.PersonFacts(
        birth_date=person.birth_date,
        sex=f.Sex(person.sex) if person.sex else None,
        region=f.Region(person.region),
        zone=person.time_zone,
        declared_kidney_disease=f.Declared(person.declared_kidney_disease),
        weight_kg=person.weight_kg,
    )


def reading_facts(person: Person) -> tuple[f.ReadingFacts, ...]:
    """The newest readings, one query."""
    rows = person.kidney_readings.filter(retracted_at__isnull=True).order_by("-taken_on", "-recorded_at")
    return tuple(to_reading_facts(row) for row in rows[:READINGS_JUDGED])


def to_reading_facts(row: KidneyReading) -> f.ReadingFacts:
    """One reading as the rules see it."""
    return f.ReadingFacts(
        id=row.pk,
        taken_on=row.taken_on,
        egfr_ml_min=exact_or_none(row.egfr_ml_min),
        comparator=f.Comparator(row.comparator),
        dialysis=f.Dialysis(row.dialysis),
        acute=row.acute,
        creatinine_mg_dl=creatinine_mg_dl(row),
    )


def creatinine_mg_dl(row: KidneyReading) -> Decimal | None:
    """The creatinine of a report in mg/dL; None without one, or when it was stored in what looks like another unit."""
    if row.creatinine_value is None:
        return None
    try:
        return exact(creatinine_in_mg_dl(row.creatinine_value, row.creatinine_unit).quantize(MG_DL_JUDGED))
    except UnitError:
        return None


def limit_facts(person: Person) -> tuple[f.LimitFacts, ...]:
    """Prescriber's limits on file, one query; the rules decide which hold."""
    rows = PrescriberLimit.objects.filter(person=person, retracted_at__isnull=True)
    return tuple(map(to_limit_facts, rows))


def to_limit_facts(row: PrescriberLimit) -> f.LimitFacts:
    """One limit as the rules see it."""
    return f.LimitFacts(
        id=row.pk,
        elemental_mg_per_day=exact(row.elemental_mg_per_day),
        prescriber=row.prescriber,
        from_date=row.valid_from,
        until_date=row.valid_until,
        product_id=row.product_id,
    )


def any_retracted(reading_ids: Iterable[UUID]) -> bool:
    """Whether one of these readings was taken back."""
    return KidneyReading.objects.filter(pk__in=list(reading_ids), retracted_at__isnull=False).exists()
