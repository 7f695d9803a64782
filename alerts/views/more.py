"""Everything else, and what only the operator sees."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts.selectors.demo import demo_people_exist
from alerts.selectors.outbox import StoredMail, stored_mails
from alerts.services.demo import remove_demo_people
from tracker.models import User
from tracker.views.door import Visitor, signed_in


@require_safe
@signed_in
def more(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Where the rest is."""
    context = {"is_operator": is_operator(visitor.user), "demo_here": demo_people_exist()}
    return render(request, "alerts/more.html", context)


@require_safe
@signed_in
def mails(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Mails that stayed on this machine because no mail server is set."""
    _operators_only(visitor)
    return render(
        request, "alerts/mails.html", {"mails": _mails_for(visitor.user), "goes_out": bool(settings.EMAIL_URL)}
    )


@require_safe
@signed_in
def mail(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """One of them, as its reader would see it."""
    _operators_only(visitor)
    found = next((mail for mail in _mails_for(visitor.user) if mail.name == name), None)
    if found is None:
        raise Http404
    return render(request, "alerts/mail.html", {"mail": found})


@require_http_methods(["GET", "POST"])
@signed_in
def remove_demo(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Remove the made-up people for good, after asking once."""
    _operators_only(visitor)
    if request.method == "GET":
        return render(request, "alerts/demo_remove.html")
    remove_demo_people(now=visitor.now)
    messages.success(request, _("The demo people are gone, with everything about them."))
    return redirect("account_login")


def is_operator(user: User) -> bool:
    """Staff; and on one's own machine the demo people, who are there to look at everything."""
    return user.is_staff or (settings.EMBEDDED and user.is_demo)


def _mails_for(user: User) -> list[StoredMail]:
    """All of them for staff. The demo people's password is known to many: they see what was written to demo people."""
    if user.is_staff:
        return stored_mails()
    demo = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    return [mail for mail in stored_mails() if mail.to in demo]


def _operators_only(visitor: Visitor) -> None:
    if not is_operator(visitor.user):
        raise PermissionDenied
