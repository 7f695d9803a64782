from __future__ import annotations

from decimal import Decimal

import pytest

from tracker.clinical.units import (
    UnitError,
    check_cystatin_c,
    creatinine_in_mg_dl,
    creatinine_in_umol_l,
    magnesium_in_mg_dl,
    meq_from_mg,
    mg_from_meq,
    mg_from_mmol,
    mmol_from_mg,
)


def test_one_millimole_is_24_305_mg_and_two_milliequivalents() -> None:
    assert mg_from_mmol(Decimal(1)) == Decimal("24.305")
    assert mg_from_meq(Decimal(2)) == Decimal("24.305")
    assert mmol_from_mg(Decimal("48.610")) == 2
    assert meq_from_mg(Decimal("48.610")) == 4


def test_one_mg_dl_of_creatinine_is_88_4_umol_l() -> None:
    assert creatinine_in_mg_dl(Decimal("88.4"), "umol/L") == 1
    assert creatinine_in_umol_l(Decimal("1.5"), "mg/dL") == Decimal("132.60")


@pytest.mark.parametrize("unit", ["µmol/L", "μmol/L", "umol/L", "UMOL/L"])
def test_every_spelling_of_micromoles_is_understood(unit: str) -> None:
    assert creatinine_in_mg_dl(Decimal("176.8"), unit) == 2


def test_186_mg_dl_is_refused_with_the_unit_that_was_meant() -> None:
    with pytest.raises(UnitError) as caught:
        creatinine_in_mg_dl(Decimal(186), "mg/dL", field="creatinine_value")
    assert (caught.value.field, caught.value.code) == ("creatinine_value", "likely_unit_swap")
    assert str(caught.value) == "186\u00a0mg/dL is too high. Did you mean 186\u00a0µmol/L?"
    assert caught.value.message % caught.value.params == str(caught.value)


def test_1_2_micromoles_is_refused_with_the_unit_that_was_meant() -> None:
    with pytest.raises(UnitError, match=r"1\.2\s.mol/L is too low\. Did you mean 1\.2\smg/dL\?"):
        creatinine_in_mg_dl(Decimal("1.20"), "umol/L")


def test_exactly_twenty_stands_in_both_units() -> None:
    assert creatinine_in_mg_dl(Decimal(20), "mg/dL") == 20
    assert creatinine_in_umol_l(Decimal(20), "umol/L") == pytest.approx(Decimal(20))


@pytest.mark.parametrize(("value", "unit"), [("20.001", "mg/dL"), ("19.999", "umol/L")])
def test_just_past_twenty_is_refused(value: str, unit: str) -> None:
    with pytest.raises(UnitError):
        creatinine_in_mg_dl(Decimal(value), unit)


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity"])
def test_a_value_that_no_blood_can_have_is_refused(value: str) -> None:
    with pytest.raises(UnitError) as caught:
        creatinine_in_mg_dl(Decimal(value), "mg/dL")
    assert caught.value.code == "not_positive"


def test_an_unknown_unit_is_refused_by_name() -> None:
    with pytest.raises(UnitError, match="g/L") as caught:
        creatinine_in_mg_dl(Decimal(1), "g/L")
    assert caught.value.code == "unknown_unit"


@pytest.mark.parametrize(
    ("value", "unit", "mg_dl"),
    [
        ("2.4", "mg/dL", "2.4"),
        ("1", "mmol/L", "2.4305"),
        ("2", "meq/L", "2.4305"),
        ("2", "mEq/L", "2.4305"),
        ("0.1", "mmol/L", "0.24305"),
    ],
)
def test_magnesium_in_the_blood_is_the_same_in_three_units(value: str, unit: str, mg_dl: str) -> None:
    assert magnesium_in_mg_dl(Decimal(value), unit) == Decimal(mg_dl)


@pytest.mark.parametrize(
    ("value", "unit"), [("25", "mg/dL"), ("10.28", "mmol/L"), ("20.57", "meq/L"), ("23.6", "mg/dL")]
)
def test_the_highest_magnesium_ever_found_is_taken_in_each_unit(value: str, unit: str) -> None:
    assert 20 < magnesium_in_mg_dl(Decimal(value), unit) <= 25


@pytest.mark.parametrize(("value", "unit"), [("10.29", "mmol/L"), ("25.0", "mmol/L"), ("20.58", "meq/L")])
def test_magnesium_that_only_fits_mg_dl_is_refused_with_that_unit(value: str, unit: str) -> None:
    with pytest.raises(UnitError) as caught:
        magnesium_in_mg_dl(Decimal(value), unit, field="value")
    assert (caught.value.field, caught.value.code) == ("value", "likely_unit_swap")
    shown = f"{Decimal(value).normalize():f}"
    assert str(caught.value) == (
        f"{shown}\u00a0{unit} is too high for magnesium in the blood. Did you mean {shown}\u00a0mg/dL?"
    )


@pytest.mark.parametrize(("value", "unit"), [("25.001", "mg/dL"), ("25.001", "mmol/L"), ("240", "meq/L")])
def test_magnesium_that_fits_no_unit_is_refused_without_a_guess(value: str, unit: str) -> None:
    with pytest.raises(UnitError, match="Check the number and its unit") as caught:
        magnesium_in_mg_dl(Decimal(value), unit)
    assert caught.value.code == "out_of_range"


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [("0", "mmol/L", "not_positive"), ("NaN", "mg/dL", "not_positive"), ("2", "umol/L", "unknown_unit")],
)
def test_magnesium_without_a_number_or_a_unit_is_refused(value: str, unit: str, code: str) -> None:
    with pytest.raises(UnitError) as caught:
        magnesium_in_mg_dl(Decimal(value), unit)
    assert caught.value.code == code


@pytest.mark.parametrize("value", ["0.2", "0.85", "7.5", "15"])
def test_cystatin_c_that_blood_can_hold_is_taken(value: str) -> None:
    assert check_cystatin_c(Decimal(value)) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0.199", "0.199\u00a0mg/L is too low for cystatin C. Does the report say mg/dL?"),
        ("0.085", "0.085\u00a0mg/L is too low for cystatin C. Does the report say mg/dL?"),
        ("15.001", "15.001\u00a0mg/L is too high for cystatin C. Does the report say nmol/L?"),
        ("75", "75\u00a0mg/L is too high for cystatin C. Does the report say nmol/L?"),
    ],
)
def test_cystatin_c_in_another_unit_is_refused_by_its_name(value: str, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        check_cystatin_c(Decimal(value))
    assert (caught.value.field, caught.value.code) == ("cystatin_c_mg_l", "likely_unit_swap")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("value", ["0", "-1", "NaN"])
def test_cystatin_c_must_be_more_than_zero(value: str) -> None:
    with pytest.raises(UnitError) as caught:
        check_cystatin_c(Decimal(value))
    assert caught.value.code == "not_positive"
