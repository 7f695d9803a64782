"""What two judgements are compared by."""

from __future__ import annotations

from datetime import datetime

from tests.clinical.builders import NOW, judged
from tracker.clinical.assessment import Answer, Finding, Verdict
from tracker.clinical.codec import assessment_to_json, canonical_bytes
from tracker.clinical.facts import Facts
from tracker.clinical.judging import judge_at
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT

# From the most to the least permissive.
ORDER = [Answer.OK, Answer.CANNOT_TELL, Answer.WAIT, Answer.ASK_FIRST]
# One eGFR in each category, the best first.
BAND_EGFR = ["95", "70", "50", "40", "24", "9"]


def answer_rank(verdict: Verdict) -> int:
    """0 for "ok" to 3 for "ask first"."""
    return ORDER.index(verdict.answer)


def assessed_bytes(known: Facts) -> bytes:
    """The whole assessment as it is stored."""
    return canonical_bytes(assessment_to_json(judged(known)))


def seen(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    """What a reader would notice of findings."""
    return {(each.rule, each.concern, each.severity) for each in findings}


def fallen(before: Facts, after: Facts, now: datetime = NOW) -> dict[str, tuple[int, int]]:
    """The concerns that the second facts find less severe than the first, with both severities as numbers."""
    ranks = [
        {each.concern: each.severity.rank for each in reversed(judge_at(normalise(known), now, CURRENT).findings)}
        for known in (before, after)
    ]
    pairs = {concern: (least, ranks[1].get(concern, -1)) for concern, least in ranks[0].items()}
    return {concern: pair for concern, pair in pairs.items() if pair[1] < pair[0]}
