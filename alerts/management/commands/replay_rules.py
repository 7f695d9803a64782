"""`manage.py replay_rules`: whose severity a rule set would change, and whether what was said can be judged again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from alerts.selectors.replay import Replayed, replay_evaluations, replay_people, verify_evaluations, verify_verdicts
from tracker.clinical.json_values import instant_text
from tracker.clinical.ruleset import CURRENT, RULE_SETS, RuleSet


class Command(BaseCommand):
    """Judges everybody and all that was stored with a rule set, prints what differs, and tells nobody."""

    help = "Show whose severity a rule set would change, or --verify stored answers. Writes nothing, tells nobody."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which rule sets, from when on, or whether to verify instead."""
        known = sorted(RULE_SETS)
        parser.add_argument("--ruleset", choices=known, default=CURRENT.id, help="to try (default: %(default)s)")
        parser.add_argument(
            "--against",
            choices=known,
            help="to compare with (default: for people the current one, for what is stored what was said then)",
        )
        parser.add_argument("--since", type=_day, metavar="DATE", help="only what was stored from this day (UTC) on")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="judge stored answers again with their own rule set; exit 1 on another",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or verify."""
        if options["verify"]:
            self._verify(options["since"])
            return
        against = RULE_SETS[options["against"]] if options["against"] else None
        self._compare(RULE_SETS[options["ruleset"]], against, options["since"])

    def _compare(self, ruleset: RuleSet, against: RuleSet | None, since: datetime | None) -> None:
        totals: Counter[str] = Counter()
        changes: Counter[tuple[str, str, str]] = Counter()
        for each in _replayed(ruleset, against, since):
            totals["people" if each.evaluation_id is None else "evaluations"] += 1
            for difference in each.differences:
                changes[difference.rule, difference.was, difference.becomes] += 1
                totals["up" if difference.rises else "down"] += 1
                self.stdout.write(f"{_where(each)}  {_step(difference.rule, difference.was, difference.becomes)}")
        for (rule, was, becomes), times in sorted(changes.items()):
            self.stdout.write(f"{times} x {_step(rule, was, becomes)}")
        self.stdout.write(
            f"{totals['people']} people and {totals['evaluations']} stored evaluations judged with {ruleset.id}, "
            f"compared with {against.id if against else 'what was said'}: "
            f"{totals['up']} would rise, {totals['down']} would fall"
        )

    def _verify(self, since: datetime | None) -> None:
        asked: Counter[str] = Counter()
        wrong = 0
        for each in chain(verify_evaluations(since=since), verify_verdicts(since=since)):
            asked[each.what] += 1
            if each.trouble:
                wrong += 1
                self.stdout.write(f"{each.what} {each.subject_id}: {each.trouble}")
        said = ", ".join(f"{count} x {what}" for what, count in sorted(asked.items())) or "nothing"
        self.stdout.write(f"judged again: {said}")
        if wrong:
            raise CommandError(f"{wrong} did not give the same bytes")
        self.stdout.write("all gave the same bytes")


def _replayed(ruleset: RuleSet, against: RuleSet | None, since: datetime | None) -> Iterator[Replayed]:
    yield from replay_people(ruleset, against or CURRENT, now=now())
    yield from replay_evaluations(ruleset, against, since=since)


def _where(replayed: Replayed) -> str:
    if replayed.evaluation_id is None:
        return f"{replayed.person_id}  now"
    return f"{replayed.person_id}  {instant_text(replayed.judged_at)} evaluation {replayed.evaluation_id}"


def _step(rule: str, was: str, becomes: str) -> str:
    return f"{rule} {was or 'nothing'} -> {becomes or 'nothing'}"


def _day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time.min, UTC)
