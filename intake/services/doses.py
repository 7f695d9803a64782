"""Recording, correcting and voiding doses: warn about the decision, never refuse the record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from intake.models import Dose, DoseRevision, RevisionAction
from intake.selectors.facts import load_facts, to_dose_facts
from intake.selectors.judged import pack_judged
from intake.selectors.products import dose_amounts
from intake.selectors.verdicts import verdict_payload
from intake.services.entries import Entry, check_entry
from intake.services.errors import DoseConflict, DoseNotFound, DoseVoided, StaleVersion
from tracker.clinical.moments import day_of
from tracker.clinical.totals import WINDOW
from tracker.clinical.verdict import judge_dose
from tracker.models import ChangeAction, ChangeKind, Person, User, new_id
from tracker.services.changes import lock_person, record_change


@dataclass(frozen=True, slots=True)
class Recorded:
    """A dose on record and the answer given with it; `created` is False for a repeated request."""

    dose: Dose
    verdict: dict[str, Any]
    created: bool


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
        if dose_id and (earlier := _find(dose_id)):
            return _repeated(earlier, locked, fingerprint)
        entry = check_entry(
            locked, product_id=product_id, unit=unit, amount=amount, taken_at=taken_at, note=note, now=now
        )
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
        entry = check_entry(
            dose.person,
            product_id=dose.product_id,
            unit=dose.unit if unit is None else unit,
            amount=dose.amount if amount is None else amount,
            taken_at=dose.taken_at if taken_at is None else taken_at,
            note=dose.note if note is None else note,
            now=now,
        )
        answered = {"verdict": dose.verdict, "facts": dose.facts}
        _keep_revision(dose, RevisionAction.CORRECTED, by=by, now=now, answered=answered)
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


def _find(dose_id: UUID) -> Dose | None:
    return Dose.objects.filter(pk=dose_id).select_related("product").defer("facts").first()


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


def _fill(dose: Dose, entry: Entry, *, weigh: bool = True) -> None:
    """Write what was said into the dose; without `weigh` it keeps the magnesium by the label of its day."""
    if weigh:
        amounts = dose_amounts(entry.unit, entry.amount)
        dose.elemental_mg, dose.label_units = amounts.elemental_mg, amounts.label_units
    dose.product = entry.unit.product
    dose.unit, dose.amount, dose.note = entry.unit.name, entry.amount, entry.note
    if dose.taken_at != entry.taken_at:
        # Only then: who moved to another zone meanwhile still took it on the day of the old one.
        dose.taken_at, dose.day = entry.taken_at, day_of(entry.taken_at, dose.person.time_zone)


def _judge(dose: Dose, *, now: datetime) -> None:
    """Give the dose its verdict, and keep what it was judged from."""
    judged_at = now if now - dose.taken_at < WINDOW else dose.taken_at
    facts, known = load_facts(dose.person, now=judged_at, about=dose), to_dose_facts(dose)
    dose.verdict = verdict_payload(judge_dose(facts, known, now), zone=dose.person.time_zone)
    dose.facts = pack_judged(facts, known, now=now)


def _keep_revision(
    dose: Dose, action: RevisionAction, *, by: User, now: datetime, answered: dict[str, Any] | None = None
) -> None:
    """Keep what the dose says; and what was answered about it, with its reasons, where that is about to change."""
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
            **(answered or {}),
        },
    )


def _changed(dose: Dose, action: ChangeAction, *, now: datetime) -> None:
    record_change(person=dose.person, kind=ChangeKind.DOSE, action=action, subject_id=dose.pk, now=now)
