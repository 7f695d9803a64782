"""Facts as JSON and back, without loss and in one order, so that an alert can be judged again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from tracker.clinical.context import normalise
from tracker.clinical.facts import (
    Category,
    Comparator,
    Declared,
    Dialysis,
    DoseFacts,
    Facts,
    LimitFacts,
    PersonFacts,
    ReadingFacts,
    Region,
    Sex,
)
from tracker.clinical.json_values import Json, decimal_text, instant_from_text, instant_text


def facts_to_json(facts: Facts) -> Json:
    """The facts as JSON; the order and the time zones of the input leave no trace."""
    known = normalise(facts)
    return {
        "person": _person_to_json(known.person),
        "readings": [_reading_to_json(reading) for reading in known.readings],
        "doses": [_dose_to_json(dose) for dose in known.doses],
        "limits": [_limit_to_json(limit) for limit in known.limits],
    }


def facts_from_json(data: Json) -> Facts:
    """The facts that `facts_to_json` wrote. Raises KeyError or ValueError for anything else."""
    return Facts(
        person=_person_from_json(data["person"]),
        readings=tuple(_reading_from_json(reading) for reading in data["readings"]),
        doses=tuple(_dose_from_json(dose) for dose in data["doses"]),
        limits=tuple(_limit_from_json(limit) for limit in data["limits"]),
    )


def _person_to_json(person: PersonFacts) -> Json:
    return {
        "birth_date": None if person.birth_date is None else person.birth_date.isoformat(),
        "sex": None if person.sex is None else person.sex.value,
        "region": person.region.value,
        "zone": person.zone,
        "declared_kidney_disease": person.declared_kidney_disease.value,
        "weight_kg": _text(person.weight_kg),
    }


def _person_from_json(data: Json) -> PersonFacts:
    return PersonFacts(
        birth_date=None if data["birth_date"] is None else date.fromisoformat(data["birth_date"]),
        sex=None if data["sex"] is None else Sex(data["sex"]),
        region=Region(data["region"]),
        zone=data["zone"],
        declared_kidney_disease=Declared(data["declared_kidney_disease"]),
        weight_kg=_number(data["weight_kg"]),
    )


def _reading_to_json(reading: ReadingFacts) -> Json:
    return {
        "id": str(reading.id),
        "taken_on": reading.taken_on.isoformat(),
        "egfr_ml_min": _text(reading.egfr_ml_min),
        "comparator": reading.comparator.value,
        "dialysis": reading.dialysis.value,
        "acute": reading.acute,
    }


def _reading_from_json(data: Json) -> ReadingFacts:
    return ReadingFacts(
        id=UUID(data["id"]),
        taken_on=date.fromisoformat(data["taken_on"]),
        egfr_ml_min=_number(data["egfr_ml_min"]),
        comparator=Comparator(data["comparator"]),
        dialysis=Dialysis(data["dialysis"]),
        acute=data["acute"],
    )


def _dose_to_json(dose: DoseFacts) -> Json:
    return {
        "id": str(dose.id),
        "product_id": str(dose.product_id),
        "product_name": dose.product_name,
        "category": dose.category.value,
        "amount": decimal_text(dose.amount),
        "unit": dose.unit,
        "elemental_mg": _text(dose.elemental_mg),
        "taken_at": instant_text(dose.taken_at),
        "label_units": _text(dose.label_units),
        "label_max_units_per_day": _text(dose.label_max_units_per_day),
    }


def _dose_from_json(data: Json) -> DoseFacts:
    return DoseFacts(
        id=UUID(data["id"]),
        product_id=UUID(data["product_id"]),
        product_name=data["product_name"],
        category=Category(data["category"]),
        amount=Decimal(data["amount"]),
        unit=data["unit"],
        elemental_mg=_number(data["elemental_mg"]),
        taken_at=instant_from_text(data["taken_at"]),
        label_units=_number(data["label_units"]),
        label_max_units_per_day=_number(data["label_max_units_per_day"]),
    )


def _limit_to_json(limit: LimitFacts) -> Json:
    return {
        "id": str(limit.id),
        "elemental_mg_per_day": decimal_text(limit.elemental_mg_per_day),
        "prescriber": limit.prescriber,
        "from_date": limit.from_date.isoformat(),
        "until_date": limit.until_date.isoformat(),
        "product_id": None if limit.product_id is None else str(limit.product_id),
    }


def _limit_from_json(data: Json) -> LimitFacts:
    return LimitFacts(
        id=UUID(data["id"]),
        elemental_mg_per_day=Decimal(data["elemental_mg_per_day"]),
        prescriber=data["prescriber"],
        from_date=date.fromisoformat(data["from_date"]),
        until_date=date.fromisoformat(data["until_date"]),
        product_id=None if data["product_id"] is None else UUID(data["product_id"]),
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
