"""The cursor of GET /people/{p}/changes/: it goes on without a gap, or says that it cannot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from intake.models import Dose, Product
from intake.services.doses import Recorded
from tests.api.conftest import Api
from tests.api.test_changes import kinds, read, read_all
from tests.api.test_problems import assert_problem
from tracker.models import Change, Grant, Person, Scope, User, new_id
from tracker.services.changes import lock_person
from tracker.services.conditions import record_condition

LogMilk = Callable[..., Recorded]


@pytest.fixture
def path(person: Person) -> str:
    """Where changes are."""
    return f"people/{person.pk}/changes/"


def test_a_cursor_ends_when_other_scopes_are_granted(
    api: Callable[[User], Api], carer: User, allow: Callable[..., Grant], path: str, log_milk: LogMilk
) -> None:
    allow(Scope.SEE_HEALTH)
    log_milk()
    client = api(carer)
    _changes, cursor = read_all(client, path)
    allow(Scope.SEE_HEALTH, Scope.SEE_DOSES)
    assert_problem(client.get(f"{path}?cursor={cursor}"), 410, "cursor_expired")
    assert "dose" in kinds(read_all(client, path)[0])


def test_a_cursor_for_somebody_else_is_410(
    own: Api, path: str, api: Callable[[User], Api], outsider: User, log_milk: LogMilk
) -> None:
    log_milk()
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    _changes, cursor = read_all(own, path)
    assert_problem(api(outsider).get(f"people/{theirs.pk}/changes/?cursor={cursor}"), 410, "cursor_expired")


def test_a_cursor_that_was_tampered_with_is_410(own: Api, path: str, log_milk: LogMilk) -> None:
    log_milk()
    _changes, cursor = read_all(own, path)
    for spoilt in ["1", "abc:def:ghi", cursor[:-1], "A" + cursor[1:], cursor.swapcase(), "\u2603"]:
        assert_problem(own.get(f"{path}?cursor={spoilt}"), 410, "cursor_expired")


def test_after_a_restore_from_a_backup_a_later_cursor_is_410(own: Api, path: str, log_milk: LogMilk) -> None:
    log_milk()
    _changes, cursor = read_all(own, path)
    lost = Change.objects.latest("seq")
    lost.delete()
    assert_problem(own.get(f"{path}?cursor={cursor}"), 410, "cursor_expired")
    # The number is given again, to something else.
    Change.objects.create(
        person=lost.person,
        seq=lost.seq,
        kind=lost.kind,
        action=lost.action,
        subject_id=new_id(),
        created_at=lost.created_at + timedelta(seconds=1),
    )
    assert_problem(own.get(f"{path}?cursor={cursor}"), 410, "cursor_expired")


def test_a_person_without_changes_has_a_cursor_to_go_on_from(
    api: Callable[[User], Api], outsider: User, milk: Product, now: datetime
) -> None:
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    client, path = api(outsider), f"people/{theirs.pk}/changes/"
    page = read(client, path)
    assert (page["changes"], page["has_more"]) == ([], False)
    record_condition(person=theirs, by=outsider, code="fever", since=date(2026, 1, 1), now=now)
    assert kinds(read(client, path, page["cursor"])["changes"]) == ["condition"]


@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_hides_no_change_from_a_client_that_reads_meanwhile(
    own: Api, path: str, person: Person, log_milk: LogMilk
) -> None:
    numbered, finish = Event(), Event()

    def write_slowly() -> str:
        try:
            with transaction.atomic():
                lock_person(person.pk)
                dose = log_milk().dose
                numbered.set()
                assert finish.wait(30)
            return str(dose.pk)
        finally:
            numbered.set()
            connection.close()

    def write_quickly() -> str:
        try:
            assert numbered.wait(30)
            return str(log_milk().dose.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        slow, quick = pool.submit(write_slowly), pool.submit(write_quickly)
        assert numbered.wait(30)
        seen, cursor = read_all(own, path)
        for _ in range(5):
            more, cursor = read_all(own, path, cursor)
            seen += more
        finish.set()
        written = {slow.result(), quick.result()}
    seen += read_all(own, path, cursor)[0]
    assert {change["id"] for change in seen if change["kind"] == "dose"} == written
    assert Dose.objects.count() == 2
