"""Clients of the API: three people and nobody, with a session token as apps have it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tracker.models import Grant, Person, Scope, User
from tracker.services.people import grant_access

Body = Any


class Api:
    """Speaks JSON to /api/v1/ with a session token, or with none."""

    def __init__(self, token: str = "") -> None:
        self.headers = {"X-Session-Token": token} if token else {}
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Read."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Body = None, **headers: str) -> HttpResponse:
        """Write."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Body = None, **headers: str) -> HttpResponse:
        """Change."""
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        """Remove."""
        return self.send("DELETE", path, **headers)

    def send(self, method: str, path: str, body: Body = None, **headers: str) -> HttpResponse:
        """Send `body` as JSON, or as it is when it is bytes; `If_Match` is the header If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = named.pop("Content-Type", "application/json")
        url = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        answer = self.client.generic(method, url, data, content_type=kind, headers={**self.headers, **named})
        assert isinstance(answer, HttpResponse)
        return answer


@pytest.fixture
def api() -> Callable[[User | None], Api]:
    """The API as a user sees it; None for somebody who is not signed in."""

    def sign_in(user: User | None) -> Api:
        if user is None:
            return Api()
        browser = Client()
        browser.force_login(user)
        return Api(browser.session.session_key or "")

    return sign_in


@pytest.fixture
def own(api: Callable[[User | None], Api], owner: User, person: Person) -> Api:
    """The API as Ruth sees it, who has a record."""
    return api(owner)


@pytest.fixture
def cares(api: Callable[[User | None], Api], carer: User, grant: object) -> Api:
    """The API as Anna sees it, who cares for Ruth."""
    return api(carer)


@pytest.fixture
def allow(person: Person, carer: User, now: datetime) -> Callable[..., Grant]:
    """Lets Anna do these things for Ruth, and no others."""

    def grant_only(*scopes: Scope) -> Grant:
        return grant_access(person=person, carer=carer, by=person.account, scopes=scopes, now=now)

    return grant_only


@pytest.fixture
def strange(api: Callable[[User | None], Api], outsider: User, person: Person) -> Api:
    """The API as somebody else sees it."""
    return api(outsider)


def data(answer: HttpResponse) -> Any:
    """The JSON of an answer."""
    return json.loads(answer.content)
