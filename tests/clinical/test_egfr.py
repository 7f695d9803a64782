from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal, localcontext
from pathlib import Path

import pytest

from tracker.clinical.egfr import (
    EgfrError,
    ckd_epi_2012_cystatin,
    ckd_epi_2021_creatinine,
    ckd_epi_2021_creatinine_cystatin,
    ckd_epi_cystatin_reprint_2021,
    ckid_u25_creatinine,
    ckid_u25_cystatin,
    cockcroft_gault,
    jsn_2009_creatinine,
    schwartz_2009_creatinine,
)
from tracker.clinical.facts import Sex
from tracker.clinical.kidney_category import category_of

DATA = Path(__file__).parents[1] / "data" / "ckd_epi_vectors.csv"
Row = dict[str, str]
ROWS: list[Row] = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
FEMALE, MALE, ONE = Sex.FEMALE, Sex.MALE, Decimal(1)


def creatinine(row: Row) -> Decimal:
    return Decimal(row["scr_mg_dl"])


def cystatin(row: Row) -> Decimal:
    return Decimal(row["cystatin_c_mg_l"])


def height(row: Row) -> Decimal:
    return Decimal(row["height_cm"])


EQUATIONS: dict[str, Callable[[Row, int, Sex], Decimal]] = {
    "CKD-EPI_2021_cr": lambda row, age, sex: ckd_epi_2021_creatinine(
        age_years=age, sex=sex, creatinine_mg_dl=creatinine(row)
    ),
    "CKD-EPI_2021_cr_cys": lambda row, age, sex: ckd_epi_2021_creatinine_cystatin(
        age_years=age, sex=sex, creatinine_mg_dl=creatinine(row), cystatin_c_mg_l=cystatin(row)
    ),
    "CKD-EPI_2012_cys": lambda row, age, sex: ckd_epi_2012_cystatin(
        age_years=age, sex=sex, cystatin_c_mg_l=cystatin(row)
    ),
    "CKD-EPI_cys_NEJM2021_reprint_0.9962": lambda row, age, sex: ckd_epi_cystatin_reprint_2021(
        age_years=age, sex=sex, cystatin_c_mg_l=cystatin(row)
    ),
    "JSN_2009_Japanese_cr": lambda row, age, sex: jsn_2009_creatinine(
        age_years=age, sex=sex, creatinine_mg_dl=creatinine(row)
    ),
    "Schwartz_bedside_2009": lambda row, age, _: schwartz_2009_creatinine(
        age_years=Decimal(age), height_cm=height(row), creatinine_mg_dl=creatinine(row)
    ),
    "CKiD_U25_cr": lambda row, age, sex: ckid_u25_creatinine(
        age_years=Decimal(age), sex=sex, height_cm=height(row), creatinine_mg_dl=creatinine(row)
    ),
    "CKiD_U25_cys": lambda row, age, sex: ckid_u25_cystatin(
        age_years=Decimal(age), sex=sex, cystatin_c_mg_l=cystatin(row)
    ),
    "CG_1976_CrCl": lambda row, age, sex: cockcroft_gault(
        age_years=age, sex=sex, weight_kg=Decimal(row["weight_kg"]), creatinine_mg_dl=creatinine(row)
    ),
}


def row_id(row: Row) -> str:
    values = (row[name] for name in ("scr_mg_dl", "cystatin_c_mg_l", "height_cm", "weight_kg"))
    return f"{row['equation']}-{row['sex']}{row['age_years']}-{'-'.join(filter(None, values))}"


@pytest.mark.parametrize("row", ROWS, ids=map(row_id, ROWS))
def test_the_equation_gives_the_known_answer_and_category(row: Row) -> None:
    result = EQUATIONS[row["equation"]](row, int(row["age_years"]), SEXES[row["sex"]])
    assert round(result, 4) == Decimal(row["expected_4dp"])
    assert abs(result - Decimal(row["expected"])) <= Decimal("0.1")
    # A clearance in mL/min has no category: it is not per 1.73 m2.
    category = category_of(result).value if row["unit"] == "mL/min/1.73m2" else ""
    assert category == row["gfr_category"]


