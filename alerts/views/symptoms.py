"""How somebody feels: five questions, and above them the danger signs that lead straight to the telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake.models import ProductCategory
from intake.selectors.doses import doses_of
from tracker.access import EVERYTHING, access_person, scopes_of
from tracker.clinical.terms import Symptom
from tracker.forms.symptoms import SignForm, SymptomsForm, red_flags
from tracker.models import Person, Scope, SymptomReport, User
from tracker.selectors.on_file import symptoms_of
from tracker.selectors.phones import phones_of
from tracker.services.symptoms import record_symptom, record_symptoms, retract_symptom
from tracker.templatetags.records import symptom_words
from tracker.views.door import Visitor, signed_in
from tracker.views.people import INVALID

# As long as a sign counts for MG-01 and MG-02, and a bowel preparation for MG-13.
DAY = timedelta(hours=24)
# A danger sign said longer ago than this can be said again: it is there again, or still there (ours). Said only once
# it would count for a day and then be called over.
AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is asked about, what the visitor may see of them, and where the pages about them are."""

    person: Person
    is_self: bool
    scopes: frozenset[Scope]
    zone: str

    def url(self, name: str, *args: object) -> str:
        """The address of one of these pages, for oneself or for the person cared for."""
        if self.is_self:
            return reverse(name, args=args)
        return reverse(f"person_{name}", args=(self.person.pk, *args))

    @property
    def home(self) -> str:
        """Where to go when it is said."""
        return reverse("today") if self.is_self else reverse("person", args=[self.person.pk])

    def said(self, user: User, *, now: datetime) -> list[SymptomReport]:
        """What was written down in the last 24 hours, as far as this user may see it: their own notes always."""
        rows = symptoms_of(self.person, since=now - DAY)
        return [row for row in rows if Scope.SEE_HEALTH in self.scopes or row.recorded_by_id == user.pk]

    def drank_preparation(self, *, now: datetime) -> bool:
        """Whether a bowel preparation was logged in the last 24 hours, for whoever may see doses."""
        if Scope.SEE_DOSES not in self.scopes:
            return False
        doses = doses_of(self.person).filter(product__category=ProductCategory.BOWEL_PREPARATION)
        return doses.filter(taken_at__gt=now - DAY, taken_at__lte=now).exists()


@require_http_methods(["GET", "POST"])
@signed_in
def symptoms(request: HttpRequest, visitor: Visitor, person_id: UUID | None = None) -> HttpResponse:
    """The danger signs, then five questions."""
    patient = _patient(visitor, person_id)
    if patient is None:
        return redirect("welcome")
    typed = request.POST if request.method == "POST" else None
    form = SymptomsForm(typed, after_preparation=patient.drank_preparation(now=visitor.now))
    if form.is_valid():
        _write_down(request, visitor, patient, form.signs())
        return redirect(patient.home)
    context = {
        "form": form,
        "patient": patient,
        "phones": phones_of(patient.person),
        "flags": [words for _code, words in red_flags()],
        "call_url": patient.url("emergency"),
        "said": [_with_url(patient, row) for row in patient.said(visitor.user, now=visitor.now)],
    }
    with timezone.override(patient.zone):
        return render(request, "alerts/symptoms.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def emergency(request: HttpRequest, visitor: Visitor, person_id: UUID | None = None) -> HttpResponse:
    """The number to call at once; which sign it was is asked below it, one button each."""
    patient = _patient(visitor, person_id)
    if patient is None:
        return redirect("welcome")
    written = patient.said(visitor.user, now=visitor.now)
    said = {row.code: row for row in written if row.started_at > visitor.now - AGAIN}
    if request.method == "POST":
        form = SignForm(request.POST)
        if form.is_valid() and form.cleaned_data["code"] not in said:
            code = form.cleaned_data["code"]
            record_symptom(person=patient.person, by=visitor.user, now=visitor.now, code=code, started_at=visitor.now)
        return redirect(patient.url("emergency"))
    context = {
        "patient": patient,
        "phones": phones_of(patient.person),
        "flags": [(code, words, _with_url(patient, said.get(code))) for code, words in red_flags()],
        "back_url": patient.url("symptoms"),
    }
    with timezone.override(patient.zone):
        return render(request, "alerts/emergency.html", context)


@require_POST
@signed_in
def take_back(request: HttpRequest, visitor: Visitor, symptom_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Undo a tap: what was written down by mistake no longer counts."""
    patient = _patient(visitor, person_id)
    said = patient.said(visitor.user, now=visitor.now) if patient else []
    row = next((row for row in said if row.pk == symptom_id), None)
    if patient is None or row is None:
        raise Http404
    retract_symptom(person=patient.person, symptom_id=row.pk, by=visitor.user, now=visitor.now)
    taken = {"what": symptom_words(row.code)}
    messages.success(request, _("Taken back: %(what)s. Everything is judged again without it.") % taken)
    return redirect(patient.url("symptoms"))


def _patient(visitor: Visitor, person_id: UUID | None) -> Patient | None:
    """Oneself without an id (None for an account without a person), else somebody for whom one may write. Http404."""
    if person_id is None:
        own = visitor.own
        return None if own is None else Patient(own, is_self=True, scopes=EVERYTHING, zone=visitor.zone_for())
    found = access_person(visitor.user, person_id, need=Scope.RECORD_DOSES, now=visitor.now, look="symptoms")
    return Patient(
        found,
        is_self=found.account_id == visitor.user.pk,
        scopes=scopes_of(visitor.user, found, now=visitor.now),
        zone=visitor.zone_for(found),
    )


def _with_url(patient: Patient, row: SymptomReport | None) -> tuple[SymptomReport, str] | None:
    """What was said, with where it is taken back."""
    return None if row is None else (row, patient.url("symptom_retract", row.pk))


def _write_down(request: HttpRequest, visitor: Visitor, patient: Patient, signs: list[Symptom]) -> None:
    if not signs:
        messages.info(request, _("None of these now. No sign is not an all clear: what was said before still holds."))
        return
    record_symptoms(
        person=patient.person, by=visitor.user, now=visitor.now, codes=[each.value for each in signs],
        started_at=visitor.now,
    )  # fmt: skip
    said = {"what": ", ".join(symptom_words(each) for each in signs)}
    messages.success(request, _("Written down: %(what)s. Everything is judged again with it.") % said)
