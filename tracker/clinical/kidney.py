"""The state of the kidneys as the rules see it. Calendar days are those of the person's zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tracker.clinical.acute_injury import Creatinine, Rise, creatinines_of, newest_rise
from tracker.clinical.ages import age_on, birthday
from tracker.clinical.assessment import Band, Because
from tracker.clinical.cofactors import active, said_condition
from tracker.clinical.counted_worse import COUNTED_WORSE, counted_worse_turns, reasons_to_count_worse
from tracker.clinical.dialysis import said_dialysis, with_dialysis
from tracker.clinical.egfr import EgfrError, cockcroft_gault
from tracker.clinical.facts import Comparator, Declared, Dialysis, Facts, PersonFacts, ReadingFacts
from tracker.clinical.kidney_category import WORST_LAST, category_of, expires_after, fresh_until
from tracker.clinical.moments import day_of, start_of_day, start_of_next_day
from tracker.clinical.terms import Condition

NEXT_WORSE = {Band.G3A: Band.G3B, Band.G3B: Band.G4, Band.G4: Band.G5}
PRESUMED_UNDER_AGE = 65
# A lab report of today may carry tomorrow's date when the person's zone is set wrong or is far east.
AHEAD = timedelta(days=1)
# Clearance falls with each birthday. A reading is expired before the third, and judged anew then.
COMING_BIRTHDAYS = 2

NO_KIDNEY_FUNCTION = frozenset({Band.G5, Band.ACUTE, Band.DIALYSIS})
LOW_FUNCTION = NO_KIDNEY_FUNCTION | {Band.G4}
MODERATE_FUNCTION = frozenset({Band.G3A, Band.G3B})
WITHOUT_CATEGORY = frozenset({Band.ACUTE, Band.DIALYSIS})
WITHOUT_READING = frozenset({Band.PRESUMED, Band.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Kidneys:
    """The band that the rules use, where it comes from, and how old that is.

    `base_band` is the band before ageing, `category` the G category of the eGFR alone (None without one). `reason`
    is one of `reading`, `stale_reading`, `dialysis`, `acute` (somebody said so), `acute_creatinine` (two results show
    it), `presumed`, `declared_disease`, `not_declared`, `age_unknown`, `age_65_or_over`; `evidence` is what an injury
    rests on. A reading is fresh through `fresh_until` and expired after `expires_after`. `shift_reasons` say why the
    kidneys count one worse than `band` (MG-40). `suffix` is KDIGO's "D" (dialysis) or "T" (transplant).
    `creatinine_clearance_ml_min` is Cockcroft-Gault from the newest creatinine, None when it is not known.
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
    evidence: tuple[Because, ...] = ()
    shift_reasons: tuple[Because, ...] = ()
    suffix: str = ""
    creatinine_clearance_ml_min: Decimal | None = None

    @property
    def shifted(self) -> bool:
        """Whether the kidneys count one worse than `band`."""
        return bool(self.shift_reasons)

    @property
    def judged_as(self) -> Band:
        """The band for severities: without any reading known dangers still show, as in G2; MG-40 counts one worse."""
        band = _for_severities(self.band)
        return COUNTED_WORSE[band] if self.shifted else band

    @property
    def stage(self) -> str:
        """How KDIGO writes it: "G3bT", "G5D"; empty without an eGFR, and while an injury is acute."""
        if self.band is Band.DIALYSIS:
            return Band.G5 + self.suffix
        return "" if self.category is None or self.band is Band.ACUTE else self.category + self.suffix


def band_of(reading: ReadingFacts) -> Band | None:
    """The band of one reading by itself, before ageing; None when the reading says nothing."""
    if reading.dialysis is not Dialysis.NONE:
        return Band.DIALYSIS
    if reading.acute:
        return Band.ACUTE
    return _category(reading)


def judge_kidneys(facts: Facts, now: datetime) -> Kidneys:
    """The kidneys at `now`: the newest reading, else what the person declared (section 2)."""
    person = facts.person
    today = day_of(now, person.zone)
    known = with_dialysis(facts, (reading for reading in facts.readings if reading.taken_on <= today + AHEAD))
    creatinines = creatinines_of(known)
    kidneys = _judge_band(facts, known, newest_rise(creatinines), today)
    reasons = reasons_to_count_worse(facts, now, kidneys.taken_on)
    return replace(
        kidneys,
        shift_reasons=reasons if _for_severities(kidneys.band) in COUNTED_WORSE else (),
        suffix=_suffix(facts, kidneys.band, today),
        creatinine_clearance_ml_min=_clearance(person, creatinines, today),
    )


def kidney_turns(facts: Facts, now: datetime) -> Iterator[datetime | None]:
    """Instants at which the kidneys may be judged otherwise with nothing new happening."""
    person = facts.person
    kidneys = judge_kidneys(facts, now)
    for day in (kidneys.fresh_until, kidneys.expires_after):
        if day is not None:
            yield start_of_next_day(day, person.zone)
    for reading in facts.readings:
        yield start_of_day(reading.taken_on - AHEAD, person.zone)
    if person.birth_date is not None:
        age = age_on(person.birth_date, day_of(now, person.zone))
        for turned in (PRESUMED_UNDER_AGE, *range(age + 1, age + 1 + COMING_BIRTHDAYS)):
            yield start_of_day(birthday(person.birth_date, turned), person.zone)
    yield from counted_worse_turns(facts)


