"""One judgement: every rule of a set asked about one person at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.clinical.assessment import Band, Finding
from tracker.clinical.context import Context, build_context
from tracker.clinical.facts import Facts
from tracker.clinical.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings in order (most severe first, then the order of the rules), and rules that failed."""

    context: Context
    findings: tuple[Finding, ...]
    failed_rules: tuple[str, ...]


def judge_at(facts: Facts, now: datetime, ruleset: RuleSet) -> Judgement:
    """Asks every rule. The facts are normalised; a rule that raises is named and the others go on."""
    context = build_context(facts, now)
    findings: list[Finding] = []
    failed: list[str] = []
    for rule in ruleset.rules:
        try:
            findings.extend(rule.findings(context))
        except Exception:  # noqa: BLE001 - whatever a rule raises, the other dangers must still be told
            failed.append(rule.id)
    findings.sort(key=lambda finding: -finding.severity.rank)
    return Judgement(context, tuple(findings), tuple(failed))


def cause_of(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about, without its severity: the rule, the concern, the product or limit."""
    return finding.rule, finding.concern, finding.cause


def missing_inputs(context: Context) -> tuple[str, ...]:
    """What is not known: `kidney_result`, `newer_kidney_result`, `amount:<product id>` in the order of names."""
    missing: list[str] = []
    if context.kidneys.reading_id is None and context.kidneys.band is not Band.PRESUMED:
        missing.append("kidney_result")
    if context.kidneys.expired:
        missing.append("newer_kidney_result")
    unknown = {(dose.product_name, dose.product_id) for dose in context.window if dose.elemental_mg is None}
    amounts = dict.fromkeys(f"amount:{product_id}" for _, product_id in sorted(unknown))
    return (*missing, *amounts)
