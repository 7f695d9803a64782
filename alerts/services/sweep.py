"""Finding what was left lying: every gap between a dose and its message has its search here.

(1), (2) changes that nobody judged · (3) messages that are due and nobody took · (4), (5) messages whose sender
died · and people whose answer changes by itself, or whose judgement failed and may be tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from alerts.models import Delivery, DeliveryStatus, JobSlot, Watch
from tracker.models import Change, IdempotentRequest

# The doorbell gets this long before the sweep does its work for it.
GRACE = timedelta(seconds=2)
BATCH = 500
KEEP_SLOTS = timedelta(hours=1)
KEEP_IDEMPOTENT = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class DueWork:
    """Whom to judge and what to send, oldest first."""

    person_ids: tuple[UUID, ...]
    delivery_ids: tuple[UUID, ...]

    def __bool__(self) -> bool:
        return bool(self.person_ids or self.delivery_ids)


def find_due_work(*, now: datetime, grace: timedelta = GRACE) -> DueWork:
    """At most a batch of each. The cost follows what is due, not how many people are registered."""
    Delivery.objects.filter(status=DeliveryStatus.SENDING, lease_until__lte=now).update(
        status=DeliveryStatus.DUE, due_at=now, lease_until=None, error="sender vanished"
    )
    deliveries = Delivery.objects.filter(status=DeliveryStatus.DUE, due_at__lte=now).order_by("due_at")
    return DueWork(
        person_ids=tuple(dict.fromkeys([*_unjudged(now=now, grace=grace), *_watches_due(now=now)])),
        delivery_ids=tuple(deliveries.values_list("pk", flat=True)[:BATCH]),
    )


def _unjudged(*, now: datetime, grace: timedelta) -> list[UUID]:
    """People with changes that wait, except those whose last judgement failed: they have a time of their own."""
    failing = Watch.objects.filter(person_id=OuterRef("person_id"), retry_at__gt=now)
    waiting = Change.objects.filter(~Exists(failing), judged_at__isnull=True, created_at__lte=now - grace)
    return list(waiting.order_by("created_at").values_list("person_id", flat=True)[:BATCH])


def _watches_due(*, now: datetime) -> list[UUID]:
    due = Watch.objects.filter(Q(due_at__lte=now, retry_at__isnull=True) | Q(retry_at__lte=now))
    return list(due.values_list("person_id", flat=True)[:BATCH])


def claim_slot(*, job: str, every: int, now: datetime) -> bool:
    """True for the first of several schedulers that ticks for `job` in this slot of `every` seconds."""
    slot = int(now.timestamp()) // every
    return JobSlot.objects.get_or_create(job=job, slot=slot, defaults={"claimed_at": now})[1]


def tidy(*, now: datetime) -> None:
    """Forget what has served its time: claimed slots and answered retries."""
    JobSlot.objects.filter(claimed_at__lt=now - KEEP_SLOTS).delete()
    IdempotentRequest.objects.filter(created_at__lt=now - KEEP_IDEMPOTENT).delete()
