"""Opening, changing and closing an alert, and the messages that each of these calls for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.models import Alert, AlertState, Audience, Delivery, DeliveryStatus, Evaluation, Purpose
from alerts.policy.episodes import Episode
from alerts.policy.telling import Listener, is_told, told_at
from alerts.selectors.listeners import listeners_of
from alerts.transports import transports_for
from intake.selectors.doses import any_changed
from tracker.clinical.assessment import Severity
from tracker.clinical.codec import facts_from_json, finding_to_json
from tracker.selectors.health import any_retracted


def open_episode(episode: Episode, *, evaluation: Evaluation) -> list[UUID]:
    """A new alert and its first round of messages; returns the ids of those due now."""
    alert = Alert.objects.create(
        person_id=evaluation.person_id,
        concern=episode.concern,
        cause=episode.cause,
        rule=episode.findings[0].rule,
        severity=episode.severity,
        findings=[finding_to_json(f) for f in episode.findings],
        evaluation=evaluation,
        opened_at=evaluation.judged_at,
        changed_at=evaluation.judged_at,
    )
    return tell_round(alert, now=evaluation.judged_at)


def says_something_new(alert: Alert, episode: Episode) -> bool:
    """Whether the alert would say anything else than it does: other rules, severities, sums or products."""
    return [_said(row) for row in alert.findings] != [_said(finding_to_json(f)) for f in episode.findings]


def _said(finding: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(finding[part] for part in ("rule", "severity", "words", "params", "products"))


def update_episode(alert: Alert, episode: Episode, *, evaluation: Evaluation, louder: bool) -> None:
    """What the alert says now. When it got `louder`, a new round begins and what waits of the old one is dropped."""
    alert.rule = episode.findings[0].rule
    alert.severity = episode.severity
    alert.findings = [finding_to_json(f) for f in episode.findings]
    alert.evaluation = evaluation
    alert.changed_at = evaluation.judged_at
    if louder:
        alert.round += 1
        alert.state = AlertState.OPEN
        _cancel_waiting(alert)
    alert.save(update_fields=["rule", "severity", "findings", "evaluation", "changed_at", "round", "state"])


def close_episode(alert: Alert, *, now: datetime) -> list[UUID]:
    """The cause is gone: messages that wait are not needed any more, and whoever was told hears it once.

    `withdrawn` when a dose or a kidney result that it rested on was changed or taken back, else `resolved`.
    """
    alert.state = AlertState.WITHDRAWN if _was_revised(alert) else AlertState.RESOLVED
    alert.closed_at = alert.changed_at = now
    alert.save(update_fields=["state", "closed_at", "changed_at"])
    _cancel_waiting(alert)
    return _tell_all_clear(alert, now=now)


def tell_round(alert: Alert, *, now: datetime) -> list[UUID]:
    """Queue the alert's present round for whoever must hear it and has no message of it yet.

    Asked at every judgement, so that a carer who was granted access in the middle of an episode hears of it.
    """
    severity = Severity(alert.severity)
    queued = set(alert.deliveries.filter(round=alert.round).values_list("recipient_id", flat=True))
    told = [who for who in listeners_of(alert.person_id, now=now) if who.user_id not in queued]
    return _queue(alert, [who for who in told if is_told(who, severity)], Purpose.RAISED, now=now)


def _cancel_waiting(alert: Alert) -> None:
    alert.deliveries.filter(status=DeliveryStatus.DUE).update(status=DeliveryStatus.CANCELLED)


def _was_revised(alert: Alert) -> bool:
    """Whether what the alert rests on no longer stands in the record as it was judged."""
    facts = facts_from_json(alert.evaluation.facts)
    ids = {dose_id for finding in alert.findings for row in finding["products"] for dose_id in row["dose_ids"]}
    doses = [dose for dose in facts.doses if str(dose.id) in ids]
    return any_changed(doses) or any_retracted(reading.id for reading in facts.readings)


def _tell_all_clear(alert: Alert, *, now: datetime) -> list[UUID]:
    """Once, to those who were told or may have been, and who may still know."""
    reached = set(
        alert.deliveries.filter(purpose=Purpose.RAISED, attempts__gt=0)
        .exclude(status=DeliveryStatus.FAILED)
        .values_list("recipient_id", flat=True)
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
