"""Who was told about an alert, by which way and when, and who has seen it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from alerts.models import Alert, Delivery, DeliveryStatus, Purpose
from alerts.transports import TRANSPORTS
from tracker.models import User


@dataclass(slots=True)
class Told:
    """One recipient. `sent_at` is None while no message has reached them; `failed` when none will."""

    user: User
    sent_at: datetime | None = None
    seen_at: datetime | None = None
    ways: list[str] = field(default_factory=list)
    waiting: bool = False
    failed: bool = False


def told_of(alert: Alert) -> list[Told]:
    """Everybody who was told or has seen it, first told first. Reads prefetched deliveries and receipts."""
    people: dict[object, Told] = {}
    for delivery in sorted(alert.deliveries.all(), key=lambda row: row.created_at):
        if delivery.purpose == Purpose.RAISED and delivery.status != DeliveryStatus.CANCELLED:
            _count(people.setdefault(delivery.recipient_id, Told(delivery.recipient)), delivery)
    for receipt in alert.receipts.all():
        people.setdefault(receipt.user_id, Told(receipt.user)).seen_at = receipt.seen_at
    return list(people.values())


def _count(told: Told, delivery: Delivery) -> None:
    if delivery.status == DeliveryStatus.SENT:
        told.sent_at = told.sent_at or delivery.sent_at
        way = str(TRANSPORTS[delivery.transport].label)
        if way not in told.ways:
            told.ways.append(way)
    elif delivery.status == DeliveryStatus.FAILED:
        told.failed = True
    else:
        told.waiting = True
