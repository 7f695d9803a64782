"""ETags: a reader may ask "still the same?", a writer must say which version they saw."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import PreconditionFailed, PreconditionRequired

VERSION_TAG = re.compile(r'"([0-9]{1,9})"')


def version_tag(version: int) -> str:
    """The ETag of a versioned object."""
    return f'"{version}"'


def expected_version(request: Request) -> int:
    """The version that the writer saw.

    Raises:
        PreconditionRequired: no If-Match (428).
        PreconditionFailed: If-Match does not name exactly one version (412).
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired
    match = VERSION_TAG.fullmatch(header)
    if match is None:
        raise PreconditionFailed
    return int(match[1])


def one_object(request: Request, data: dict[str, Any], *, etag: str = "") -> Response:
    """A single object with its ETag; 304 without a body for a reader who has it already."""
    tag = etag or _content_tag(data)
    if request.method == "GET" and tag in parse_etags(request.headers.get("If-None-Match", "")):
        return Response(status=304, headers={"ETag": tag})
    return Response(data, headers={"ETag": tag})


def _content_tag(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
