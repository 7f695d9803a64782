"""`Idempotency-Key`: the same request twice has one effect and gets one answer.

The key is stored in the transaction of its effect. Of two parallel twins the unique key lets one through;
the other waits for it, and answers with its result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import signed_in
from tracker.api.errors import KeyReused
from tracker.models import IdempotentRequest

MAX_KEY = 200


class _KeyTakenError(Exception):
    """A request with this key was carried out, or is just being."""


def once(request: Request, perform: Callable[[], Response], *, now: datetime) -> Response:
    """Carry out `perform` unless this caller's key was used before; then the first answer again, with 200.

    Raises:
        ValidationError: the key is longer than 200 characters or not printable.
        KeyReused: the key came with another request (422).
    """
    key = _key(request)
    if not key:
        return perform()
    fingerprint = _fingerprint(request)
    try:
        with transaction.atomic():
            return _perform(_claim(request, key, fingerprint, now), perform)
    except _KeyTakenError:
        return _replay(request, key, fingerprint)


def _key(request: Request) -> str:
    key: str = request.headers.get("Idempotency-Key", "")
    if len(key) > MAX_KEY or not (key.isascii() and key.isprintable()):
        message = _("An Idempotency-Key is 1 to 200 printable characters.")
        raise ValidationError({"Idempotency-Key": [message]}, code="bad_key")
    return key


def _fingerprint(request: Request) -> str:
    said = [request.method, request.path, request.data]
    text = json.dumps(said, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _claim(request: Request, key: str, fingerprint: str, now: datetime) -> IdempotentRequest:
    try:
        return IdempotentRequest.objects.create(
            user=signed_in(request), key=key, fingerprint=fingerprint, response={}, created_at=now
        )
    except IntegrityError as error:
        raise _KeyTakenError from error


def _perform(claim: IdempotentRequest, perform: Callable[[], Response]) -> Response:
    response = perform()
    claim.response = {"body": _plain(response.data), "etag": response.headers.get("ETag", "")}
    claim.save(update_fields=["response"])
    return response


def _plain(data: Any) -> Any:
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def _replay(request: Request, key: str, fingerprint: str) -> Response:
    first = IdempotentRequest.objects.get(user=signed_in(request), key=key)
    if first.fingerprint != fingerprint:
        raise KeyReused
    etag = first.response["etag"]
    return Response(first.response["body"], headers={"ETag": etag} if etag else None)
