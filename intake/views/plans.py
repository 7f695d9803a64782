"""What is meant to be taken: the list with the week ahead, one more, one less."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intake.forms.doses import ChosenProductForm, VersionForm
from intake.forms.plans import PlanForm
from intake.models import Plan, Product
from intake.selectors.forecasts import forecast_payload, forecast_week
from intake.selectors.plans import find_plan, plans_in_force
from intake.services.errors import PlanConflict, PlanEnded, PlanNotFound, StaleVersion
from intake.services.plans import end_plan, write_plan
from intake.views.doses import find_product
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID


@require_safe
@with_person
def plans(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All plans that hold or will, and what they add up to in the next seven days."""
    rows = plans_in_force(owner.person, now=owner.now)
    week = forecast_payload(forecast_week(owner.person, now=owner.now), zone=owner.person.time_zone) if rows else None
    return render(request, "intake/plans.html", {"plans": rows, "week": week, "purpose": "plan"})


@require_http_methods(["GET", "POST"])
@with_person
def new(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A plan for one product; the list then says at once what it would add up to."""
    product_id = ChosenProductForm.read(request.POST or request.GET)
    if product_id is None:
        return redirect("plans")
    product = find_product(owner.person, product_id)
    form = PlanForm(product, request.POST) if request.method == "POST" else PlanForm.blank(product)
    if form.is_valid() and _write(owner, product, form):
        messages.success(request, _("Saved. Below is what the week ahead adds up to."))
        return redirect("plans")
    context = {"form": form, "product": product}
    return render(request, "intake/plan_new.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_person
def end(request: HttpRequest, owner: Owner, plan_id: UUID) -> HttpResponse:
    """End a plan, after asking once."""
    plan = _find(owner, plan_id)
    version = VersionForm(request.POST)
    if request.method == "GET" or not version.is_valid():
        return render(request, "intake/plan_end.html", {"plan": plan})
    expected = version.cleaned_data["version"]
    try:
        end_plan(person=owner.person, plan_id=plan_id, by=owner.user, now=owner.now, expected_version=expected)
    except (PlanEnded, PlanNotFound):
        messages.info(request, _("This plan was ended before."))
    except StaleVersion:
        messages.warning(request, _("Somebody changed this plan meanwhile. Look at it again."))
    else:
        messages.success(request, _("The plan is ended. What was taken stays on record."))
    return redirect("plans")


def _write(owner: Owner, product: Product, form: PlanForm) -> bool:
    """Whether the plan was written; if not, the reason is on the form."""
    plan_id = form.cleaned_data["plan_id"]
    try:
        write_plan(
            person=owner.person, by=owner.user, now=owner.now, product_id=product.pk, plan_id=plan_id, **form.said()
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    except (PlanConflict, PlanEnded):
        form.add_error(None, _("This plan was saved before. Start again to plan the product once more."))
        return False
    return True


def _find(owner: Owner, plan_id: UUID) -> Plan:
    plan = find_plan(owner.person, plan_id)
    if plan is None or plan.retracted_at is not None:
        raise Http404
    return plan
