"""Doses as people look at them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from intake.models import Dose, DoseRevision
from tracker.clinical.facts import DoseFacts
from tracker.models import Person
from tracker.selectors.numbers import exact_or_none

# "Anna logged this 6 min ago. Same dose?"
SAME_DOSE_WITHIN = timedelta(minutes=20)


def doses_of(person: Person) -> QuerySet[Dose]:
    """All doses on record, newest first, with what a list shows; voided ones are left out."""
    rows = Dose.objects.filter(person=person, voided_at__isnull=True).select_related("product", "recorded_by")
    # What a verdict was judged from is far larger than all that a list shows.
    return rows.defer("facts").order_by("-taken_at", "-id")


def recent_doses(person: Person, *, now: datetime, hours: int = 24) -> list[Dose]:
    """What was taken in the last hours, newest first. One query."""
    return list(doses_of(person).filter(taken_at__gt=now - timedelta(hours=hours), taken_at__lte=now))


def find_dose(person: Person, dose_id: UUID) -> Dose | None:
    """One dose of this person, voided or not, with its history at hand."""
    rows = Dose.objects.filter(person=person, pk=dose_id).select_related("product", "recorded_by").defer("facts")
    return rows.prefetch_related("revisions__by").first()


def doses_by_id(person: Person, dose_ids: Iterable[UUID]) -> dict[UUID, Dose]:
    """These doses of this person, voided or not, with what a list shows. One query."""
    rows = Dose.objects.filter(person=person, pk__in=dose_ids).select_related("product", "recorded_by")
    return {row.pk: row for row in rows.defer("facts", "verdict")}


def dose_history(dose: Dose) -> list[DoseRevision]:
    """What the dose said before, oldest first, with who changed it and when."""
    return list(dose.revisions.select_related("by").order_by("version"))


def same_dose_before(dose: Dose) -> Dose | None:
    """Another dose of the same product and amount, logged by anyone minutes before this one; None if there is none."""
    rows = doses_of(dose.person).filter(
        product_id=dose.product_id,
        amount=dose.amount,
        unit=dose.unit,
        taken_at__gt=dose.taken_at - SAME_DOSE_WITHIN,
        taken_at__lte=dose.taken_at,
    )
    return rows.exclude(pk=dose.pk).first()


def any_changed(doses: Iterable[DoseFacts]) -> bool:
    """Whether one of these doses, as it was judged, now says something else or was removed."""
    judged = {dose.id: (exact_or_none(dose.elemental_mg), dose.taken_at) for dose in doses}
    rows = Dose.objects.filter(pk__in=judged, voided_at__isnull=True).values_list("pk", "elemental_mg", "taken_at")
    return judged != {pk: (exact_or_none(mg), taken_at) for pk, mg, taken_at in rows}
