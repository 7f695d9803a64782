"""Everything the rules may know about a person, read in one place for web, API, alerts and documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from intake.models import Dose
from intake.selectors.history import day_facts
from intake.selectors.plans import plan_facts, plans_in_force
from intake.selectors.substances import substances_of, with_substances
from tracker.clinical import facts as f
from tracker.clinical.totals import WINDOW
from tracker.models import Person
from tracker.selectors.health import limit_facts, person_facts, reading_facts
from tracker.selectors.numbers import exact, exact_or_none
from tracker.selectors.record import condition_facts, lab_facts, medicine_facts, symptom_facts


def load_facts(person: Person, *, now: datetime, about: Dose | None = None) -> f.Facts:
    """The facts as of `now`, which may lie in the past: what was taken after it is left out.

    Doses of the last 24 hours come one by one, those of the 42 days before them summed by day and product; none
    stands in both. `about` is a dose that is to be judged: what it says on record is left out, and the ingredients
    of its product are read along. Ten queries at most, however much is on file.
    """
    doses = doses_between(person, now - WINDOW, now)
    return facts_with(person, doses, now=now, about=about)


def facts_with(person: Person, doses: Iterable[Dose], *, now: datetime, about: Dose | None = None) -> f.Facts:
    """The facts with these doses of the last 24 hours, for whoever shows them too. Nine queries at most."""
    others = [dose for dose in doses if about is None or dose.pk != about.pk]
    plans = plans_in_force(person, now=now)
    judged = () if about is None else (about,)
    with_substances(each.product for each in (*judged, *others, *plans))
    return f.Facts(
        person=person_facts(person),
        readings=reading_facts(person),
        doses=dose_facts(others),
        limits=limit_facts(person),
        history=day_facts(person, now=now, without=None if about is None else about.pk),
        plans=plan_facts(plans),
        labs=lab_facts(person, now=now),
        symptoms=symptom_facts(person, now=now),
        conditions=condition_facts(person, now=now),
        medicines=medicine_facts(person, now=now),
    )


def doses_between(person: Person, since: datetime, until: datetime) -> list[Dose]:
    """Doses taken in `(since, until]` that were not voided, newest first, with their product. One query."""
    rows = Dose.objects.filter(person=person, taken_at__gt=since, taken_at__lte=until, voided_at__isnull=True)
    return list(rows.select_related("product").defer("verdict", "facts").order_by("-taken_at", "-id"))


def dose_facts(doses: Iterable[Dose]) -> tuple[f.DoseFacts, ...]:
    """Doses as the rules see them."""
    return tuple(map(to_dose_facts, doses))


def to_dose_facts(dose: Dose) -> f.DoseFacts:
    """One dose as the rules see it; `dose.product` must be at hand, and its ingredients where there are many."""
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
        substances=substances_of(product),
    )
