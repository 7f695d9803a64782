"""`manage.py replay_cases`: run published cases through the rules, and say what would have been said, and when."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.clinical.case_replay.case import Kind, read_case
from tracker.clinical.case_replay.person import Known
from tracker.clinical.case_replay.replay import Replay, Run, Said, replay_case
from tracker.clinical.case_replay.summary import (
    contributions,
    false_alarms,
    has_reason,
    is_healthy_control,
    missed,
    shares,
    why_missed,
)
from tracker.clinical.ruleset import CURRENT

CASES = Path(__file__).resolve().parents[2] / "data" / "cases.csv"
KNOWN = {
    Known.REPORTED: "Everything in the report on file from day 1",
    Known.BEFORE: "Only what was known before anybody came to hospital",
}


class Command(BaseCommand):
    """Judges only: nothing is read from or written to the database, and nobody is told."""

    help = "Run published cases of too much magnesium, and trials without harm, through the rules."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where other cases are."""
        parser.add_argument("--csv", type=Path, default=CASES, help="cases in the columns of tracker/data/cases.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each case, then the sums."""
        rows = _rows(options["csv"])
        cases = [case for case in map(read_case, rows) if case.kind is not Kind.COHORT]
        self.stdout.write(
            f"{len(rows)} rows, {len(cases)} of them one person or one arm. Rule set {CURRENT.id}. "
            "Days before the event are those of the shortest exposure tried; the longest is in brackets."
        )
        for known in Known:
            replays = [replay_case(case, known) for case in cases]
            self.stdout.write(f"\n== {KNOWN[known]} ==")
            for line in (*_each(replays), *_sums(replays, known)):
                self.stdout.write(line)


def _rows(path: Path) -> list[dict[str, object]]:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    return list(csv.DictReader(text.splitlines(keepends=True)))


def _each(replays: list[Replay]) -> Iterator[str]:
    for each in replays:
        run = each.shortest
        mark = "" if each.case.kind is Kind.CONTROL or has_reason(each.case) else " (nothing to go by)"
        yield (
            f"{each.case.id:<5}{each.case.kind.value:<8} first {_first(each)}; highest {_said(run.highest)}; "
            f"with symptoms {_said(run.with_symptoms)}; first check {each.first_check.value}{mark}"
        )


def _first(replay: Replay) -> str:
    run, longest = replay.shortest, replay.longest
    if run.first is None:
        return "none"
    later = "" if longest is run or longest.first is None else f" [{_before(longest, longest.first)}]"
    return f"{_said(run.first)}, {_before(run, run.first)} days before{later}"


def _before(run: Run, said: Said) -> int:
    return run.days_before(said)


def _said(said: Said | None) -> str:
    return "nothing" if said is None else f"{said.rule} {said.severity.value}"


def _sums(replays: list[Replay], known: Known) -> Iterator[str]:
    yield "\nCases with a dose, weak kidneys or a bowel that stands still, without symptoms, in the shortest exposure:"
    for share in shares(replays):
        # The aims are set for all that the reports say; less is known here, and less is reached.
        aim = (
            f" (aim {share.aim_percent} %: {'held' if share.holds else 'NOT held'})" if known is Known.REPORTED else ""
        )
        yield f"  at least {share.severity.value}: {share.reached} of {share.of}{aim}"
    loud = false_alarms(replays)
    arms = sum(is_healthy_control(each.case) for each in replays)
    said = "held" if not loud else "NOT held: " + ", ".join(each.case.id for each in loud)
    yield f"Control arms with normal kidneys: {arms}; no supplement above note, nothing above caution: {said}"
    yield "What each rule gave (cases at caution or more, urgent or more, reached by this rule alone):"
    for rule in contributions(replays):
        yield f"  {rule.rule}: {rule.caution}, {rule.urgent}, {len(rule.alone)} {' '.join(rule.alone)}".rstrip()
    yield "Missed without symptoms, and what the report lacks:"
    for each in missed(replays):
        yield f"  {each.case.id}: {why_missed(each)}; the first check answered {each.first_check.value}"
