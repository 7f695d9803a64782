"""What is on file about a person's health, as the pages show it: newest first, without what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.clinical.cofactors import ILLNESS, last_ill_day
from tracker.clinical.facts import ConditionFacts
from tracker.clinical.moments import day_of
from tracker.clinical.terms import Condition
from tracker.models import HealthCondition, LabResult, OtherMedicine, Person, PrescriberLimit, SymptomReport

SHOWN = 100


@dataclass(frozen=True, slots=True)
class OnFile:
    """A condition with the last day on which it counts (None: no end in sight) and whether it counts now."""

    condition: HealthCondition
    code: Condition
    until: date | None
    counts: bool


def labs_of(person: Person) -> list[LabResult]:
    """Blood tests, the newest first."""
    return list(LabResult.objects.filter(person=person, retracted_at__isnull=True).order_by("-taken_at", "-id")[:SHOWN])


def symptoms_of(person: Person, *, since: datetime) -> list[SymptomReport]:
    """What was felt or seen from this instant on, the newest first."""
    rows = SymptomReport.objects.filter(person=person, retracted_at__isnull=True, started_at__gte=since)
    return list(rows.order_by("-started_at", "-id")[:SHOWN])


def conditions_of(person: Person, *, now: datetime) -> list[OnFile]:
    """Conditions, those that count now first."""
    rows = HealthCondition.objects.filter(person=person, retracted_at__isnull=True).order_by("-since", "-id")[:SHOWN]
    today = day_of(now, person.time_zone)
    return sorted((_on_file(row, person.time_zone, today) for row in rows), key=lambda each: not each.counts)


def medicines_of(person: Person) -> list[OtherMedicine]:
    """Other medicines, those that are taken first."""
    rows = OtherMedicine.objects.filter(person=person, retracted_at__isnull=True).order_by("-since", "-id")[:SHOWN]
    return sorted(rows, key=lambda each: each.until is not None)


def limits_of(person: Person) -> list[PrescriberLimit]:
    """What prescribers allowed, that which ends last first."""
    rows = PrescriberLimit.objects.filter(person=person, retracted_at__isnull=True)
    return list(rows.order_by("-valid_until", "-recorded_at")[:SHOWN])


def tested_within(person: Person, *, now: datetime, days: int) -> bool:
    """Whether magnesium in the blood was measured in the last `days` days."""
    since = now - timedelta(days=days)
    return LabResult.objects.filter(person=person, retracted_at__isnull=True, taken_at__gte=since).exists()


def _on_file(row: HealthCondition, zone: str, today: date) -> OnFile:
    code = Condition(row.code)
    facts = ConditionFacts(
        id=row.pk, code=code, since_date=row.since, declared_on=day_of(row.recorded_at, zone), until_date=row.until
    )
    until = last_ill_day(facts) if row.until is None and code in ILLNESS else row.until
    return OnFile(row, code, until, counts=row.since <= today and (until is None or today <= until))
