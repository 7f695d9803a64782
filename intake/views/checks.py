""" "Can I take this?": one big answer before anything is taken. Asking writes nothing down."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from intake.forms.checks import CheckForm
from intake.forms.doses import ChosenProductForm
from intake.models import Product
from intake.selectors.checks import Check, check_dose
from intake.selectors.facts import load_facts
from intake.views.doses import find_product
from intake.views.tiles import quick_tiles
from tracker.models import new_id
from tracker.selectors.phones import phones_of
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID


@require_http_methods(["GET", "POST"])
@with_person
def check(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Choose a product, say how much, read the answer: two taps for what is usually taken."""
    product_id = ChosenProductForm.read(request.POST or request.GET)
    if product_id is None:
        tiles = quick_tiles(owner.person, load_facts(owner.person, now=owner.now), now=owner.now)
        return render(request, "intake/check.html", {"tiles": tiles, "purpose": "check"})
    product = find_product(owner.person, product_id)
    if request.method == "GET":
        return _ask(request, product, CheckForm.blank(product))
    form = CheckForm(product, request.POST)
    found = _answer(owner, product, form) if form.is_valid() else None
    return _ask(request, product, form) if found is None else _show(request, owner, product, found)


def _answer(owner: Owner, product: Product, form: CheckForm) -> Check | None:
    """The answer, or None with the reason on the form."""
    said = form.cleaned_data
    try:
        return check_dose(
            person=owner.person,
            product_id=product.pk,
            amount=said["amount"],
            unit=said["unit"],
            at=said["at"],
            now=owner.now,
        )
    except ValidationError as error:
        form.refuse(error)
    return None


def _ask(request: HttpRequest, product: Product, form: CheckForm) -> HttpResponse:
    context = {"product": product, "form": form}
    return render(request, "intake/check_amount.html", context, status=INVALID if form.errors else 200)


def _show(request: HttpRequest, owner: Owner, product: Product, found: Check) -> HttpResponse:
    context = {
        "product": product,
        "dose": found.dose,
        "verdict": found.payload,
        "phones": phones_of(owner.person),
        # Taken under this id, a tap that is repeated stays one dose. What lies ahead cannot be logged yet.
        "dose_id": new_id() if found.dose.taken_at <= owner.now else None,
    }
    return render(request, "intake/check_answer.html", context)
