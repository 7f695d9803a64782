"""MG-80: magnesium that a prescriber agreed to, and whether it keeps to what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.clinical.assessment import Because, Finding, Severity, Value
from tracker.clinical.context import Context, sum_params
from tracker.clinical.facts import LimitFacts
from tracker.clinical.rule import Rule
from tracker.clinical.totals import Total, falls_at, known_amounts, last_exit, sum_doses
from tracker.clinical.words import Words, gettext_noop

KEEP_CHECKS = gettext_noop("Keep the magnesium checks that your team asked for.")
KEEP_CHECKS_CARER = gettext_noop("Help %(name)s to keep the magnesium checks that the team asked for.")
ASK_TEAM = gettext_noop(
    "Ask your care team before you take more magnesium. Do not stop a medicine that was prescribed without asking."
)
ASK_TEAM_CARER = gettext_noop(
    "Ask %(name)s to call the care team before taking more magnesium. "
    "No one should stop a medicine that was prescribed without asking."
)


def judge(context: Context) -> Iterator[Finding]:
    """For each limit in force: a note when its doses were taken in 24 h, caution when strictly over it.

    Over a limit of nothing is an unknown amount as well; and nobody agreed to one by a limit for everything (ours).
    """
    for limit in context.limits:
        yield from _judge_limit(context, limit)


def _judge_limit(context: Context, limit: LimitFacts) -> Iterator[Finding]:
    doses = context.covered_by(limit)
    total = sum_doses(doses)
    falls = falls_at(known_amounts(doses), lambda mg: mg > limit.elemental_mg_per_day)
    if falls is not None:
        severity, words = Severity.CAUTION, "over_at_least" if total.at_least else "over"
    elif doses and not limit.elemental_mg_per_day:
        severity, words = Severity.CAUTION, "over_unknown"
    elif any(limit.product_id is not None or dose.elemental_mg is not None for dose in doses):
        severity, words = Severity.NOTE, "agreed"
    else:
        return
    yield context.say(
        severity,
        words,
        params=_params(limit, total),
        because=_inputs(context, limit, total),
        products=total.by_product,
        until=falls or last_exit(doses),
        cause=str(limit.id),
    )


def _params(limit: LimitFacts, total: Total) -> dict[str, Value]:
    return {
        **sum_params(total),
        "limit_mg": limit.elemental_mg_per_day,
        "limit_id": str(limit.id),
        "prescriber": limit.prescriber,
    }


def _inputs(context: Context, limit: LimitFacts, total: Total) -> tuple[Because, ...]:
    return (
        Because("prescriber_limit", limit.elemental_mg_per_day, "mg/d", limit.from_date),
        Because("prescriber", limit.prescriber, "", limit.until_date),
        Because("total_24h", total.elemental_mg, "mg", context.now),
    )


RULE = Rule(
    id="MG-80",
    concern="authorised",
    grade="A",
    source="OsvaRen is licensed in dialysis; the limit is the prescriber's own",
    condition=gettext_noop("A product that a prescriber agreed to was taken in 24 hours. Or more than was agreed."),
    thresholds={},
    words={
        "agreed": Words(
            gettext_noop("You took magnesium that your care team agreed to."),
            gettext_noop("%(name)s took magnesium that the care team agreed to."),
            KEEP_CHECKS,
            KEEP_CHECKS_CARER,
        ),
        "over": Words(
            gettext_noop("You had %(total_mg)s of magnesium in 24 hours. Your team agreed to %(limit_mg)s a day."),
            gettext_noop("%(name)s had %(total_mg)s of magnesium in 24 hours. The team agreed to %(limit_mg)s a day."),
            ASK_TEAM,
            ASK_TEAM_CARER,
        ),
        "over_at_least": Words(
            gettext_noop(
                "You had at least %(total_mg)s of magnesium in 24 hours. Your team agreed to %(limit_mg)s a day."
            ),
            gettext_noop(
                "%(name)s had at least %(total_mg)s of magnesium in 24 hours. The team agreed to %(limit_mg)s."
            ),
            ASK_TEAM,
            ASK_TEAM_CARER,
        ),
        "over_unknown": Words(
            gettext_noop("You took magnesium, and we do not know how much. Your team agreed to none."),
            gettext_noop("%(name)s took magnesium, and we do not know how much. The team agreed to none."),
            ASK_TEAM,
            ASK_TEAM_CARER,
        ),
    },
    what_would_change=gettext_noop("A day without this product changes this. So does a new limit from the prescriber."),
    said_at={"agreed": Severity.NOTE, "over": Severity.CAUTION},
    judge=judge,
)
