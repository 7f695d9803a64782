"""The latest state of what changed, kind by kind, as the lists and single addresses show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from intake.api.limits import LimitSerializer, shown_limit
from intake.api.plan_shapes import PlanSerializer, shown_plan
from intake.api.shapes import DoseSerializer, shown_dose
from intake.selectors.doses import doses_by_id
from intake.selectors.plans import plans_by_id
from tracker.api.conditions import ConditionSerializer, shown_condition
from tracker.api.fields import Shape
from tracker.api.kidney_readings import KidneyReadingSerializer, shown_reading
from tracker.api.labs import LabSerializer, shown_lab
from tracker.api.medicines import MedicineSerializer, shown_medicine
from tracker.api.people import PersonSerializer, shown_person
from tracker.api.symptoms import SymptomSerializer, shown_symptom
from tracker.clinical.kidney_history import bands_of
from tracker.models import (
    ChangeKind,
    HealthCondition,
    LabResult,
    OtherMedicine,
    Person,
    PrescriberLimit,
    Scope,
    SymptomReport,
)
from tracker.selectors.health import reading_facts


@dataclass(frozen=True, slots=True)
class State:
    """What stands on record; `shown` is None for what was taken back, `version` for kinds that count none."""

    shown: dict[str, Any] | None
    version: int | None = None


States = Mapping[UUID, State]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind is read. What `load` does not find is gone."""

    need: Scope | None
    shape: type[Shape]
    load: Callable[[Person, Iterable[UUID], frozenset[Scope]], States]


def _doses(person: Person, ids: Iterable[UUID], _scopes: frozenset[Scope]) -> States:
    found = doses_by_id(person, ids)
    return {pk: State(None if row.voided_at else shown_dose(row), row.version) for pk, row in found.items()}


def _plans(person: Person, ids: Iterable[UUID], _scopes: frozenset[Scope]) -> States:
    found = plans_by_id(person, ids)
    return {pk: State(None if row.retracted_at else shown_plan(row), row.version) for pk, row in found.items()}


def _person(person: Person, _ids: Iterable[UUID], scopes: frozenset[Scope]) -> States:
    return {person.pk: State(shown_person(person, scopes))}


def _readings(person: Person, ids: Iterable[UUID], _scopes: frozenset[Scope]) -> States:
    rows = person.kidney_readings.filter(retracted_at__isnull=True, pk__in=ids)
    bands = bands_of(reading_facts(person))
    return {row.pk: State(shown_reading(row, bands.get(row.pk))) for row in rows}


def _entries(rows_of: Callable[[Person], QuerySet[Any]], show: Callable[[Any], dict[str, Any]]) -> Any:
    def load(person: Person, ids: Iterable[UUID], _scopes: frozenset[Scope]) -> States:
        rows = rows_of(person).filter(retracted_at__isnull=True, pk__in=ids)
        return {row.pk: State(show(row)) for row in rows}

    return load


def _labs(person: Person) -> QuerySet[LabResult]:
    return LabResult.objects.filter(person=person)


def _symptoms(person: Person) -> QuerySet[SymptomReport]:
    return SymptomReport.objects.filter(person=person)


def _conditions(person: Person) -> QuerySet[HealthCondition]:
    return HealthCondition.objects.filter(person=person)


def _medicines(person: Person) -> QuerySet[OtherMedicine]:
    return OtherMedicine.objects.filter(person=person)


def _limits(person: Person) -> QuerySet[PrescriberLimit]:
    return PrescriberLimit.objects.filter(person=person)


# Grants are missing: the API has no address yet that shows one.
KINDS: Mapping[str, Kind] = {
    ChangeKind.PERSON.value: Kind(None, PersonSerializer, _person),
    ChangeKind.DOSE.value: Kind(Scope.SEE_DOSES, DoseSerializer, _doses),
    ChangeKind.PLAN.value: Kind(Scope.SEE_DOSES, PlanSerializer, _plans),
    ChangeKind.KIDNEY_READING.value: Kind(Scope.SEE_HEALTH, KidneyReadingSerializer, _readings),
    ChangeKind.LAB.value: Kind(Scope.SEE_HEALTH, LabSerializer, _entries(_labs, shown_lab)),
    ChangeKind.SYMPTOM.value: Kind(Scope.SEE_HEALTH, SymptomSerializer, _entries(_symptoms, shown_symptom)),
    ChangeKind.CONDITION.value: Kind(Scope.SEE_HEALTH, ConditionSerializer, _entries(_conditions, shown_condition)),
    ChangeKind.MEDICINE.value: Kind(Scope.SEE_HEALTH, MedicineSerializer, _entries(_medicines, shown_medicine)),
    ChangeKind.LIMIT.value: Kind(Scope.SEE_HEALTH, LimitSerializer, _entries(_limits, shown_limit)),
}
