"""What is now known about the past against what was said then: pure decisions, no database.

What is over interrupts nobody: it is put on record, or taken off it, in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from alerts.policy.episodes import EpisodeKey
from tracker.clinical.assessment import Severity
from tracker.clinical.look_back import Episode, LookBack

# What is logged within so many minutes is taken for logged at once (ours): the judgement of the present covers it.
AT_ONCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Said:
    """An alert that was not withdrawn, as the record has it. `severity` is the highest that it ever said.

    `severity_then` is what an earlier look back found beyond that, `comparable` whether today's rule set judged it.
    """

    alert_id: UUID
    key: EpisodeKey
    rules: frozenset[str]
    severity: Severity
    severity_then: Severity | None
    opened_at: datetime
    closed_at: datetime | None
    comparable: bool = True

    def overlaps(self, episode: Episode) -> bool:
        """Whether this alert was about that episode."""
        begun_before_end = episode.ended_at is None or self.opened_at <= episode.ended_at
        ended_after_begin = self.closed_at is None or self.closed_at >= episode.begun_at
        return self.key == episode.key and begun_before_end and ended_after_begin


@dataclass(frozen=True, slots=True)
class Correction:
    """What to put right: episodes that nobody heard of, alerts that were wrong, and severities beyond what was said.

    `then` has a value for every alert whose severity by hindsight must be written anew, None to clear it.
    """

    found: tuple[Episode, ...]
    withdrawn: frozenset[UUID]
    then: dict[UUID, Episode | None]


def correct(seen: LookBack, said: Iterable[Said], *, since: datetime, may_lower: bool) -> Correction:
    """Compare the past as it is known now with the alerts on record.

    Found is what is over and has no alert; what still holds is the present's to tell. An alert is withdrawn when it
    is closed, began within the look back, and nothing of it is found any more; never when the changes can only add
    (`may_lower` is False), when its rules failed on the way, or when another rule set judged it.
    """
    record = tuple(said)
    wrong = frozenset(s.alert_id for s in record if may_lower and _was_wrong(s, seen, since))
    standing = tuple(s for s in record if s.alert_id not in wrong)
    over = (episode for episode in seen.episodes if episode.ended_at is not None)
    return Correction(
        found=tuple(e for e in over if not any(s.overlaps(e) for s in standing)),
        withdrawn=wrong,
        then={s.alert_id: worst for s in standing for worst in _news(s, seen, since)},
    )


def _was_wrong(said: Said, seen: LookBack, since: datetime) -> bool:
    covered = said.closed_at is not None and said.opened_at >= since and said.comparable
    return covered and not said.rules & seen.failed_rules and not any(map(said.overlaps, seen.episodes))


def _news(said: Said, seen: LookBack, since: datetime) -> Iterable[Episode | None]:
    """The episode that was worse than said, None where an earlier finding of that kind no longer holds; or nothing."""
    about = filter(said.overlaps, seen.episodes)
    worst = max(about, key=lambda episode: episode.severity.rank, default=None)
    then = worst.severity if worst is not None and worst.severity.rank > said.severity.rank else None
    rises = then is not None and (said.severity_then is None or then.rank > said.severity_then.rank)
    falls = said.opened_at >= since and then != said.severity_then
    if rises or falls:
        yield worst if then is not None else None
