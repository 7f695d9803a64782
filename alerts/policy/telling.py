"""Who is told, when a message is tried again, and when it is given up: pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tracker.clinical.assessment import Severity

# Waiting before the 2nd, 3rd … attempt. Together about a day: a mail server that is down for hours is no loss.
BACKOFF = tuple(
    timedelta(seconds=seconds)
    for seconds in (2, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 3600, 7200, 14400, 14400, 28800)
)
MOST_ATTEMPTS = len(BACKOFF) + 1
# Judging a person again after it failed; never given up.
JUDGE_BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900))


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who may be told: the patient, or a carer with what the grant says."""

    user_id: UUID
    is_patient: bool
    min_severity: Severity = Severity.CAUTION
    delay: timedelta = timedelta()


def is_told(listener: Listener, severity: Severity) -> bool:
    """Caution tells the patient; urgent and above tell carers too, each from the severity that was agreed.

    A carer who asked to hear from caution on is told from caution on.
    """
    if severity is Severity.NOTE:
        return False
    return listener.is_patient or severity.rank >= listener.min_severity.rank


def told_at(listener: Listener, severity: Severity, *, now: datetime) -> datetime:
    """When the message is due; an emergency waits for nobody."""
    return now if severity is Severity.EMERGENCY else now + listener.delay


def next_attempt_at(attempts: int, *, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed ones; None when it is time to give up."""
    return now + BACKOFF[attempts - 1] if attempts < MOST_ATTEMPTS else None


def judge_again_at(attempts: int, *, now: datetime) -> datetime:
    """When to judge again after `attempts` failures in a row."""
    return now + JUDGE_BACKOFF[min(attempts, len(JUDGE_BACKOFF)) - 1]
