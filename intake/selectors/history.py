"""What was taken in the weeks before the last 24 hours, summed by day and product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from intake.models import Dose
from tracker.clinical import facts as f
from tracker.clinical.totals import WINDOW
from tracker.models import Person
from tracker.selectors.numbers import exact

# MG-30 counts the last 42 days; no rule looks further back.
HISTORY = timedelta(days=42)
# No zone is further from UTC than 14 hours, so a calendar day and an instant are never more than that apart.
_ZONES = timedelta(days=1)
_THOUSANDTH = Decimal("0.001")


def day_facts(person: Person, *, now: datetime, without: UUID | None = None) -> tuple[f.DayFacts, ...]:
    """What each product gave on each day, from doses taken in `(now - 42 days, now - 24 hours]`. One query.

    Days are those on which the person lived when the dose was recorded. `without` leaves out one dose.
    """
    rows = _doses(person, now - HISTORY, now - WINDOW)
    if without is not None:
        rows = rows.exclude(pk=without)
    # Grouped by what the index holds; a product has one name and one kind, so the smallest is the one.
    by_day = rows.order_by().values("day", "product_id").annotate(
        name=Min("product__name"),
        category=Min("product__category"),
        known_mg=Sum("elemental_mg"),
        unknown=Count("taken_at", filter=Q(elemental_mg__isnull=True)),
        last_at=Max("taken_at"),
    )  # fmt: skip
    return tuple(map(_to_day_facts, by_day))


def _doses(person: Person, since: datetime, until: datetime) -> QuerySet[Dose]:
    """Doses that count, taken in `(since, until]`; the days let the database read no more of the index than that."""
    days = Q(day__gte=(since - _ZONES).date(), day__lte=(until + _ZONES).date())
    return Dose.objects.filter(days, person=person, taken_at__gt=since, taken_at__lte=until, voided_at__isnull=True)


def _to_day_facts(row: Mapping[str, Any]) -> f.DayFacts:
    # One database adds decimals up as floats: what it says is exact again at the third place.
    known_mg = (row["known_mg"] or Decimal(0)).quantize(_THOUSANDTH)
    return f.DayFacts(
        day=row["day"],
        product_id=row["product_id"],
        product_name=row["name"],
        category=f.Category(row["category"]),
        elemental_mg=exact(known_mg),
        at_least=row["unknown"] > 0,
        last_at=row["last_at"],
    )
