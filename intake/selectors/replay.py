"""A stored verdict judged again, from nothing but what was kept with it."""

from __future__ import annotations

from intake.models import Dose, DoseRevision
from intake.selectors.judged import unpack_judged
from tracker.clinical.codec import canonical_bytes, verdict_to_json
from tracker.clinical.json_values import Json
from tracker.clinical.ruleset import RULE_SETS
from tracker.clinical.verdict import judge_dose

# Sentences are in the language of whoever asked; what they say is told by `words` and `params`.
_SENTENCES = frozenset({"headline", "action"})


def replay_verdict(dose: Dose) -> bytes:
    """The verdict of this dose, judged again by the rule set of that day from what is stored with the dose.

    Equal to `verdict_bytes(dose.verdict)`, whatever happened since. Raises KeyError for a dose from before facts were
    kept, and for a rule set that is no longer here.
    """
    return _judge_again(dose.verdict, dose.facts)


def replay_revision(revision: DoseRevision) -> bytes:
    """The verdict that a dose had before it was corrected; equal to `verdict_bytes(revision.before["verdict"])`."""
    return _judge_again(revision.before["verdict"], revision.before["facts"])


def verdict_bytes(verdict: Json) -> bytes:
    """The bytes of a stored verdict without its sentences."""
    findings = [_without_sentences(finding) for finding in verdict["findings"]]
    return canonical_bytes({**_without_sentences(verdict), "findings": findings})


def _judge_again(verdict: Json, facts: Json) -> bytes:
    ruleset, judged = RULE_SETS[verdict["ruleset"]], unpack_judged(facts)
    again = judge_dose(judged.facts, judged.dose, judged.now, ruleset)
    return canonical_bytes(verdict_to_json(again, ruleset))


def _without_sentences(said: Json) -> Json:
    return {name: value for name, value in said.items() if name not in _SENTENCES}
