"""Is protection on? The same answer for the page, the API and `/healthz`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from alerts.models import LIVE_STATES, Delivery, DeliveryStatus, Heartbeat, Watch
from tracker.models import Change, Person

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


def protection(*, now: datetime, person: Person | None = None) -> Protection:
    """Whether a dose logged now would be judged and told: small queries on partial indexes.

    With a `person`, a message about them that was given up counts too; one address that is refused is no reason to
    tell everybody else that they are not protected.
    """
    found = {
        Trouble.NO_WORKER: _worker_silent_since(now=now),
        Trouble.NOT_JUDGED: _oldest_unjudged(now=now),
        Trouble.RULES_FAIL: _failing_since(),
        Trouble.MESSAGES_WAIT: _oldest_waiting(now=now),
        Trouble.MESSAGES_FAILED: _oldest_failed(person) if person else None,
    }
    troubles = {trouble: since for trouble, since in found.items() if since is not None}
    known = [since for since in troubles.values() if since > NEVER]
    return Protection(on=not troubles, since=min(known, default=None), reasons=tuple(troubles))


def _worker_silent_since(*, now: datetime) -> datetime | None:
    last = Heartbeat.objects.aggregate(at=Min("at"))["at"] or NEVER
    return last if abs(now - last) > timedelta(seconds=settings.PROTECTION_MAX_AGE_SECONDS) else None


def _oldest_unjudged(*, now: datetime) -> datetime | None:
    waiting = Change.objects.filter(judged_at__isnull=True, created_at__lte=now - OVERDUE)
    overdue = Watch.objects.filter(due_at__lte=now - OVERDUE, retry_at__isnull=True)
    return _earliest(waiting.aggregate(at=Min("created_at"))["at"], overdue.aggregate(at=Min("due_at"))["at"])


def _failing_since() -> datetime | None:
    return _earliest(Watch.objects.aggregate(at=Min("failing_since"))["at"])


def _oldest_waiting(*, now: datetime) -> datetime | None:
    """Messages that nobody takes, that hang in a sender's hands, or that are refused while none gets through."""
    overdue = now - OVERDUE
    taken_by_nobody = Delivery.objects.filter(status=DeliveryStatus.DUE, due_at__lte=overdue)
    held_too_long = Delivery.objects.filter(status=DeliveryStatus.SENDING, lease_until__lte=overdue)
    return _earliest(
        taken_by_nobody.aggregate(at=Min("due_at"))["at"],
        held_too_long.aggregate(at=Min("lease_until"))["at"],
        _refused_since(overdue),
    )


def _refused_since(overdue: datetime) -> datetime | None:
    """Since when messages are tried in vain, if none at all was handed over since: the way out is closed."""
    retried = Delivery.objects.filter(status=DeliveryStatus.DUE, attempts__gt=0, created_at__lte=overdue)
    since = retried.aggregate(at=Min("created_at"))["at"]
    if since is None or Delivery.objects.filter(status=DeliveryStatus.SENT, sent_at__gte=since).exists():
        return None
    return _earliest(since)


def _oldest_failed(person: Person) -> datetime | None:
    """Messages given up about something that still holds."""
    failed = Delivery.objects.filter(status=DeliveryStatus.FAILED, alert__person=person, alert__state__in=LIVE_STATES)
    return _earliest(failed.aggregate(at=Min("created_at"))["at"])


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((m for m in moments if m is not None), default=None)
