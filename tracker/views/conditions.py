"""Conditions: ill today and no stool by one tap, lasting ones by a form; over by one tap, taken back after asking."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.clinical.cofactors import ILL_DAYS, ILLNESS
from tracker.clinical.moments import day_of
from tracker.clinical.terms import Condition
from tracker.forms.record import ONE_TAP, ConditionForm, TapForm
from tracker.models import HealthCondition
from tracker.selectors.health_words import CONDITION_WORDS
from tracker.selectors.on_file import conditions_of
from tracker.services.conditions import end_condition, record_condition, retract_condition
from tracker.views.door import Owner, with_person
from tracker.views.people import INVALID
from tracker.views.record import ask_to_take_back, saved


@require_http_methods(["GET", "POST"])
@with_person
def conditions(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All that is on file, what counts now first, and a form for one more."""
    form = ConditionForm(request.POST or None)
    if request.method == "POST" and saved(form, owner, record_condition):
        messages.success(request, _("Saved. Everything is judged again with it."))
        return redirect("conditions")
    context = {"form": form, "on_file": conditions_of(owner.person, now=owner.now)}
    return render(request, "tracker/conditions.html", context, status=INVALID if form.errors else 200)


@require_POST
@with_person
def tap(request: HttpRequest, owner: Owner) -> HttpResponse:
    """One tap: it holds from today on."""
    form = TapForm(request.POST)
    if form.is_valid():
        code, today = form.cleaned_data["code"], day_of(owner.now, owner.person.time_zone)
        record_condition(person=owner.person, by=owner.user, now=owner.now, code=code, since=today)
        ends = _("It ends by itself after %(days)s\N{NO-BREAK SPACE}days.") % {"days": ILL_DAYS}
        what = _("Written down: %(what)s.") % {"what": CONDITION_WORDS[Condition(code)]}
        then = ends if code in ILLNESS else _("Tap “It has passed” when it is over.")
        messages.success(request, f"{what} {then}")
    return redirect("health")


@require_POST
@with_person
def end(request: HttpRequest, owner: Owner, condition_id: UUID) -> HttpResponse:
    """One tap: it has passed. Today is its last day."""
    found = _find(owner, condition_id)
    today = day_of(owner.now, owner.person.time_zone)
    try:
        end_condition(person=owner.person, condition_id=condition_id, by=owner.user, now=owner.now, until=today)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Written down: it has passed. It still counts until today ends."))
    return redirect(_page_of(found))


@require_http_methods(["GET", "POST"])
@with_person
def retract(request: HttpRequest, owner: Owner, condition_id: UUID) -> HttpResponse:
    """Take back what was written down by mistake."""
    found = _find(owner, condition_id)
    return ask_to_take_back(
        request,
        "tracker/condition_retract.html",
        {"condition": found},
        back=_page_of(found),
        take_back=lambda: retract_condition(
            person=owner.person, condition_id=condition_id, by=owner.user, now=owner.now
        ),
    )


def _find(owner: Owner, condition_id: UUID) -> HealthCondition:
    return get_object_or_404(HealthCondition, pk=condition_id, person=owner.person, retracted_at=None)


def _page_of(condition: HealthCondition) -> str:
    return "health" if condition.code in ONE_TAP else "conditions"
