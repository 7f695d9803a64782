"""The published cases as tables of docs/clinical.md: what would have been said, by which rule, and what was missed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.clinical.case_replay.case import Case
    from tracker.clinical.case_replay.replay import Replay, Said

CASES = Path(__file__).resolve().parent.parent / "tracker" / "data" / "cases.csv"
COLUMNS = "case, what the report gives, first alert, days before, highest, with symptoms, first check, known before"
HEAD = (f"| {COLUMNS.replace(', ', ' | ')} |", "|---|---|---|---|---|---|---|---|")


def cases_as_text() -> str:
    """All cases and arms; then the aims, what each rule gave, and what was missed."""
    from tracker.clinical.case_replay.case import Kind, read_case  # noqa: PLC0415 - only once the path is set
    from tracker.clinical.case_replay.person import Known  # noqa: PLC0415
    from tracker.clinical.case_replay.replay import replay_case  # noqa: PLC0415

    with CASES.open(encoding="utf-8", newline="") as file:
        cases = [case for case in map(read_case, csv.DictReader(file)) if case.kind is not Kind.COHORT]
    reported = [replay_case(case) for case in cases]
    before = [replay_case(case, Known.BEFORE) for case in cases]
    lines = [
        *("### People who were harmed", "", *HEAD),
        *(_row(*pair) for pair in zip(reported, before, strict=True) if pair[0].case.kind is Kind.CASE),
        *("", "### Arms of trials", "", *HEAD),
        *(_row(*pair) for pair in zip(reported, before, strict=True) if pair[0].case.kind is Kind.CONTROL),
        *("", "### What that adds up to", "", *_sums(reported, before), ""),
        *("### What each rule gave", "", *_contributions(reported), ""),
        *("### What was missed without symptoms", "", *_missed(reported)),
    ]
    return "\n".join(lines) + "\n"


def _row(replay: Replay, before: Replay) -> str:
    run = replay.shortest
    cells = (
        replay.case.id,
        _given(replay.case),
        _said(run.first),
        _days_before(replay),
        _said(run.highest),
        _said(run.with_symptoms),
        f"`{replay.first_check}`",
        _said(before.shortest.highest),
    )
    return f"| {' | '.join(cells)} |"


def _given(case: Case) -> str:
    amount = "amount not known" if case.elemental_mg is None else f"{case.elemental_mg:,.0f} mg a day"
    age = "" if case.age_years is None else f"{case.age_years:f} years"
    codes = (each.value.replace("_", " ") for each in (*case.conditions, *case.medicines))
    return ", ".join(filter(None, (age, _kidneys(case), f"{case.category.value}, {amount}".replace("_", " "), *codes)))


def _kidneys(case: Case) -> str:
    kidneys = case.kidneys
    if kidneys.dialysis != "none":
        return "dialysis"
    if kidneys.egfr_ml_min is not None:
        return f"eGFR {kidneys.egfr_ml_min.normalize():f}"
    return "kidney disease without a figure" if kidneys.declared == "yes" else "kidneys not known"


def _said(said: Said | None) -> str:
    return "-" if said is None else f"{said.rule} {said.severity}"


def _days_before(replay: Replay) -> str:
    days = [str(run.days_before(run.first)) for run in replay.runs if run.first is not None]
    return ", ".join(days) or "-"


def _sums(reported: list[Replay], before: list[Replay]) -> Iterator[str]:
    from tracker.clinical.case_replay.summary import false_alarms, is_healthy_control, shares  # noqa: PLC0415

    yield "| without symptoms, in the shortest exposure | aim | all of the report on file | what was known before |"
    yield "|---|---|---|---|"
    for told, known in zip(shares(reported), shares(before), strict=True):
        reached = [f"{share.reached} of {share.of} ({share.reached * 100 // share.of} %)" for share in (told, known)]
        yield f"| at least {told.severity}, of the cases with a reason | {told.aim_percent} % | {' | '.join(reached)} |"
    arms = sum(is_healthy_control(each.case) for each in reported)
    loud = [f"{len(false_alarms(each))} of {arms}" for each in (reported, before)]
    yield f"| arms with normal kidneys above a note (supplements) or above caution (all) | none | {' | '.join(loud)} |"


def _contributions(reported: list[Replay]) -> Iterator[str]:
    from tracker.clinical.case_replay.summary import contributions  # noqa: PLC0415

    yield "| rule | cases at caution or more | at urgent or more | cases that only this rule reached |"
    yield "|---|--:|--:|---|"
    for each in contributions(reported):
        yield f"| {each.rule} | {each.caution} | {each.urgent} | {', '.join(each.alone) or '-'} |"


def _missed(reported: list[Replay]) -> Iterator[str]:
    from tracker.clinical.case_replay.summary import missed, why_missed  # noqa: PLC0415

    yield "| case | what the record lacks | the first check answered |"
    yield "|---|---|---|"
    for each in missed(reported):
        yield f"| {each.case.id} | {why_missed(each)} | `{each.first_check}` |"
