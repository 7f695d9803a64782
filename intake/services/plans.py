"""Writing down what is meant to be taken; the plan is judged when it is written, not at the fourth dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from intake.models import Plan, ProductUnit, ZoneMode
from intake.selectors.products import dose_amounts
from intake.services.errors import PlanConflict, PlanEnded, PlanNotFound, StaleVersion
from intake.services.rhythms import PlanEntry, check_plan
from tracker.models import ChangeAction, ChangeKind, Person, User, new_id
from tracker.services.changes import lock_person, record_change


class PlanChanges(TypedDict, total=False):
    """What may be changed about a plan; what is left out stays as it is."""

    amount: Decimal
    unit: str
    times: Sequence[time]
    every_hours: Decimal | None
    as_needed: bool
    zone_mode: str | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Written:
    """A plan on record; `created` is False for a repeated request."""

    plan: Plan
    created: bool


def write_plan(
    *,
    person: Person,
    by: User,
    now: datetime,
    product_id: UUID,
    amount: Decimal,
    unit: str,
    valid_from: date,
    times: Sequence[time] = (),
    every_hours: Decimal | None = None,
    as_needed: bool = False,
    zone_mode: str | None = None,
    valid_until: date | None = None,
    plan_id: UUID | None = None,
) -> Written:
    """Write down a plan: at times of day, every so many hours, or as needed; exactly one of them.

    `zone_mode` is `interval` with hours and else `local`, when None. With a `plan_id` the call may be repeated: the
    same content gives the plan again, another content, or one that was changed since, raises PlanConflict; one that
    was ended raises PlanEnded. Bad input raises ValidationError by field (`product`, `unit`, `amount`, `times`,
    `every_hours`, `zone_mode`, `valid_from`, `valid_until`) and writes nothing.
    """
    said = PlanEntry(amount, unit, tuple(times), every_hours, as_needed, zone_mode, valid_from, valid_until)
    with transaction.atomic():
        locked = lock_person(person.pk)
        earlier = Plan.objects.filter(pk=plan_id).select_related("product").first() if plan_id else None
        if earlier is not None and earlier.person_id != locked.pk:
            raise PlanConflict
        checked, found = check_plan(locked, product_id, said, now=now, another=earlier is None)
        if earlier is not None:
            return _repeated(earlier, checked, found)
        plan = Plan(id=plan_id or new_id(), person=locked, recorded_at=now, recorded_by=by)
        _fill(plan, checked, found)
        plan.save(force_insert=True)
        _changed(plan, ChangeAction.CREATED, now=now)
    return Written(plan, created=True)


def change_plan(
    *,
    person: Person,
    plan_id: UUID,
    by: User,
    now: datetime,
    expected_version: int,
    **changes: Unpack[PlanChanges],
) -> Plan:
    """Change what a plan says; a new rhythm takes the place of the old one. Another product is another plan.

    Raises PlanNotFound, PlanEnded, StaleVersion, or ValidationError by field.
    """
    with transaction.atomic():
        plan = _take(person, plan_id, expected_version)
        checked, found = check_plan(plan.person, plan.product_id, _changed_entry(plan, changes), now=now)
        _fill(plan, checked, found)
        plan.version += 1
        plan.recorded_at, plan.recorded_by = now, by
        plan.save()
        _changed(plan, ChangeAction.CORRECTED, now=now)
    return plan


def end_plan(*, person: Person, plan_id: UUID, by: User, now: datetime, expected_version: int) -> Plan:
    """Say that a plan is not followed any more: it stays on file. Raises PlanNotFound, PlanEnded or StaleVersion."""
    with transaction.atomic():
        plan = _take(person, plan_id, expected_version)
        plan.retracted_at, plan.recorded_by = now, by
        plan.version += 1
        plan.save(update_fields=["retracted_at", "recorded_by", "version"])
        _changed(plan, ChangeAction.ENDED, now=now)
    return plan


def _repeated(plan: Plan, said: PlanEntry, unit: ProductUnit) -> Written:
    if plan.retracted_at is not None:
        raise PlanEnded
    if plan.version != 1 or _entry_of(plan) != said or plan.product_id != unit.product_id:
        raise PlanConflict
    return Written(plan, created=False)


def _take(person: Person, plan_id: UUID, expected_version: int) -> Plan:
    """The plan, with its person locked, if it may still be changed."""
    locked = lock_person(person.pk)
    plan = Plan.objects.filter(pk=plan_id, person=locked).select_related("product").first()
    if plan is None:
        raise PlanNotFound
    if plan.retracted_at is not None:
        raise PlanEnded
    if plan.version != expected_version:
        raise StaleVersion(plan.version)
    plan.person = locked
    return plan


def _entry_of(plan: Plan) -> PlanEntry:
    return PlanEntry(
        amount=plan.amount,
        unit=plan.unit,
        times=plan.clocks,
        every_hours=plan.every_hours,
        as_needed=plan.as_needed,
        zone_mode=plan.zone_mode,
        valid_from=plan.valid_from,
        valid_until=plan.valid_until,
    )


def _changed_entry(plan: Plan, changes: PlanChanges) -> PlanEntry:
    """What the plan would say; who gives another rhythm need not take back the one before."""
    entry = _entry_of(plan)
    if changes.get("times") or changes.get("every_hours") or changes.get("as_needed"):
        zone_mode = plan.zone_mode if plan.times and changes.get("times") else None
        entry = replace(entry, times=(), every_hours=None, as_needed=False, zone_mode=zone_mode)
    return PlanEntry(
        amount=changes.get("amount", entry.amount),
        unit=changes.get("unit", entry.unit),
        times=tuple(changes.get("times", entry.times)),
        every_hours=changes.get("every_hours", entry.every_hours),
        as_needed=changes.get("as_needed", entry.as_needed),
        zone_mode=changes.get("zone_mode", entry.zone_mode),
        valid_from=changes.get("valid_from", entry.valid_from),
        valid_until=changes.get("valid_until", entry.valid_until),
    )


def _fill(plan: Plan, said: PlanEntry, unit: ProductUnit) -> None:
    amounts = dose_amounts(unit, said.amount)
    plan.elemental_mg, plan.label_units = amounts.elemental_mg, amounts.label_units
    plan.product, plan.unit, plan.amount = unit.product, unit.name, said.amount
    plan.times = [clock.isoformat("minutes") for clock in said.times]
    plan.every_hours, plan.as_needed = said.every_hours, said.as_needed
    plan.zone_mode = said.zone_mode or ZoneMode.LOCAL
    plan.valid_from, plan.valid_until = said.valid_from, said.valid_until


def _changed(plan: Plan, action: ChangeAction, *, now: datetime) -> None:
    record_change(person=plan.person, kind=ChangeKind.PLAN, action=action, subject_id=plan.pk, now=now)
