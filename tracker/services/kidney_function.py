"""What a laboratory's report says about kidney function: an eGFR as reported, or one worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.clinical.ages import age_on, exact_age_on
from tracker.clinical.egfr import (
    ADULT_AGE,
    EgfrError,
    ckd_epi_2012_cystatin,
    ckd_epi_2021_creatinine,
    ckd_epi_2021_creatinine_cystatin,
    ckid_u25_creatinine,
    ckid_u25_cystatin,
)
from tracker.clinical.facts import Comparator, Sex
from tracker.clinical.kidney_category import category_of
from tracker.clinical.units import UnitError, check_cystatin_c, creatinine_in_mg_dl
from tracker.models import Person, ReadingMethod

# No laboratory reports more; a larger figure is another value typed into this field.
HIGHEST_EGFR = Decimal(250)
# Ours: from a child of one year to the tallest; metres and feet fall outside.
HEIGHTS_CM = (Decimal(50), Decimal(250))
STORED = Decimal("0.0001")
PLACES = {"egfr_ml_min": 4, "creatinine": 3, "cystatin_c_mg_l": 3, "height_cm": 1}

Computed = tuple[Decimal, ReadingMethod]


@dataclass(frozen=True, slots=True)
class Report:
    """What a report gives, as it is printed. eGFR in mL/min per 1.73 m², creatinine in its own unit."""

    egfr_ml_min: Decimal | None = None
    comparator: str = ""
    creatinine_value: Decimal | None = None
    creatinine_unit: str = ""
    cystatin_c_mg_l: Decimal | None = None
    height_cm: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """What a reading says about kidney function; the category is decided on the unrounded eGFR."""

    egfr_ml_min: Decimal | None
    method: ReadingMethod
    category: str


@dataclass(frozen=True, slots=True)
class _Measured:
    """Who was measured and what, in the units of the equations."""

    birth_date: date
    sex: Sex
    taken_on: date
    creatinine_mg_dl: Decimal | None
    cystatin_c_mg_l: Decimal | None
    height_cm: Decimal | None

    @property
    def age(self) -> int:
        """Full years on the day of the test."""
        return age_on(self.birth_date, self.taken_on)


def work_out_function(person: Person, taken_on: date, report: Report) -> Function:
    """A reported eGFR is kept as reported; else one is worked out from creatinine, cystatin C, or both.

    Adults: CKD-EPI 2021 with creatinine, with both; CKD-EPI 2012 with cystatin C alone. From 1 to 17 years: CKiD U25,
    with creatinine and height, or cystatin C; of both the lower result (ours). Raises ValidationError by field:
    `egfr_ml_min`, `comparator`, `creatinine`, `cystatin_c_mg_l`, `height_cm`.
    """
    creatinine_mg_dl = _check_numbers(report)
    if report.egfr_ml_min is not None:
        return _reported(report.egfr_ml_min, report.comparator)
    if report.comparator:
        refuse("comparator", "only_with_egfr", _("“More than” and “less than” go with an eGFR that the report gives."))
    if creatinine_mg_dl is None and report.cystatin_c_mg_l is None:
        return Function(None, ReadingMethod.NONE, "")
    field = "cystatin_c_mg_l" if creatinine_mg_dl is None else "creatinine"
    unrounded, method = _compute(field, _measured(field, person, taken_on, report, creatinine_mg_dl))
    if unrounded > HIGHEST_EGFR:
        refuse(field, "out_of_range", _("This value is too low for a person. Check the number and its unit."))
    # Rounded down: what is stored never falls into a better category than what was computed.
    stored = unrounded.quantize(STORED, rounding=ROUND_DOWN)
    return Function(stored, method, category_of(stored))


def refuse(field: str, code: str, message: str) -> NoReturn:
    """Raises ValidationError for one field."""
    raise ValidationError({field: ValidationError(message, code=code)})


def _check_numbers(report: Report) -> Decimal | None:
    """The creatinine in mg/dL. Raises when a number cannot be what its field says."""
    value, cystatin, height = report.creatinine_value, report.cystatin_c_mg_l, report.height_cm
    try:
        creatinine_mg_dl = None if value is None else creatinine_in_mg_dl(value, report.creatinine_unit)
        if cystatin is not None:
            check_cystatin_c(cystatin)
    except UnitError as error:
        text = _(error.message) % error.params
        raise ValidationError({error.field: ValidationError(text, code=error.code)}) from error
    if height is not None and not (height.is_finite() and HEIGHTS_CM[0] <= height <= HEIGHTS_CM[1]):
        refuse("height_cm", "out_of_range", _("Write the height in centimeters, from 50 to 250."))
    given = {"creatinine": value, "cystatin_c_mg_l": cystatin, "height_cm": height}
    for field, number in given.items():
        _check_places(field, number)
    return creatinine_mg_dl


def _check_places(field: str, number: Decimal | None) -> None:
    places = PLACES[field]
    if number is not None and number != round(number, places):
        refuse(field, "max_decimal_places", _("Write at most %(places)s digits after the point.") % {"places": places})


def _reported(egfr_ml_min: Decimal, comparator: str) -> Function:
    if not egfr_ml_min.is_finite() or not 0 < egfr_ml_min <= HIGHEST_EGFR:
        message = _("Write a number from 1 to 250. Is it another value of the report?")
        refuse("egfr_ml_min", "out_of_range", message)
    _check_places("egfr_ml_min", egfr_ml_min)
    return Function(egfr_ml_min, ReadingMethod.REPORTED, category_of(egfr_ml_min, Comparator(comparator)))


def _measured(
    field: str, person: Person, taken_on: date, report: Report, creatinine_mg_dl: Decimal | None
) -> _Measured:
    if person.birth_date is None or not person.sex:
        message = _("To work out the eGFR we need the birth date and the sex. Add them first, or write the eGFR.")
        refuse(field, "needs_birth_date_and_sex", message)
    return _Measured(
        birth_date=person.birth_date,
        sex=Sex(person.sex),
        taken_on=taken_on,
        creatinine_mg_dl=creatinine_mg_dl,
        cystatin_c_mg_l=report.cystatin_c_mg_l,
        height_cm=report.height_cm,
    )


def _compute(field: str, measured: _Measured) -> Computed:
    try:
        results = list(_adult(measured) if measured.age >= ADULT_AGE else _young(measured))
    except EgfrError as error:
        raise ValidationError({field: ValidationError(_(error.message), code=error.code)}) from error
    if not results:
        refuse("height_cm", "needs_height", _("For a child, creatinine needs the height. Or write the eGFR."))
    return min(results)


def _adult(of: _Measured) -> Iterator[Computed]:
    creatinine, cystatin = of.creatinine_mg_dl, of.cystatin_c_mg_l
    if creatinine is not None and cystatin is not None:
        egfr = ckd_epi_2021_creatinine_cystatin(
            age_years=of.age, sex=of.sex, creatinine_mg_dl=creatinine, cystatin_c_mg_l=cystatin
        )
        yield egfr, ReadingMethod.CKD_EPI_2021_CR_CYS
    elif creatinine is not None:
        egfr = ckd_epi_2021_creatinine(age_years=of.age, sex=of.sex, creatinine_mg_dl=creatinine)
        yield egfr, ReadingMethod.CKD_EPI_2021_CR
    elif cystatin is not None:
        egfr = ckd_epi_2012_cystatin(age_years=of.age, sex=of.sex, cystatin_c_mg_l=cystatin)
        yield egfr, ReadingMethod.CKD_EPI_2012_CYS


def _young(of: _Measured) -> Iterator[Computed]:
    age = exact_age_on(of.birth_date, of.taken_on)
    if of.cystatin_c_mg_l is not None:
        egfr = ckid_u25_cystatin(age_years=age, sex=of.sex, cystatin_c_mg_l=of.cystatin_c_mg_l)
        yield egfr, ReadingMethod.CKID_U25_CYS
    if of.creatinine_mg_dl is not None and of.height_cm is not None:
        egfr = ckid_u25_creatinine(
            age_years=age, sex=of.sex, height_cm=of.height_cm, creatinine_mg_dl=of.creatinine_mg_dl
        )
        yield egfr, ReadingMethod.CKID_U25_CR
