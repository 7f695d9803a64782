"""What a new assessment means for the episodes that are open: pure decisions, no database.

Findings that share a concern are one episode, whatever rule leads it: "act today" that becomes "act now" is
the same trouble growing, and only the growing interrupts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.clinical.assessment import Assessment, Band, Finding, Severity

# A note never interrupts and opens nothing: pages show it as it stands.
ALERTS_FROM = Severity.CAUTION

EpisodeKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Episode:
    """All findings about one concern, most severe first; the first one leads."""

    concern: str
    cause: str
    findings: tuple[Finding, ...]

    @property
    def key(self) -> EpisodeKey:
        """What makes it the same episode tomorrow: never the severity."""
        return (self.concern, self.cause)

    @property
    def severity(self) -> Severity:
        """The highest severity among the findings."""
        return self.findings[0].severity


@dataclass(frozen=True, slots=True)
class Known:
    """An episode that is already open, and how severe it was when it was last judged.

    `kidneys_known` is whether it was said with a kidney result, or of kidneys that were presumed well.
    """

    key: EpisodeKey
    rules: frozenset[str]
    severity: Severity
    until: datetime | None = None
    kidneys_known: bool = True

    def cannot_be_cleared(self, assessment: Assessment) -> bool:
        """Whether its silence means nothing: its rules failed, or the kidneys that it was about are not known now.

        Without a kidney result an episode ends when it would have ended with one: when its doses have left. One that
        was said without any needs none to end.
        """
        lost = self.kidneys_known and assessment.band is Band.UNKNOWN
        unknown = lost and self.until is not None and self.until > assessment.judged_at
        return unknown or bool(self.rules & set(assessment.failed_rules))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: open these, bring these up to date (and tell again where `louder`), keep or close those."""

    opened: tuple[Episode, ...]
    updated: tuple[Episode, ...]
    louder: frozenset[EpisodeKey]
    kept: frozenset[EpisodeKey]
    closed: frozenset[EpisodeKey]


def episodes_of(findings: Iterable[Finding]) -> tuple[Episode, ...]:
    """Group what must be said by concern and cause; findings come most severe first and stay so."""
    groups: dict[EpisodeKey, list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.concern, finding.cause), []).append(finding)
    return tuple(
        Episode(concern, cause, tuple(group))
        for (concern, cause), group in groups.items()
        if group[0].severity.rank >= ALERTS_FROM.rank
    )


def plan_episodes(assessment: Assessment, known: Mapping[EpisodeKey, Known]) -> Plan:
    """Compare what holds now with what is open.

    Whatever is more severe than at the last judgement is told again: after a fall, a rise is news. That we cannot tell
    is no all clear.
    """
    now = {episode.key: episode for episode in episodes_of(assessment.findings)}
    gone = {key: episode for key, episode in known.items() if key not in now}
    return Plan(
        opened=tuple(e for key, e in now.items() if key not in known),
        updated=tuple(e for key, e in now.items() if key in known),
        louder=frozenset(key for key, e in now.items() if key in known and e.severity.rank > known[key].severity.rank),
        kept=frozenset(key for key, episode in gone.items() if episode.cannot_be_cleared(assessment)),
        closed=frozenset(key for key, episode in gone.items() if not episode.cannot_be_cleared(assessment)),
    )
