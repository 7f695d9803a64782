"""What somebody says is meant to be taken, and how often, checked before it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intake.models import ProductUnit, ZoneMode
from intake.selectors.amounts import Errors, check_amount, find_unit
from intake.selectors.plans import PLANS_JUDGED, plans_in_force
from tracker.models import Person

MOST_TIMES = 12
# More often than hourly is a drip, less often than weekly has its own dates.
HOURS = (Decimal(1), Decimal(168))
YEARS = (1900, 2200)


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What somebody says about a plan. `zone_mode` None stands for what suits the rhythm."""

    amount: Decimal
    unit: str
    times: tuple[time, ...]
    every_hours: Decimal | None
    as_needed: bool
    zone_mode: str | None
    valid_from: date
    valid_until: date | None


def check_plan(
    person: Person, product_id: UUID, said: PlanEntry, *, now: datetime, another: bool = False
) -> tuple[PlanEntry, ProductUnit]:
    """The entry ready to be written, and the unit with its product; `another` when it would be one plan more.

    Raises ValidationError with all that is wrong, by field.
    """
    errors: Errors = {}
    found = find_unit(person, product_id, said.unit, errors)
    check_amount(said.amount, errors)
    _check_rhythm(said, errors)
    _check_days(said, errors)
    if another and len(plans_in_force(person, now=now)) >= PLANS_JUDGED:
        errors["product"] = ValidationError(_("There are too many plans. End one first."), code="too_many")
    if found is None or errors:
        raise ValidationError(errors)
    times = tuple(sorted(set(said.times)))
    return replace(said, times=times, zone_mode=_zone_mode(said)), found


def _check_rhythm(said: PlanEntry, errors: Errors) -> None:
    if sum((bool(said.times), said.every_hours is not None, said.as_needed)) != 1:
        message = _("Give times of day, or hours between, or say as needed: one of the three.")
        errors["times"] = ValidationError(message, code="one_rhythm")
    elif said.times:
        _check_times(said, errors)
    elif said.every_hours is not None:
        _check_hours(said, said.every_hours, errors)


def _check_times(said: PlanEntry, errors: Errors) -> None:
    if len(set(said.times)) > MOST_TIMES:
        errors["times"] = ValidationError(_("Write at most 12 times of day."), code="too_many")
    elif any(clock.tzinfo or clock.second or clock.microsecond for clock in said.times):
        errors["times"] = ValidationError(_("Write a time of day like 07:30."), code="invalid")
    elif said.zone_mode not in {None, ZoneMode.LOCAL, ZoneMode.HOME}:
        errors["zone_mode"] = ValidationError(_("Times of day go by a clock: local or home."), code="not_with_times")


def _check_hours(said: PlanEntry, every_hours: Decimal, errors: Errors) -> None:
    least, most = HOURS
    if not every_hours.is_finite() or not least <= every_hours <= most or every_hours != round(every_hours, 2):
        errors["every_hours"] = ValidationError(_("Write a number of hours from 1 to 168."), code="out_of_range")
    elif said.zone_mode not in {None, ZoneMode.INTERVAL}:
        errors["zone_mode"] = ValidationError(_("Hours between go by no clock: interval."), code="not_with_hours")


def _check_days(said: PlanEntry, errors: Errors) -> None:
    first, last = YEARS
    for name, day in (("valid_from", said.valid_from), ("valid_until", said.valid_until)):
        if day is not None and not first <= day.year <= last:
            errors[name] = ValidationError(_("Check the year."), code="out_of_range")
    if not errors and said.valid_until is not None and said.valid_until < said.valid_from:
        errors["valid_until"] = ValidationError(_("The end is before the start."), code="ends_before_start")


def _zone_mode(said: PlanEntry) -> str:
    usual = ZoneMode.LOCAL if said.every_hours is None else ZoneMode.INTERVAL
    return said.zone_mode or usual.value
