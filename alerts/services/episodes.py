"""Opening, changing and closing an alert, and the messages that each of these calls for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from alerts.models import Alert, AlertState, Audience, Delivery, DeliveryStatus, Evaluation, Purpose
from alerts.policy.episodes import Episode
from alerts.policy.telling import Listener, is_told, told_at
from alerts.selectors.listeners import listeners_of
from alerts.transports import transports_for
from intake.selectors.doses import any_revised
from tracker.clinical.assessment import Severity
from tracker.clinical.codec import finding_to_json


def open_episode(episode: Episode, *, evaluation: Evaluation) -> list[UUID]:
    """A new alert and its first round of messages; returns the ids of those due now."""
    alert = Alert.objects.create(
        person_id=evaluation.person_id,
        concern=episode.concern,
        cause=episode.cause,
        rule=episode.findings[0].rule,
        severity=episode.severity,
        told_severity=episode.severity,
        findings=[finding_to_json(f) for f in episode.findings],
        evaluation=evaluation,
        opened_at=evaluation.judged_at,
        changed_at=evaluation.judged_at,
    )
    return _tell_round(alert, now=evaluation.judged_at)


def update_episode(alert: Alert, episode: Episode, *, evaluation: Evaluation, louder: bool) -> list[UUID]:
    """What the alert says now. Only when it got `louder` than ever told does a new round begin."""
    alert.rule = episode.findings[0].rule
    alert.severity = episode.severity
    alert.findings = [finding_to_json(f) for f in episode.findings]
    alert.evaluation = evaluation
    alert.changed_at = evaluation.judged_at
    if louder:
        alert.told_severity = episode.severity
        alert.round += 1
        alert.state = AlertState.OPEN
    alert.save(
        update_fields=[
            "rule", "severity", "findings", "evaluation", "changed_at", "told_severity", "round", "state",
        ]
    )  # fmt: skip
    return _tell_round(alert, now=evaluation.judged_at) if louder else []


def close_episode(alert: Alert, *, evaluation: Evaluation) -> list[UUID]:
    """The cause is gone: messages that wait are not needed any more, and whoever was told hears it once.

    `withdrawn` when the doses that caused it no longer stand in the record, else `resolved`.
    """
    now = evaluation.judged_at
    alert.state = AlertState.WITHDRAWN if _was_revised(alert) else AlertState.RESOLVED
    alert.closed_at = alert.changed_at = now
    alert.save(update_fields=["state", "closed_at", "changed_at"])
    alert.deliveries.filter(status=DeliveryStatus.DUE).update(status=DeliveryStatus.CANCELLED)
    return _tell_all_clear(alert, now=now)


def _was_revised(alert: Alert) -> bool:
    """Whether a dose that the alert rests on was corrected or removed since it was last judged."""
    ids = {dose for finding in alert.findings for row in finding["products"] for dose in row["dose_ids"]}
    return any_revised(ids, since=alert.evaluation.judged_at)


def _tell_round(alert: Alert, *, now: datetime) -> list[UUID]:
    severity = Severity(alert.severity)
    told = [listener for listener in listeners_of(alert.person_id, now=now) if is_told(listener, severity)]
    return _queue(alert, told, Purpose.RAISED, now=now)


def _tell_all_clear(alert: Alert, *, now: datetime) -> list[UUID]:
    """Once, to those who were told or may have been, and who may still know."""
    reached = set(
        alert.deliveries.filter(purpose=Purpose.RAISED, attempts__gt=0).values_list("recipient_id", flat=True)
    )
    told = [listener for listener in listeners_of(alert.person_id, now=now) if listener.user_id in reached]
    return _queue(alert, told, Purpose.ALL_CLEAR, now=now)


def _queue(alert: Alert, told: list[Listener], purpose: Purpose, *, now: datetime) -> list[UUID]:
    severity = Severity(alert.severity)
    rows = [
        Delivery(
            alert=alert,
            recipient_id=listener.user_id,
            audience=Audience.PATIENT if listener.is_patient else Audience.CARER,
            transport=transport.kind,
            purpose=purpose,
            round=alert.round,
            severity=severity,
            due_at=told_at(listener, severity, now=now) if purpose == Purpose.RAISED else now,
            created_at=now,
        )
        for listener in told
        for transport in transports_for(listener.user_id)
    ]
    Delivery.objects.bulk_create(rows)
    return [row.pk for row in rows if row.due_at <= now]
