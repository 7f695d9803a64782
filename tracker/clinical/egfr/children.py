"""Equations for children and young adults, in mL/min per 1.73 m2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tracker.clinical.egfr.scope import (
    ADULT_AGE,
    ARITHMETIC,
    CREATININE_NOT_POSITIVE,
    CYSTATIN_NOT_POSITIVE,
    HEIGHT_NOT_POSITIVE,
    NOT_1_TO_16,
    NOT_1_TO_25,
    EgfrError,
    check_positive,
)
from tracker.clinical.facts import Sex

CM_PER_M = Decimal(100)
FIRST_AGE = 1
PAST_U25 = 26
PAST_SCHWARTZ = 17


@dataclass(frozen=True, slots=True)
class _Step:
    """The constant of U25 below an age: `k`, which changes by `yearly` for each year from `around`."""

    below: int
    k: Decimal
    yearly: Decimal = Decimal(1)
    around: int = ADULT_AGE


_Steps = Mapping[Sex, tuple[_Step, ...]]

U25_CREATININE: _Steps = {
    Sex.MALE: (
        _Step(12, Decimal("39.0"), Decimal("1.008"), 12),
        _Step(18, Decimal("39.0"), Decimal("1.045"), 12),
        _Step(PAST_U25, Decimal("50.8")),
    ),
    Sex.FEMALE: (
        _Step(12, Decimal("36.1"), Decimal("1.008"), 12),
        _Step(18, Decimal("36.1"), Decimal("1.023"), 12),
        _Step(PAST_U25, Decimal("41.4")),
    ),
}
U25_CYSTATIN: _Steps = {
    Sex.MALE: (
        _Step(15, Decimal("87.2"), Decimal("1.011"), 15),
        _Step(18, Decimal("87.2"), Decimal("0.960"), 15),
        _Step(PAST_U25, Decimal("77.1")),
    ),
    Sex.FEMALE: (
        _Step(12, Decimal("79.9"), Decimal("1.004"), 12),
        _Step(18, Decimal("79.9"), Decimal("0.974"), 12),
        _Step(PAST_U25, Decimal("68.3")),
    ),
}


def ckid_u25_creatinine(*, age_years: Decimal, sex: Sex, height_cm: Decimal, creatinine_mg_dl: Decimal) -> Decimal:
    """CKiD U25 creatinine, for ages 1 to 25 in a steady state; unrounded mL/min per 1.73 m2.

    `age_years` is the exact age: 11.5 is eleven and a half. Raises EgfrError with code `not_1_to_25` outside these
    ages, `not_positive` for a value of 0 or less. Source: Pierce et al., Kidney Int 2021;99:948.
    """
    _check_age(age_years, PAST_U25, "not_1_to_25", NOT_1_TO_25)
    check_positive(height_cm, HEIGHT_NOT_POSITIVE)
    check_positive(creatinine_mg_dl, CREATININE_NOT_POSITIVE)
    with localcontext(ARITHMETIC):
        return _constant(U25_CREATININE[sex], age_years) * height_cm / CM_PER_M / creatinine_mg_dl


def ckid_u25_cystatin(*, age_years: Decimal, sex: Sex, cystatin_c_mg_l: Decimal) -> Decimal:
    """CKiD U25 cystatin C, for ages 1 to 25 in a steady state; unrounded mL/min per 1.73 m2.

    `age_years` is the exact age. Raises EgfrError with code `not_1_to_25` outside these ages, `not_positive` for a
    value of 0 or less. Source: Pierce et al., Kidney Int 2021;99:948.
    """
    _check_age(age_years, PAST_U25, "not_1_to_25", NOT_1_TO_25)
    check_positive(cystatin_c_mg_l, CYSTATIN_NOT_POSITIVE)
    with localcontext(ARITHMETIC):
        return _constant(U25_CYSTATIN[sex], age_years) / cystatin_c_mg_l


def schwartz_2009_creatinine(*, age_years: Decimal, height_cm: Decimal, creatinine_mg_dl: Decimal) -> Decimal:
    """The bedside Schwartz equation, for ages 1 to 16 in a steady state; mL/min per 1.73 m2.

    Many laboratories report it; U25 is what is chosen here. Raises EgfrError with code `not_1_to_16` outside these
    ages, `not_positive` for a value of 0 or less. Source: Schwartz et al., J Am Soc Nephrol 2009;20:629.
    """
    _check_age(age_years, PAST_SCHWARTZ, "not_1_to_16", NOT_1_TO_16)
    check_positive(height_cm, HEIGHT_NOT_POSITIVE)
    check_positive(creatinine_mg_dl, CREATININE_NOT_POSITIVE)
    with localcontext(ARITHMETIC):
        return Decimal("0.413") * height_cm / creatinine_mg_dl


def _check_age(age_years: Decimal, past: int, code: str, message: str) -> None:
    if not FIRST_AGE <= age_years < past:
        raise EgfrError(code, message)


def _constant(steps: tuple[_Step, ...], age_years: Decimal) -> Decimal:
    step = next(step for step in steps if age_years < step.below)
    return step.k * step.yearly ** (age_years - step.around)
