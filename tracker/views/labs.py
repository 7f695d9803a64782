"""Magnesium blood tests: what is on file, one more, one less."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.forms.record import LabForm
from tracker.models import LabResult
from tracker.selectors.on_file import labs_of
from tracker.services.labs import record_lab, retract_lab
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID
from tracker.views.record import ask_to_take_back, saved


@require_http_methods(["GET", "POST"])
@with_person
def labs(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All blood tests, newest first, and a form for one more."""
    form = LabForm(request.POST) if request.method == "POST" else LabForm.blank(owner.person)
    if request.method == "POST" and saved(form, owner, record_lab):
        messages.success(request, _("Saved. Everything is judged again with this result."))
        return redirect("labs")
    context = {"form": form, "labs": labs_of(owner.person)}
    return render(request, "tracker/labs.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def retract(request: HttpRequest, owner: Owner, lab_id: UUID) -> HttpResponse:
    """Take back a test that was written down by mistake."""
    lab = get_object_or_404(LabResult, pk=lab_id, person=owner.person, retracted_at=None)
    return ask_to_take_back(
        request,
        "tracker/lab_retract.html",
        {"lab": lab},
        back="labs",
        take_back=lambda: retract_lab(person=owner.person, lab_id=lab_id, by=owner.user, now=owner.now),
    )
