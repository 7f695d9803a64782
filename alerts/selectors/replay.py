"""Judging again: with another rule set to see what it would change, or with the same one to see that nothing did.

Everything here reads, one person at a time, and tells nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from alerts.models import Evaluation
from intake.models import Dose, DoseRevision
from intake.selectors.facts import load_facts
from intake.selectors.replay import replay_revision, replay_verdict, verdict_bytes
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Severity
from tracker.clinical.codec import assessment_to_json, canonical_bytes, facts_from_json
from tracker.clinical.facts import Facts
from tracker.clinical.ruleset import RULE_SETS, RuleSet
from tracker.models import Person

# So many rows are in memory at once, however many there are.
CHUNK = 100
# What stands for a rule that raised an exception.
FAILED = "failed"

Loudest = dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule that says something else: `was` and `becomes` are severities, `failed`, or empty for nothing."""

    rule: str
    was: str
    becomes: str

    @property
    def rises(self) -> bool:
        """Whether it becomes more severe."""
        return _rank(self.becomes) > _rank(self.was)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One judgement made again. `evaluation_id` is None for the facts as they stand now."""

    person_id: UUID
    evaluation_id: UUID | None
    judged_at: datetime
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """One stored answer, judged again by the rule set that gave it. `trouble` is empty when the bytes are the same."""

    what: str
    subject_id: UUID
    trouble: str


def replay_people(ruleset: RuleSet, against: RuleSet, *, now: datetime) -> Iterator[Replayed]:
    """Every person as they stand now: what `ruleset` finds, compared with what `against` finds."""
    for person in Person.objects.order_by("pk").iterator(chunk_size=CHUNK):
        facts = load_facts(person, now=now)
        was, becomes = _found(facts, now, against), _found(facts, now, ruleset)
        yield Replayed(person.pk, None, now, _differences(was, becomes))


def replay_evaluations(ruleset: RuleSet, against: RuleSet | None, *, since: datetime | None) -> Iterator[Replayed]:
    """Every stored evaluation, from its stored facts; compared with what was said then, or with `against`."""
    for row in _evaluations(since).iterator(chunk_size=CHUNK):
        facts = facts_from_json(row.facts)
        was = _said(row.assessment) if against is None else _found(facts, row.judged_at, against)
        yield Replayed(row.person_id, row.pk, row.judged_at, _differences(was, _found(facts, row.judged_at, ruleset)))


def verify_evaluations(*, since: datetime | None) -> Iterator[Verified]:
    """Every stored evaluation, judged again from its stored facts."""
    for row in _evaluations(since).iterator(chunk_size=CHUNK):
        yield Verified("evaluation", row.pk, _trouble(partial(_judge_again, row), canonical_bytes(row.assessment)))


def verify_verdicts(*, since: datetime | None) -> Iterator[Verified]:
    """Every stored answer about a dose, and those from before its corrections; what has no facts is left out."""
    doses = Dose.objects.exclude(facts={}).order_by("pk")
    for dose in (doses.filter(recorded_at__gte=since) if since else doses).iterator(chunk_size=CHUNK):
        yield Verified("dose", dose.pk, _trouble(partial(replay_verdict, dose), verdict_bytes(dose.verdict)))
    revisions = DoseRevision.objects.filter(before__has_key="facts").exclude(before__facts={}).order_by("pk")
    for each in (revisions.filter(at__gte=since) if since else revisions).iterator(chunk_size=CHUNK):
        said = verdict_bytes(each.before["verdict"])
        yield Verified("dose before its correction", each.dose_id, _trouble(partial(replay_revision, each), said))


def _evaluations(since: datetime | None) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.order_by("pk")
    return rows.filter(judged_at__gte=since) if since else rows


def _judge_again(row: Evaluation) -> bytes:
    ruleset = RULE_SETS[row.ruleset]
    return canonical_bytes(assessment_to_json(assess(facts_from_json(row.facts), row.judged_at, ruleset), ruleset))


def _trouble(judge_again: Callable[[], bytes], said: bytes) -> str:
    """Why the bytes are not the same; empty when they are."""
    try:
        return "" if judge_again() == said else "another answer"
    except Exception as error:  # noqa: BLE001 - whatever goes wrong with one, the others are asked
        return f"cannot be judged again: {error!r}"


def _found(facts: Facts, at: datetime, ruleset: RuleSet) -> Loudest:
    return _said(assessment_to_json(assess(facts, at, ruleset), ruleset))


def _said(assessment: dict[str, Any]) -> Loudest:
    """The highest severity that each rule found, by the JSON of an assessment."""
    # Findings come most severe first: the last one written for a rule is its highest.
    found = {row["rule"]: row["severity"] for row in reversed(assessment["findings"])}
    return found | dict.fromkeys(assessment["failed_rules"], FAILED)


def _differences(was: Loudest, becomes: Loudest) -> tuple[Difference, ...]:
    rules = sorted({*was, *becomes})
    return tuple(
        Difference(rule, was.get(rule, ""), becomes.get(rule, ""))
        for rule in rules
        if was.get(rule) != becomes.get(rule)
    )


def _rank(said: str) -> int:
    """Nothing, then the severities; that a rule fails is worse than anything that it could say."""
    return ("", *(severity.value for severity in Severity), FAILED).index(said)
