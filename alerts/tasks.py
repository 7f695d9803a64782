"""The doorbell's other end: ids in, one service call. Losing any of these is harmless, the sweep finds the work."""

from __future__ import annotations

from uuid import UUID

from celery import Task, shared_task
from django.utils.timezone import now

from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from alerts.services.heartbeat import beat
from alerts.services.sweep import claim_slot, find_due_work, tidy

SWEEP_SECONDS = 10


@shared_task(queue="alerts")
def evaluate(person_id: str) -> None:
    """Judge one person and pass on the messages that are due."""
    for delivery_id in evaluate_person(person_id=UUID(person_id), now=now()):
        deliver.delay(str(delivery_id))


@shared_task(queue="default")
def deliver(delivery_id: str) -> None:
    """Send one message."""
    send_delivery(delivery_id=UUID(delivery_id), now=now())


@shared_task(queue="alerts")
def sweep() -> None:
    """Find what was left lying, and ring for it."""
    if not claim_slot(job="sweep", every=5, now=now()):
        return
    work = find_due_work(now=now())
    # What nobody took before the next tick is found again then: an unlimited queue would only repeat itself.
    for person_id in work.person_ids:
        _hand_on(evaluate, str(person_id))
    for delivery_id in work.delivery_ids:
        _hand_on(deliver, str(delivery_id))
    tidy(now=now())


def _hand_on(task: Task[[str], None], subject_id: str) -> None:
    """To any worker; or, when the broker takes nothing any more, done here and now."""
    try:
        task.apply_async((subject_id,), expires=SWEEP_SECONDS)
    except Exception:  # noqa: BLE001 - whatever the broker does, the work must be done
        task(subject_id)


@shared_task(queue="alerts")
def beat_heart() -> None:
    """Say that the scheduler, the broker and a worker are alive."""
    beat(now=now())
