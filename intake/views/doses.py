"""Writing down what was taken, and putting it right afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake.forms.doses import ChosenProductForm, CorrectionForm, DoseForm, TileForm, VersionForm
from intake.models import Dose, Product
from intake.selectors.doses import dose_history, find_dose
from intake.selectors.products import visible_products
from intake.services.doses import correct_dose, record_dose, void_dose
from intake.services.errors import DoseConflict, DoseNotFound, DoseVoided, StaleVersion
from tracker.models import Person
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID


@require_http_methods(["GET", "POST"])
@with_person
def new(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A form for one product: usual amount and now are filled in. Without a product, a search."""
    product_id = ChosenProductForm.read(request.POST or request.GET)
    if product_id is None:
        return redirect("products")
    product = find_product(owner.person, product_id)
    if request.method == "GET":
        return render(request, "intake/dose_new.html", {"form": DoseForm.blank(product), "product": product})
    form = DoseForm(product, request.POST)
    dose = _record(owner, product, form) if form.is_valid() else None
    if dose is not None:
        return to_logged(dose.pk)
    return render(request, "intake/dose_new.html", {"form": form, "product": product}, status=INVALID)


@require_POST
@with_person
def tile(request: HttpRequest, owner: Owner) -> HttpResponse:
    """One tap: the usual amount, now."""
    form = TileForm(request.POST)
    if not form.is_valid():
        return redirect("products")
    tapped = form.cleaned_data
    said = {"product_id": tapped["product"], "amount": tapped["amount"], "unit": tapped["unit"]}
    try:
        dose = _tapped(owner, tapped["dose_id"], said)
    except ValidationError:
        messages.warning(request, _("This product has changed. Nothing was logged: choose it again."))
        return redirect("products")
    return to_logged(dose.pk)


def _tapped(owner: Owner, dose_id: UUID, said: dict[str, Any]) -> Dose:
    """The dose of this tap. The same tile of the same page is the same dose, however late the browser repeats it.

    A dose that was taken back meanwhile is another one when the tile is tapped again.
    """
    try:
        return record_dose(
            person=owner.person, by=owner.user, taken_at=owner.now, now=owner.now, dose_id=dose_id, **said
        ).dose
    except (DoseConflict, DoseVoided):
        earlier = find_dose(owner.person, dose_id)
        if earlier is not None and earlier.voided_at is None:
            return earlier
        return record_dose(person=owner.person, by=owner.user, taken_at=owner.now, now=owner.now, **said).dose


@require_http_methods(["GET", "POST"])
@with_person
def edit(request: HttpRequest, owner: Owner, dose_id: UUID) -> HttpResponse:
    """One dose with its history, and a form to correct it."""
    dose = _find(owner.person, dose_id)
    form = CorrectionForm(dose.product, request.POST) if request.method == "POST" else CorrectionForm.of(dose)
    if dose.voided_at is None and form.is_valid() and _correct(owner, dose, form):
        messages.success(request, _("Corrected. What it said before is kept below."))
        return to_logged(dose.pk)
    context = {"form": form, "dose": dose, "history": dose_history(dose)}
    return render(request, "intake/dose.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def remove(request: HttpRequest, owner: Owner, dose_id: UUID) -> HttpResponse:
    """Say that a dose was not taken. From the toast's Undo it is one tap; a link asks once."""
    dose = _find(owner.person, dose_id)
    if request.method == "GET" and dose.voided_at is None:
        return render(request, "intake/dose_remove.html", {"dose": dose})
    version = VersionForm(request.POST)
    if not version.is_valid():
        return redirect("dose", dose_id)
    try:
        void_dose(
            person=owner.person, dose_id=dose_id, by=owner.user, now=owner.now,
            expected_version=version.cleaned_data["version"],
        )  # fmt: skip
    except (DoseVoided, DoseNotFound):
        messages.info(request, _("This dose was taken back before."))
    except StaleVersion:
        messages.warning(request, _("Somebody changed this dose meanwhile. Look at it again."))
        return redirect("dose", dose_id)
    else:
        messages.success(request, _("Taken back. It no longer counts."))
    return redirect(settings.LOGIN_REDIRECT_URL)


def find_product(person: Person, product_id: UUID) -> Product:
    """A product that this person may log. Raises Http404."""
    product = visible_products(person).prefetch_related("units").filter(pk=product_id).first()
    if product is None:
        raise Http404
    return product


def to_logged(dose_id: UUID) -> HttpResponse:
    """The first page, with the answer about this dose."""
    return redirect(f"{resolve_url(settings.LOGIN_REDIRECT_URL)}?{urlencode({'logged': str(dose_id)})}")


def _find(person: Person, dose_id: UUID) -> Dose:
    dose = find_dose(person, dose_id)
    if dose is None:
        raise Http404
    return dose


def _record(owner: Owner, product: Product, form: DoseForm) -> Dose | None:
    """The dose, or None with the reason on the form. One that was taken back is another one when it is sent again."""
    said = {"person": owner.person, "by": owner.user, "product_id": product.pk, "now": owner.now, **form.said()}
    try:
        try:
            return record_dose(dose_id=form.cleaned_data["dose_id"], **said).dose
        except DoseVoided:
            return record_dose(**said).dose
    except ValidationError as error:
        form.refuse(error)
    except DoseConflict:
        form.take_new_id()
        form.add_error(None, _("A dose was logged from this page already. Send it again only if this is another one."))
    return None


def _correct(owner: Owner, dose: Dose, form: CorrectionForm) -> bool:
    """Whether the dose was corrected; if not, the reason is on the form."""
    try:
        correct_dose(
            person=owner.person, dose_id=dose.pk, by=owner.user, now=owner.now,
            expected_version=form.cleaned_data["version"], **form.said() | {"taken_at": form.moment_of(dose)},
        )  # fmt: skip
    except ValidationError as error:
        form.refuse(error)
    except StaleVersion:
        form.add_error(None, _("Somebody changed this dose meanwhile. Load the page again and look at it."))
    except DoseVoided:
        form.add_error(None, _("This dose was taken back before."))
    else:
        return True
    return False
