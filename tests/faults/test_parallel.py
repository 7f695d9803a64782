"""Many at once: one dose from fifty submits, one alert from two workers, one slot from two schedulers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from django.db import connection

from alerts.models import Alert, Delivery
from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from alerts.services.sweep import claim_slot
from intake.models import Dose
from intake.services.doses import Recorded
from tracker.models import Change, Grant, Person, new_id

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def at_once(times: int, work: Callable[[], T]) -> list[T]:
    """Run the same work in many threads, each with a connection of its own."""

    def run(_: int) -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(min(times, 16)) as pool:
        return list(pool.map(run, range(times)))


def test_fifty_identical_submits_are_one_dose(log_milk: Callable[..., Recorded], person: Person) -> None:
    dose_id = new_id()
    results = at_once(50, lambda: log_milk(dose_id=dose_id))
    assert Dose.objects.count() == 1
    assert sum(r.created for r in results) == 1
    assert all(r.verdict == results[0].verdict for r in results)


def test_changes_of_one_person_are_numbered_without_gaps(log_milk: Callable[..., Recorded], person: Person) -> None:
    at_once(20, lambda: log_milk(dose_id=new_id()))
    seqs = list(Change.objects.filter(person=person).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_two_workers_that_judge_one_person_open_one_alert(
    log_milk: Callable[..., Recorded], person: Person, grant: Grant, now: datetime
) -> None:
    log_milk()
    due = at_once(8, lambda: evaluate_person(person_id=person.pk, now=now + timedelta(seconds=1)))
    assert Alert.objects.count() == 1
    assert sorted(map(len, due)) == [0] * 7 + [2]


def test_a_message_that_many_workers_take_is_sent_once(
    log_milk: Callable[..., Recorded], person: Person, now: datetime, mailoutbox: list[object]
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    (delivery,) = Delivery.objects.all()
    sent = at_once(8, lambda: send_delivery(delivery_id=delivery.pk, now=now))
    assert (sum(sent), len(mailoutbox)) == (1, 1)


def test_two_schedulers_claim_one_slot(db: None, now: datetime) -> None:
    ticks = [now + timedelta(microseconds=n) for n in range(8)]
    at = iter(ticks)
    claimed = at_once(8, lambda: claim_slot(job="sweep", every=3600, now=next(at)))
    assert sum(claimed) == 1
