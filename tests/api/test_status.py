"""GET /people/{p}/status/: the picture now, each scope its part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from alerts.services.evaluate import evaluate_person
from alerts.services.heartbeat import beat
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tracker.models import AccessEntry, Grant, Person, Scope, User
from tracker.services.conditions import record_condition
from tracker.services.readings import record_reading

Log = Callable[..., Recorded]


@pytest.fixture
def judged(log_milk: Log, person: Person, now: datetime) -> Person:
    """Ruth took 30 mL, was judged, and the worker is alive."""
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    beat(now=now)
    return person


def test_the_picture_of_somebody_at_stage_4_who_took_milk_of_magnesia(own: Api, person: Person, judged: Person) -> None:
    body = data(own.get(f"people/{person.pk}/status/"))
    assert set(body) == {
        "as_of", "ruleset", "band", "band_reason", "counted_as", "reading", "window", "severity", "alerts",
        "protection",
    }  # fmt: skip
    assert (body["band"], body["band_reason"], body["severity"]) == ("G4", "reading", "urgent")
    assert body["counted_as"] == "G4"
    assert body["reading"]["egfr_ml_min"] == "24.0"
    assert body["reading"]["age_days"] in {24, 25}
    assert body["reading"]["fresh"] is True
    assert body["window"] == {
        "hours": 24,
        "elemental_mg": "1000.0",
        "at_least": False,
        "limit_mg": None,
        "limit_basis": "none_without_your_team",
        "room_mg": None,
    }
    (alert,) = body["alerts"]
    assert (alert["severity"], alert["state"], alert["rule"]) == ("urgent", "open", "MG-11")
    assert body["protection"] == {"on": True, "since": None, "reasons": []}


def test_where_there_is_a_limit_the_room_is_shown(
    own: Api, person: Person, owner: User, log_milk: Log, now: datetime
) -> None:
    record_reading(person=person, by=owner, now=now, taken_on=now.date() - timedelta(days=1), egfr_ml_min=Decimal(50))
    log_milk(amount=Decimal("4.5"))
    window = data(own.get(f"people/{person.pk}/status/"))["window"]
    assert (window["elemental_mg"], window["limit_mg"], window["room_mg"]) == ("150.0", "350.0", "200.0")
    log_milk(amount=Decimal(30))
    assert data(own.get(f"people/{person.pk}/status/"))["window"]["room_mg"] == "0.0"


def test_protection_is_off_while_no_worker_is_heard(own: Api, person: Person) -> None:
    assert data(own.get(f"people/{person.pk}/status/"))["protection"]["on"] is False


def test_without_any_reading_there_is_none_to_show(api: Callable[[User], Api], outsider: User) -> None:
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    body = data(api(outsider).get(f"people/{theirs.pk}/status/"))
    assert (body["band"], body["reading"], body["severity"]) == ("unknown", None, "note")
    assert body["counted_as"] == "unknown"


def test_in_illness_the_kidneys_count_one_worse(own: Api, person: Person, owner: User, now: datetime) -> None:
    record_condition(person=person, by=owner, now=now, code="vomiting_diarrhoea", since=now.date() - timedelta(days=1))
    body = data(own.get(f"people/{person.pk}/status/"))
    assert (body["band"], body["counted_as"]) == ("G4", "G5")


HEALTH = ("band", "band_reason", "counted_as", "reading")


@pytest.mark.parametrize(
    ("scopes", "sees"),
    [
        ([Scope.SEE_ALERTS], {"alerts"}),
        ([Scope.SEE_DOSES], {"doses"}),
        ([Scope.SEE_HEALTH], {"health"}),
        ([Scope.RECORD_DOSES], set()),
        ([Scope.SEE_ALERTS, Scope.SEE_DOSES, Scope.SEE_HEALTH], {"alerts", "doses", "health"}),
        ([Scope.MANAGE], {"alerts", "doses", "health"}),
    ],
)
def test_each_scope_shows_its_part(
    cares: Api, judged: Person, allow: Callable[..., Grant], scopes: list[Scope], sees: set[str]
) -> None:
    allow(*scopes)
    body: dict[str, Any] = data(cares.get(f"people/{judged.pk}/status/"))
    assert all((body[name] is not None) is ("health" in sees) for name in HEALTH)
    assert (body["window"]["limit_basis"] is not None) is ("health" in sees)
    assert (body["window"]["elemental_mg"] is not None) is ("doses" in sees)
    assert (body["window"]["at_least"] is not None) is ("doses" in sees)
    assert (body["severity"] is not None) is ("alerts" in sees)
    assert bool(body["alerts"]) is ("alerts" in sees)
    whole = sees == {"alerts", "doses", "health"}
    assert all(bool(alert["because"]) is whole and bool(alert["products"]) is whole for alert in body["alerts"])


def test_a_carers_look_is_written_down(cares: Api, person: Person, carer: User) -> None:
    cares.get(f"people/{person.pk}/status/")
    assert list(AccessEntry.objects.values_list("actor_id", "what")) == [(carer.pk, "status")]
