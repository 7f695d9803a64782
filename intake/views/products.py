"""Looking for a product, and adding one's own."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intake.forms.doses import SearchForm
from intake.forms.products import ProductForm
from intake.models import Compound, Product
from intake.selectors.products import search_products
from intake.services.catalogue.compounds import elemental_of, matching_compounds
from intake.services.products import create_product
from tracker.models import Person
from tracker.templatetags.amounts import per_unit
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID

SHOWN_ALIKE = 4


@require_safe
@with_person
def products(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A search page; while somebody types, only its list of results."""
    form = SearchForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    query, purpose = said.get("q", "").strip(), said.get("purpose", "")
    found = search_products(owner.person, query) if query else []
    part = "intake/_product_results.html" if request.headers.get("HX-Request") else "intake/products.html"
    chosen_url = reverse(SearchForm.PAGES[purpose])
    return render(request, part, {"query": query, "purpose": purpose, "products": found, "chosen_url": chosen_url})


@require_http_methods(["GET", "POST"])
@with_person
def new(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A product of one's own, copied from its label."""
    named = SearchForm(request.GET)
    name = named.cleaned_data["q"].strip() if named.is_valid() else ""
    form = ProductForm(request.POST or None, initial={"name": name})
    product = _create(owner, form) if form.is_valid() else None
    if product is not None:
        messages.success(request, _("Saved: %(amount)s.") % {"amount": per_unit(product.units.all()[0])})
        return redirect(f"{reverse('dose_new')}?{urlencode({'product': str(product.pk)})}")
    context = {"form": form, "alike": look_alikes(owner.person, request.POST.get("name", name))}
    return render(request, "intake/product_new.html", context, status=INVALID if form.errors else 200)


@require_safe
@with_person
def alike(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Products on file whose name is like the one being typed."""
    found = look_alikes(owner.person, request.GET.get("name", ""))
    return render(request, "intake/_look_alikes.html", {"alike": found})


@require_safe
@with_person
def computed(request: HttpRequest, owner: Owner) -> HttpResponse:
    """What a compound of so many mg holds, for the line under the form."""
    form = ProductForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    name, amount = said.get("compound", ""), said.get("compound_mg")
    meant = matching_compounds(name, list(Compound.objects.order_by("name"))) if name and amount else []
    held = elemental_of(label_mg=None, compound_mg=amount, compounds=meant)
    context = {"said": said, "held": held, "richest": _richest(meant), "unclear": len(meant) > 1}
    return render(request, "intake/_computed.html", context)


def look_alikes(person: Person, name: str) -> list[Product]:
    """Products on file that share the name being typed; two strengths may share one name."""
    return search_products(person, name, limit=SHOWN_ALIKE) if len(name.strip()) >= 4 else []


def _richest(meant: list[Compound]) -> Compound | None:
    return max(meant, key=lambda salt: salt.elemental_fraction or Decimal(0), default=None)


def _create(owner: Owner, form: ProductForm) -> Product | None:
    """The product, or None with the reason on the form."""
    try:
        return create_product(owner=owner.person, now=owner.now, **form.said())
    except ValidationError as error:
        form.refuse(error)
    return None
