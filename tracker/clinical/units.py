"""Units of magnesium and of creatinine, and the guard against a swap of units.

1 mmol of magnesium = 24.305 mg = 2 mEq; 1 mg/dL of creatinine = 88.4 umol/L.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tracker.clinical.words import gettext_noop

MG_PER_MMOL = Decimal("24.305")
MEQ_PER_MMOL = Decimal(2)
UMOL_L_PER_MG_DL = Decimal("88.4")
HIGHEST_MG_DL = Decimal(20)
LOWEST_UMOL_L = Decimal(20)

TOO_HIGH = gettext_noop("%(value)s mg/dL is too high. Did you mean %(value)s µmol/L?")
TOO_LOW = gettext_noop("%(value)s µmol/L is too low. Did you mean %(value)s mg/dL?")
NOT_POSITIVE = gettext_noop("Enter a number that is more than zero.")
UNKNOWN_UNIT = gettext_noop("We do not know the unit %(unit)s.")


class UnitError(ValueError):
    """A value that cannot stand in its unit.

    `field` is the input's name, `code` a stable word for machines, `message` a gettext msgid whose
    gaps `params` fills; `str()` gives the English sentence.
    """

    def __init__(self, field: str, code: str, message: str, params: Mapping[str, str] | None = None) -> None:
        self.field = field
        self.code = code
        self.message = message
        self.params = dict(params or {})
        super().__init__(message % self.params)


def mg_from_mmol(mmol: Decimal) -> Decimal:
    """Milligrams of magnesium in millimoles."""
    return mmol * MG_PER_MMOL


def mmol_from_mg(mg: Decimal) -> Decimal:
    """Millimoles of magnesium in milligrams."""
    return mg / MG_PER_MMOL


def mg_from_meq(meq: Decimal) -> Decimal:
    """Milligrams of magnesium in milliequivalents."""
    return meq / MEQ_PER_MMOL * MG_PER_MMOL


def meq_from_mg(mg: Decimal) -> Decimal:
    """Milliequivalents of magnesium in milligrams."""
    return mg / MG_PER_MMOL * MEQ_PER_MMOL


def creatinine_in_mg_dl(value: Decimal, unit: str, *, field: str = "creatinine") -> Decimal:
    """Serum creatinine in mg/dL from "mg/dL", "umol/L" or "µmol/L".

    Raises UnitError with code `not_positive`, `unknown_unit`, or `likely_unit_swap` when mg/dL is
    more than 20 or umol/L less than 20.
    """
    if not value.is_finite() or value <= 0:
        raise UnitError(field, "not_positive", NOT_POSITIVE)
    match unit.replace("µ", "u").replace("μ", "u").lower():
        case "mg/dl":
            return _guarded(field, value, TOO_HIGH, swapped=value > HIGHEST_MG_DL)
        case "umol/l":
            return _guarded(field, value, TOO_LOW, swapped=value < LOWEST_UMOL_L) / UMOL_L_PER_MG_DL
    raise UnitError(field, "unknown_unit", UNKNOWN_UNIT, {"unit": unit})


def creatinine_in_umol_l(value: Decimal, unit: str, *, field: str = "creatinine") -> Decimal:
    """Serum creatinine in umol/L; accepts and refuses what `creatinine_in_mg_dl` does."""
    return creatinine_in_mg_dl(value, unit, field=field) * UMOL_L_PER_MG_DL


def _guarded(field: str, value: Decimal, message: str, *, swapped: bool) -> Decimal:
    if swapped:
        raise UnitError(field, "likely_unit_swap", message, {"value": f"{value.normalize():f}"})
    return value
