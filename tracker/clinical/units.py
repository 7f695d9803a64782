"""Units of magnesium and of the kidney tests, and the guards against a swap of units.

1 mmol of magnesium = 24.305 mg = 2 mEq; 1 mg/dL of creatinine = 88.4 umol/L; a litre is 10 dL.
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
# Ours (grade C): no published blood magnesium that we know is over 23.6 mg/dL, and what lies over this is another
# unit, or another number of the report.
HIGHEST_MAGNESIUM_MG_DL = Decimal(25)
# Ours (grade C): CKiD's calculator takes 0.2 to 8 mg/L. Below is likely mg/dL; above 15, which no blood reaches, is
# likely nmol/L (1 mg/L is 75 nmol/L).
LOWEST_CYSTATIN_MG_L = Decimal("0.2")
HIGHEST_CYSTATIN_MG_L = Decimal(15)
DL_PER_L = Decimal(10)
MAGNESIUM_MG_DL_PER = {
    "mg/dl": Decimal(1),
    "mmol/l": MG_PER_MMOL / DL_PER_L,
    "meq/l": MG_PER_MMOL / MEQ_PER_MMOL / DL_PER_L,
}

TOO_HIGH = gettext_noop("%(value)s mg/dL is too high. Did you mean %(value)s µmol/L?")
TOO_LOW = gettext_noop("%(value)s µmol/L is too low. Did you mean %(value)s mg/dL?")
CYSTATIN_TOO_LOW = gettext_noop(
    "%(value)s mg/L is too low for cystatin C. Does the report say mg/dL? Write ten times that, in mg/L."
)
CYSTATIN_TOO_HIGH = gettext_noop("%(value)s mg/L is too high for cystatin C. Does the report say nmol/L? We need mg/L.")
MAGNESIUM_TOO_HIGH = gettext_noop(
    "%(value)s %(unit)s is too high for magnesium in the blood. Check the number and its unit."
)
MAGNESIUM_IN_MG_DL = gettext_noop(
    "%(value)s %(unit)s is too high for magnesium in the blood. Did you mean %(value)s mg/dL?"
)
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
    _check_positive(field, value)
    match unit.replace("µ", "u").replace("μ", "u").lower():
        case "mg/dl":
            return _guarded(field, value, TOO_HIGH, swapped=value > HIGHEST_MG_DL)
        case "umol/l":
            return _guarded(field, value, TOO_LOW, swapped=value < LOWEST_UMOL_L) / UMOL_L_PER_MG_DL
    raise UnitError(field, "unknown_unit", UNKNOWN_UNIT, {"unit": unit})


def creatinine_in_umol_l(value: Decimal, unit: str, *, field: str = "creatinine") -> Decimal:
    """Serum creatinine in umol/L; accepts and refuses what `creatinine_in_mg_dl` does."""
    return creatinine_in_mg_dl(value, unit, field=field) * UMOL_L_PER_MG_DL


def magnesium_in_mg_dl(value: Decimal, unit: str, *, field: str = "magnesium") -> Decimal:
    """Magnesium in the blood in mg/dL, unrounded, from "mg/dL", "mmol/L" or "meq/L" (any case).

    Raises UnitError with code `not_positive`, `unknown_unit`, `likely_unit_swap` when the amount is more than blood
    was ever found to hold and would be possible as mg/dL, or `out_of_range` when it is not possible in any unit.
    """
    _check_positive(field, value)
    factor = MAGNESIUM_MG_DL_PER.get(unit.lower())
    if factor is None:
        raise UnitError(field, "unknown_unit", UNKNOWN_UNIT, {"unit": unit})
    mg_dl = value * factor
    if mg_dl <= HIGHEST_MAGNESIUM_MG_DL:
        return mg_dl
    shown = {"value": _plain(value), "unit": unit}
    if value <= HIGHEST_MAGNESIUM_MG_DL:
        raise UnitError(field, "likely_unit_swap", MAGNESIUM_IN_MG_DL, shown)
    raise UnitError(field, "out_of_range", MAGNESIUM_TOO_HIGH, shown)


def check_cystatin_c(mg_l: Decimal, *, field: str = "cystatin_c_mg_l") -> Decimal:
    """The same cystatin C in mg/L, when blood can hold it.

    Raises UnitError with code `not_positive`, or `likely_unit_swap` under 0.2 (mg/dL?) and over 15 (nmol/L?).
    """
    _check_positive(field, mg_l)
    _guarded(field, mg_l, CYSTATIN_TOO_LOW, swapped=mg_l < LOWEST_CYSTATIN_MG_L)
    return _guarded(field, mg_l, CYSTATIN_TOO_HIGH, swapped=mg_l > HIGHEST_CYSTATIN_MG_L)


def _check_positive(field: str, value: Decimal) -> None:
    if not value.is_finite() or value <= 0:
        raise UnitError(field, "not_positive", NOT_POSITIVE)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _guarded(field: str, value: Decimal, message: str, *, swapped: bool) -> Decimal:
    if swapped:
        raise UnitError(field, "likely_unit_swap", message, {"value": _plain(value)})
    return value
