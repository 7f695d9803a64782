"""Keeping what an alert rests on, once and for all."""

from __future__ import annotations

from uuid import UUID

from alerts.models import Evaluation
from tracker.clinical.assessment import Assessment
from tracker.clinical.codec import assessment_to_json, facts_to_json
from tracker.clinical.facts import Facts


def keep_evaluation(*, person_id: UUID, facts: Facts, assessment: Assessment) -> Evaluation:
    """Store a judgement of the current rule set with the facts that it was made from."""
    return Evaluation.objects.create(
        person_id=person_id,
        ruleset=assessment.ruleset,
        judged_at=assessment.judged_at,
        facts=facts_to_json(facts),
        assessment=assessment_to_json(assessment),
    )
