"""What every page's frame needs to know about whoever looks at it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone

from tracker.models import Grant, Person, User


class Frame:
    """Read only where a page uses it; each part asks the database at most once."""

    def __init__(self, request: HttpRequest) -> None:
        user = getattr(request, "user", None)
        self.user = user if isinstance(user, User) and user.is_authenticated else None

    @cached_property
    def home_url(self) -> str:
        """Where the mark leads."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    @cached_property
    def person(self) -> Person | None:
        """The person whose own account this is."""
        return getattr(self.user, "person", None)

    @cached_property
    def cares(self) -> bool:
        """Whether somebody lets this account look after them."""
        return self.user is not None and Grant.objects.held_by(self.user, now=timezone.now()).exists()

    @cached_property
    def name(self) -> str:
        """Empty for somebody who is not signed in."""
        if self.user is None:
            return ""
        return self.user.name or (self.person.name if self.person else self.user.email)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Adds `frame`."""
    return {"frame": Frame(request)}
