"""What every answer has in common."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def keep_nothing(get_response: GetResponse) -> GetResponse:
    """No page may be kept by a browser or a proxy, refusals and sign-in pages too: they can name a person.

    Static files are answered before this is reached; a view that says otherwise is left alone.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer
