"""Equations for adults, in mL/min per 1.73 m2."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from tracker.clinical.egfr.scope import (
    ARITHMETIC,
    CREATININE_NOT_POSITIVE,
    CYSTATIN_NOT_POSITIVE,
    check_adult,
    check_positive,
    power_by_side,
)
from tracker.clinical.facts import Sex


@dataclass(frozen=True, slots=True)
class _BySex:
    """What an equation with creatinine multiplies by, and its exponent below `kappa`."""

    alpha: Decimal
    factor: Decimal


KAPPA = {Sex.FEMALE: Decimal("0.7"), Sex.MALE: Decimal("0.9")}
CREATININE = {
    Sex.FEMALE: _BySex(alpha=Decimal("-0.241"), factor=Decimal("1.012")),
    Sex.MALE: _BySex(alpha=Decimal("-0.302"), factor=Decimal(1)),
}
CREATININE_CYSTATIN = {
    Sex.FEMALE: _BySex(alpha=Decimal("-0.219"), factor=Decimal("0.963")),
    Sex.MALE: _BySex(alpha=Decimal("-0.144"), factor=Decimal(1)),
}
CYSTATIN_AT_ONE = Decimal("0.8")
CYSTATIN_FACTOR = {Sex.FEMALE: Decimal("0.932"), Sex.MALE: Decimal(1)}
JSN_FACTOR = {Sex.FEMALE: Decimal("0.739"), Sex.MALE: Decimal(1)}


def ckd_epi_2021_creatinine(*, age_years: int, sex: Sex, creatinine_mg_dl: Decimal) -> Decimal:
    """CKD-EPI 2021 creatinine, without race, for adults in a steady state; unrounded mL/min per 1.73 m2.

    Raises EgfrError with code `under_age` below 18 years, `over_age` above 120, `not_positive` for creatinine of 0 or
    less. Source: Inker et al., N Engl J Med 2021;385:1737.
    """
    check_adult(age_years)
    check_positive(creatinine_mg_dl, CREATININE_NOT_POSITIVE)
    by_sex = CREATININE[sex]
    with localcontext(ARITHMETIC):
        creatinine = power_by_side(creatinine_mg_dl / KAPPA[sex], by_sex.alpha, Decimal("-1.200"))
        return Decimal(142) * creatinine * Decimal("0.9938") ** age_years * by_sex.factor


def ckd_epi_2021_creatinine_cystatin(
    *, age_years: int, sex: Sex, creatinine_mg_dl: Decimal, cystatin_c_mg_l: Decimal
) -> Decimal:
    """CKD-EPI 2021 creatinine-cystatin C, without race, for adults in a steady state; mL/min per 1.73 m2.

    Raises EgfrError with code `under_age` below 18 years, `over_age` above 120, `not_positive` for a value of 0 or
    less. Source: Inker et al., N Engl J Med 2021;385:1737.
    """
    check_adult(age_years)
    check_positive(creatinine_mg_dl, CREATININE_NOT_POSITIVE)
    check_positive(cystatin_c_mg_l, CYSTATIN_NOT_POSITIVE)
    by_sex = CREATININE_CYSTATIN[sex]
    with localcontext(ARITHMETIC):
        creatinine = power_by_side(creatinine_mg_dl / KAPPA[sex], by_sex.alpha, Decimal("-0.544"))
        cystatin = power_by_side(cystatin_c_mg_l / CYSTATIN_AT_ONE, Decimal("-0.323"), Decimal("-0.778"))
        return Decimal(135) * creatinine * cystatin * Decimal("0.9961") ** age_years * by_sex.factor


def ckd_epi_2012_cystatin(*, age_years: int, sex: Sex, cystatin_c_mg_l: Decimal) -> Decimal:
    """CKD-EPI 2012 cystatin C, for adults in a steady state; unrounded mL/min per 1.73 m2.

    Raises EgfrError with code `under_age` below 18 years, `over_age` above 120, `not_positive` for a value of 0 or
    less. Source: Inker et al., N Engl J Med 2012;367:20 (0.996 a year).
    """
    return _cystatin(age_years, sex, cystatin_c_mg_l, Decimal("0.996"))


def ckd_epi_cystatin_reprint_2021(*, age_years: int, sex: Sex, cystatin_c_mg_l: Decimal) -> Decimal:
    """The same equation as the 2021 paper reprints it, with 0.9962 a year; never chosen unasked.

    It is here to read results of laboratories that use it. Raises as `ckd_epi_2012_cystatin`.
    Source: Inker et al., N Engl J Med 2021;385:1737, table of equations.
    """
    return _cystatin(age_years, sex, cystatin_c_mg_l, Decimal("0.9962"))


def jsn_2009_creatinine(*, age_years: int, sex: Sex, creatinine_mg_dl: Decimal) -> Decimal:
    """The Japanese Society of Nephrology's equation, for Japanese adults in a steady state; mL/min per 1.73 m2.

    The Japanese studies of magnesium oxide report it; never chosen unasked. Raises as `ckd_epi_2021_creatinine`.
    Source: Matsuo et al., Am J Kidney Dis 2009;53:982.
    """
    check_adult(age_years)
    check_positive(creatinine_mg_dl, CREATININE_NOT_POSITIVE)
    with localcontext(ARITHMETIC):
        creatinine = creatinine_mg_dl ** Decimal("-1.094")
        return Decimal(194) * creatinine * Decimal(age_years) ** Decimal("-0.287") * JSN_FACTOR[sex]


def _cystatin(age_years: int, sex: Sex, cystatin_c_mg_l: Decimal, yearly: Decimal) -> Decimal:
    check_adult(age_years)
    check_positive(cystatin_c_mg_l, CYSTATIN_NOT_POSITIVE)
    with localcontext(ARITHMETIC):
        cystatin = power_by_side(cystatin_c_mg_l / CYSTATIN_AT_ONE, Decimal("-0.499"), Decimal("-1.328"))
        return Decimal(133) * cystatin * yearly**age_years * CYSTATIN_FACTOR[sex]
