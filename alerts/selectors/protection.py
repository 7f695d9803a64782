"""Is protection on? The same answer for the page, the API and `/healthz`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from alerts.models import LIVE_STATES, Delivery, DeliveryStatus, Heartbeat, Watch
from tracker.models import Change

# Work that waits longer than this is overdue: the sweep comes every 10 s.
OVERDUE = timedelta(seconds=30)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Trouble(StrEnum):
    """Why protection is off."""

    NO_WORKER = "no_worker"
    NOT_JUDGED = "not_judged"
    RULES_FAIL = "rules_fail"
    MESSAGES_WAIT = "messages_wait"
    MESSAGES_FAILED = "messages_failed"


WORDS = {
    Trouble.NO_WORKER: _("new doses are not being checked"),
    Trouble.NOT_JUDGED: _("some doses have not been checked yet"),
    Trouble.RULES_FAIL: _("a rule cannot be judged"),
    Trouble.MESSAGES_WAIT: _("messages are not going out"),
    Trouble.MESSAGES_FAILED: _("a message could not be delivered"),
}


@dataclass(frozen=True, slots=True)
class Protection:
    """`since` is when it went off, as far as is known; None while it is on."""

    on: bool
    since: datetime | None
    reasons: tuple[Trouble, ...]


def protection(*, now: datetime) -> Protection:
    """Whether a dose logged now would be judged and told. Five small queries on partial indexes."""
    found = {
        Trouble.NO_WORKER: _worker_silent_since(now=now),
        Trouble.NOT_JUDGED: _oldest_unjudged(now=now),
        Trouble.RULES_FAIL: _failing_since(),
        Trouble.MESSAGES_WAIT: _oldest_waiting(now=now),
        Trouble.MESSAGES_FAILED: _oldest_failed(),
    }
    troubles = {trouble: since for trouble, since in found.items() if since is not None}
    known = [since for since in troubles.values() if since > NEVER]
    return Protection(on=not troubles, since=min(known, default=None), reasons=tuple(troubles))


def _worker_silent_since(*, now: datetime) -> datetime | None:
    last = Heartbeat.objects.aggregate(at=Min("at"))["at"] or NEVER
    return last if now - last > timedelta(seconds=settings.PROTECTION_MAX_AGE_SECONDS) else None


def _oldest_unjudged(*, now: datetime) -> datetime | None:
    waiting = Change.objects.filter(judged_at__isnull=True, created_at__lte=now - OVERDUE)
    overdue = Watch.objects.filter(due_at__lte=now - OVERDUE, retry_at__isnull=True)
    return _earliest(waiting.aggregate(at=Min("created_at"))["at"], overdue.aggregate(at=Min("due_at"))["at"])


def _failing_since() -> datetime | None:
    return _earliest(*Watch.objects.filter(retry_at__isnull=False).values_list("retry_at", flat=True)[:1])


def _oldest_waiting(*, now: datetime) -> datetime | None:
    waiting = Delivery.objects.filter(status=DeliveryStatus.DUE, due_at__lte=now - OVERDUE)
    retrying = Delivery.objects.filter(
        status=DeliveryStatus.DUE, attempts__gt=0, created_at__lte=now - OVERDUE, due_at__gt=now - OVERDUE
    )
    return _earliest(waiting.aggregate(at=Min("due_at"))["at"], retrying.aggregate(at=Min("created_at"))["at"])


def _oldest_failed() -> datetime | None:
    """Messages given up about something that still holds."""
    failed = Delivery.objects.filter(status=DeliveryStatus.FAILED, alert__state__in=LIVE_STATES)
    return _earliest(failed.aggregate(at=Min("created_at"))["at"])


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((m for m in moments if m is not None), default=None)
