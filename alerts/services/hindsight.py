"""Putting the record right when the past turns out to have been different. Nobody is told: it is over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from alerts.models import Alert, AlertState
from alerts.policy.episodes import ALERTS_FROM, episodes_of
from alerts.policy.hindsight import AT_ONCE, Correction, correct
from alerts.selectors.alerts import rests_on
from alerts.selectors.past import past_facts, said_since
from alerts.selectors.touched import Touched
from alerts.services.keep import keep_evaluation
from tracker.clinical.assess import assess
from tracker.clinical.codec import facts_from_json, finding_to_json
from tracker.clinical.facts import Facts
from tracker.clinical.look_back import LOOK_BACK, Episode, facts_until, look_back
from tracker.models import Person


def correct_record(*, person: Person, touched: Sequence[Touched], now: datetime) -> None:
    """Judge again the part of the past that these changes speak of, once for all of them, at most a week back.

    What would have been an alert and has none is put on record, closed and marked as found later. A closed alert that
    would not have been one is withdrawn. One that would have been more severe is marked so. Each with the change
    behind it. The present is for `evaluate_person`; the caller holds the person's watch.
    """
    earliest = min((each.at for each in touched), default=now)
    if earliest > now - AT_ONCE:
        return
    since = _whole_episodes(person, max(earliest, now - LOOK_BACK), now=now)
    facts = past_facts(person, since=since, now=now)
    seen = look_back(facts, since=since, now=now, least=ALERTS_FROM)
    said = said_since(person, since=since)
    correction = correct(seen, said, since=since, may_lower=any(each.may_lower for each in touched))
    for episode in correction.found:
        _put_on_record(episode, person, facts, touched, now=now)
    _mark(correction, facts, touched, now=now)


def change_behind(
    touched: Sequence[Touched], *, subjects: Collection[UUID] = (), until: datetime | None = None
) -> Touched | None:
    """The change behind something: of one of its subjects, or else the earliest that speaks of the time before."""
    before = [each for each in touched if until is None or each.at <= until]
    exact = (each for each in before if each.subject_id in subjects)
    return next(exact, before[0] if before else None)


def give_reason(alert: Alert, change: Touched | None) -> list[str]:
    """Write the change into the alert, or that there is none; returns the fields to save."""
    alert.reason_code = change.reason if change else ""
    alert.reason_at = change.changed_at if change else None
    alert.reason_by_id = change.by_id if change else None
    return ["reason_code", "reason_at", "reason_by"]


def _whole_episodes(person: Person, since: datetime, *, now: datetime) -> datetime:
    """The instant, or when the first alert that held then was opened: half an episode says little about the whole."""
    opened = (said.opened_at for said in said_since(person, since=since))
    return max(min((since, *opened)), now - LOOK_BACK)


def _put_on_record(
    episode: Episode, person: Person, facts: Facts, touched: Sequence[Touched], *, now: datetime
) -> None:
    known = facts_until(facts, episode.worst_at)
    evaluation = keep_evaluation(person_id=person.pk, facts=known, assessment=assess(known, episode.worst_at))
    alert = Alert(
        person=person,
        concern=episode.concern,
        cause=episode.cause,
        rule=episode.findings[0].rule,
        severity=episode.severity,
        worst_severity=episode.severity,
        state=AlertState.RESOLVED,
        findings=[finding_to_json(finding) for finding in episode.findings],
        evaluation=evaluation,
        opened_at=episode.begun_at,
        closed_at=episode.ended_at,
        changed_at=now,
        found_late_at=now,
    )
    give_reason(alert, _behind_episode(episode, touched))
    alert.save(force_insert=True)


def _mark(correction: Correction, facts: Facts, touched: Sequence[Touched], *, now: datetime) -> None:
    """Alerts that were wrong are withdrawn; those that would have been more severe say so."""
    marked = Q(pk__in=correction.withdrawn) | Q(pk__in=correction.then)
    for alert in Alert.objects.filter(marked).select_related("evaluation"):
        if alert.pk in correction.then:
            _say_how_it_was(alert, correction.then[alert.pk], touched, now=now)
        elif not _would_be_said(alert, facts):
            _withdraw(alert, touched, now=now)


def _would_be_said(alert: Alert, facts: Facts) -> bool:
    """Whether the alert would be said with the plans and the person of its day, of which the past keeps no trace."""
    at, then = alert.evaluation.judged_at, facts_from_json(alert.evaluation.facts)
    known = replace(facts_until(facts, at), plans=then.plans, person=then.person)
    return (alert.concern, alert.cause) in {episode.key for episode in episodes_of(assess(known, at).findings)}


def _withdraw(alert: Alert, touched: Sequence[Touched], *, now: datetime) -> None:
    lowering = [each for each in touched if each.may_lower]
    alert.state, alert.changed_at = AlertState.WITHDRAWN, now
    reason = give_reason(alert, change_behind(lowering, subjects=rests_on(alert), until=alert.closed_at))
    alert.save(update_fields=["state", "changed_at", *reason])


def _say_how_it_was(alert: Alert, episode: Episode | None, touched: Sequence[Touched], *, now: datetime) -> None:
    alert.severity_then, alert.changed_at = episode.severity if episode else "", now
    reason = give_reason(alert, _behind_episode(episode, touched) if episode else None)
    alert.save(update_fields=["severity_then", "changed_at", *reason])


def _behind_episode(episode: Episode, touched: Sequence[Touched]) -> Touched | None:
    doses = {dose_id for finding in episode.findings for share in finding.products for dose_id in share.dose_ids}
    return change_behind(touched, subjects=doses, until=episode.ended_at)
