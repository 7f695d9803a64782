"""What a prescriber allowed: what is on file, one more, one less."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake.forms.limits import LimitForm
from intake.models import Product
from tracker.clinical.moments import day_of
from tracker.models import PrescriberLimit
from tracker.selectors.on_file import limits_of
from tracker.services.limits import record_limit, retract_limit
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID
from tracker.views.record import ask_to_take_back, saved


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit with the product's name (empty: for all) and whether it holds today."""

    limit: PrescriberLimit
    product_name: str
    holds: bool


@require_http_methods(["GET", "POST"])
@with_person
def limits(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All limits, and a form for one more."""
    form = LimitForm(request.POST or None, person=owner.person)
    if request.method == "POST" and saved(form, owner, record_limit):
        messages.success(request, _("Saved. Everything is judged again with it."))
        return redirect("limits")
    context = {"form": form, "rows": _rows(owner, limits_of(owner.person))}
    return render(request, "intake/limits.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def retract(request: HttpRequest, owner: Owner, limit_id: UUID) -> HttpResponse:
    """Take back a limit that does not hold."""
    limit = get_object_or_404(PrescriberLimit, pk=limit_id, person=owner.person, retracted_at=None)
    return ask_to_take_back(
        request,
        "intake/limit_retract.html",
        {"row": _rows(owner, [limit])[0]},
        back="limits",
        take_back=lambda: retract_limit(person=owner.person, limit_id=limit_id, by=owner.user, now=owner.now),
    )


def _rows(owner: Owner, found: list[PrescriberLimit]) -> list[LimitRow]:
    ids = [limit.product_id for limit in found if limit.product_id is not None]
    names = dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))
    today = day_of(owner.now, owner.person.time_zone)
    return [
        LimitRow(
            limit,
            names.get(limit.product_id, "") if limit.product_id else "",
            holds=limit.valid_from <= today <= limit.valid_until,
        )
        for limit in found
    ]
