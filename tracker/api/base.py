"""What all endpoints share: input through serializers, one clock, answers that nobody keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, TypeVar
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import APIException, AuthenticationFailed, NotAuthenticated, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.access import access_person, scopes_of
from tracker.api.throttles import TooMany
from tracker.models import Person, Scope, User

S = TypeVar("S", bound=serializers.Serializer[Any])


class ApiView(APIView):
    """A thin view: read the input, call a service or selector, write the answer.

    `translations` says which answer stands for which of a service's exceptions; `pointers` says where in
    the request a service's argument came from, when it is not a field of the same name.
    """

    translations: ClassVar[Mapping[type[Exception], type[APIException]]] = {}
    pointers: ClassVar[Mapping[str, str]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """One instant for the whole request."""
        super().initial(request, *args, **kwargs)
        self.now = timezone.now()

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        """Refuse in our words. Raises TooMany."""
        raise TooMany(math.ceil(wait or 0))

    def handle_exception(self, exc: Exception) -> Response:
        """Who is refused for want of a session is counted too: guessing tokens must not be free."""
        if isinstance(exc, (AuthenticationFailed, NotAuthenticated)):
            try:
                self.check_throttles(self.request)
            except Throttled as too_often:
                exc = too_often
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Health data stays out of every cache."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def person(self, person_id: UUID, *, need: Scope | None, look: str = "") -> Person:
        """The person of the path, through the only door. 404 for the missing and the foreign alike."""
        return access_person(signed_in(self.request), person_id, need=need, now=self.now, look=look)

    def scopes(self, person: Person) -> frozenset[Scope]:
        """What the caller may see and do for this person."""
        return scopes_of(signed_in(self.request), person, now=self.now)


def signed_in(request: Request) -> User:
    """The caller: endpoints are only reached by those who are signed in."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("an endpoint for everybody asked who is calling")
    return user


def read_body(request: Request, serializer: type[S], *, partial: bool = False) -> dict[str, Any]:
    """The clean body. Raises ValidationError with a pointer to each bad value."""
    return _clean(serializer(data=request.data, partial=partial))


def read_query(request: Request, serializer: type[S]) -> dict[str, Any]:
    """The clean query. Raises ValidationError with a pointer that names the parameter."""
    return _clean(serializer(data=request.query_params.dict()))


def _clean(bound: serializers.Serializer[Any]) -> dict[str, Any]:
    bound.is_valid(raise_exception=True)
    return dict(bound.validated_data)
