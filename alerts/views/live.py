"""Parts of a page that stay up to date. Nothing is sent while nothing is new."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alerts.selectors.protection import Protection

UNCHANGED = 204


@dataclass(frozen=True, slots=True)
class LivePart:
    """What the part shows now. `token` changes with it, and with the state of protection."""

    html: SafeString
    token: str
    url: str
    said: str
    protection: Protection


def live_part(template: str, context: dict[str, Any], *, url: str, said: str, protection: Protection) -> LivePart:
    """Render a part on its own: it must look the same each time, so it holds no form and no request."""
    html = render_to_string(template, context)
    seen = f"{html}{protection.on}{protection.reasons}"
    token = hashlib.sha256(seen.encode()).hexdigest()[:16]
    return LivePart(html, token, url, said, protection)


def is_news(request: HttpRequest, part: LivePart) -> bool:
    """Whether the page shows something else."""
    return request.GET.get("token") != part.token


def answer_poll(request: HttpRequest, part: LivePart) -> HttpResponse:
    """204 when the page shows this already, else the part anew."""
    if not is_news(request, part):
        return HttpResponse(status=UNCHANGED)
    return render(request, "alerts/_live_news.html", {"live": part})
