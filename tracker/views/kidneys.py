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
from tracker.clinical.facts import Facts
from tracker.clinical.kidney import Kidneys, band_of, judge_kidneys
from tracker.clinical.kidney_category import fresh_until
from tracker.clinical.kidney_history import bands_of
from tracker.clinical.moments import day_of
from tracker.forms.readings import ReadingForm
from tracker.models import KidneyReading, Person
from tracker.selectors.health import READINGS_JUDGED, person_facts, reading_facts, readings_of, to_reading_facts
from tracker.selectors.record import condition_facts, medicine_facts, symptom_facts
from tracker.services.readings import record_reading, retract_reading
from tracker.views.door import Owner, with_person
from tracker.views.health import wants_test
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
    context = {
        "form": form,
        "rows": reading_rows(owner.person, now=owner.now),
        "state": kidneys_now(owner.person, now=owner.now),
        "test_hint": wants_test(owner),
    }
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
    readings = readings_of(person)
    bands = bands_of(map(to_reading_facts, readings[:READINGS_JUDGED]))
    return [_row(reading, bands.get(reading.pk), today) for reading in readings]


def kidneys_now(person: Person, *, now: datetime) -> Kidneys:
    """How the rules see the kidneys now, with what is on file about illness and medicines."""
    facts = Facts(
        person=person_facts(person),
        readings=reading_facts(person),
        symptoms=symptom_facts(person, now=now),
        conditions=condition_facts(person, now=now),
        medicines=medicine_facts(person, now=now),
    )
    return judge_kidneys(facts, now)


def _row(reading: KidneyReading, beside_others: Band | None, today: date) -> ReadingRow:
    band = beside_others or band_of(to_reading_facts(reading)) or Band.UNKNOWN
    until = fresh_until(reading.taken_on, band)
    return ReadingRow(reading, band, until, fresh=today <= until)
