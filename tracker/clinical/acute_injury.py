"""Acute kidney injury told by two creatinines.

Up by 0.3 mg/dL or more within 48 hours, or 1.5 times or more within 7 days (KDIGO 2012, acute kidney injury).
Readings have a day and no hour, so 48 hours are two calendar days: told too early is harmless, too late is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import Because
from tracker.clinical.facts import ReadingFacts

SAME_DAY = timedelta(0)
RISE_MG_DL = Decimal("0.3")
RISE_WITHIN = timedelta(days=2)
FACTOR = Decimal("1.5")
FACTOR_WITHIN = timedelta(days=7)
# KDIGO prints 26.5 umol/L beside 0.3 mg/dL, which is 0.29977 mg/dL; and dividing by 88.4 leaves dust.
DUST = Decimal("0.0003")


@dataclass(frozen=True, slots=True, order=True)
class Creatinine:
    """One creatinine; the later is the greater, and of one day the higher."""

    taken_on: date
    mg_dl: Decimal
    reading_id: UUID


@dataclass(frozen=True, slots=True)
class Rise:
    """A creatinine that rose too fast, and the earlier one that shows it."""

    later: Creatinine
    earlier: Creatinine

    @property
    def because(self) -> tuple[Because, ...]:
        """Both results as inputs of a finding."""
        return (
            Because("creatinine_before", self.earlier.mg_dl, "mg/dL", self.earlier.taken_on),
            Because("creatinine", self.later.mg_dl, "mg/dL", self.later.taken_on),
        )

    def outlasts(self, reading: ReadingFacts) -> bool:
        """Whether a newer reading is no proof that the injury is over.

        Ours (grade C): a result without a creatinine cannot show that it stopped rising, and no equation holds
        while it does, so up to 7 days after the rise such a result is passed over.
        """
        newer = self.later.taken_on <= reading.taken_on <= self.later.taken_on + FACTOR_WITHIN
        return newer and reading.creatinine_mg_dl is None


def creatinines_of(readings: Iterable[ReadingFacts]) -> tuple[Creatinine, ...]:
    """The readings whose report gave a creatinine."""
    return tuple(
        Creatinine(reading.taken_on, reading.creatinine_mg_dl, reading.id)
        for reading in readings
        if reading.creatinine_mg_dl is not None
    )


def newest_rise(creatinines: Iterable[Creatinine]) -> Rise | None:
    """The rise that the newest creatinine ends, None when it shows none: an injury before it is over."""
    known = tuple(creatinines)
    return rise_to(max(known), known) if known else None


def rise_to(later: Creatinine, creatinines: Iterable[Creatinine]) -> Rise | None:
    """The rise to this creatinine from any earlier one (the lowest that shows it), None without one."""
    earlier = min((each for each in creatinines if _rose(each, later)), key=_lowest_first, default=None)
    return None if earlier is None else Rise(later, earlier)


def _rose(earlier: Creatinine, later: Creatinine) -> bool:
    apart = later.taken_on - earlier.taken_on
    if not SAME_DAY <= apart <= FACTOR_WITHIN:
        return False
    by_amount = apart <= RISE_WITHIN and later.mg_dl - earlier.mg_dl + DUST >= RISE_MG_DL
    return by_amount or later.mg_dl + DUST >= earlier.mg_dl * FACTOR


def _lowest_first(creatinine: Creatinine) -> tuple[Decimal, Creatinine]:
    return creatinine.mg_dl, creatinine
