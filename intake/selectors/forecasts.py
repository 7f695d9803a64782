"""The planned week of a person, judged: what plans would add up to before any of it is taken."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.models import Plan
from intake.selectors.facts import load_facts
from intake.selectors.plans import plans_in_force, to_plan_facts
from intake.selectors.substances import with_substances
from intake.selectors.verdicts import check_payload, finding_payload
from tracker.clinical.forecast import Forecast, Planned, Schedule, forecast
from tracker.clinical.json_values import decimal_text, instant_text
from tracker.models import Person
from tracker.selectors.numbers import exact

_ANSWERED = (
    "answer", "severity", "headline", "total_after_mg", "at_least", "limit_mg", "room_mg", "fits_at", "missing",
)  # fmt: skip


def forecast_week(person: Person, *, now: datetime, new: Collection[UUID] | None = None) -> Forecast:
    """Judge the next seven days of all plans on file, dose by dose. Twelve queries at most.

    With `new` the plans of these ids are judged as just added: what they raise stands in `standing`.
    """
    facts = load_facts(person, now=now)
    plans = plans_in_force(person, now=now)
    with_substances(plan.product for plan in plans)
    return forecast(facts, map(to_schedule, plans), now, new=new)


def to_schedule(plan: Plan) -> Schedule:
    """A plan as the forecast follows it; `plan.product` must be at hand with its ingredients."""
    return Schedule(
        plan=to_plan_facts(plan),
        amount=exact(plan.amount),
        unit=plan.unit,
        times=plan.clocks,
        every_hours=plan.every_hours,
    )


def forecast_payload(week: Forecast, *, zone: str) -> dict[str, Any]:
    """A forecast as web and API show it: the worst of the week, and each dose with its answer.

    `first_at` is the instant of the first of the worst doses, None when none asks for anything.
    """
    worst = week.worst
    told = worst is not None and worst.verdict.severity is not None
    return {
        "answer": week.answer.value,
        "severity": None if week.severity is None else week.severity.value,
        "first_at": instant_text(worst.dose.taken_at) if worst is not None and told else None,
        "findings": [finding_payload(finding, zone=zone) for finding in week.findings],
        "since": instant_text(week.since),
        "until": instant_text(week.until),
        "ruleset": week.ruleset.id,
        "doses": [_planned_payload(planned, zone) for planned in week.doses],
    }


def _planned_payload(planned: Planned, zone: str) -> dict[str, Any]:
    dose, verdict = planned.dose, check_payload(planned.verdict, zone=zone)
    return {
        "plan": str(planned.plan_id),
        "product": str(dose.product_id),
        "product_name": dose.product_name,
        "amount": decimal_text(dose.amount),
        "unit": dose.unit,
        "elemental_mg": None if dose.elemental_mg is None else decimal_text(dose.elemental_mg),
        "at": instant_text(dose.taken_at),
        **{name: verdict[name] for name in _ANSWERED},
    }
