""" "Can I take this?": the verdict on a dose that nobody wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intake.models import Dose, ProductUnit
from intake.selectors.amounts import Errors, check_amount, find_unit
from intake.selectors.facts import load_facts, to_dose_facts
from intake.selectors.products import dose_amounts
from intake.selectors.verdicts import check_payload
from tracker.clinical.assessment import Verdict
from tracker.clinical.facts import DoseFacts
from tracker.clinical.totals import WINDOW
from tracker.clinical.verdict import judge_dose
from tracker.models import Person

AHEAD = timedelta(days=7)
# Not on record, so every check may have the same id: the same question gets the same bytes. It sorts behind all
# doses of the same instant, as the one that comes last.
CHECKED_ID = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Check:
    """An answer: the verdict, its JSON with words as the API has it, and the dose that was asked about."""

    verdict: Verdict
    payload: dict[str, Any]
    dose: DoseFacts


def check_dose(
    *, person: Person, product_id: UUID, amount: Decimal, unit: str, now: datetime, at: datetime | None = None
) -> Check:
    """What a dose would add up to, if it were taken at `at` (now, when None). Writes nothing. Eleven queries at most.

    `at` may lie up to 7 days ahead; one within the last 24 hours is judged as now. It is judged against what is on
    record: what is planned until then is not taken yet (the forecast of a plan counts it). Bad input raises
    ValidationError by field: `product`, `unit`, `amount` as for a dose that is recorded, and `at`.
    """
    errors: Errors = {}
    found = find_unit(person, product_id, unit, errors)
    check_amount(amount, errors)
    moment = _check_at(now if at is None else at, errors, now=now)
    if found is None or errors:
        raise ValidationError(errors)
    dose = _imagine(found, amount, moment)
    facts = load_facts(person, now=now, about=dose)
    known = to_dose_facts(dose)
    verdict = judge_dose(facts, known, now)
    return Check(verdict, check_payload(verdict, zone=person.time_zone), known)


def _check_at(at: datetime, errors: Errors, *, now: datetime) -> datetime:
    if at.tzinfo is None:
        errors["at"] = ValidationError(_("Give the time with its offset from UTC."), code="offset_required")
    elif at > now + AHEAD:
        errors["at"] = ValidationError(_("Ask about the next 7\N{NO-BREAK SPACE}days."), code="in_future")
    elif at <= now - WINDOW:
        errors["at"] = ValidationError(_("This time is over. Ask about now, or later."), code="too_old")
    else:
        return max(at, now)
    return now


def _imagine(unit: ProductUnit, amount: Decimal, at: datetime) -> Dose:
    amounts = dose_amounts(unit, amount)
    return Dose(
        id=CHECKED_ID,
        product=unit.product,
        amount=amount,
        unit=unit.name,
        elemental_mg=amounts.elemental_mg,
        label_units=amounts.label_units,
        taken_at=at,
    )
