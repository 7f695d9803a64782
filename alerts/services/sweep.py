"""Finding what was left lying: every gap between a dose and its message has its search here.

(1), (2) changes that nobody judged · (3) messages that are due and nobody took · (4), (5) messages whose sender
died · and people whose answer changes by itself, or whose judgement failed and may be tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q

from alerts.models import Delivery, DeliveryStatus, JobSlot, Watch
from alerts.policy.telling import next_attempt_at
from tracker.clinical.ruleset import CURRENT
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
    _take_back(now=now)
    deliveries = Delivery.objects.filter(status=DeliveryStatus.DUE, due_at__lte=now).order_by("due_at")
    return DueWork(
        person_ids=tuple(dict.fromkeys([*_unjudged(now=now, grace=grace), *_watches_due(now=now)])),
        delivery_ids=tuple(deliveries.values_list("pk", flat=True)[:BATCH]),
    )


def _take_back(*, now: datetime) -> None:
    """Messages whose sender vanished are due again; one that makes every sender vanish is given up in the end."""
    vanished = Delivery.objects.filter(status=DeliveryStatus.SENDING, lease_until__lte=now)
    for pk, attempts in vanished.order_by("lease_until").values_list("pk", "attempts")[:BATCH]:
        again = next_attempt_at(attempts, now=now)
        # The first time it goes out at once: the lease was pause enough.
        due_at = now if attempts == 1 else again
        outcome = {"status": DeliveryStatus.DUE, "due_at": due_at} if due_at else {"status": DeliveryStatus.FAILED}
        held = Delivery.objects.filter(pk=pk, status=DeliveryStatus.SENDING, attempts=attempts)
        held.update(lease_until=None, error="sender vanished", **outcome)


def _unjudged(*, now: datetime, grace: timedelta) -> list[UUID]:
    """People with changes that wait, except those whose last judgement failed: they have a time of their own."""
    failing = Watch.objects.filter(person_id=OuterRef("person_id"), retry_at__gt=now)
    waiting = Change.objects.filter(~Exists(failing), judged_at__isnull=True, created_at__lte=now - grace)
    people = waiting.values("person_id").annotate(oldest=Min("created_at")).order_by("oldest")
    return list(people.values_list("person_id", flat=True)[:BATCH])


def _watches_due(*, now: datetime) -> list[UUID]:
    """People whose answer changes now, whose judgement may be tried again, or whom this rule set has not judged yet."""
    due = Watch.objects.filter(Q(due_at__lte=now, retry_at__isnull=True) | Q(retry_at__lte=now))
    found = list(due.values_list("person_id", flat=True)[:BATCH])
    older = Watch.objects.exclude(ruleset=CURRENT.id).filter(retry_at__isnull=True)
    return found + list(older.values_list("person_id", flat=True)[: BATCH - len(found)])


def claim_slot(*, job: str, every: int, now: datetime) -> bool:
    """True for the first of several schedulers that ticks for `job` in this slot of `every` seconds."""
    # After the clock was set back, slots that lie ahead must not silence the scheduler until it catches up.
    JobSlot.objects.filter(job=job, claimed_at__gt=now + timedelta(seconds=every)).delete()
    slot = int(now.timestamp()) // every
    return JobSlot.objects.get_or_create(job=job, slot=slot, defaults={"claimed_at": now})[1]


def tidy(*, now: datetime) -> None:
    """Forget what has served its time: claimed slots and answered retries."""
    JobSlot.objects.filter(claimed_at__lt=now - KEEP_SLOTS).delete()
    IdempotentRequest.objects.filter(created_at__lt=now - KEEP_IDEMPOTENT).delete()
