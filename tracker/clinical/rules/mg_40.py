"""MG-40: in an acute illness, or with a result from before one, the kidneys count one stage worse.

The shift itself is part of the kidneys (`tracker.clinical.counted_worse`), so that every rule judges by it; this
rule says that it is so, and why.
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.cofactors import cofactor_turns
from tracker.clinical.context import Context
from tracker.clinical.kidney import judge_kidneys, kidney_turns
from tracker.clinical.rule import Rule
from tracker.clinical.words import Words, gettext_noop

ASK_FOR_TEST = gettext_noop("Ask your doctor if you need a new kidney blood test, and enter the result here.")
ASK_FOR_TEST_CARER = gettext_noop(
    "Help %(name)s to ask if a new kidney blood test is needed, and to enter the result here."
)


def judge(context: Context) -> Finding | None:
    """Note while the kidneys count one worse than their band; G5, acute injury and dialysis cannot."""
    if not context.kidneys.shifted:
        return None
    return context.say(
        Severity.NOTE, _variant(context), because=context.kidney_inputs(), until=_no_longer_shifted_at(context)
    )


def _variant(context: Context) -> str:
    if any(reason.fact != "medicine" for reason in context.illness):
        return "ill"
    new_medicine = all(reason.fact == "medicine" for reason in context.kidneys.shift_reasons)
    return "medicine" if new_medicine else "result"


def _no_longer_shifted_at(context: Context) -> datetime | None:
    facts = context.facts
    turns = chain(kidney_turns(facts, context.now), cofactor_turns(facts))
    coming = sorted({turn for turn in turns if turn is not None and turn > context.now})
    return next((turn for turn in coming if not judge_kidneys(facts, turn).shifted), None)


RULE = Rule(
    id="MG-40",
    concern="illness",
    grade="B",
    source="Nishikawa 2018 (PMC6028801): 9 of 15 had an acute injury on an old result. An injury that is over is ours",
    condition=gettext_noop(
        "Ill today: throwing up, diarrhea, fever, cannot drink, dried out, or a new painkiller of the NSAID "
        "kind. That counts for 3 days. Or the kidney result is from before such an illness, an NSAID, an ACE "
        "inhibitor or an ARB. That counts for 14 days from its start. Stage 1 and 2 then count as 3a, stage 3 "
        "as 4, stage 4 as 5."
    ),
    thresholds={},
    words={
        "ill": Words(
            gettext_noop("You are ill, and that can weaken kidneys. For now we count your kidneys one stage worse."),
            gettext_noop("%(name)s is ill, and that can weaken kidneys. For now we count them one stage worse."),
            ASK_FOR_TEST,
            ASK_FOR_TEST_CARER,
        ),
        "medicine": Words(
            gettext_noop("A new medicine can strain your kidneys. For now we count your kidneys one stage worse."),
            gettext_noop(
                "%(name)s has a new medicine that can strain the kidneys. For now we count them one stage worse."
            ),
            gettext_noop(
                "Ask your doctor if you need a new kidney blood test. "
                "Do not stop a medicine that was prescribed without asking."
            ),
            gettext_noop(
                "Help %(name)s to ask if a new kidney blood test is needed. "
                "No one should stop a medicine that was prescribed without asking."
            ),
        ),
        "result": Words(
            gettext_noop(
                "Your kidney result is from before you were ill. For now we count kidneys like yours one stage worse."
            ),
            gettext_noop(
                "The kidney result of %(name)s is from before an illness. For now we count the kidneys one stage worse."
            ),
            ASK_FOR_TEST,
            ASK_FOR_TEST_CARER,
        ),
    },
    what_would_change=gettext_noop(
        "A new kidney result changes this. So does time: 3 days after an illness, and 14 days after it began."
    ),
    said_at={"ill": Severity.NOTE, "medicine": Severity.NOTE, "result": Severity.NOTE},
    judge=judge,
    shown_in_checks=True,
)
