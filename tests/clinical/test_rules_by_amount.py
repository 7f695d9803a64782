"""MG-20, MG-22, MG-23 and MG-24: amounts, labels and upper levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.clinical.builders import ADULT, HEALTHY_ADULT, dose, facts, found, hours_ago, limit, reading, severity
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import Category, Region
from tracker.clinical.rules.mg_20 import RULE

NOTE, CAUTION, URGENT = Severity.NOTE, Severity.CAUTION, Severity.URGENT
LAXATIVE, SUPPLEMENT, PREPARATION = Category.LAXATIVE, Category.SUPPLEMENT, Category.BOWEL_PREPARATION


@pytest.mark.parametrize("egfr", ["59.9", "45", "44.9", "30"])
@pytest.mark.parametrize(
    ("mg", "expected"),
    [
        ("249.999", None),
        ("250", NOTE),
        ("349.999", NOTE),
        ("350", CAUTION),
        ("999.999", CAUTION),
        ("1000", URGENT),
    ],
)
def test_mg_20_in_stage_3(egfr: str, mg: str, expected: Severity | None) -> None:
    assert severity(facts(dose(mg, category=LAXATIVE), egfr=egfr), "MG-20") is expected


@pytest.mark.parametrize("egfr", ["60", "29.9"])
def test_mg_20_is_for_stage_3_only(egfr: str) -> None:
    assert severity(facts(dose(1500, category=LAXATIVE), egfr=egfr), "MG-20") is None


def test_mg_20_says_itself_that_its_numbers_are_our_own() -> None:
    assert RULE.grade == "C"
    assert "our own" in RULE.condition


@pytest.mark.parametrize(("units", "expected"), [("4", None), ("4.001", CAUTION)])
def test_mg_22_speaks_over_the_labels_day(units: str, expected: Severity | None) -> None:
    known = facts(dose(500, category=LAXATIVE, units=units, most=4), egfr=95)
    assert severity(known, "MG-22") is expected


def test_mg_22_sums_the_units_of_one_product_in_24_hours() -> None:
    two = dose(10, hours_ago(20), units=2, most=3), dose(10, hours_ago(1), units=2, most=3)
    (finding,) = found(facts(*two, egfr=95), "MG-22")
    assert (finding.params["taken"], finding.params["most"], finding.params["product"]) == (4, 3, "Product 1")
    assert finding.until == hours_ago(20) + timedelta(hours=24)
    other = replace(two[1], product_id=dose(1, product=2).product_id)
    assert found(facts(two[0], other, egfr=95), "MG-22") == []


def test_mg_22_finds_each_product_and_the_sum_apart() -> None:
    known = facts(
        dose(400, product=2, name="B", units=3, most=2), dose(400, product=1, name="A", units=3, most=2), egfr=95
    )
    assert [finding.params.get("product") for finding in found(known, "MG-22")] == ["A", "B", None]


def test_mg_22_takes_the_lowest_maximum_of_an_edited_product() -> None:
    known = facts(dose(10, hours_ago(3), units=2, most=9), dose(10, units=2, most=3), egfr=95)
    assert severity(known, "MG-22") is CAUTION


def test_mg_22_passes_over_agreed_products_and_products_without_magnesium() -> None:
    over = dose(10, units=9, most=2)
    assert severity(facts(over, egfr=95, limits=[limit(500, product=1)]), "MG-22") is None
    assert severity(facts(dose(0, category=Category.ANTACID, units=9, most=2), egfr=95), "MG-22") is None


@pytest.mark.parametrize(
    ("mg", "category", "expected"),
    [
        ("600", SUPPLEMENT, None),
        ("600.001", SUPPLEMENT, CAUTION),
        ("600.001", Category.ANTACID, CAUTION),
        ("1500", LAXATIVE, None),
        ("1500", PREPARATION, None),
    ],
)
def test_mg_22_speaks_over_600_mg_without_laxatives(mg: str, category: Category, expected: Severity | None) -> None:
    assert severity(facts(dose(mg, category=category), egfr=95), "MG-22") is expected


@pytest.mark.parametrize(("region", "level"), [(Region.US, 350), (Region.JP, 350), (Region.EU, 250), (Region.UK, 400)])
def test_mg_23_is_strictly_over_the_level_of_the_region(region: Region, level: int) -> None:
    person = replace(ADULT, region=region, birth_date=None)
    assert severity(facts(dose(level), egfr=95, person=person), "MG-23") is None
    (finding,) = found(facts(dose(f"{level}.001"), egfr=95, person=person), "MG-23")
    assert (finding.severity, finding.params["threshold_mg"]) == (NOTE, level)


@pytest.mark.parametrize(
    ("born", "region", "weight", "level"),
    [
        (date(2024, 1, 1), Region.US, None, "65"),
        (date(2022, 11, 23), Region.US, None, "65"),
        (date(2022, 11, 22), Region.US, None, "110"),
        (date(2017, 11, 23), Region.US, None, "110"),
        (date(2017, 11, 22), Region.US, None, "350"),
        (date(2000, 1, 1), Region.UK, None, "400"),
        (date(2012, 1, 1), Region.UK, None, "350"),
        (date(2000, 1, 1), Region.EU, None, "250"),
        (date(2020, 1, 1), Region.JP, "18.5", "92.5"),
        (date(2020, 1, 1), Region.JP, None, "110"),
        (date(2020, 1, 1), Region.US, "18.5", "110"),
        (date(2008, 11, 23), Region.JP, "50", "250"),
        (date(2008, 11, 22), Region.JP, "50", "350"),
    ],
)
def test_mg_23_takes_the_lowest_of_region_age_and_weight(
    born: date, region: Region, weight: str | None, level: str
) -> None:
    person = replace(ADULT, birth_date=born, region=region, weight_kg=None if weight is None else Decimal(weight))
    assert severity(facts(dose(level), egfr=95, person=person), "MG-23") is None
    assert severity(facts(dose(Decimal(level) + Decimal("0.001")), egfr=95, person=person), "MG-23") is NOTE


def test_mg_23_counts_supplements_only_and_is_never_an_alarm() -> None:
    assert severity(facts(dose(300), dose(300, category=LAXATIVE), egfr=95), "MG-23") is None
    assert severity(facts(dose(5000), egfr=95), "MG-23") is NOTE


@pytest.mark.parametrize(
    ("mg", "expected"),
    [("1999.999", None), ("2000", CAUTION), ("4221.999", CAUTION), ("4222", URGENT)],
)
@pytest.mark.parametrize("egfr", ["95", "60", None])
def test_mg_24_in_g1_g2_and_without_a_result(egfr: str | None, mg: str, expected: Severity | None) -> None:
    assert severity(facts(dose(mg, category=LAXATIVE), egfr=egfr), "MG-24") is expected


def test_mg_24_speaks_when_healthy_kidneys_are_presumed() -> None:
    assert severity(facts(dose(2000, category=LAXATIVE), person=HEALTHY_ADULT), "MG-24") is CAUTION


def test_mg_24_leaves_stage_3_to_other_rules() -> None:
    assert severity(facts(dose(5000, category=LAXATIVE), egfr=59), "MG-24") is None


def test_a_bowel_preparation_within_its_label_alone_is_a_note() -> None:
    within = dose(5000, category=PREPARATION, units=2, most=2)
    assert severity(facts(within, egfr=95), "MG-24") is NOTE
    assert severity(facts(replace(within, label_units=Decimal("2.1")), egfr=95), "MG-24") is URGENT
    assert severity(facts(replace(within, label_max_units_per_day=None), egfr=95), "MG-24") is URGENT
    assert severity(facts(within, dose(1, product=2), egfr=95), "MG-24") is URGENT


def test_a_stale_stage_2_is_still_judged_as_stage_2() -> None:
    old = reading(70, date(2020, 1, 1))
    assert severity(facts(dose(2000, category=LAXATIVE), readings=[old]), "MG-24") is CAUTION
