"""How a page is entered: signed in, at one instant, in one time zone, and never kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from tracker.models import Person, User

P = ParamSpec("P")
UNSET_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever looks: the account, its own person if there is one, and when."""

    user: User
    own: Person | None
    now: datetime

    def zone_for(self, person: Person | None = None) -> str:
        """The visitor's time zone; where none was ever set, that of the person looked at."""
        if self.own is not None:
            return self.own.time_zone
        if self.user.time_zone != UNSET_ZONE or person is None:
            return self.user.time_zone
        return person.time_zone


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody on a page about themselves."""

    user: User
    person: Person
    now: datetime


def signed_in(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for anybody with an account, in the visitor's time zone."""

    @wraps(view)
    def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return _to_sign_in(request)
        visitor = Visitor(user, getattr(user, "person", None), timezone.now())
        with timezone.override(visitor.zone_for()):
            return _private(view(request, visitor, *args, **kwargs))

    return enter


def with_person(
    view: Callable[Concatenate[HttpRequest, Owner, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page about oneself; a new account is asked about itself first."""

    @signed_in
    @wraps(view)
    def enter(request: HttpRequest, visitor: Visitor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if visitor.own is None:
            return redirect("welcome")
        return view(request, Owner(visitor.user, visitor.own, visitor.now), *args, **kwargs)

    return enter


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A live part of a page must not be filled with the sign-in page: the whole page goes there."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return redirect_to_login(request.get_full_path())


def _private(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response
