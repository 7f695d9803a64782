""" "Can I take this?" when it cannot be told: what is missing is named, whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from intake.models import Product
from intake.selectors.checks import Check, check_dose
from tracker.clinical.assessment import Answer
from tracker.clinical.rules import mg_22
from tracker.models import KidneyReading, Person, User
from tracker.services.readings import record_reading

Ask = Callable[..., Check]


@pytest.fixture
def ask(person: Person, owner: User, milk: Product, now: datetime) -> Ask:
    """Asks about 3 mL of milk of magnesia for healthy kidneys, unless said otherwise."""
    record_reading(person=person, by=owner, now=now, taken_on=now.date(), egfr_ml_min=Decimal(95))

    def check(product: Product = milk, amount: int = 3, unit: str = "mL", **more: Any) -> Check:
        return check_dose(person=person, product_id=product.pk, amount=Decimal(amount), unit=unit, now=now, **more)

    return check


def test_the_payload_the_verdict_and_the_dose_are_of_one_check(ask: Ask, now: datetime) -> None:
    found = ask()
    assert (found.verdict.answer, found.payload["answer"]) == (Answer.OK, "ok")
    assert (found.dose.elemental_mg, found.dose.taken_at, found.dose.unit) == (Decimal(100), now, "mL")
    assert ask() == found


def test_without_a_kidney_result_it_cannot_be_told(ask: Ask) -> None:
    KidneyReading.objects.all().delete()
    found = ask()
    assert (found.payload["answer"], found.payload["missing"]) == ("cannot_tell", ["kidney_result"])
    assert found.payload["headline"].startswith("We have no kidney result, so we cannot tell.")


def test_with_a_result_of_years_ago_it_cannot_be_told(ask: Ask, now: datetime) -> None:
    KidneyReading.objects.update(taken_on=now.date().replace(year=now.year - 4, day=1), egfr_ml_min=Decimal(95))
    found = ask()
    assert (found.payload["answer"], found.payload["missing"]) == ("cannot_tell", ["newer_kidney_result"])
    assert found.payload["headline"].startswith("The kidney result is too old to go by.")


def test_with_an_unknown_amount_it_cannot_be_told(ask: Ask) -> None:
    bufferin = Product.objects.get(name__startswith="Bufferin")
    found = ask(bufferin, 1, "tablet")
    assert (found.payload["answer"], found.payload["missing"]) == ("cannot_tell", [f"amount:{bufferin.pk}"])
    assert found.payload["headline"].startswith("A product has no known amount of magnesium")


def test_an_injection_is_not_judged(ask: Ask) -> None:
    found = ask(Product.objects.get(name__startswith="Magnesium sulfate injection"), 1)
    assert (found.payload["answer"], found.payload["missing"]) == ("cannot_tell", ["injection"])
    assert found.payload["headline"].startswith("Magnesium by injection is not judged here.")


def test_a_rule_that_fails_makes_it_cannot_tell_and_is_named(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(mg_22, "_over_sum", fail)
    found = ask()
    assert (found.payload["answer"], found.payload["missing"]) == ("cannot_tell", ["rule:MG-22"])
    assert found.payload["headline"].startswith("A check did not work, so we cannot tell.")


def test_a_time_without_an_offset_is_refused(ask: Ask) -> None:
    with pytest.raises(ValidationError) as caught:
        ask(at=datetime(2026, 11, 22, 8), amount=0)  # noqa: DTZ001 - the point of the test
    codes = {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}
    assert codes == {"at": ["offset_required"], "amount": ["not_positive"]}
