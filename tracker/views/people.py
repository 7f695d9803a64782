"""A person about themselves: first set-up and later changes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.forms.people import PersonForm
from tracker.services.accounts import introduce_account
from tracker.services.people import open_person, update_person
from tracker.views.door import Owner, Visitor, signed_in, with_person

INVALID = 422


@require_http_methods(["GET", "POST"])
@signed_in
def welcome(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What a new account is asked once."""
    if visitor.own is not None:
        return redirect("profile")
    form = PersonForm(request.POST or None, initial={"name": visitor.user.name})
    if form.is_valid():
        try:
            person = open_person(account=visitor.user, now=visitor.now, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            introduce_account(account=visitor.user, name=person.name, time_zone=person.time_zone)
            messages.success(request, _("Saved. A kidney result makes the answers sharper."))
            return redirect("kidneys")
    return render(request, "tracker/welcome.html", {"form": form}, status=INVALID if form.errors else 200)


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
