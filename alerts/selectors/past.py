"""The last days of a person as they are known now, and what was said in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from alerts.models import Alert, AlertState
from alerts.policy.hindsight import Said
from intake.models import Plan
from intake.selectors.facts import doses_between, facts_with
from intake.selectors.history import day_facts
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import Facts, LimitFacts, PlanFacts
from tracker.clinical.moments import day_of
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.totals import WINDOW
from tracker.models import Person, PrescriberLimit
from tracker.selectors.health import to_limit_facts


def past_facts(person: Person, *, since: datetime, now: datetime) -> Facts:
    """The facts by which `[since, now]` can be judged: what is known now about then.

    What holds from now on does not speak of the past: a limit that was taken back held until that day, and a plan
    that was written down later was none yet.
    """
    facts = facts_with(person, doses_between(person, since - WINDOW, now), now=now)
    return replace(
        facts,
        history=day_facts(person, now=since),
        limits=(*facts.limits, *_limits_until_lately(person, since)),
        plans=_plans_of_then(person, facts, since),
    )


def said_since(person: Person, *, since: datetime) -> list[Said]:
    """The alerts about a person that held at `since` or later and were not withdrawn. One query."""
    held = Q(closed_at__isnull=True) | Q(closed_at__gte=since)
    rows = Alert.objects.filter(held, person=person).exclude(state=AlertState.WITHDRAWN)
    return [_said(alert) for alert in rows.select_related("evaluation").defer("evaluation__facts")]


def _said(alert: Alert) -> Said:
    return Said(
        alert_id=alert.pk,
        key=(alert.concern, alert.cause),
        rules=frozenset(row["rule"] for row in alert.findings),
        severity=Severity(alert.worst_severity),
        severity_then=Severity(alert.severity_then) if alert.severity_then else None,
        opened_at=alert.opened_at,
        closed_at=alert.closed_at,
        comparable=alert.evaluation.ruleset == CURRENT.id,
    )


def _limits_until_lately(person: Person, since: datetime) -> list[LimitFacts]:
    rows = PrescriberLimit.objects.filter(person=person, retracted_at__gt=since)
    return [
        replace(to_limit_facts(row), until_date=min(row.valid_until, day_of(row.retracted_at, person.time_zone)))
        for row in rows
        if row.retracted_at is not None
    ]


def _plans_of_then(person: Person, facts: Facts, since: datetime) -> tuple[PlanFacts, ...]:
    if not facts.plans:
        return ()
    old = set(Plan.objects.filter(person=person, recorded_at__lte=since).values_list("pk", flat=True))
    return tuple(plan for plan in facts.plans if plan.id in old)
