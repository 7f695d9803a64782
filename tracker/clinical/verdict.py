"""The answer to "can I take this?" and to a dose that was logged: what the dose adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Answer, Finding, Severity, Verdict
from tracker.clinical.context import Context
from tracker.clinical.daily_limit import daily_limit
from tracker.clinical.egfr import ADULT_AGE
from tracker.clinical.facts import Category, DoseFacts, Facts
from tracker.clinical.judging import Judgement, cause_of, judge_at, missing_inputs
from tracker.clinical.moments import in_utc, up_to_the_minute
from tracker.clinical.normal import normalise
from tracker.clinical.recent import leave_out_the_past
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.totals import WINDOW, carries_magnesium, is_oral
from tracker.clinical.waiting import first_fitting, turns_of_a_later_dose


def judge_dose(facts: Facts, dose: DoseFacts, now: datetime, ruleset: RuleSet = CURRENT) -> Verdict:
    """Judges one dose against the facts without it (a copy of it among the facts is left out).

    Judged at `now`; a dose of 24 h or more ago, or one that is still to come, at its own instant.
    What it adds decides: a finding that is new, or higher than before, or in whose sum the dose has
    a share; never one of a rule that does not judge doses. Urgent, or a rule that asks first, answers
    `ask_first`; caution answers `wait` when a later minute within 24 h would raise none, else
    `ask_first`. Then `cannot_tell` when something is missing (see `missing`), else `ok`. So a stale
    reading that has not expired answers by the next worse band, as section 2 of the medicine says;
    only an expired one answers `cannot_tell`.

    `missing` has `kidney_result`, `newer_kidney_result`, `amount:<product id>`, `injection` (no rule
    judges those), `numbers_for_children` (only supplements have some) and `rule:<id>` of rules that
    failed. Raises as `assess` does.
    """
    at = _instant(dose, in_utc(now))
    without = replace(facts, doses=tuple(each for each in facts.doses if each.id != dose.id))
    known = normalise(leave_out_the_past(without, at))
    trial = _Trial(known, dose, ruleset)
    before, after = trial.judge(at, dose)
    added = _added(before, after, dose, ruleset)
    fits_at = trial.fits_at(after.context, in_utc(now)) if _may_wait(added, ruleset) else None
    missing = _missing(after, dose)
    shown = tuple(finding for finding in after.findings if finding in added or _explains(finding, ruleset))
    limit_mg, _ = daily_limit(after.context, ruleset)
    total = after.context.total
    return Verdict(
        answer=_answer(added, missing, fits_at, ruleset),
        severity=max((finding.severity for finding in shown), key=lambda severity: severity.rank, default=None),
        findings=shown,
        total_before_mg=before.context.total.elemental_mg,
        total_after_mg=total.elemental_mg,
        at_least=total.at_least,
        limit_mg=limit_mg,
        room_mg=None if limit_mg is None or total.at_least else max(limit_mg - total.elemental_mg, Decimal(0)),
        fits_at=fits_at,
        missing=missing,
        ruleset=ruleset.id,
        judged_at=at,
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """One dose tried at several instants against the same facts."""

    known: Facts
    dose: DoseFacts
    ruleset: RuleSet

    def judge(self, at: datetime, dose: DoseFacts) -> tuple[Judgement, Judgement]:
        """The judgements at an instant without and with the dose."""
        with_dose = normalise(replace(self.known, doses=(*self.known.doses, dose)))
        return judge_at(self.known, at, self.ruleset), judge_at(with_dose, at, self.ruleset)

    def fits(self, at: datetime) -> bool:
        """Whether the dose, taken then, would add nothing above a note; not known when a rule fails."""
        dose = replace(self.dose, taken_at=at)
        before, after = self.judge(at, dose)
        return not after.failed_rules and not _is_caution(_added(before, after, dose, self.ruleset))

    def fits_at(self, context: Context, now: datetime) -> datetime | None:
        """The first full minute within 24 h of the context's instant, and after `now`, at which the dose fits."""
        first, last = max(context.now, now), up_to_the_minute(context.now + WINDOW)
        leaving = (each.taken_at + WINDOW for each in self.known.doses if carries_magnesium(each))
        turns = turns_of_a_later_dose(context, self.ruleset)
        return first_fitting(
            (moment for moment in leaving if first < up_to_the_minute(moment) <= last),
            (moment for moment in turns if first < up_to_the_minute(moment) <= last),
            self.fits,
        )


def _instant(dose: DoseFacts, now: datetime) -> datetime:
    taken_at = in_utc(dose.taken_at)
    return now if now - WINDOW < taken_at <= now else taken_at


def _added(before: Judgement, after: Judgement, dose: DoseFacts, ruleset: RuleSet) -> tuple[Finding, ...]:
    known: dict[object, list[Finding]] = {}
    for finding in before.findings:
        known.setdefault(cause_of(finding), []).append(finding)
    about_doses = (finding for finding in after.findings if ruleset.rule(finding.rule).judges_doses)
    return tuple(finding for finding in about_doses if _adds(finding, known.get(cause_of(finding), []), dose))


def _adds(finding: Finding, known: list[Finding], dose: DoseFacts) -> bool:
    """Whether it is new, more severe, or has a share of the dose; or is a caution about a sum that grew.

    A sum grows without a share of the dose when the dose takes up what a limit agreed to, and so leaves more of
    another one over.
    """
    more_severe = finding.severity.rank > max((each.severity.rank for each in known), default=-1)
    grew = _is_caution((finding,)) and _sum_of(finding) > max(map(_sum_of, known), default=Decimal(0))
    return more_severe or grew or _has_share(finding, dose)


def _sum_of(finding: Finding) -> Decimal:
    return sum((each.elemental_mg or Decimal(0) for each in finding.products), Decimal(0))


def _has_share(finding: Finding, dose: DoseFacts) -> bool:
    return any(dose.id in product.dose_ids for product in finding.products)


def _is_caution(added: Iterable[Finding]) -> bool:
    return any(finding.severity.rank >= Severity.CAUTION.rank for finding in added)


def _may_wait(added: tuple[Finding, ...], ruleset: RuleSet) -> bool:
    return _is_caution(added) and not _asks_first(added, ruleset)


def _asks_first(added: Iterable[Finding], ruleset: RuleSet) -> bool:
    return any(
        finding.severity.rank >= Severity.URGENT.rank or ruleset.rule(finding.rule).asks_first for finding in added
    )


def _explains(finding: Finding, ruleset: RuleSet) -> bool:
    return ruleset.rule(finding.rule).shown_in_checks


def _missing(after: Judgement, dose: DoseFacts) -> tuple[str, ...]:
    unjudged = () if is_oral(dose) else ("injection",)
    if _is_for_adults(after.context.age, dose):
        unjudged = ("numbers_for_children",)
    return (*missing_inputs(after.context), *unjudged, *(f"rule:{rule_id}" for rule_id in after.failed_rules))


def _is_for_adults(age: int | None, dose: DoseFacts) -> bool:
    """Whether a child would be judged by numbers for adults: the silence of the rules is no "ok" then (ours)."""
    return age is not None and age < ADULT_AGE and carries_magnesium(dose) and dose.category is not Category.SUPPLEMENT


def _answer(added: tuple[Finding, ...], missing: tuple[str, ...], fits_at: datetime | None, ruleset: RuleSet) -> Answer:
    if _asks_first(added, ruleset):
        return Answer.ASK_FIRST
    if _is_caution(added):
        return Answer.ASK_FIRST if fits_at is None else Answer.WAIT
    return Answer.CANNOT_TELL if missing else Answer.OK
