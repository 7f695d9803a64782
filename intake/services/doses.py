"""Recording, correcting and voiding doses: warn about the decision, never refuse the record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from intake.models import Dose, DoseRevision, ProductUnit, RevisionAction
from intake.selectors.facts import load_facts, to_dose_facts
from intake.selectors.products import dose_amounts
from intake.selectors.verdicts import verdict_payload
from intake.services.errors import DoseConflict, DoseNotFound, DoseVoided, StaleVersion
from tracker.clinical.verdict import judge_dose
from tracker.models import ChangeAction, ChangeKind, Person, User, new_id
from tracker.services.changes import lock_person, record_change

# More than anybody takes of anything at once; a larger number is a slip of the finger.
MOST_AMOUNT = Decimal(10_000)
# A client's clock may run fast by this much; beyond it a dose is in the future.
CLOCK_TOLERANCE = timedelta(minutes=1)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A dose on record and the answer given with it; `created` is False for a repeated request."""

    dose: Dose
    verdict: dict[str, Any]
    created: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody says was taken, checked and ready to be written."""

    unit: ProductUnit
    amount: Decimal
    taken_at: datetime
    note: str


def record_dose(
    *,
    person: Person,
    by: User,
    product_id: UUID,
    amount: Decimal,
    unit: str,
    taken_at: datetime,
    now: datetime,
    note: str = "",
    dose_id: UUID | None = None,
) -> Recorded:
    """Write down one dose, and answer what it adds up to.

    `amount` counts `unit`s of the product; `taken_at` must be aware. With a `dose_id` the call may be repeated:
    the same content gives the first result again, another content raises DoseConflict. Bad input raises
    ValidationError by field (`product`, `unit`, `amount`, `taken_at`, `note`) and writes nothing.
    """
    said = {"product": str(product_id), "amount": str(amount), "unit": unit, "taken_at": _utc(taken_at), "note": note}
    fingerprint = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        locked = lock_person(person.pk)
        if dose_id and (earlier := Dose.objects.filter(pk=dose_id).select_related("product").first()):
            return _repeated(earlier, locked, fingerprint)
        entry = _check(locked, product_id=product_id, unit=unit, amount=amount, taken_at=taken_at, note=note, now=now)
        dose = Dose(id=dose_id or new_id(), person=locked, recorded_at=now, recorded_by=by, fingerprint=fingerprint)
        _fill(dose, entry)
        _judge(dose, now=now)
        dose.save(force_insert=True)
        _changed(dose, ChangeAction.CREATED, now=now)
    return Recorded(dose, dose.verdict, created=True)


def correct_dose(
    *,
    person: Person,
    dose_id: UUID,
    by: User,
    expected_version: int,
    now: datetime,
    amount: Decimal | None = None,
    unit: str | None = None,
    taken_at: datetime | None = None,
    note: str | None = None,
) -> Recorded:
    """Change what a dose says; what it said before is kept. Arguments left out stay as they are.

    Raises DoseNotFound, DoseVoided, StaleVersion, or ValidationError by field.
    """
    with transaction.atomic():
        dose = _take(person, dose_id, expected_version)
        entry = _check(
            dose.person,
            product_id=dose.product_id,
            unit=dose.unit if unit is None else unit,
            amount=dose.amount if amount is None else amount,
            taken_at=dose.taken_at if taken_at is None else taken_at,
            note=dose.note if note is None else note,
            now=now,
        )
        _keep_revision(dose, RevisionAction.CORRECTED, by=by, now=now)
        _fill(dose, entry, weigh=(entry.unit.name, entry.amount) != (dose.unit, dose.amount))
        _judge(dose, now=now)
        dose.version += 1
        dose.save()
        _changed(dose, ChangeAction.CORRECTED, now=now)
    return Recorded(dose, dose.verdict, created=False)


def void_dose(*, person: Person, dose_id: UUID, by: User, expected_version: int, now: datetime) -> Dose:
    """Say that a dose was not taken: it stays on file and no longer counts.

    Raises DoseNotFound, DoseVoided or StaleVersion.
    """
    with transaction.atomic():
        dose = _take(person, dose_id, expected_version)
        _keep_revision(dose, RevisionAction.VOIDED, by=by, now=now)
        dose.voided_at = now
        dose.version += 1
        dose.save(update_fields=["voided_at", "version"])
        _changed(dose, ChangeAction.ENDED, now=now)
    return dose


def _utc(moment: datetime) -> str:
    return moment.isoformat() if moment.tzinfo is None else moment.astimezone(UTC).isoformat()


def _repeated(dose: Dose, person: Person, fingerprint: str) -> Recorded:
    if dose.person_id != person.pk or dose.fingerprint != fingerprint:
        raise DoseConflict
    if dose.voided_at is not None:
        raise DoseVoided  # said to be not taken: whoever took it after all logs it anew
    return Recorded(dose, dose.verdict, created=False)


def _take(person: Person, dose_id: UUID, expected_version: int) -> Dose:
    """The dose, with its person locked, if it may still be changed."""
    locked = lock_person(person.pk)
    dose = Dose.objects.filter(pk=dose_id, person=locked).select_related("product").first()
    if dose is None:
        raise DoseNotFound
    if dose.voided_at is not None:
        raise DoseVoided
    if dose.version != expected_version:
        raise StaleVersion(dose.version)
    dose.person = locked
    return dose


def _check(
    person: Person, *, product_id: UUID, unit: str, amount: Decimal, taken_at: datetime, note: str, now: datetime
) -> _Entry:
    errors: dict[str, ValidationError] = {}
    found = _find_unit(person, product_id, unit, errors)
    _check_amount(amount, errors)
    moment = _check_taken_at(taken_at, errors, now=now)
    if len(note) > 300:
        errors["note"] = ValidationError(_("Write at most 300 characters."), code="max_length")
    if found is None or errors:
        raise ValidationError(errors)
    return _Entry(found, amount, moment, note.strip())


def _find_unit(person: Person, product_id: UUID, unit: str, errors: dict[str, ValidationError]) -> ProductUnit | None:
    # A product that was taken out of the catalogue was still taken: whoever knows its id may log it.
    known = Q(product__owner=None) | Q(product__owner=person)
    found = ProductUnit.objects.filter(known, product_id=product_id)
    if row := found.filter(name=unit).select_related("product").first():
        return row
    if not found.exists():
        errors["product"] = ValidationError(_("This product is not known."), code="unknown_product")
        return None
    names = found.values_list("name", flat=True)
    errors["unit"] = ValidationError(
        _("This product is not counted in “%(unit)s”. Use one of: %(units)s."),
        code="unknown_unit",
        params={"unit": unit[:40], "units": ", ".join(names)},
    )
    return None


def _check_amount(amount: Decimal, errors: dict[str, ValidationError]) -> None:
    if not amount.is_finite():
        errors["amount"] = ValidationError(_("Write a number."), code="invalid")
    elif amount <= 0:
        errors["amount"] = ValidationError(_("Write an amount above zero."), code="not_positive")
    elif amount > MOST_AMOUNT:
        errors["amount"] = ValidationError(_("This amount is too large. Check it."), code="too_large")
    elif amount != round(amount, 3):
        errors["amount"] = ValidationError(_("Write at most 3 digits after the point."), code="max_decimal_places")


def _check_taken_at(taken_at: datetime, errors: dict[str, ValidationError], *, now: datetime) -> datetime:
    if taken_at.tzinfo is None:
        errors["taken_at"] = ValidationError(_("Give the time with its offset from UTC."), code="offset_required")
    elif taken_at > now + CLOCK_TOLERANCE:
        errors["taken_at"] = ValidationError(_("This time is in the future."), code="in_future")
    elif taken_at < EARLIEST:
        errors["taken_at"] = ValidationError(_("This time is too long ago."), code="too_old")
    else:
        return min(taken_at, now)
    return now


def _fill(dose: Dose, entry: _Entry, *, weigh: bool = True) -> None:
    """Write what was said into the dose; without `weigh` it keeps the magnesium by the label of its day."""
    if weigh:
        amounts = dose_amounts(entry.unit, entry.amount)
        dose.elemental_mg, dose.label_units = amounts.elemental_mg, amounts.label_units
    dose.product = entry.unit.product
    dose.unit, dose.amount = entry.unit.name, entry.amount
    dose.taken_at, dose.note = entry.taken_at, entry.note


def _judge(dose: Dose, *, now: datetime) -> None:
    judged_at = now if now - dose.taken_at < timedelta(hours=24) else dose.taken_at
    verdict = judge_dose(load_facts(dose.person, now=judged_at), to_dose_facts(dose), now)
    dose.verdict = verdict_payload(verdict)


def _keep_revision(dose: Dose, action: RevisionAction, *, by: User, now: datetime) -> None:
    DoseRevision.objects.create(
        dose=dose,
        version=dose.version,
        action=action,
        at=now,
        by=by,
        before={
            "amount": str(dose.amount),
            "unit": dose.unit,
            "elemental_mg": None if dose.elemental_mg is None else str(dose.elemental_mg),
            "taken_at": _utc(dose.taken_at),
            "note": dose.note,
        },
    )


def _changed(dose: Dose, action: ChangeAction, *, now: datetime) -> None:
    record_change(person=dose.person, kind=ChangeKind.DOSE, action=action, subject_id=dose.pk, now=now)
