"""Other medicines that matter: what is on file, one more, its last day, one less."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.forms.record import LastDayForm, MedicineForm
from tracker.models import OtherMedicine, Person
from tracker.selectors.on_file import medicines_of
from tracker.services.medicines import end_medicine, record_medicine, retract_medicine
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID
from tracker.views.record import ask_to_take_back, saved


@require_http_methods(["GET", "POST"])
@with_person
def medicines(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All other medicines, those that are taken first, and a form for one more."""
    form = MedicineForm(request.POST or None)
    if request.method == "POST" and saved(form, owner, record_medicine):
        messages.success(request, _("Saved. Everything is judged again with this medicine."))
        return redirect("medicines")
    context = {"form": form, "medicines": medicines_of(owner.person)}
    return render(request, "tracker/medicines.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def end(request: HttpRequest, owner: Owner, medicine_id: UUID) -> HttpResponse:
    """Say on which day it was taken last."""
    medicine = _find(owner.person, medicine_id)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_medicine(
                person=owner.person, medicine_id=medicine_id, by=owner.user, now=owner.now,
                until=form.cleaned_data["until"],
            )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. Its last day is written down."))
            return redirect("medicines")
    context = {"form": form, "medicine": medicine}
    return render(request, "tracker/medicine_end.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def retract(request: HttpRequest, owner: Owner, medicine_id: UUID) -> HttpResponse:
    """Take back a medicine that was written down by mistake."""
    medicine = _find(owner.person, medicine_id)
    return ask_to_take_back(
        request,
        "tracker/medicine_retract.html",
        {"medicine": medicine},
        back="medicines",
        take_back=lambda: retract_medicine(person=owner.person, medicine_id=medicine_id, by=owner.user, now=owner.now),
    )


def _find(person: Person, medicine_id: UUID) -> OtherMedicine:
    return get_object_or_404(OtherMedicine, pk=medicine_id, person=person, retracted_at=None)
