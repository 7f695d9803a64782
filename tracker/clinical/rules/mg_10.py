"""MG-10: hardly any kidney function, and a product with magnesium that nobody agreed to.

The 250 mg are ours: many doses under 8 mg each would else go unnoticed here and not in G3.
"""

from __future__ import annotations

from decimal import Decimal

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import DoseFacts
from tracker.clinical.kidney import LOW_FUNCTION
from tracker.clinical.rule import Rule
from tracker.clinical.totals import last_exit
from tracker.clinical.words import ASK_BEFORE_MORE, Words, gettext_noop

ASK_PERSON = gettext_noop(
    "Call %(name)s and ask if the kidney clinic agreed to this product. "
    "No one should stop a medicine that was prescribed without asking."
)


def judge(context: Context) -> Finding | None:
    """Caution for any unauthorised dose of 8 mg or more (or unknown), or many that add up to 250 mg."""
    if context.kidneys.judged_as not in LOW_FUNCTION:
        return None
    doses = _doses_that_count(context)
    if not doses:
        return None
    # Smaller doses stay out: 0.7 mg in a tablet against stomach acid must never read "ask first".
    return context.say_sum(Severity.CAUTION, "caution", doses, context.thresholds["dose"], until=last_exit(doses))


def _doses_that_count(context: Context) -> tuple[DoseFacts, ...]:
    if context.reaches("sum", context.unauthorised_total.elemental_mg):
        return context.unauthorised
    enough = context.thresholds["dose"]
    return tuple(dose for dose in context.unauthorised if dose.elemental_mg is None or dose.elemental_mg >= enough)


RULE = Rule(
    id="MG-10",
    concern="magnesium_load",
    grade="A",
    source=(
        "Clenpiq label (CrCl < 30); UK product labels; NHS Lothian; Cunningham 2012 (PMC4455820). "
        "The sum of 250 mg is ours (grade C)"
    ),
    condition=gettext_noop(
        "Kidney stage 4 or 5, sudden injury or dialysis. And one dose with 8 mg of magnesium or more. No "
        "prescriber agreed to it. Small doses count too when they add up to 250 mg in 24 hours."
    ),
    thresholds={"dose": Decimal(8), "sum": Decimal(250)},
    words={
        "caution": Words(
            gettext_noop("You had %(total_mg)s of magnesium in 24 hours. With your kidneys, ask before you take any."),
            gettext_noop("%(name)s had %(total_mg)s of magnesium in 24 hours. With kidneys like these, ask first."),
            ASK_BEFORE_MORE,
            ASK_PERSON,
        ),
        "caution_at_least": Words(
            gettext_noop(
                "You had at least %(total_mg)s of magnesium in 24 hours. With your kidneys, ask before you take any."
            ),
            gettext_noop(
                "%(name)s had at least %(total_mg)s of magnesium in 24 hours. With kidneys like these, ask first."
            ),
            ASK_BEFORE_MORE,
            ASK_PERSON,
        ),
        "caution_unknown": Words(
            gettext_noop(
                "You took magnesium, and we do not know how much. With your kidneys, ask before you take any."
            ),
            gettext_noop("%(name)s took magnesium, and we do not know how much. With kidneys like these, ask first."),
            ASK_BEFORE_MORE,
            ASK_PERSON,
        ),
    },
    what_would_change=gettext_noop(
        "A day without such a product changes this. So does a newer kidney result, or a limit from a prescriber."
    ),
    judge=judge,
    asks_first=True,
)
