"""Opening, changing and closing an alert, and the messages that each of these calls for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alerts.models import Alert, AlertState, Audience, Delivery, DeliveryStatus, Evaluation, Purpose
from alerts.policy.episodes import Episode
from alerts.policy.telling import Listener, is_told, told_at
from alerts.selectors.alerts import rests_on
from alerts.selectors.listeners import listeners_of
from alerts.selectors.touched import Touched
from alerts.services.hindsight import change_behind, give_reason
from alerts.transports import transports_for
from intake.selectors.doses import any_changed
from tracker.clinical.assessment import Severity
from tracker.clinical.codec import facts_from_json, finding_from_json, finding_to_json
from tracker.clinical.ruleset import CURRENT
from tracker.selectors.health import any_retracted

# What an alert says.
SAID = ("rule", "severity", "worst_severity", "findings")


def open_episode(episode: Episode, *, evaluation: Evaluation) -> list[UUID]:
    """A new alert and its first round of messages; returns the ids of those due now.

    What the rule wants said only once in so many days is on record each time, and told once.
    """
    alert = Alert.objects.create(
        person_id=evaluation.person_id,
        concern=episode.concern,
        cause=episode.cause,
        rule=episode.findings[0].rule,
        severity=episode.severity,
        worst_severity=episode.severity,
        quiet=_was_told_lately(episode, person_id=evaluation.person_id, now=evaluation.judged_at),
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
    alert.worst_severity = max(Severity(alert.worst_severity), episode.severity, key=lambda severity: severity.rank)
    alert.findings = [finding_to_json(f) for f in episode.findings]
    alert.evaluation = evaluation
    alert.changed_at = evaluation.judged_at
    if louder:
        alert.round += 1
        alert.state = AlertState.OPEN
        alert.quiet = False
        _cancel_waiting(alert)
    alert.save(update_fields=[*SAID, "evaluation", "changed_at", "round", "state", "quiet"])


def close_episode(alert: Alert, *, touched: Sequence[Touched], now: datetime) -> list[UUID]:
    """The cause is gone: messages that wait are not needed any more, and whoever was told hears it once.

    `withdrawn` when something that it rested on was changed or taken back, else `resolved`; with the change behind
    it, unless time alone ended it.
    """
    over = _is_over(alert, now=now)
    lowering = [each for each in touched if each.may_lower]
    own = [each for each in lowering if each.subject_id in rests_on(alert)]
    revised = _was_revised(alert) or (not over and any(each.takes_back for each in own))
    alert.state = AlertState.WITHDRAWN if revised else AlertState.RESOLVED
    alert.closed_at = alert.changed_at = now
    reason = give_reason(alert, change_behind(own or ([] if over else lowering)))
    alert.save(update_fields=["state", "closed_at", "changed_at", *reason])
    _cancel_waiting(alert)
    return _tell_all_clear(alert, now=now)


def tell_round(alert: Alert, *, now: datetime) -> list[UUID]:
    """Queue the alert's present round for whoever must hear it and has no message of it yet.

    Asked at every judgement, so that a carer who was granted access in the middle of an episode hears of it.
    """
    if alert.quiet:
        return []
    severity = Severity(alert.severity)
    queued = set(alert.deliveries.filter(round=alert.round).values_list("recipient_id", flat=True))
    told = [who for who in listeners_of(alert.person_id, now=now) if who.user_id not in queued]
    return _queue(alert, [who for who in told if is_told(who, severity)], Purpose.RAISED, now=now)


def _was_told_lately(episode: Episode, *, person_id: UUID, now: datetime) -> bool:
    """Whether the leading rule says the same only once in so many days, and said it, as severely, within them."""
    lead = episode.findings[0].rule
    days = CURRENT.rule(lead).said_again_after_days
    if days is None:
        return False
    told = Alert.objects.filter(
        person_id=person_id, concern=episode.concern, cause=episode.cause, rule=lead, quiet=False, found_late_at=None
    )
    lately = told.filter(opened_at__gt=now - timedelta(days=days)).values_list("worst_severity", flat=True)
    return any(Severity(said).rank >= episode.severity.rank for said in lately)


def _is_over(alert: Alert, *, now: datetime) -> bool:
    """Whether it would have ended by now with nothing happening."""
    until = finding_from_json(alert.findings[0]).until
    return until is not None and until <= now


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
