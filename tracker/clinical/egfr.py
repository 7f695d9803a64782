"""Estimated glomerular filtration rate, one function per equation, in mL/min per 1.73 m2.

The results are not rounded: categories are decided on the unrounded value.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from tracker.clinical.facts import Sex
from tracker.clinical.words import gettext_noop

ADULT_AGE = 18
UNDER_AGE = gettext_noop("This formula is for adults of 18 or older. Enter the eGFR from the laboratory report.")
NOT_POSITIVE = gettext_noop("The creatinine value must be more than zero.")
DIGITS = 28


class EgfrError(ValueError):
    """An equation that does not hold for this person; `code` is for machines, the text a msgid."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _Creatinine2021:
    kappa: Decimal
    alpha: Decimal
    factor: Decimal


_BY_SEX = {
    Sex.FEMALE: _Creatinine2021(kappa=Decimal("0.7"), alpha=Decimal("-0.241"), factor=Decimal("1.012")),
    Sex.MALE: _Creatinine2021(kappa=Decimal("0.9"), alpha=Decimal("-0.302"), factor=Decimal(1)),
}


def ckd_epi_2021_creatinine(*, age_years: int, sex: Sex, creatinine_mg_dl: Decimal) -> Decimal:
    """CKD-EPI 2021 creatinine, without race, for adults; unrounded mL/min per 1.73 m2.

    Raises EgfrError with code `under_age` below 18 years, `not_positive` for creatinine of 0 or less.
    Source: Inker et al., N Engl J Med 2021;385:1737.
    """
    if age_years < ADULT_AGE:
        raise EgfrError("under_age", UNDER_AGE)
    if not creatinine_mg_dl.is_finite() or creatinine_mg_dl <= 0:
        raise EgfrError("not_positive", NOT_POSITIVE)
    constants = _BY_SEX[sex]
    # A caller's decimal context must not change what a kidney result says.
    with localcontext() as context:
        context.prec = DIGITS
        ratio = creatinine_mg_dl / constants.kappa
        low = min(ratio, Decimal(1)) ** constants.alpha
        high = max(ratio, Decimal(1)) ** Decimal("-1.200")
        return Decimal(142) * low * high * Decimal("0.9938") ** age_years * constants.factor
