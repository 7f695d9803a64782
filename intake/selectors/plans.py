"""What is meant to be taken, as people look at it and as the rules need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from intake.models import Plan
from intake.selectors.substances import substances_of
from tracker.clinical import facts as f
from tracker.clinical.moments import day_of
from tracker.models import Person
from tracker.selectors.numbers import exact_or_none

# More than anybody follows at once: it only keeps a judgement small.
PLANS_JUDGED = 100
_THOUSANDTH = Decimal("0.001")
_HOURS_A_DAY = Decimal(24)


def plans_of(person: Person) -> QuerySet[Plan]:
    """All plans that were not taken back, those that are over among them, with their product."""
    rows = Plan.objects.filter(person=person, retracted_at__isnull=True).select_related("product", "recorded_by")
    return rows.order_by("-recorded_at", "-id")


def find_plan(person: Person, plan_id: UUID) -> Plan | None:
    """One plan of this person, taken back or not."""
    return Plan.objects.filter(person=person, pk=plan_id).select_related("product", "recorded_by").first()


def plans_by_id(person: Person, plan_ids: Iterable[UUID]) -> dict[UUID, Plan]:
    """These plans of this person, taken back or not. One query."""
    rows = Plan.objects.filter(person=person, pk__in=plan_ids).select_related("product", "recorded_by")
    return {row.pk: row for row in rows}


def plans_in_force(person: Person, *, now: datetime) -> list[Plan]:
    """Plans that hold today or will, the first to begin first. One query."""
    today = day_of(now, person.time_zone)
    rows = plans_of(person).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    return list(rows.order_by("valid_from", "id")[:PLANS_JUDGED])


def plan_facts(plans: Iterable[Plan]) -> tuple[f.PlanFacts, ...]:
    """Plans as the rules see them; `plan.product` must be at hand with its ingredients."""
    return tuple(map(to_plan_facts, plans))


def to_plan_facts(plan: Plan) -> f.PlanFacts:
    """One plan as the rules see it."""
    product = plan.product
    return f.PlanFacts(
        id=plan.pk,
        product_id=product.pk,
        product_name=product.name,
        category=f.Category(product.category),
        elemental_mg=exact_or_none(plan.elemental_mg),
        times_per_day=exact_or_none(_times_per_day(plan)),
        from_date=plan.valid_from,
        until_date=plan.valid_until,
        label_units=exact_or_none(plan.label_units),
        label_max_units_per_day=exact_or_none(product.label_max_units_per_day),
        substances=substances_of(product),
    )


def _times_per_day(plan: Plan) -> Decimal | None:
    """How often in 24 hours; None as needed."""
    if plan.every_hours is not None:
        return (_HOURS_A_DAY / plan.every_hours).quantize(_THOUSANDTH)
    return Decimal(len(plan.times)) if plan.times else None
