"""Kidney results: what is on file, how old it is, one more, one less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.clinical.assessment import Band
from tracker.clinical.kidney import band_of
from tracker.clinical.kidney_category import fresh_until
from tracker.clinical.moments import day_of
from tracker.forms.readings import ReadingForm
from tracker.models import KidneyReading, Person
from tracker.selectors.health import readings_of, to_reading_facts
from tracker.services.readings import record_reading, retract_reading
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One result with what it means and how long it counts as new."""

    reading: KidneyReading
    band: Band
    fresh_until: date
    fresh: bool


@require_http_methods(["GET", "POST"])
@with_person
def kidneys(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All results, newest first, and a form for one more."""
    form = ReadingForm(request.POST or None)
    if form.is_valid():
        try:
            record_reading(person=owner.person, by=owner.user, now=owner.now, **form.facts())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. Everything is judged again with this result."))
            return redirect("kidneys")
    context = {"form": form, "rows": reading_rows(owner.person, now=owner.now)}
    return render(request, "tracker/kidneys.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def retract(request: HttpRequest, owner: Owner, reading_id: UUID) -> HttpResponse:
    """Take a result back that was written down by mistake, after asking once."""
    row = next((row for row in reading_rows(owner.person, now=owner.now) if row.reading.pk == reading_id), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        retract_reading(person=owner.person, reading_id=reading_id, by=owner.user, now=owner.now)
        messages.success(request, _("The result is taken back. Everything is judged again without it."))
        return redirect("kidneys")
    return render(request, "tracker/kidney_retract.html", {"row": row})


def reading_rows(person: Person, *, now: datetime) -> list[ReadingRow]:
    """The readings of a person with their age."""
    today = day_of(now, person.time_zone)
    return [_row(reading, today) for reading in readings_of(person)]


def _row(reading: KidneyReading, today: date) -> ReadingRow:
    band = band_of(to_reading_facts(reading)) or Band.UNKNOWN
    until = fresh_until(reading.taken_on, band)
    return ReadingRow(reading, band, until, fresh=today <= until)
