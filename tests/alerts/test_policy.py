"""The pure decisions: who is told, when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.policy.telling import (
    MOST_ATTEMPTS,
    Listener,
    is_told,
    judge_again_at,
    next_attempt_at,
    told_at,
)
from tracker.clinical.assessment import Severity

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARER = Listener(uuid4(), is_patient=False, min_severity=Severity.URGENT, delay=timedelta(minutes=10))


@pytest.mark.parametrize("severity", list(Severity))
def test_a_note_tells_nobody_and_everything_else_tells_the_patient(severity: Severity) -> None:
    assert is_told(Listener(uuid4(), is_patient=True), severity) is (severity is not Severity.NOTE)


def test_a_carer_is_told_from_the_agreed_severity_on() -> None:
    assert [s.value for s in Severity if is_told(CARER, s)] == ["urgent", "emergency"]


def test_an_emergency_does_not_wait_for_an_agreed_delay() -> None:
    assert told_at(CARER, Severity.URGENT, now=NOW) == NOW + timedelta(minutes=10)
    assert told_at(CARER, Severity.EMERGENCY, now=NOW) == NOW


def test_a_message_is_tried_for_about_a_day_with_growing_pauses() -> None:
    moments = []
    at, attempts = NOW, 1
    while (again := next_attempt_at(attempts, now=at)) is not None:
        moments.append(again - at)
        at, attempts = again, attempts + 1
    assert attempts == MOST_ATTEMPTS
    assert moments == sorted(moments)
    assert timedelta(hours=18) < at - NOW < timedelta(hours=36)


@given(st.integers(min_value=1, max_value=10_000))
def test_judging_again_is_never_given_up(attempts: int) -> None:
    assert NOW < judge_again_at(attempts, now=NOW) <= NOW + timedelta(minutes=15)
