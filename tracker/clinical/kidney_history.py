"""What each reading said by itself, as a list of results shows it; `judge_kidneys` says what holds now."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tracker.clinical.acute_injury import creatinines_of, rise_to
from tracker.clinical.assessment import Band
from tracker.clinical.facts import ReadingFacts
from tracker.clinical.kidney import band_of


def bands_of(readings: Iterable[ReadingFacts]) -> dict[UUID, Band]:
    """The band of each reading before ageing; a creatinine that rose too fast since an earlier one is an injury."""
    known = tuple(readings)
    creatinines = creatinines_of(known)
    risen = {each.reading_id for each in creatinines if rise_to(each, creatinines) is not None}
    bands = {reading.id: band_of(reading) or Band.UNKNOWN for reading in known}
    return {id_: Band.ACUTE if id_ in risen and band is not Band.DIALYSIS else band for id_, band in bands.items()}
