"""Handing one message over, at least once and always under the same id."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F

from alerts.models import Alert, Delivery, DeliveryStatus, Purpose
from alerts.policy.telling import is_told, next_attempt_at
from alerts.selectors.listeners import listener_of
from alerts.services.messages import build_message
from alerts.transports import TRANSPORTS, TransportError
from tracker.clinical.assessment import Severity

log = structlog.get_logger(__name__)


def send_delivery(*, delivery_id: UUID, now: datetime) -> bool:
    """Claim the delivery, hand it over, write down how it went. True when it was sent.

    The claim is one conditional UPDATE: whoever changes the row owns it for `DELIVERY_LEASE_SECONDS`. If this process
    dies before the outcome is written, the sweep makes the row due again and the same id goes out a second time.
    """
    delivery = _claim(delivery_id, now=now)
    if delivery is None:
        return False
    if reason := _why_not(delivery, now=now):
        _settle(delivery, status=DeliveryStatus.CANCELLED, error=reason)
        return False
    try:
        TRANSPORTS[delivery.transport].send(build_message(delivery, now=now), delivery.recipient)
    except TransportError as error:
        _record_failure(delivery, str(error), permanent=error.permanent, now=now)
        return False
    except Exception as error:  # a broken message must not stop the others; it is stored and tried again
        log.exception("delivery_failed", delivery_id=str(delivery.pk))
        _record_failure(delivery, type(error).__name__, permanent=False, now=now)
        return False
    _settle(delivery, status=DeliveryStatus.SENT, sent_at=now, error="")
    return True


def _why_not(delivery: Delivery, *, now: datetime) -> str:
    """Why this must no longer be said, asked as late as can be; empty when it must.

    While a message waited, the recipient may have lost the grant, the alert may have ended or got worse (which has a
    message of its own), or, for an all clear, the same trouble may have begun again.
    """
    alert = delivery.alert
    listener = listener_of(alert.person_id, delivery.recipient_id, now=now)
    if listener is None:
        return "no longer allowed to know"
    if delivery.purpose == Purpose.ALL_CLEAR:
        again = Alert.objects.live().filter(person_id=alert.person_id, concern=alert.concern, cause=alert.cause)
        return "it began again" if again.exists() else ""
    if not alert.is_live or delivery.round != alert.round:
        return "no longer so"
    return "" if is_told(listener, Severity(alert.severity)) else "not so severe any more"


def _claim(delivery_id: UUID, *, now: datetime) -> Delivery | None:
    claimed = Delivery.objects.filter(pk=delivery_id, status=DeliveryStatus.DUE, due_at__lte=now).update(
        status=DeliveryStatus.SENDING,
        attempts=F("attempts") + 1,
        lease_until=now + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS),
    )
    if not claimed:
        return None
    return Delivery.objects.select_related("alert__person", "alert__evaluation", "recipient").get(pk=delivery_id)


def _record_failure(delivery: Delivery, error: str, *, permanent: bool, now: datetime) -> None:
    again = None if permanent else next_attempt_at(delivery.attempts, now=now)
    log.warning("delivery_not_handed_over", delivery_id=str(delivery.pk), again=again and again.isoformat(), why=error)
    if again is None:
        _settle(delivery, status=DeliveryStatus.FAILED, error=error[:300])
    else:
        _settle(delivery, status=DeliveryStatus.DUE, due_at=again, error=error[:300])


def _settle(delivery: Delivery, **outcome: object) -> None:
    """Write the outcome, unless the lease ran out and another attempt owns the row now."""
    Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.SENDING, attempts=delivery.attempts).update(
        lease_until=None, **outcome
    )