def _for_severities(band: Band) -> Band:
    return Band.G2 if band in WITHOUT_READING else band


def _category(reading: ReadingFacts) -> Band | None:
    return None if reading.egfr_ml_min is None else category_of(reading.egfr_ml_min, reading.comparator)


def _judge_band(facts: Facts, known: tuple[ReadingFacts, ...], rise: Rise | None, today: date) -> Kidneys:
    declared = tuple(map(said_condition, active(facts, today, {Condition.ACUTE_KIDNEY_INJURY})))
    newest = _newest(known, rise)
    if newest is not None:
        kidneys = _from_reading(newest, rise, declared, today)
        return replace(kidneys, evidence=(*kidneys.evidence, *said_dialysis(facts, newest)))
    if declared:
        return Kidneys(Band.ACUTE, Band.ACUTE, "acute", evidence=declared)
    return _without_reading(facts, today)


def _newest(known: Iterable[ReadingFacts], rise: Rise | None) -> ReadingFacts | None:
    ranked = []
    for reading in known:
        band = _band_beside(reading, rise)
        if band is not None and not _passed_over(reading, band, rise):
            ranked.append((_newest_then_worst(reading, band), reading))
    return max(ranked, key=lambda pair: pair[0], default=(None, None))[1]


def _band_beside(reading: ReadingFacts, rise: Rise | None) -> Band | None:
    """The band of a reading when the creatinines beside it are known."""
    band = band_of(reading)
    return Band.ACUTE if band is not Band.DIALYSIS and _shows(rise, reading) else band


def _shows(rise: Rise | None, reading: ReadingFacts) -> bool:
    return rise is not None and rise.later.reading_id == reading.id


def _passed_over(reading: ReadingFacts, band: Band, rise: Rise | None) -> bool:
    return rise is not None and band not in WITHOUT_CATEGORY and rise.outlasts(reading)


def _newest_then_worst(reading: ReadingFacts, band: Band) -> tuple[date, int, Decimal, UUID]:
    lowest = Decimal(0) if reading.egfr_ml_min is None else -reading.egfr_ml_min
    return reading.taken_on, WORST_LAST.index(band), lowest, reading.id


def _from_reading(reading: ReadingFacts, rise: Rise | None, declared: tuple[Because, ...], today: date) -> Kidneys:
    band, reason, evidence = _band_and_why(reading, rise, declared)
    last_day = expires_after(reading.taken_on, band)
    fresh = Kidneys(
        band=band,
        base_band=band,
        reason=reason,
        reading_id=reading.id,
        egfr=reading.egfr_ml_min,
        comparator=reading.comparator,
        category=_category(reading),
        taken_on=reading.taken_on,
        fresh_until=fresh_until(reading.taken_on, band),
        expires_after=last_day,
        expired=today > last_day,
        evidence=evidence,
    )
    return _aged(fresh, today)


def _band_and_why(
    reading: ReadingFacts, rise: Rise | None, declared: tuple[Because, ...]
) -> tuple[Band, str, tuple[Because, ...]]:
    band = band_of(reading)
    if band is Band.DIALYSIS:
        return band, "dialysis", ()
    if declared or reading.acute:
        return Band.ACUTE, "acute", declared
    if rise is not None and _shows(rise, reading):
        return Band.ACUTE, "acute_creatinine", rise.because
    return band or Band.UNKNOWN, "reading", ()


def _aged(kidneys: Kidneys, today: date) -> Kidneys:
    if kidneys.fresh_until is None or today <= kidneys.fresh_until:
        return kidneys
    band = NEXT_WORSE.get(kidneys.band, kidneys.band)
    reason = "stale_reading" if kidneys.reason == "reading" else kidneys.reason
    return replace(kidneys, band=band, reason=reason, stale=True)


def _without_reading(facts: Facts, today: date) -> Kidneys:
    # Whoever has a transplant has a kidney disease, whatever was ticked in the beginning.
    reason = "declared_disease" if _has_transplant(facts, today) else _why_unknown(facts.person, today)
    band = Band.PRESUMED if reason is None else Band.UNKNOWN
    return Kidneys(band=band, base_band=band, reason=reason or "presumed")


def _why_unknown(person: PersonFacts, today: date) -> str | None:
    if person.declared_kidney_disease is not Declared.NO:
        return "declared_disease" if person.declared_kidney_disease is Declared.YES else "not_declared"
    if person.birth_date is None:
        return "age_unknown"
    return "age_65_or_over" if age_on(person.birth_date, today) >= PRESUMED_UNDER_AGE else None


def _suffix(facts: Facts, band: Band, today: date) -> str:
    if band is Band.DIALYSIS:
        return "D"
    return "T" if _has_transplant(facts, today) else ""


def _has_transplant(facts: Facts, today: date) -> bool:
    return bool(active(facts, today, {Condition.KIDNEY_TRANSPLANT}))


def _clearance(person: PersonFacts, creatinines: tuple[Creatinine, ...], today: date) -> Decimal | None:
    if not creatinines or person.birth_date is None or person.sex is None or person.weight_kg is None:
        return None
    try:
        return cockcroft_gault(
            age_years=age_on(person.birth_date, today),
            sex=person.sex,
            weight_kg=person.weight_kg,
            creatinine_mg_dl=max(creatinines).mg_dl,
        )
    except EgfrError:
        return None