def test_the_vectors_of_every_equation_are_there() -> None:
    assert Counter(row["equation"] for row in ROWS) == {
        "CKD-EPI_2021_cr": 27,
        "CKD-EPI_2021_cr_cys": 7,
        "CKD-EPI_2012_cys": 5,
        "CKD-EPI_cys_NEJM2021_reprint_0.9962": 3,
        "JSN_2009_Japanese_cr": 3,
        "Schwartz_bedside_2009": 7,
        "CKiD_U25_cr": 6,
        "CKiD_U25_cys": 4,
        "CG_1976_CrCl": 7,
    }


@pytest.mark.parametrize(
    ("age", "sex", "expected"),
    [
        ("11.5", MALE, "38.8449"),
        ("12", MALE, "39.0000"),
        ("17.999", MALE, "50.7859"),
        ("18", MALE, "50.8000"),
        ("11.5", FEMALE, "35.9565"),
        ("12", FEMALE, "36.1000"),
        ("17.5", FEMALE, "40.9094"),
        ("18", FEMALE, "41.4000"),
        ("1", FEMALE, "33.0705"),
        ("25.999", MALE, "50.8000"),
    ],
)
def test_u25_with_creatinine_follows_the_exact_age(age: str, sex: Sex, expected: str) -> None:
    at_one_metre = ckid_u25_creatinine(age_years=Decimal(age), sex=sex, height_cm=Decimal(100), creatinine_mg_dl=ONE)
    assert round(at_one_metre, 4) == Decimal(expected)


@pytest.mark.parametrize(
    ("age", "sex", "expected"),
    [
        ("10", MALE, "82.5583"),
        ("15", MALE, "87.2000"),
        ("16.5", MALE, "82.0207"),
        ("18", MALE, "77.1000"),
        ("12", FEMALE, "79.9000"),
        ("15", FEMALE, "73.8284"),
        ("18", FEMALE, "68.3000"),
        ("1", FEMALE, "76.4673"),
    ],
)
def test_u25_with_cystatin_follows_the_exact_age(age: str, sex: Sex, expected: str) -> None:
    assert round(ckid_u25_cystatin(age_years=Decimal(age), sex=sex, cystatin_c_mg_l=ONE), 4) == Decimal(expected)


ADULTS: dict[str, Callable[[int, Decimal], Decimal]] = {
    "2021 creatinine": lambda age, value: ckd_epi_2021_creatinine(age_years=age, sex=MALE, creatinine_mg_dl=value),
    "2021 both, creatinine": lambda age, value: ckd_epi_2021_creatinine_cystatin(
        age_years=age, sex=MALE, creatinine_mg_dl=value, cystatin_c_mg_l=ONE
    ),
    "2021 both, cystatin": lambda age, value: ckd_epi_2021_creatinine_cystatin(
        age_years=age, sex=MALE, creatinine_mg_dl=ONE, cystatin_c_mg_l=value
    ),
    "2012 cystatin": lambda age, value: ckd_epi_2012_cystatin(age_years=age, sex=MALE, cystatin_c_mg_l=value),
    "reprint": lambda age, value: ckd_epi_cystatin_reprint_2021(age_years=age, sex=MALE, cystatin_c_mg_l=value),
    "Japanese": lambda age, value: jsn_2009_creatinine(age_years=age, sex=MALE, creatinine_mg_dl=value),
    "clearance, creatinine": lambda age, value: cockcroft_gault(
        age_years=age, sex=MALE, weight_kg=Decimal(70), creatinine_mg_dl=value
    ),
    "clearance, weight": lambda age, value: cockcroft_gault(
        age_years=age, sex=MALE, weight_kg=value, creatinine_mg_dl=ONE
    ),
}
CHILDREN: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "U25 creatinine": lambda age, value: ckid_u25_creatinine(
        age_years=age, sex=MALE, height_cm=Decimal(120), creatinine_mg_dl=value
    ),
    "U25 height": lambda age, value: ckid_u25_creatinine(
        age_years=age, sex=MALE, height_cm=value, creatinine_mg_dl=ONE
    ),
    "U25 cystatin": lambda age, value: ckid_u25_cystatin(age_years=age, sex=MALE, cystatin_c_mg_l=value),
    "Schwartz creatinine": lambda age, value: schwartz_2009_creatinine(
        age_years=age, height_cm=Decimal(120), creatinine_mg_dl=value
    ),
    "Schwartz height": lambda age, value: schwartz_2009_creatinine(
        age_years=age, height_cm=value, creatinine_mg_dl=ONE
    ),
}


