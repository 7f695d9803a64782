"""Judging a person: from waiting changes to alerts and messages that are due, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from alerts.models import Alert, Watch
from alerts.policy.episodes import Known, Plan, plan_episodes
from alerts.policy.telling import judge_again_at
from alerts.selectors.touched import Touched, touched_by
from alerts.services.episodes import (
    close_episode,
    open_episode,
    says_something_new,
    tell_round,
    update_episode,
)
from alerts.services.hindsight import correct_record
from alerts.services.keep import keep_evaluation
from intake.selectors.facts import load_facts
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Assessment, Band, Severity
from tracker.clinical.codec import finding_from_json
from tracker.clinical.facts import Facts
from tracker.clinical.ruleset import CURRENT
from tracker.models import Change, Person

log = structlog.get_logger(__name__)

LONGEST_ERROR = 2000


@dataclass(frozen=True, slots=True)
class _Judgement:
    """One person at one instant, with what is needed to write an evaluation if an alert changes.

    `touched` is what the changes speak of that led to it.
    """

    person: Person
    facts: Facts
    assessment: Assessment
    touched: Sequence[Touched]
    now: datetime


def evaluate_person(*, person_id: UUID, now: datetime) -> list[UUID]:
    """Judge a person on the facts as they stand, and return the ids of the messages that are due now.

    Takes all waiting changes at once, so a thousand synced doses cost one judgement. Two workers take turns on
    the person's Watch row. A failure is stored with its error and tried again later; it is not raised, so that
    nobody else has to wait for it.
    """
    try:
        with transaction.atomic():
            return _evaluate(person_id, now=now)
    except Exception as error:  # any failure at all must be stored, never lost
        log.exception("evaluation_failed", person_id=str(person_id))
        _record_failure(person_id, repr(error), now=now)
        return []


def _evaluate(person_id: UUID, *, now: datetime) -> list[UUID]:
    Watch.objects.get_or_create(person_id=person_id)
    # The watch alone is locked: whoever logs a dose does not wait for a judgement.
    watch = Watch.objects.select_for_update(of=("self",)).select_related("person").get(person_id=person_id)
    waiting = list(Change.objects.filter(person_id=person_id, judged_at__isnull=True))
    if not (waiting or watch.is_due(now, CURRENT.id)):
        return []  # another worker has answered this ring
    # While this waited for the lock, or by the clock of another machine, a change may be younger than `now`: what is
    # marked as judged must have been seen, so the judgement is as of the youngest change.
    instant = max([now, *(change.created_at for change in waiting)])
    facts = load_facts(watch.person, now=instant)
    touched = touched_by(watch.person, waiting)
    judgement = _Judgement(watch.person, facts, assess(facts, instant), touched, instant)
    due = _apply(judgement, watch)
    error = _look_back(judgement)
    if not error:
        Change.objects.filter(pk__in=[change.pk for change in waiting]).update(judged_at=instant)
    _settle(watch, judgement.assessment, error, now=instant)
    return due


def _look_back(judgement: _Judgement) -> str:
    """Put the past right; what goes wrong with it must not hold up what is true now. The error, empty if none."""
    try:
        with transaction.atomic():
            correct_record(person=judgement.person, touched=judgement.touched, now=judgement.now)
    except Exception as error:  # stored with the watch; the changes wait, so that it is tried again
        log.exception("look_back_failed", person_id=str(judgement.person.pk))
        return f"look back failed: {error!r}"
    return ""


def _apply(judgement: _Judgement, watch: Watch) -> list[UUID]:
    """Bring the open alerts in line with the assessment, and note when to look again."""
    rows = Alert.objects.live().filter(person=judgement.person).select_related("evaluation")
    live = {(alert.concern, alert.cause): alert for alert in rows.defer("evaluation__facts")}
    known = {key: _known(key, alert) for key, alert in live.items()}
    plan = plan_episodes(judgement.assessment, known)
    ends = [known[key].until for key in plan.kept]
    watch.due_at = min((at for at in [judgement.assessment.next_change_at, *ends] if at is not None), default=None)
    return _carry_out(plan, live, judgement)


def _known(key: tuple[str, str], alert: Alert) -> Known:
    findings = [finding_from_json(row) for row in alert.findings]
    return Known(
        key,
        rules=frozenset(finding.rule for finding in findings),
        severity=Severity(alert.severity),
        until=findings[0].until,
        kidneys_known=alert.evaluation.assessment["band"] != Band.UNKNOWN,
    )


def _carry_out(plan: Plan, live: dict[tuple[str, str], Alert], judgement: _Judgement) -> list[UUID]:
    news = [e for e in plan.updated if says_something_new(live[e.key], e)]
    due: list[UUID] = []
    if plan.opened or news:
        evaluation = keep_evaluation(
            person_id=judgement.person.pk, facts=judgement.facts, assessment=judgement.assessment
        )
        for episode in plan.opened:
            due += open_episode(episode, evaluation=evaluation)
        for episode in news:
            update_episode(live[episode.key], episode, evaluation=evaluation, louder=episode.key in plan.louder)
    for episode in plan.updated:
        due += tell_round(live[episode.key], now=judgement.now)
    for key in plan.closed:
        due += close_episode(live[key], touched=judgement.touched, now=judgement.now)
    return due


def _settle(watch: Watch, assessment: Assessment, error: str, *, now: datetime) -> None:
    """Remember when to look again: when the answer may change by itself, or soon if something went wrong."""
    watch.judged_at = now
    watch.ruleset = assessment.ruleset
    if assessment.failed_rules:
        error = f"rules failed: {', '.join(assessment.failed_rules)}"
    if error:
        watch.attempts += 1
        watch.error = error[:LONGEST_ERROR]
        watch.retry_at = judge_again_at(watch.attempts, now=now)
        watch.failing_since = watch.failing_since or now
    else:
        watch.attempts, watch.error, watch.retry_at, watch.failing_since = 0, "", None, None
    watch.save()


def _record_failure(person_id: UUID, error: str, *, now: datetime) -> None:
    with transaction.atomic():
        watch, _ = Watch.objects.select_for_update().get_or_create(person_id=person_id)
        watch.attempts += 1
        watch.error = error[:LONGEST_ERROR]
        watch.retry_at = judge_again_at(watch.attempts, now=now)
        watch.failing_since = watch.failing_since or now
        watch.save(update_fields=["attempts", "error", "retry_at", "failing_since"])
