"""POST /people/{p}/doses/: log a dose, get the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.models import Dose, Product
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, Person, Scope, User, new_id

MOST_QUERIES = 19


@pytest.fixture
def dose(milk: Product, now: datetime) -> dict[str, Any]:
    """30 mL of milk of magnesia, a minute ago."""
    taken_at = (now - timedelta(minutes=1)).isoformat()
    return {"product": str(milk.pk), "amount": 30, "unit": "mL", "taken_at": taken_at, "note": "after lunch"}


def test_a_dose_is_stored_and_answered_with_its_verdict(own: Api, person: Person, dose: dict[str, Any]) -> None:
    answer = own.post(f"people/{person.pk}/doses/", dose)
    body = data(answer)
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    assert body["dose"]["amount"] == "30.0"
    assert body["dose"]["elemental_mg"] == "1000.0"
    assert body["dose"]["recorded_by"] == "Ruth Keller"
    assert body["dose"]["taken_at"].endswith("Z")
    assert body["verdict"]["answer"] == "ask_first"
    assert body["verdict"]["total_after_mg"] == "1000.0"
    assert Dose.objects.get().pk.hex == body["dose"]["id"].replace("-", "")


def test_the_verdict_has_the_shape_of_the_contract(own: Api, person: Person, dose: dict[str, Any]) -> None:
    verdict = data(own.post(f"people/{person.pk}/doses/", dose))["verdict"]
    assert set(verdict) >= {
        "answer", "severity", "headline", "findings", "total_before_mg", "total_after_mg", "limit_mg", "room_mg",
        "fits_at", "missing", "ruleset", "judged_at",
    }  # fmt: skip
    finding = verdict["findings"][0]
    assert finding["rule"] == "MG-11"
    assert set(finding) >= {
        "rule", "severity", "headline", "action", "because", "products", "grade", "source", "until",
    }  # fmt: skip
    assert set(finding["because"][0]) == {"fact", "value", "unit", "at"}
    assert {"product", "elemental_mg", "share"} <= set(finding["products"][0])


@pytest.mark.parametrize("amount", [30, "30", "30.0", 30.0, "30.125"])
def test_amounts_may_be_numbers_or_strings(own: Api, person: Person, dose: dict[str, Any], amount: object) -> None:
    assert own.post(f"people/{person.pk}/doses/", dose | {"amount": amount}).status_code == 201


def test_an_offset_is_taken_in_and_utc_comes_out(own: Api, person: Person, dose: dict[str, Any]) -> None:
    body = data(own.post(f"people/{person.pk}/doses/", dose | {"taken_at": "2026-01-05T10:00:00.5+05:30"}))
    assert body["dose"]["taken_at"] == "2026-01-05T04:30:00.500000Z"


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing": ({"amount": 0}, "/amount", "not_positive"),
    "less than nothing": ({"amount": -1}, "/amount", "not_positive"),
    "a billion": ({"amount": 1e9}, "/amount", "too_large"),
    "a billion in words of a program": ({"amount": "1e9"}, "/amount", "invalid"),
    "more than anybody takes": ({"amount": 10_001}, "/amount", "too_large"),
    "no number": ({"amount": "NaN"}, "/amount", "invalid"),
    "infinity": ({"amount": "Infinity"}, "/amount", "invalid"),
    "a truth": ({"amount": True}, "/amount", "invalid"),
    "an empty amount": ({"amount": ""}, "/amount", "invalid"),
    "null": ({"amount": None}, "/amount", "null"),
    "a list": ({"amount": [30]}, "/amount", "invalid"),
    "four decimals": ({"amount": "1.0005"}, "/amount", "too_many_places"),
    "four decimals as a number": ({"amount": 1.0005}, "/amount", "too_many_places"),
    "digits of another script": ({"amount": "٣٠"}, "/amount", "invalid"),
    "a unit that the product lacks": ({"unit": "tablet"}, "/unit", "unknown_unit"),
    "an empty unit": ({"unit": ""}, "/unit", "blank"),
    "the future": ({"taken_at": "2199-01-01T00:00:00Z"}, "/taken_at", "in_future"),
    "the far future": ({"taken_at": "9999-12-31T23:59:59-12:00"}, "/taken_at", "invalid"),
    "no offset": ({"taken_at": "2026-01-01T10:00:00"}, "/taken_at", "offset_required"),
    "the year 1800": ({"taken_at": "1800-01-01T00:00:00Z"}, "/taken_at", "too_old"),
    "a day only": ({"taken_at": "2026-01-01"}, "/taken_at", "invalid"),
    "the 30th of February": ({"taken_at": "2026-02-30T10:00:00Z"}, "/taken_at", "invalid"),
    "a number of seconds": ({"taken_at": 1767225600}, "/taken_at", "invalid"),
    "an unknown product": ({"product": "01890000-0000-7000-8000-000000000000"}, "/product", "unknown_product"),
    "a product that is no id": ({"product": "milk"}, "/product", "invalid"),
    "a product that is a number": ({"product": 7}, "/product", "invalid"),
    "a long note": ({"note": "x" * 301}, "/note", "max_length"),
    "a note that is none": ({"note": 5}, "/note", "invalid"),
    "an unknown field": ({"mg": 0}, "/mg", "unknown_field"),
    "what is computed": ({"elemental_mg": 0}, "/elemental_mg", "read_only"),
    "an id that is none": ({"id": "1"}, "/id", "invalid"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_400_with_its_place_and_nothing_is_stored(
    own: Api, person: Person, dose: dict[str, Any], case: str
) -> None:
    changes, pointer, code = BAD[case]
    before = Change.objects.count()
    body = assert_problem(own.post(f"people/{person.pk}/doses/", dose | changes), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert body["errors"][0]["detail"]
    assert (Dose.objects.count(), Change.objects.count()) == (0, before)


MALFORMED = {
    "broken": (b'{"amount": 30', "malformed"),
    "no text": (b"\xff\xfe", "malformed"),
    "NaN": (b'{"amount": NaN}', "malformed"),
    "a name twice": (b'{"amount": 1, "amount": 2}', "malformed"),
    "a number with a huge exponent": (b'{"amount": 1e99999999999999999999}', "malformed"),
    "a number with ten thousand digits": (b'{"amount": ' + b"9" * 10_000 + b"}", "malformed"),
    "deep": (b'{"note": ' + b"[" * 20 + b"]" * 20 + b"}", "too_deep"),
    "very deep": (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
    "a NUL": (b'{"note": "a\\u0000b"}', "malformed_text"),
    "half a character": (b'{"note": "\\ud800"}', "malformed_text"),
    "half a character in a name": (b'{"\\ud800": 1}', "malformed_text"),
    "a list": (b"[]", "invalid"),
    "null": (b"null", "null"),
    "a text": (b'"dose"', "invalid"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_object_of_plain_json_is_400(own: Api, person: Person, case: str) -> None:
    raw, code = MALFORMED[case]
    answer = own.post(f"people/{person.pk}/doses/", raw)
    body = data(answer)
    assert (answer.status_code, [(e["pointer"], e["code"]) for e in body["errors"]]) == (400, [("", code)])
    assert Dose.objects.count() == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(changes=st.dictionaries(st.sampled_from(["id", "product", "amount", "unit", "taken_at", "note", "x"]), JSON))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_sent_is_answered_and_never_crashes(
    own: Api, person: Person, dose: dict[str, Any], changes: dict[str, Any]
) -> None:
    answer = own.post(f"people/{person.pk}/doses/", dose | changes)
    assert answer.status_code in {201, 400}
    assert answer.status_code == 201 or data(answer)["errors"]


def test_more_than_a_megabyte_is_413(own: Api, person: Person) -> None:
    assert_problem(own.post(f"people/{person.pk}/doses/", b" " * 1_048_577), 413, "too_large")


def test_a_product_of_somebody_else_is_unknown(own: Api, outsider: User, dose: dict[str, Any], person: Person) -> None:
    theirs = Product.objects.create(owner=_person_of(outsider), name="Theirs", category="supplement")
    body = assert_problem(own.post(f"people/{person.pk}/doses/", dose | {"product": str(theirs.pk)}), 400, "invalid")
    assert body["errors"][0]["code"] == "unknown_product"


def test_a_carer_logs_only_with_the_scope_for_it(
    cares: Api, person: Person, dose: dict[str, Any], allow: Callable[..., Grant]
) -> None:
    path = f"people/{person.pk}/doses/"
    assert_problem(cares.post(path, dose), 404, "not_found")
    allow(Scope.RECORD_DOSES)
    assert data(cares.post(path, dose))["dose"]["recorded_by"] == "Anna Keller"


def test_a_carer_who_only_logs_gets_the_answer_and_none_of_the_reasons(
    cares: Api, person: Person, dose: dict[str, Any], allow: Callable[..., Grant]
) -> None:
    allow(Scope.RECORD_DOSES)
    verdict = data(cares.post(f"people/{person.pk}/doses/", dose))["verdict"]
    assert (verdict["answer"], verdict["findings"], verdict["missing"]) == ("ask_first", [], [])
    assert {verdict[name] for name in ("total_before_mg", "total_after_mg", "limit_mg", "room_mg")} == {None}
    assert "1,000" not in verdict["headline"]
    assert "kidney" not in verdict["headline"]


def test_logging_costs_a_constant_number_of_queries(
    own: Api, person: Person, dose: dict[str, Any], log_milk: Callable[..., Recorded], now: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            # With an id of the client's own, the dearer way.
            assert own.post(f"people/{person.pk}/doses/", dose | {"id": str(new_id())}).status_code == 201
        frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
        return sum(not query["sql"].startswith(frame) for query in queries)

    first = cost()
    for minutes in range(20):
        log_milk(amount=Decimal(1), at=now - timedelta(minutes=minutes))
    assert first == cost()
    assert first <= MOST_QUERIES


def test_the_owners_own_requests_leave_no_access_row(own: Api, person: Person, dose: dict[str, Any]) -> None:
    own.post(f"people/{person.pk}/doses/", dose)
    assert not AccessEntry.objects.exists()


def _person_of(user: User) -> Person:
    return Person.objects.create(account=user, name="Otto Fremd", created_at=datetime.now(UTC))
