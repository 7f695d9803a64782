"""The whole answer about one person at one instant: what the web, the API and the alerts read."""

from __future__ import annotations

from datetime import datetime

from tracker.clinical.assessment import Assessment
from tracker.clinical.daily_limit import daily_limit
from tracker.clinical.facts import Facts
from tracker.clinical.judging import Judgement, judge_at, missing_inputs
from tracker.clinical.next_change import next_change
from tracker.clinical.normal import normalise
from tracker.clinical.recent import leave_out_the_past
from tracker.clinical.ruleset import CURRENT, RuleSet


def assess(facts: Facts, now: datetime, ruleset: RuleSet = CURRENT) -> Assessment:
    """Judges the facts as they stand at `now`.

    Amounts are elemental mg by mouth in the rolling 24 h over all products, authorised ones among
    them. The order and the time zones of the input never matter. Raises ValueError for an instant
    without an offset and ZoneInfoNotFoundError for a zone that does not exist; what a rule raises
    ends in `failed_rules`.
    """
    judgement = judge_at(normalise(leave_out_the_past(facts, now)), now, ruleset)
    return _assessment(judgement, ruleset, next_change(judgement, ruleset))


def _assessment(judgement: Judgement, ruleset: RuleSet, next_change_at: datetime | None) -> Assessment:
    context = judgement.context
    kidneys = context.kidneys
    limit_mg, limit_basis = daily_limit(context, ruleset)
    return Assessment(
        ruleset=ruleset.id,
        judged_at=context.now,
        band=kidneys.band,
        band_reason=kidneys.reason,
        reading_id=kidneys.reading_id,
        fresh_until=kidneys.fresh_until,
        stale=kidneys.stale,
        expired=kidneys.expired,
        total_mg=context.total.elemental_mg,
        at_least=context.total.at_least,
        limit_mg=limit_mg,
        limit_basis=limit_basis,
        findings=judgement.findings,
        missing=missing_inputs(context),
        failed_rules=judgement.failed_rules,
        next_change_at=next_change_at,
    )
