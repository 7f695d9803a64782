"""Who is calling: a session token of django-allauth (apps), or the browser's session with CSRF."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from tracker.api.errors import CsrfFailed


class SessionTokenAuthentication(XSessionTokenAuthentication):  # type: ignore[misc]  # allauth has no types
    """`X-Session-Token`. A token that is not valid any more is refused, and no cookie is tried in its place."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The user and the session of the token; None without a token. Two queries, one less than allauth's own."""
        token = self.get_session_token(request)
        if not token:
            return None
        carrier = HttpRequest()
        carrier.session = import_module(settings.SESSION_ENGINE).SessionStore(token)
        user = get_user(carrier)  # asks if the account is active, and if the password is still the same
        if not user.is_authenticated:
            raise AuthenticationFailed(_("This session has ended. Sign in again."), code="session_ended")
        return user, carrier.session

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer to a caller without a session 401."""
        return 'X-Session-Token realm="api"'


class BrowserSessionAuthentication(SessionAuthentication):
    """The cookie of the web app; a write needs the CSRF token too."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse with a code that a client can tell from missing rights."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise CsrfFailed from error