@pytest.mark.parametrize("name", ADULTS)
@pytest.mark.parametrize(("age", "code"), [(17, "under_age"), (0, "under_age"), (121, "over_age")])
def test_an_equation_for_adults_refuses_other_ages_with_a_way_out(name: str, age: int, code: str) -> None:
    with pytest.raises(EgfrError, match="nter the eGFR from the laboratory report") as caught:
        ADULTS[name](age, ONE)
    assert caught.value.code == code
    assert caught.value.message == str(caught.value)


@pytest.mark.parametrize("name", ADULTS)
@pytest.mark.parametrize("age", [18, 120])
def test_an_equation_for_adults_holds_to_both_ends_of_its_ages(name: str, age: int) -> None:
    assert ADULTS[name](age, ONE) > 0


@pytest.mark.parametrize("age", ["0.999", "0", "26", "40"])
@pytest.mark.parametrize("name", CHILDREN)
def test_an_equation_for_the_young_refuses_other_ages_with_a_way_out(name: str, age: str) -> None:
    with pytest.raises(EgfrError, match=r"for ages 1 to \d\d\. Enter the eGFR from the laboratory report") as caught:
        CHILDREN[name](Decimal(age), ONE)
    assert caught.value.code == ("not_1_to_25" if name.startswith("U25") else "not_1_to_16")


@pytest.mark.parametrize(("name", "last"), [("U25 cystatin", "25.99"), ("Schwartz creatinine", "16.99")])
def test_an_equation_for_the_young_holds_to_both_ends_of_its_ages(name: str, last: str) -> None:
    for age in ("1", last):
        assert CHILDREN[name](Decimal(age), ONE) > 0


def test_the_bedside_equation_is_not_for_seventeen() -> None:
    with pytest.raises(EgfrError):
        CHILDREN["Schwartz height"](Decimal(17), Decimal(160))


@pytest.mark.parametrize("value", ["0", "-0.5", "NaN", "Infinity"])
@pytest.mark.parametrize("name", [*ADULTS, *CHILDREN])
def test_what_an_equation_is_fed_must_be_more_than_zero(name: str, value: str) -> None:
    with pytest.raises(EgfrError, match="must be more than zero") as caught:
        feed(name, Decimal(value))
    assert caught.value.code == "not_positive"
    asked = name.rsplit(maxsplit=1)[-1]
    assert asked in caught.value.message or asked not in {"creatinine", "cystatin", "height", "weight"}


def feed(name: str, value: Decimal) -> Decimal:
    return ADULTS[name](40, value) if name in ADULTS else CHILDREN[name](Decimal(10), value)


@pytest.mark.parametrize("row", ROWS, ids=map(row_id, ROWS))
def test_a_callers_decimal_context_changes_nothing(row: Row) -> None:
    equation, age, sex = EQUATIONS[row["equation"]], int(row["age_years"]), SEXES[row["sex"]]
    usual = equation(row, age, sex)
    with localcontext() as context:
        context.prec = 2
        context.rounding = ROUND_DOWN
        assert equation(row, age, sex) == usual
