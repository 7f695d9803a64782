"""KDIGO 2024 categories, decided on the unrounded eGFR, and how long a reading of each is fresh."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tracker.clinical.assessment import Band
from tracker.clinical.facts import Comparator
from tracker.clinical.moments import add_months

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


def expires_after(taken_on: date, category: Band) -> date:
    """The last day on which a check may still answer "ok" by a reading: twice as long as it is fresh."""
    return add_months(taken_on, 2 * FRESH_MONTHS[category])
