"""The tables of `alerts`: the public face of this package."""

from alerts.models.alerts import (
    LIVE_STATES,
    Alert,
    AlertState,
    Audience,
    Delivery,
    DeliveryStatus,
    Dismissal,
    DismissalReason,
    Purpose,
    Reason,
    Receipt,
    Severity,
)
from alerts.models.judging import Evaluation, Heartbeat, JobSlot, Watch, WrittenOnceError

__all__ = [
    "LIVE_STATES",
    "Alert",
    "AlertState",
    "Audience",
    "Delivery",
    "DeliveryStatus",
    "Dismissal",
    "DismissalReason",
    "Evaluation",
    "Heartbeat",
    "JobSlot",
    "Purpose",
    "Reason",
    "Receipt",
    "Severity",
    "Watch",
    "WrittenOnceError",
]
