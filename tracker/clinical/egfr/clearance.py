"""Creatinine clearance, for labels that speak of it; in mL/min, not per 1.73 m2."""

from __future__ import annotations

from decimal import Decimal, localcontext

from tracker.clinical.egfr.scope import (
    ARITHMETIC,
    CREATININE_NOT_POSITIVE,
    WEIGHT_NOT_POSITIVE,
    check_adult,
    check_positive,
)
from tracker.clinical.facts import Sex

FACTOR = {Sex.FEMALE: Decimal("0.85"), Sex.MALE: Decimal(1)}


def cockcroft_gault(*, age_years: int, sex: Sex, weight_kg: Decimal, creatinine_mg_dl: Decimal) -> Decimal:
    """Cockcroft-Gault with the body weight as it is, for adults in a steady state; unrounded mL/min.

    Raises EgfrError with code `under_age` below 18 years, `over_age` above 120, `not_positive` for a value of 0 or
    less. Source: Cockcroft and Gault, Nephron 1976;16:31.
    """
    check_adult(age_years)
    check_positive(weight_kg, WEIGHT_NOT_POSITIVE)
    check_positive(creatinine_mg_dl, CREATININE_NOT_POSITIVE)
    with localcontext(ARITHMETIC):
        return (140 - age_years) * weight_kg / (72 * creatinine_mg_dl) * FACTOR[sex]
