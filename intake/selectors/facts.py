"""Everything the rules may know about a person, read in one place for web, API, alerts and documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from intake.models import Dose
from tracker.clinical import facts as f
from tracker.models import Person
from tracker.selectors.health import limit_facts, person_facts, reading_facts
from tracker.selectors.numbers import exact, exact_or_none

# Rule set 2026.1 looks back 24 hours; only that much is read, so logging costs the same after ten years.
LOOK_BACK = timedelta(hours=24)


def load_facts(person: Person, *, now: datetime) -> f.Facts:
    """The facts as of `now`: doses of the last 24 hours, readings and limits on file. Three queries."""
    return facts_with(person, doses_between(person, now - LOOK_BACK, now))


def facts_with(person: Person, doses: Iterable[Dose]) -> f.Facts:
    """The facts with these doses, for whoever shows them too. Two queries."""
    return f.Facts(
        person=person_facts(person),
        readings=reading_facts(person),
        doses=dose_facts(doses),
        limits=limit_facts(person),
    )


def doses_between(person: Person, since: datetime, until: datetime) -> list[Dose]:
    """Doses taken in `(since, until]` that were not voided, newest first, with their product. One query."""
    rows = Dose.objects.filter(person=person, taken_at__gt=since, taken_at__lte=until, voided_at__isnull=True)
    return list(rows.select_related("product").defer("verdict").order_by("-taken_at", "-id"))


def dose_facts(doses: Iterable[Dose]) -> tuple[f.DoseFacts, ...]:
    """Doses as the rules see them."""
    return tuple(to_dose_facts(dose) for dose in doses)


def to_dose_facts(dose: Dose) -> f.DoseFacts:
    """One dose as the rules see it; `dose.product` must be at hand."""
    product = dose.product
    return f.DoseFacts(
        id=dose.pk,
        product_id=product.pk,
        product_name=product.name,
        category=f.Category(product.category),
        amount=exact(dose.amount),
        unit=dose.unit,
        elemental_mg=exact_or_none(dose.elemental_mg),
        taken_at=dose.taken_at,
        label_units=exact_or_none(dose.label_units),
        label_max_units_per_day=exact_or_none(product.label_max_units_per_day),
    )
