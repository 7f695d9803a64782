"""The limit in mg a day that may be shown to a person, and where it comes from."""

from __future__ import annotations

from decimal import Decimal

from tracker.clinical.assessment import Band
from tracker.clinical.context import Context
from tracker.clinical.kidney import LOW_FUNCTION, MODERATE_FUNCTION
from tracker.clinical.rules import mg_20, mg_23
from tracker.clinical.ruleset import RuleSet


def daily_limit(context: Context, ruleset: RuleSet) -> tuple[Decimal | None, str]:
    """The limit and its basis; the numbers are read from the rules of the set.

    Bases: `prescriber` (the lowest person-level limit in force), `kidney_stage`, `upper_level`, and
    without a limit `none_without_your_team` or `unknown`. Kidneys that count one worse (MG-40) leave less room.
    """
    agreed = [limit.elemental_mg_per_day for limit in context.limits if limit.product_id is None]
    if agreed:
        return min(agreed), "prescriber"
    band = context.kidneys.judged_as
    if band in LOW_FUNCTION:
        return None, "none_without_your_team"
    if context.kidneys.band is Band.UNKNOWN:
        return None, "unknown"
    levels = ruleset.rule(mg_23.RULE.id).thresholds
    upper_level = mg_23.upper_level(context.facts.person, context.age, levels)
    if band in MODERATE_FUNCTION:
        # Weaker kidneys never get more room than healthy ones of the same age and region.
        return min(ruleset.rule(mg_20.RULE.id).thresholds["caution"], upper_level), "kidney_stage"
    return upper_level, "upper_level"
