"""GET /people/{p}/changes/: a client that reads on misses nothing, and learns no more than it may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from intake.models import Product
from intake.services.doses import Recorded, correct_dose, void_dose
from intake.services.plans import end_plan, write_plan
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import AccessEntry, Change, Grant, Person, Scope, User
from tracker.services.conditions import record_condition
from tracker.services.labs import record_lab, retract_lab
from tracker.services.limits import record_limit
from tracker.services.medicines import record_medicine
from tracker.services.symptoms import record_symptom

LogMilk = Callable[..., Recorded]


@pytest.fixture
def path(person: Person) -> str:
    """Where changes are."""
    return f"people/{person.pk}/changes/"


def read(client: Api, path: str, cursor: str | None = None, size: int = 200) -> dict[str, Any]:
    """One page."""
    answer = client.get(f"{path}?page_size={size}" + (f"&cursor={cursor}" if cursor else ""))
    assert answer.status_code == 200, answer.content
    page: dict[str, Any] = data(answer)
    return page


def read_all(client: Api, path: str, cursor: str | None = None, size: int = 200) -> tuple[list[dict[str, Any]], str]:
    """Every page from a place on, and the place where it ends."""
    found = []
    while True:
        page = read(client, path, cursor, size)
        found += page["changes"]
        cursor = page["cursor"]
        if not page["has_more"]:
            return found, page["cursor"]


def kinds(changes: list[dict[str, Any]]) -> list[str]:
    return [change["kind"] for change in changes]


def test_from_the_beginning_all_is_there_as_its_own_address_shows_it(
    own: Api, path: str, person: Person, owner: User, milk: Product, log_milk: LogMilk, now: datetime
) -> None:
    known: dict[str, Any] = {"person": person, "by": owner, "now": now}
    today = now.date()
    dose = log_milk().dose
    write_plan(product_id=milk.pk, amount=Decimal(1), unit="mL", as_needed=True, valid_from=today, **known)
    record_lab(value=Decimal("2.1"), unit="mg/dL", taken_at=now, **known)
    record_symptom(code="nausea", started_at=now, **known)
    record_condition(code="fever", since=today, **known)
    record_medicine(name="Codeine", medicine_class="opioid", since=today, **known)
    record_limit(elemental_mg_per_day=Decimal(200), prescriber="Dr. May", valid_from=today, valid_until=today, **known)
    changes, _cursor = read_all(own, path)
    assert kinds(changes) == [
        "person", "kidney_reading", "dose", "plan", "lab", "symptom", "condition", "medicine", "limit"
    ]  # fmt: skip
    assert not any(change["deleted"] for change in changes)
    base = f"people/{person.pk}/"
    lists = ["kidney-readings", "doses", "plans", "labs", "symptoms", "conditions", "medicines", "limits"]
    shown = {item["id"]: item for name in lists for item in data(own.get(f"{base}{name}/"))["results"]}
    assert {change["id"]: change["object"] for change in changes[1:]} == shown
    assert changes[0]["object"] == data(own.get(base))
    assert changes[2]["id"] == str(dose.pk)


def test_reading_on_brings_only_what_is_new(own: Api, path: str, log_milk: LogMilk) -> None:
    log_milk()
    _old, cursor = read_all(own, path)
    assert read(own, path, cursor) == {"changes": [], "cursor": read(own, path, cursor)["cursor"], "has_more": False}
    dose = log_milk().dose
    changes, later = read_all(own, path, cursor)
    assert [change["id"] for change in changes] == [str(dose.pk)]
    assert read_all(own, path, later)[0] == []
    assert read_all(own, path, cursor)[0] == changes


def test_several_changes_of_one_dose_are_its_latest_state(
    own: Api, path: str, person: Person, owner: User, log_milk: LogMilk, now: datetime
) -> None:
    first, second = log_milk().dose, log_milk().dose
    correct_dose(person=person, dose_id=first.pk, by=owner, expected_version=1, now=now, amount=Decimal(15))
    changes = [change for change in read(own, path)["changes"] if change["kind"] == "dose"]
    assert [(change["id"], change["version"]) for change in changes] == [(str(second.pk), 1), (str(first.pk), 2)]
    assert changes[1]["object"]["amount"] == "15.0"


def test_what_was_taken_back_is_deleted_and_says_nothing(
    own: Api, path: str, person: Person, owner: User, milk: Product, log_milk: LogMilk, now: datetime
) -> None:
    known: dict[str, Any] = {"person": person, "by": owner, "now": now}
    dose = log_milk(note="with lunch").dose
    plan = write_plan(
        product_id=milk.pk, amount=Decimal(1), unit="mL", as_needed=True, valid_from=now.date(), **known
    ).plan
    lab = record_lab(value=Decimal("2.1"), unit="mg/dL", taken_at=now, **known)
    _changes, cursor = read_all(own, path)
    void_dose(dose_id=dose.pk, expected_version=1, **known)
    end_plan(plan_id=plan.pk, expected_version=1, **known)
    retract_lab(lab_id=lab.pk, **known)
    changes, _later = read_all(own, path, cursor)
    assert [(change["id"], change["deleted"], change["object"]) for change in changes] == [
        (str(row.pk), True, None) for row in (dose, plan, lab)
    ]
    assert [change["version"] for change in changes[:2]] == [2, 2]
    lab_change = Change.objects.filter(subject_id=lab.pk).latest("seq")
    assert changes[2]["version"] == lab_change.seq


@pytest.mark.parametrize("size", [1, 2, 3, 200])
def test_small_pages_bring_the_same_in_the_end(own: Api, path: str, log_milk: LogMilk, size: int) -> None:
    doses = [str(log_milk().dose.pk) for _ in range(5)]
    changes, _cursor = read_all(own, path, size=size)
    assert [change["id"] for change in changes if change["kind"] == "dose"] == doses


@pytest.mark.parametrize("size", ["0", "201", "x"])
def test_a_page_has_1_to_200_changes(own: Api, path: str, size: str) -> None:
    assert_problem(own.get(f"{path}?page_size={size}"), 400, "invalid")


def test_a_page_costs_as_many_queries_for_many_doses_as_for_one(
    own: Api, path: str, log_milk: LogMilk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        log_milk()
    with django_assert_max_num_queries(12):
        assert len(read(own, path)["changes"]) == 32


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        ([Scope.RECORD_DOSES], {"person"}),
        ([Scope.SEE_ALERTS], {"person"}),
        ([Scope.SEE_DOSES], {"person", "dose"}),
        ([Scope.SEE_HEALTH], {"person", "kidney_reading"}),
        ([Scope.SEE_DOSES, Scope.SEE_HEALTH], {"person", "dose", "kidney_reading"}),
    ],
)
def test_a_carer_gets_the_kinds_that_were_granted_and_no_grant(
    api: Callable[[User], Api],
    carer: User,
    allow: Callable[..., Grant],
    path: str,
    log_milk: LogMilk,
    scopes: list[Scope],
    seen: set[str],
) -> None:
    allow(*scopes)
    log_milk()
    changes, _cursor = read_all(api(carer), path)
    assert set(kinds(changes)) == seen
    birth_date = next(change["object"]["birth_date"] for change in changes if change["kind"] == "person")
    assert (birth_date is not None) == (Scope.SEE_HEALTH in scopes)


def test_the_cursor_moves_on_past_what_is_left_out(
    api: Callable[[User], Api], carer: User, allow: Callable[..., Grant], path: str, log_milk: LogMilk
) -> None:
    allow(Scope.SEE_HEALTH)
    for _ in range(3):
        log_milk()
    client, cursor = api(carer), None
    pages = []
    for _ in range(6):
        page = read(client, path, cursor, size=1)
        cursor = page["cursor"]
        pages.append((kinds(page["changes"]), page["has_more"]))
    assert pages == [(["person"], True), (["kidney_reading"], True), *[([], True)] * 3, ([], False)]


def test_a_carers_look_is_written_down_and_the_owners_is_not(cares: Api, own: Api, path: str, carer: User) -> None:
    read(own, path)
    read(cares, path)
    assert [(entry.actor, entry.what) for entry in AccessEntry.objects.all()] == [(carer, "changes")]
