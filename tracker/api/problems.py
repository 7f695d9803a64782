"""Errors as RFC 9457 problems: one shape for every status, with a JSON pointer to each bad value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ExceptionHandlerContext
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings

from tracker.api.errors import TooLarge

MEDIA_TYPE = "application/problem+json"
OUTSIDE_CODES = {400: "invalid", 403: "permission_denied", 404: "not_found"}


def problem(
    status: int, *, code: str, detail: str, instance: str, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The body of a problem. `type` is about:blank: `code` is what a program reads."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
        "errors": errors or [],
    }


def problem_response(*, status: int, detail: str, instance: str) -> JsonResponse:
    """The same shape for errors that never reach the API's own views: unknown paths, a crash."""
    code = OUTSIDE_CODES.get(status, "error")
    body = problem(status, code=code, detail=detail, instance=instance)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


class ProblemFormatter(ExceptionFormatter):
    """Turns one exception into the body of a problem."""

    def run(self) -> dict[str, Any]:
        """The body; `errors` is filled whenever the request itself was wrong (400)."""
        invalid = self.exc.status_code == HTTPStatus.BAD_REQUEST
        code, detail = self._summary()
        return problem(
            self.exc.status_code,
            code=code,
            detail=detail,
            instance=_path(self.context),
            errors=list(_items(self.exc.detail, "")) if invalid else None,
        )

    def _summary(self) -> tuple[str, str]:
        detail = self.exc.detail
        if isinstance(detail, ErrorDetail):
            return detail.code or "invalid", str(detail)
        return "invalid", _("Something in the request cannot be used. The list of errors says what.")


class ProblemHandler(ExceptionHandler):
    """Knows Django's own errors, and what the view says about its services' errors."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """An exception of the API for one of Django or of a service; others stay as they are."""
        if isinstance(exc, DjangoValidationError):
            return ValidationError(_details(exc, getattr(self.context["view"], "pointers", {})))
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        for kind, answer in getattr(self.context["view"], "translations", {}).items():
            if isinstance(exc, kind):
                return answer()  # type: ignore[no-any-return]  # from a table that only views of ours have
        return super().convert_known_exceptions(exc)

    def format_exception(self, exc: APIException) -> dict[str, Any]:
        """The body of the answer."""
        return ProblemFormatter(exc, self.context, self.exc).run()

    def get_response(self, exc: APIException, data: dict[str, Any]) -> Response:
        """The answer with the media type of problems."""
        return Response(data, status=exc.status_code, headers=self.get_headers(exc), content_type=MEDIA_TYPE)


def handle_exception(exc: Exception, context: ExceptionHandlerContext) -> Response | None:
    """The framework's hook (settings.REST_FRAMEWORK)."""
    return ProblemHandler(exc, context).run()


def listed_errors(error: ValidationError | DjangoValidationError) -> list[dict[str, str]]:
    """What is wrong with one part of a request, as `errors` of a problem; the pointers begin at that part."""
    detail = _details(error, {}) if isinstance(error, DjangoValidationError) else error.detail
    return list(_items(detail, ""))


def _path(context: ExceptionHandlerContext) -> str:
    request = context["request"]
    return "" if request is None else request.path


def _details(error: DjangoValidationError, pointers: Mapping[str, str]) -> dict[str, Any]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    details: dict[str, Any] = {}
    for field, found in by_field.items():
        name = api_settings.NON_FIELD_ERRORS_KEY if field == NON_FIELD_ERRORS else pointers.get(field, field)
        *parents, last = name.split("/")
        node = details
        for parent in parents:
            node = node.setdefault(parent, {})
        node[last] = [ErrorDetail(text, code=one.code or "invalid") for one in found for text in one.messages]
    return details


def _items(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    if isinstance(detail, ErrorDetail):
        yield {"pointer": pointer, "code": detail.code or "invalid", "detail": str(detail)}
    elif isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _items(inner, _below(pointer, str(name)))
    else:
        for index, inner in enumerate(detail):
            yield from _items(inner, pointer if isinstance(inner, ErrorDetail) else f"{pointer}/{index}")


def _below(pointer: str, name: str) -> str:
    if name == api_settings.NON_FIELD_ERRORS_KEY:
        return pointer
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
