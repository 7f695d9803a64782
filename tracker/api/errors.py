"""What an endpoint may answer beside the errors that the framework knows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """409: the same id was used for something else."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("This id already belongs to something else.")
    default_code = "conflict"


class Gone(APIException):
    """410: it was there, and was removed."""

    status_code = status.HTTP_410_GONE
    default_detail = _("This was removed.")
    default_code = "gone"


class PreconditionFailed(APIException):
    """412: the client saw an older version."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _("Somebody changed this since you read it. Read it again, then decide.")
    default_code = "stale_version"


class TooLarge(APIException):
    """413: more than the server reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class KeyReused(APIException):
    """422: the Idempotency-Key came with another request before."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _("This Idempotency-Key was used for another request.")
    default_code = "key_reused"


class PreconditionRequired(APIException):
    """428: a change must say which version it changes."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = _("Send the ETag that you read as If-Match.")
    default_code = "if_match_required"


class CsrfFailed(APIException):
    """403: a browser session came without its CSRF token."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("The CSRF token is missing or wrong.")
    default_code = "csrf_failed"
