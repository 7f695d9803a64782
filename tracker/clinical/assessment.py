"""What the rules answer: findings that explain themselves, and an assessment that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Severity(StrEnum):
    """How loudly something is said; compare with `rank`."""

    NOTE = "note"
    CAUTION = "caution"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for a note to 3 for an emergency."""
        return list(Severity).index(self)


class Answer(StrEnum):
    """The four answers to "can I take this?"."""

    OK = "ok"
    WAIT = "wait"
    ASK_FIRST = "ask_first"
    CANNOT_TELL = "cannot_tell"


class Band(StrEnum):
    """The kidneys as the rules see them, after ageing."""

    G1 = "G1"
    G2 = "G2"
    G3A = "G3a"
    G3B = "G3b"
    G4 = "G4"
    G5 = "G5"
    ACUTE = "acute"
    DIALYSIS = "dialysis"
    PRESUMED = "presumed"
    UNKNOWN = "unknown"


Value = str | Decimal | date | datetime | bool | None


@dataclass(frozen=True, slots=True)
class Because:
    """One input that a finding rests on: a fact's code, its value, its unit and its date."""

    fact: str
    value: Value
    unit: str = ""
    at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class ProductShare:
    """What one product adds to a sum. `share` is 0 to 1, or None when the amount is not known."""

    product_id: UUID
    product_name: str
    elemental_mg: Decimal | None
    share: Decimal | None
    dose_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer about one person at one instant.

    `params` fills the gaps in the rule's words (see `tracker.clinical.words`); `until` is the
    instant from which the finding would no longer hold if nothing else happened. Findings with the
    same `concern` and `cause` (what it is about: a product's id, or nothing) belong to one episode.
    """

    rule: str
    concern: str
    severity: Severity
    words: str
    params: dict[str, Value] = field(default_factory=dict)
    because: tuple[Because, ...] = ()
    products: tuple[ProductShare, ...] = ()
    until: datetime | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings at `judged_at`, most severe first, with the state that they were judged in.

    `next_change_at` is the first instant at which the findings could differ with nothing new
    happening (a dose leaves the window, a reading grows old, a limit ends); None when never.
    `failed_rules` names rules that raised an exception: what they say is not known.
    """

    ruleset: str
    judged_at: datetime
    band: Band
    band_reason: str
    reading_id: UUID | None
    fresh_until: date | None
    stale: bool
    expired: bool
    total_mg: Decimal
    at_least: bool
    limit_mg: Decimal | None
    limit_basis: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    failed_rules: tuple[str, ...] = ()
    next_change_at: datetime | None = None

    @property
    def severity(self) -> Severity | None:
        """The highest severity found, None when there is nothing to say."""
        return max((f.severity for f in self.findings), key=lambda s: s.rank, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer about one dose: what it adds to the facts as they stand.

    Amounts are elemental mg in the rolling 24 hours. `fits_at` is the first instant from which the
    same dose would no longer raise a caution; None when it fits now, or when no hour helps.
    """

    answer: Answer
    severity: Severity | None
    findings: tuple[Finding, ...]
    total_before_mg: Decimal
    total_after_mg: Decimal
    at_least: bool
    limit_mg: Decimal | None
    room_mg: Decimal | None
    fits_at: datetime | None
    missing: tuple[str, ...]
    ruleset: str
    judged_at: datetime
