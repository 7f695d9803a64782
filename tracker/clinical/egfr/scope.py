"""For whom an equation holds, and the arithmetic that all of them share."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from tracker.clinical.words import gettext_noop

ADULT_AGE = 18
# Ours: nobody older is known, so it is a wrong birth date.
HIGHEST_AGE = 120
# A caller's decimal context must not change what a kidney result says.
ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_EVEN)

UNDER_AGE = gettext_noop("This formula is for adults of 18 or older. Enter the eGFR from the laboratory report.")
OVER_AGE = gettext_noop("No one is that old. Check the birth date, or enter the eGFR from the laboratory report.")
NOT_1_TO_25 = gettext_noop("This formula is for ages 1 to 25. Enter the eGFR from the laboratory report.")
NOT_1_TO_16 = gettext_noop("This formula is for ages 1 to 16. Enter the eGFR from the laboratory report.")
CREATININE_NOT_POSITIVE = gettext_noop("The creatinine value must be more than zero.")
CYSTATIN_NOT_POSITIVE = gettext_noop("The cystatin C value must be more than zero.")
HEIGHT_NOT_POSITIVE = gettext_noop("The height must be more than zero.")
WEIGHT_NOT_POSITIVE = gettext_noop("The weight must be more than zero.")


class EgfrError(ValueError):
    """An equation that does not hold for this person; `code` is for machines, the text a msgid."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def check_adult(age_years: int) -> None:
    """Raises EgfrError with code `under_age` below 18 years, `over_age` above 120."""
    if age_years < ADULT_AGE:
        raise EgfrError("under_age", UNDER_AGE)
    if age_years > HIGHEST_AGE:
        raise EgfrError("over_age", OVER_AGE)


def check_positive(value: Decimal, message: str) -> None:
    """Raises EgfrError with code `not_positive` and that message for 0, less than 0, or no number."""
    if not value.is_finite() or value <= 0:
        raise EgfrError("not_positive", message)


def power_by_side(ratio: Decimal, below: Decimal, above: Decimal) -> Decimal:
    """`min(ratio, 1) ** below * max(ratio, 1) ** above`, as CKD-EPI writes it: only one side differs from 1."""
    return ratio ** (below if ratio < 1 else above)
