"""GET /people/{p}/doses/: pages that hold still while doses come in."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import Product
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Grant, Person, Scope, User

Log = Callable[..., Recorded]


def amounts(own: Api, url: str) -> tuple[list[str], str | None, str | None]:
    """The amounts on a page, and its neighbours."""
    body = data(own.get(url))
    return [row["amount"] for row in body["results"]], body["next"], body["previous"]


@pytest.fixture
def path(person: Person) -> str:
    """Where doses are."""
    return f"people/{person.pk}/doses/"


def test_the_latest_dose_comes_first(own: Api, path: str, log_milk: Log, now: datetime) -> None:
    for hours in (3, 1, 2):
        log_milk(amount=Decimal(hours), at=now - timedelta(hours=hours))
    assert amounts(own, path) == (["1.0", "2.0", "3.0"], None, None)


def test_pages_go_there_and_back_even_when_many_doses_have_one_time(
    own: Api, path: str, log_milk: Log, now: datetime
) -> None:
    for amount in range(1, 8):
        log_milk(amount=Decimal(amount), at=now - timedelta(hours=1))
    first, onwards, before = amounts(own, f"{path}?page_size=3")
    assert before is None
    second, further, back = amounts(own, onwards or "")
    third, end, _ = amounts(own, further or "")
    assert end is None
    assert sorted(first + second + third) == [f"{n}.0" for n in range(1, 8)]
    assert amounts(own, back or "") == (first, onwards, None)


def test_a_dose_that_comes_in_between_shifts_no_page(own: Api, path: str, log_milk: Log, now: datetime) -> None:
    for hours in range(1, 5):
        log_milk(amount=Decimal(hours), at=now - timedelta(hours=hours))
    _, onwards, _ = amounts(own, f"{path}?page_size=2")
    log_milk(amount=Decimal(9), at=now)
    assert amounts(own, onwards or "")[0] == ["3.0", "4.0"]


def test_doses_are_filtered_by_time_and_product(
    own: Api, path: str, log_milk: Log, milk: Product, now: datetime
) -> None:
    for hours in range(1, 5):
        log_milk(amount=Decimal(hours), at=now - timedelta(hours=hours))
    since = (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    until = (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert amounts(own, f"{path}?from={since}&to={until}")[0] == ["2.0", "3.0"]
    assert len(amounts(own, f"{path}?product={milk.pk}")[0]) == 4
    assert amounts(own, f"{path}?product={Product.objects.exclude(pk=milk.pk)[0].pk}")[0] == []


def cursor(text: bytes) -> str:
    """What a client could make up."""
    return urlsafe_b64encode(text).decode()


ROW = b'"01890000-0000-7000-8000-000000000000"'
BAD_CURSORS = {
    "no base64": "nonsense",
    "too short": cursor(b"[true]"),
    "a number": cursor(b"7"),
    "no offset": cursor(b'[true, "2026-01-01T00:00:00", ' + ROW + b"]"),
    "no instant": cursor(b'[true, "yesterday", ' + ROW + b"]"),
    "null": cursor(b"[true, null, " + ROW + b"]"),
    "a list": cursor(b"[true, [], " + ROW + b"]"),
    "before the calendar": cursor(b'[true, "0001-01-01T00:00:00+23:00", ' + ROW + b"]"),
    "a NUL": cursor(b'[true, "\\u0000", ' + ROW + b"]"),
    "no row": cursor(b'[true, "2026-01-01T00:00:00Z", "7"]'),
}


@pytest.mark.parametrize("case", BAD_CURSORS)
def test_a_cursor_that_is_not_ours_is_400(own: Api, path: str, case: str) -> None:
    body = assert_problem(own.get(f"{path}?cursor={BAD_CURSORS[case]}"), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/cursor", "bad_cursor")]


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("page_size=0", "/page_size", "min_value"),
        ("page_size=201", "/page_size", "max_value"),
        ("page_size=many", "/page_size", "invalid"),
        ("cursor=", "/cursor", "blank"),
        ("from=2026-01-01T00:00:00", "/from", "offset_required"),
        ("to=soon", "/to", "invalid"),
        ("product=milk", "/product", "invalid"),
        ("ordering=amount", "/ordering", "unknown_field"),
    ],
)
def test_a_query_that_makes_no_sense_is_400(own: Api, path: str, query: str, pointer: str, code: str) -> None:
    body = assert_problem(own.get(f"{path}?{query}"), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]


def test_a_list_costs_the_same_for_one_dose_as_for_thirty(own: Api, path: str, log_milk: Log, now: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            own.get(path)
        return len(queries)

    log_milk()
    one = cost()
    for minutes in range(1, 30):
        log_milk(at=now - timedelta(minutes=minutes))
    assert cost() == one


def test_a_carer_who_looks_is_written_down(cares: Api, path: str, person: Person, carer: User) -> None:
    cares.get(path)
    entry = AccessEntry.objects.get()
    assert (entry.person_id, entry.actor_id, entry.what) == (person.pk, carer.pk, "doses")


def test_a_carer_without_the_scope_sees_no_doses(cares: Api, path: str, allow: Callable[..., Grant]) -> None:
    allow(Scope.SEE_ALERTS, Scope.SEE_HEALTH)
    assert_problem(cares.get(path), 404, "not_found")
