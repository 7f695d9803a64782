"""MG-10 and MG-11: magnesium and kidneys that hardly clear it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.clinical.builders import NOW, dose, facts, found, hours_ago, limit, reading, severity
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import Category, Dialysis, ReadingFacts

CAUTION, URGENT = Severity.CAUTION, Severity.URGENT


@pytest.mark.parametrize(("mg", "expected"), [("7.999", None), ("8", CAUTION), (None, CAUTION), ("0", None)])
def test_mg_10_speaks_from_8_mg_a_dose_and_for_an_unknown_amount(mg: str | None, expected: Severity | None) -> None:
    assert severity(facts(dose(mg), egfr=24), "MG-10") is expected


@pytest.mark.parametrize(("egfr", "expected"), [("30", None), ("29.999", CAUTION), ("10", CAUTION)])
def test_mg_10_begins_below_30(egfr: str, expected: Severity | None) -> None:
    assert severity(facts(dose(100), egfr=egfr), "MG-10") is expected


def test_mg_10_speaks_when_many_small_doses_add_up_to_250() -> None:
    small = [dose(5, hours_ago(n / 10)) for n in range(50)]
    assert severity(facts(*small, egfr=24), "MG-10") is CAUTION
    assert severity(facts(*small[1:], egfr=24), "MG-10") is None


def test_mg_10_forgets_a_dose_after_24_hours() -> None:
    assert severity(facts(dose(100, hours_ago(24)), egfr=24), "MG-10") is None
    (finding,) = found(facts(dose(100, hours_ago(23)), dose(5), egfr=24), "MG-10")
    assert finding.until == hours_ago(23) + timedelta(hours=24)


def test_mg_10_says_that_the_amount_is_not_known_or_at_least_so_much() -> None:
    assert found(facts(dose(None), egfr=24), "MG-10")[0].words == "caution_unknown"
    assert found(facts(dose(None), dose(50), egfr=24), "MG-10")[0].words == "caution_at_least"
    assert found(facts(dose(50), egfr=24), "MG-10")[0].words == "caution"


def test_mg_10_leaves_an_agreed_product_and_injections_alone() -> None:
    agreed = limit(500, product=1)
    assert severity(facts(dose(400), egfr=24, limits=[agreed]), "MG-10") is None
    assert severity(facts(dose(400, product=2), egfr=24, limits=[agreed]), "MG-10") is CAUTION
    assert severity(facts(dose(400, category=Category.INJECTION), egfr=24), "MG-10") is None


def test_a_limit_of_nothing_agrees_to_nothing() -> None:
    assert severity(facts(dose(400), egfr=24, limits=[limit(0)]), "MG-10") is CAUTION


@pytest.mark.parametrize(("mg", "expected"), [("499.999", None), ("500", URGENT)])
def test_mg_11_speaks_from_500_mg_in_stage_4(mg: str, expected: Severity | None) -> None:
    assert severity(facts(dose(mg, category=Category.LAXATIVE), egfr=24), "MG-11") is expected


def without_function() -> list[ReadingFacts]:
    day = date(2026, 11, 1)
    return [reading(9, day), reading(80, day, acute=True), reading(None, day, dialysis=Dialysis.PERITONEAL)]


@pytest.mark.parametrize("known", without_function(), ids=["G5", "acute", "dialysis"])
@pytest.mark.parametrize(
    ("mg", "category", "expected"),
    [
        ("249.999", Category.SUPPLEMENT, None),
        ("250", Category.SUPPLEMENT, URGENT),
        ("1", Category.LAXATIVE, URGENT),
        (None, Category.ANTACID, URGENT),
        ("0", Category.ANTACID, None),
        ("30", Category.BINDER, None),
    ],
)
def test_mg_11_without_kidney_function(
    known: ReadingFacts, mg: str | None, category: Category, expected: Severity | None
) -> None:
    assert severity(facts(dose(mg, category=category), readings=[known]), "MG-11") is expected


def test_mg_11_says_until_when_the_sum_stays_over() -> None:
    known = facts(dose(300, hours_ago(20)), dose(300, hours_ago(5)), dose(150, hours_ago(1)), egfr=24)
    assert found(known, "MG-11")[0].until == hours_ago(20) + timedelta(hours=24)


def test_mg_11_holds_in_stage_5_until_the_last_antacid_is_out() -> None:
    known = facts(dose(300, hours_ago(20)), dose(20, hours_ago(2), Category.ANTACID), egfr=9)
    assert found(known, "MG-11")[0].until == hours_ago(2) + timedelta(hours=24)


def test_a_finding_explains_itself() -> None:
    known = facts(
        dose(1000, category=Category.LAXATIVE, name="Milk of Magnesia"),
        dose(250, hours_ago(3), Category.ANTACID, product=2),
        readings=[reading("24.3", date(2026, 10, 28))],
    )
    (finding,) = found(known, "MG-11")
    inputs = {because.fact: because for because in finding.because}
    assert str(inputs["egfr"].value) == "24.3"
    assert inputs["egfr"].at == date(2026, 10, 28)
    assert inputs["kidney_band"].value == "G4"
    assert (inputs["total_24h"].value, inputs["total_24h"].unit, inputs["total_24h"].at) == (1250, "mg", NOW)
    assert inputs["threshold"].value == 500
    assert [(share.product_name, share.elemental_mg) for share in finding.products] == [
        ("Milk of Magnesia", Decimal(1000)),
        ("Product 2", Decimal(250)),
    ]
    assert finding.params["total_mg"] == 1250


def test_what_was_agreed_is_named_beside_the_sum() -> None:
    known = facts(dose(600, product=2), dose(300), egfr=24, limits=[limit(400, product=1)])
    inputs = {because.fact: because.value for because in found(known, "MG-11")[0].because}
    assert (inputs["total_24h"], inputs["authorised_24h"]) == (600, 300)
