"""The state of the kidneys as the rules see it: category, ageing of readings, and the band.

KDIGO 2024 categories, decided on the unrounded eGFR. Calendar days are those of the person's zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import Band
from tracker.clinical.facts import Comparator, Declared, Dialysis, Facts, PersonFacts, ReadingFacts
from tracker.clinical.moments import add_months, day_of, start_of_day, start_of_next_day

LOWER_BOUNDS = (
    (Decimal(90), Band.G1),
    (Decimal(60), Band.G2),
    (Decimal(45), Band.G3A),
    (Decimal(30), Band.G3B),
    (Decimal(15), Band.G4),
)
FRESH_MONTHS = {
    Band.G1: 12,
    Band.G2: 12,
    Band.G3A: 12,
    Band.G3B: 6,
    Band.G4: 3,
    Band.G5: 3,
    Band.ACUTE: 3,
    Band.DIALYSIS: 3,
}
WORST_LAST = tuple(FRESH_MONTHS)
NEXT_WORSE = {Band.G3A: Band.G3B, Band.G3B: Band.G4, Band.G4: Band.G5}
PRESUMED_UNDER_AGE = 65
# A lab report of today may carry tomorrow's date when the person's zone is set wrong or is far east.
AHEAD = timedelta(days=1)

NO_KIDNEY_FUNCTION = frozenset({Band.G5, Band.ACUTE, Band.DIALYSIS})
LOW_FUNCTION = NO_KIDNEY_FUNCTION | {Band.G4}
MODERATE_FUNCTION = frozenset({Band.G3A, Band.G3B})
WITHOUT_READING = frozenset({Band.PRESUMED, Band.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Kidneys:
    """The band that the rules use, where it comes from, and how old that is.

    `base_band` is the band before ageing, `category` the G category of the eGFR alone (None without
    one). `reason` is one of `reading`, `stale_reading`, `dialysis`, `acute`, `presumed`,
    `declared_disease`, `not_declared`, `age_unknown`, `age_65_or_over`. A reading is fresh through
    `fresh_until` and expired after `expires_after`.
    """

    band: Band
    base_band: Band
    reason: str
    reading_id: UUID | None = None
    egfr: Decimal | None = None
    comparator: Comparator = Comparator.NONE
    category: Band | None = None
    taken_on: date | None = None
    fresh_until: date | None = None
    expires_after: date | None = None
    stale: bool = False
    expired: bool = False

    @property
    def judged_as(self) -> Band:
        """The band for severities: without any reading known dangers still show, as in G2."""
        return Band.G2 if self.band in WITHOUT_READING else self.band


def age_on(birth_date: date, day: date) -> int:
    """Full years of age on a day; born on 29 February, a year is full on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birthday(birth_date: date, age: int) -> date:
    """The day on which somebody turns `age`; see `age_on` for 29 February."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def category_of(egfr_ml_min: Decimal, comparator: Comparator = Comparator.NONE) -> Band:
    """The KDIGO category of an unrounded eGFR.

    With a comparator it is the worst that the report allows: ">60" is G2 and never claims G1, and
    every "<" is G5, because nothing below is ruled out.
    """
    if comparator is Comparator.LESS:
        return Band.G5
    return next((band for bound, band in LOWER_BOUNDS if egfr_ml_min >= bound), Band.G5)


def fresh_until(taken_on: date, category: Band) -> date:
    """The last day on which a reading is fresh: 12 calendar months (G1-G3a), 6 (G3b), 3 (G4 and worse)."""
    return add_months(taken_on, FRESH_MONTHS[category])


def band_of(reading: ReadingFacts) -> Band | None:
    """The band of one reading before ageing; None when the reading says nothing."""
    if reading.dialysis is not Dialysis.NONE:
        return Band.DIALYSIS
    if reading.acute:
        return Band.ACUTE
    return _category(reading)


def judge_kidneys(facts: Facts, now: datetime) -> Kidneys:
    """The kidneys at `now`: the newest reading, else what the person declared (section 2)."""
    today = day_of(now, facts.person.zone)
    reading = _newest(facts, today)
    return _without_reading(facts.person, today) if reading is None else _from_reading(reading, today)


def kidney_turns(facts: Facts, now: datetime) -> Iterator[datetime | None]:
    """Instants at which the kidneys may be judged otherwise with nothing new happening."""
    person = facts.person
    kidneys = judge_kidneys(facts, now)
    for day in (kidneys.fresh_until, kidneys.expires_after):
        if day is not None:
            yield start_of_next_day(day, person.zone)
    if person.birth_date is not None:
        yield start_of_day(birthday(person.birth_date, PRESUMED_UNDER_AGE), person.zone)
    for reading in facts.readings:
        yield start_of_day(reading.taken_on - AHEAD, person.zone)


def _category(reading: ReadingFacts) -> Band | None:
    return None if reading.egfr_ml_min is None else category_of(reading.egfr_ml_min, reading.comparator)


def _newest(facts: Facts, today: date) -> ReadingFacts | None:
    known = [(band_of(reading), reading) for reading in facts.readings if reading.taken_on <= today + AHEAD]
    ranked = [(_newest_then_worst(reading, band), reading) for band, reading in known if band is not None]
    return max(ranked, key=lambda pair: pair[0], default=(None, None))[1]


def _newest_then_worst(reading: ReadingFacts, band: Band) -> tuple[date, int, Decimal, UUID]:
    lowest = Decimal(0) if reading.egfr_ml_min is None else -reading.egfr_ml_min
    return reading.taken_on, WORST_LAST.index(band), lowest, reading.id


def _from_reading(reading: ReadingFacts, today: date) -> Kidneys:
    band = band_of(reading) or Band.UNKNOWN
    months = FRESH_MONTHS[band]
    expires_after = add_months(reading.taken_on, 2 * months)
    fresh = Kidneys(
        band=band,
        base_band=band,
        reason=band.value if band in {Band.DIALYSIS, Band.ACUTE} else "reading",
        reading_id=reading.id,
        egfr=reading.egfr_ml_min,
        comparator=reading.comparator,
        category=_category(reading),
        taken_on=reading.taken_on,
        fresh_until=fresh_until(reading.taken_on, band),
        expires_after=expires_after,
        expired=today > expires_after,
    )
    return _aged(fresh, today)


def _aged(kidneys: Kidneys, today: date) -> Kidneys:
    if kidneys.fresh_until is None or today <= kidneys.fresh_until:
        return kidneys
    band = NEXT_WORSE.get(kidneys.band, kidneys.band)
    reason = "stale_reading" if kidneys.reason == "reading" else kidneys.reason
    return replace(kidneys, band=band, reason=reason, stale=True)


def _without_reading(person: PersonFacts, today: date) -> Kidneys:
    reason = _why_unknown(person, today)
    band = Band.PRESUMED if reason is None else Band.UNKNOWN
    return Kidneys(band=band, base_band=band, reason=reason or "presumed")


def _why_unknown(person: PersonFacts, today: date) -> str | None:
    if person.declared_kidney_disease is not Declared.NO:
        return "declared_disease" if person.declared_kidney_disease is Declared.YES else "not_declared"
    if person.birth_date is None:
        return "age_unknown"
    return "age_65_or_over" if age_on(person.birth_date, today) >= PRESUMED_UNDER_AGE else None
