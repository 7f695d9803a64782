"""Who may look at me, and who did."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tracker.models import AccessEntry, Grant
from tracker.services.people import revoke_grant
from tracker.views.door import Owner, with_person

SHOWN_LOOKS = 200

# What `access_person` writes down, as the person reads it.
LOOK_WORDS = {
    "status": gettext_lazy("how you are doing"),
    "doses": gettext_lazy("what you take"),
    "alerts": gettext_lazy("your alerts"),
    "alert": gettext_lazy("an alert"),
    "kidney_readings": gettext_lazy("your kidney results"),
    "labs": gettext_lazy("your blood tests"),
    "symptoms": gettext_lazy("your symptoms"),
    "conditions": gettext_lazy("your conditions"),
    "medicines": gettext_lazy("your other medicines"),
    "limits": gettext_lazy("your prescriber's limits"),
    "person": gettext_lazy("your details"),
    "changes": gettext_lazy("what changed"),
}


@require_safe
@with_person
def carers(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Those who look after me, and what each one may see."""
    grants = Grant.objects.holding(now=owner.now).filter(person=owner.person).select_related("carer")
    return render(request, "tracker/carers.html", {"grants": grants.order_by("valid_from")})


@require_http_methods(["GET", "POST"])
@with_person
def revoke(request: HttpRequest, owner: Owner, grant_id: UUID) -> HttpResponse:
    """End one carer's access at once, after asking once."""
    grants = Grant.objects.holding(now=owner.now).filter(person=owner.person).select_related("carer")
    grant = get_object_or_404(grants, pk=grant_id)
    if request.method == "POST":
        revoke_grant(grant=grant, now=owner.now)
        messages.success(request, _("Ended. %(name)s sees nothing of yours any more.") % {"name": grant.carer})
        return redirect("carers")
    return render(request, "tracker/carer_revoke.html", {"grant": grant})


@require_safe
@with_person
def access_log(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Who looked at what, newest first."""
    entries = AccessEntry.objects.filter(person=owner.person).select_related("actor").order_by("-at")[:SHOWN_LOOKS]
    looks = [(entry, LOOK_WORDS.get(entry.what, entry.what)) for entry in entries]
    return render(request, "tracker/access_log.html", {"looks": looks})
