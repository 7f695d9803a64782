"""A person about themselves: first set-up and later changes."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.forms.people import FirstQuestionsForm, PersonForm
from tracker.models import DeclaredKidneyDisease, Person
from tracker.services.accounts import introduce_account
from tracker.services.people import open_person, update_person
from tracker.views.door import Owner, Visitor, signed_in, with_person

INVALID = 422


@require_http_methods(["GET", "POST"])
@signed_in
def welcome(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Three questions that a new account is asked once. Everything else waits in the profile."""
    if visitor.own is not None:
        return redirect("profile")
    form = FirstQuestionsForm(request.POST or None, initial={"name": visitor.user.name})
    if form.is_valid():
        try:
            person = open_person(account=visitor.user, now=visitor.now, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            introduce_account(account=visitor.user, name=person.name, time_zone=person.time_zone)
            return _first_steps(request, person)
    return render(request, "tracker/welcome.html", {"form": form}, status=INVALID if form.errors else 200)


def _first_steps(request: HttpRequest, person: Person) -> HttpResponse:
    """On to the kidney result, unless no disease is known: then nothing more is asked."""
    if person.declared_kidney_disease == DeclaredKidneyDisease.NO:
        messages.success(request, _("Saved. You are set: log what you take."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    messages.success(request, _("Saved. A kidney result makes the answers sharper."))
    return redirect("kidneys")


@require_http_methods(["GET", "POST"])
@with_person
def profile(request: HttpRequest, owner: Owner) -> HttpResponse:
    """What is known about oneself, to be changed."""
    form = PersonForm(request.POST or None, person=owner.person)
    if form.is_valid():
        try:
            update_person(person=owner.person, now=owner.now, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("profile")
    return render(request, "tracker/profile.html", {"form": form}, status=INVALID if form.errors else 200)
