"""Every route of the API crossed with every role. A route that is not in the table fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from alerts.models import Alert
from alerts.services.evaluate import evaluate_person
from intake.models import Product
from intake.services.doses import Recorded
from intake.services.plans import write_plan
from tests.api.conftest import Api, data
from tests.api.route_table import ROLES, TABLE, Route
from tracker.api.reference import describe_api
from tracker.models import Grant, Person, Scope, User, new_id
from tracker.services.conditions import record_condition
from tracker.services.labs import record_lab
from tracker.services.limits import record_limit
from tracker.services.medicines import record_medicine
from tracker.services.people import revoke_grant
from tracker.services.symptoms import record_symptom

METHODS = ("get", "post", "put", "patch", "delete")
GRANTED = {
    "watcher": [Scope.SEE_ALERTS, Scope.SEE_DOSES, Scope.SEE_HEALTH],
    "recorder": [Scope.RECORD_DOSES],
    "manager": [Scope.MANAGE],
    "revoked": [Scope.MANAGE],
    "expired": [Scope.MANAGE],
}
# They describe the API and are no part of what they describe.
UNDESCRIBED = {"get schema/", "get docs/"}


def api_patterns(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each address below /api/v1/ with its view."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from api_patterns(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and path.startswith("api/v1/"):
            yield path.removeprefix("api/v1/").replace("<uuid:", "{").replace(">", "}"), pattern.callback


def routes() -> set[str]:
    """All routes that the project answers."""
    found = set()
    for path, callback in api_patterns(get_resolver().url_patterns):
        view = getattr(callback, "view_class", None) or callback.cls
        found |= {f"{method} {path}" for method in METHODS if hasattr(view, method)}
    return found


def test_every_route_is_in_the_table() -> None:
    assert routes() == set(TABLE)


def test_every_route_is_described_in_the_schema(db: None) -> None:
    described = {
        f"{method} {path.removeprefix('/api/v1/')}"
        for path, operations in describe_api("en")["paths"].items()
        for method in operations
        if method in METHODS
    }
    assert described == set(TABLE) - UNDESCRIBED


@pytest.fixture
def crowd(
    api: Callable[[User | None], Api], allow: Callable[..., Grant], carer: User, outsider: User, now: datetime
) -> Callable[[str], Api]:
    """The API as each role sees it. Anna is one of five, by what Ruth granted."""

    def become(role: str) -> Api:
        if role in GRANTED:
            grant = allow(*GRANTED[role])
            _spoil(grant, role, now)
            return api(carer)
        owner = User.objects.get(person__isnull=False)
        return api({"owner": owner, "outsider": outsider, "anonymous": None}[role])

    return become


def _spoil(grant: Grant, role: str, now: datetime) -> None:
    if role == "revoked":
        revoke_grant(grant=grant, now=now)
    if role == "expired":
        past = now - timedelta(days=2)
        Grant.objects.filter(pk=grant.pk).update(valid_from=past, valid_until=now - timedelta(seconds=1))


def expected(route: Route, role: str) -> int:
    """The status that this role is answered."""
    if role in route.who:
        return route.answer
    return 401 if role == "anonymous" else 404


@dataclass(frozen=True)
class Scene:
    """What the routes are about, and what is sent to them."""

    ids: dict[str, Any]
    bodies: dict[str, Any]

    def send(self, client: Api, line: str, ids: dict[str, Any] | None = None) -> HttpResponse:
        """Use a route of the table."""
        method, _, template = line.partition(" ")
        route = TABLE[line]
        url = template.format(**(ids or self.ids))
        return client.send(method.upper(), url, self.bodies[route.body], **dict(route.headers))


@pytest.fixture
def record(person: Person, owner: User, milk: Product, now: datetime) -> dict[str, UUID]:
    """What Ruth wrote down about her health; it is over, and raises no alert."""
    known: dict[str, Any] = {"person": person, "by": owner, "now": now}
    begun = date(2026, 1, 1)
    lab = record_lab(value=Decimal("2.1"), unit="mg/dL", taken_at=now, **known)
    symptom = record_symptom(code="nausea", started_at=now - timedelta(days=90), **known)
    condition = record_condition(code="dehydration", since=begun, until=begun, **known)
    medicine = record_medicine(name="Codeine", medicine_class="opioid", since=begun, until=begun, **known)
    limit = record_limit(
        elemental_mg_per_day=Decimal(200), prescriber="Dr. May", valid_from=begun, valid_until=begun, **known
    )
    plan = write_plan(product_id=milk.pk, amount=Decimal(1), unit="mL", as_needed=True, valid_from=begun, **known).plan
    return {
        "plan_id": plan.pk,
        "lab_id": lab.pk,
        "symptom_id": symptom.pk,
        "condition_id": condition.pk,
        "medicine_id": medicine.pk,
        "limit_id": limit.pk,
    }


@pytest.fixture
def scene(
    person: Person, milk: Product, log_milk: Callable[..., Recorded], record: dict[str, UUID], now: datetime
) -> Scene:
    """Ruth took milk of magnesia and there is an alert."""
    dose = log_milk().dose
    evaluate_person(person_id=person.pk, now=now)
    alert = Alert.objects.get()
    ids = {"person_id": person.pk, "dose_id": dose.pk, "alert_id": alert.pk, "product_id": milk.pk, **record}
    taken_at = (now - timedelta(minutes=1)).isoformat()
    dose_taken = {"product": str(milk.pk), "amount": 15, "unit": "mL", "taken_at": taken_at}
    bodies = {
        "": None,
        "name": {"name": "Ruth Keller"},
        "dismissal": {"reason": "dealt_with"},
        "note": {"note": "after lunch"},
        "reading": {"taken_on": "2026-01-01", "egfr_ml_min": 30},
        "lab": {"value": 2.1, "unit": "mg/dL", "taken_at": taken_at},
        "symptom": {"code": "cannot_wake", "started_at": taken_at},
        "condition": {"code": "fever", "since": "2026-01-01"},
        "medicine": {"name": "Ibuprofen", "class": "nsaid", "since": "2026-01-01"},
        "limit": {"elemental_mg_per_day": 300, "prescriber": "Dr. May", "from": "2026-01-01", "until": "2026-02-01"},
        "end": {"until": "2026-03-01"},
        "dose": dose_taken,
        "outbox": {"doses": [{"id": str(new_id()), **dose_taken}]},
        "check": {"product": str(milk.pk), "amount": 15, "unit": "mL"},
        "plan": {"product": str(milk.pk), "amount": 1, "unit": "mL", "times": ["08:00"], "from": "2026-01-01"},
        "product": {"name": "Mag", "category": "supplement", "units": [{"unit": "tablet", "elemental_mg": 100}]},
    }
    return Scene(ids, bodies)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("line", TABLE)
def test_each_role_gets_what_the_table_says(line: str, role: str, crowd: Callable[[str], Api], scene: Scene) -> None:
    client = crowd(role)
    for user in User.objects.filter(person=None):
        Person.objects.create(account=user, name="Somebody with a record of their own")
    answer = scene.send(client, line)
    assert answer.status_code == expected(TABLE[line], role), answer.content
    if answer.status_code in {401, 404}:
        assert answer["Content-Type"] == "application/problem+json"
        assert b"Ruth" not in answer.content


@pytest.mark.parametrize("line", [line for line in TABLE if "{" in line])
def test_what_is_missing_is_404_on_every_route(line: str, own: Api, scene: Scene) -> None:
    answer = scene.send(own, line, {name: uuid4() for name in scene.ids})
    assert (answer.status_code, data(answer)["code"]) == (404, "not_found")
