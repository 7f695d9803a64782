"""What is answered when something goes wrong, in the language of whoever asked: problem+json or a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker.api.problems import problem_response

API_PREFIXES = ("/api/", "/_allauth/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, 400, _("The request could not be read."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, 403, _("This is not allowed."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from our own page."""
    return _answer(request, 403, _("This form is too old. Go back, load the page again and send it once more."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is missing and for what is not yours."""
    return _answer(request, 404, _("There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 that gives nothing away."""
    return _answer(request, 500, _("Something went wrong on our side. What you did may not have been saved."))


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if request.path.startswith(API_PREFIXES):
        return problem_response(status=status, detail=detail, instance=request.path)
    if status >= 500:  # nothing that could fail a second time: no context processors, no database
        return render(None, "500.html", {"detail": detail}, status=status)
    return render(request, f"{status}.html", {"detail": detail}, status=status)
