from __future__ import annotations

import csv
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

from tracker.clinical.egfr import EgfrError, ckd_epi_2021_creatinine
from tracker.clinical.facts import Sex
from tracker.clinical.kidney import category_of

DATA = Path(__file__).parents[1] / "data" / "ckd_epi_vectors.csv"
ROWS = [
    row for row in csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()) if row["equation"] == "CKD-EPI_2021_cr"
]
SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['sex']}{row['age_years']}-{row['scr_mg_dl']}" for row in ROWS])
def test_the_equation_gives_the_known_answer_and_category(row: dict[str, str]) -> None:
    egfr = ckd_epi_2021_creatinine(
        age_years=int(row["age_years"]), sex=SEXES[row["sex"]], creatinine_mg_dl=Decimal(row["scr_mg_dl"])
    )
    assert round(egfr, 4) == Decimal(row["expected_4dp"])
    assert abs(egfr - Decimal(row["expected"])) <= Decimal("0.1")
    assert category_of(egfr).value == row["gfr_category"]


def test_the_vectors_are_there() -> None:
    assert len(ROWS) == 27


def test_a_child_is_refused_with_a_way_out() -> None:
    with pytest.raises(EgfrError, match="Enter the eGFR from the laboratory report") as caught:
        ckd_epi_2021_creatinine(age_years=17, sex=Sex.MALE, creatinine_mg_dl=Decimal(1))
    assert caught.value.code == "under_age"


@pytest.mark.parametrize("value", ["0", "-0.5", "NaN"])
def test_creatinine_must_be_more_than_zero(value: str) -> None:
    with pytest.raises(EgfrError) as caught:
        ckd_epi_2021_creatinine(age_years=40, sex=Sex.MALE, creatinine_mg_dl=Decimal(value))
    assert caught.value.code == "not_positive"


def test_a_callers_decimal_context_changes_nothing() -> None:
    usual = ckd_epi_2021_creatinine(age_years=60, sex=Sex.FEMALE, creatinine_mg_dl=Decimal("1.89"))
    with localcontext() as context:
        context.prec = 2
        assert ckd_epi_2021_creatinine(age_years=60, sex=Sex.FEMALE, creatinine_mg_dl=Decimal("1.89")) == usual
