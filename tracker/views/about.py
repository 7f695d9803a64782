"""What this is, and what it is not. Open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.clinical.ruleset import CURRENT


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The disclaimer, and the rules with their sources."""
    return render(request, "tracker/about.html", {"ruleset": CURRENT})
