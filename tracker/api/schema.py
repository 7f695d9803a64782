"""How the API is described: OpenAPI 3.1, with every refusal that an endpoint may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from tracker.api.fields import Shape
from tracker.api.problems import MEDIA_TYPE

Schema = dict[str, Any]
AMOUNT_IN = r"^-?[0-9]{1,9}(\.[0-9]{1,3})?$"
AMOUNT_OUT = r"^-?[0-9]{1,12}\.[0-9]{1,4}$"


class ProblemItem(Shape):
    """One bad value."""

    pointer = serializers.CharField(help_text=_("A JSON pointer to it; a query parameter is `/name`."))
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(Shape):
    """An error after RFC 9457; a program reads `code`, a person reads `detail`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.CharField()
    errors_ = ProblemItem(many=True)


REFUSALS: Mapping[int, Any] = {
    400: _("Something in the request cannot be used; `errors` says what and where."),
    401: _("No session, or it has ended."),
    403: _("A browser's session without its CSRF token."),
    404: _("Not there, or not yours."),
    406: _("Only JSON is answered."),
    409: _("The same id with another body, or the state no longer allows it."),
    410: _("It was removed."),
    412: _("Somebody changed it since; or If-Match does not name one version."),
    413: _("More than 1 MB."),
    415: _("Only JSON is read."),
    422: _("The same Idempotency-Key with another request."),
    428: _("If-Match is missing."),
    429: _("Too many requests; Retry-After says when to try again."),
}


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Responses for `@extend_schema`: these statuses, each with a problem as its body."""
    return {(status, MEDIA_TYPE): OpenApiResponse(Problem, REFUSALS[status]) for status in statuses}


def page_of(item: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The schema of one page of a list."""
    results, link = item(many=True), serializers.URLField
    fields = {"results": results, "next": link(allow_null=True), "previous": link(allow_null=True)}
    return inline_serializer(f"{item.__name__.removesuffix('Serializer')}Page", fields=fields)


def _header(name: str, description: Any, **options: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, **options)


IF_MATCH = _header("If-Match", _("The ETag of the version that you saw."), required=True)
IF_NONE_MATCH = _header("If-None-Match", _("An ETag that you have; 304 if it is still the same."))
IDEMPOTENCY_KEY = _header(
    "Idempotency-Key", _("1 to 200 printable characters; the same request again answers 200 with the first result.")
)
RETRY_AFTER: Schema = {
    "Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds until it may be tried again."}
}
ETAG = _header("ETag", _("The version of this object."), response=[200])


class AutoSchema(SpectacularAutoSchema):
    """Takes summary and description from the method's docstring, and adds what every endpoint may refuse."""

    def get_summary(self) -> str | None:
        """The first sentence of the docstring."""
        return self._sentences()[0] or None

    def get_description(self) -> str:  # type: ignore[override]  # as in the class above, against the framework's own
        """The rest of it."""
        return self._sentences()[1]

    def _sentences(self) -> tuple[str, str]:
        first, _stop, rest = " ".join(super().get_description().split()).partition(". ")
        return first.removesuffix("."), rest

    def _get_response_bodies(self, direction: Direction = "response") -> Schema:
        bodies = super()._get_response_bodies(direction)
        for (status, media_type), response in problems(*self._refusals()).items():
            if str(status) not in bodies:
                bodies[str(status)] = self._refusal(status, media_type, response, direction)
        if "429" in bodies:
            bodies["429"]["headers"] = RETRY_AFTER
        return dict(sorted(bodies.items()))

    def _refusal(self, status: int, media_type: str, response: OpenApiResponse, direction: Direction) -> Schema:
        return self._get_response_for_code(  # type: ignore[no-untyped-call,no-any-return]  # the package has no types
            response, str(status), [media_type], direction
        )

    def _refusals(self) -> list[int]:
        writes, body = self.method not in {"GET", "HEAD"}, self.method in {"POST", "PATCH", "PUT"}
        applies = {
            400: body or any(parameter["in"] == "query" for parameter in self._get_parameters()),
            401: AllowAny not in self.view.permission_classes,
            403: writes,
            404: "{" in self.path,
            406: True,
            413: body,
            415: body,
            429: bool(self.view.get_throttles()),
        }
        return [status for status, holds in applies.items() if holds]


class SessionTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """The header of apps."""

    target_class = "tracker.api.authentication.SessionTokenAuthentication"
    name = "sessionToken"

    def get_security_definition(self, auto_schema: SpectacularAutoSchema) -> Schema:
        """Names the header."""
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token"}


class BrowserSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """The cookie of the web app."""

    target_class = "tracker.api.authentication.BrowserSessionAuthentication"
    name = "browserSession"

    def get_security_definition(self, auto_schema: SpectacularAutoSchema) -> Schema:
        """Names the cookie."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class StrictSerializerSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """Says that unknown fields are refused."""

    target_class = "tracker.api.fields.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: SpectacularAutoSchema, direction: Direction) -> Schema:
        """The usual schema; closed for requests."""
        # The instance, not its class: it knows if it is partial.
        schema: Schema = auto_schema._map_serializer(  # type: ignore[no-untyped-call]  # noqa: SLF001
            self.target, direction, bypass_extensions=True
        )
        return {**schema, "additionalProperties": False} if direction == "request" else schema


class AmountFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """Decimal strings out, strings or numbers in."""

    target_class = "tracker.api.fields.AmountField"

    def map_serializer_field(self, auto_schema: SpectacularAutoSchema, direction: Direction) -> Schema:
        """A pattern for the string; a number has at most 3 places as well."""
        if direction == "request":
            return {"type": ["string", "number"], "pattern": AMOUNT_IN, "examples": ["30", 2.5]}
        return {"type": "string", "pattern": AMOUNT_OUT, "examples": ["500.0"]}


class InstantFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """RFC 3339."""

    target_class = "tracker.api.fields.InstantField"

    def map_serializer_field(self, auto_schema: SpectacularAutoSchema, direction: Direction) -> Schema:
        """An offset is required in; `Z` comes out."""
        return {"type": "string", "format": "date-time", "examples": ["2026-03-01T07:30:00Z"]}


class DayFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """A calendar day."""

    target_class = "tracker.api.fields.DayField"

    def map_serializer_field(self, auto_schema: SpectacularAutoSchema, direction: Direction) -> Schema:
        """Year, month, day."""
        return {"type": "string", "format": "date"}


class ClockFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the package has no types
    """A time of day."""

    target_class = "tracker.api.fields.ClockField"

    def map_serializer_field(self, auto_schema: SpectacularAutoSchema, direction: Direction) -> Schema:
        """Hours and minutes on the 24-hour clock."""
        return {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["07:00"]}
