"""What the rules are given of a person's record, and what the services refuse whoever calls them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from tracker.clinical.cofactors import illness
from tracker.clinical.facts import Facts
from tracker.clinical.moments import day_of
from tracker.clinical.units import MAGNESIUM_MG_DL_PER
from tracker.models import Change, HealthCondition, MagnesiumUnit, OtherMedicine, Person, SymptomReport, User
from tracker.selectors.health import person_facts
from tracker.selectors.record import condition_facts, lab_facts, medicine_facts, stored_mg_dl, symptom_facts
from tracker.services.conditions import end_condition, record_condition
from tracker.services.labs import record_lab
from tracker.services.medicines import end_medicine, record_medicine
from tracker.services.symptoms import record_symptom, record_symptoms, retract_symptom

Say = Callable[..., Any]
DAY = timedelta(days=1)


@pytest.fixture
def known(person: Person, owner: User, now: datetime) -> dict[str, Any]:
    """Who says it, about whom, and when."""
    return {"person": person, "by": owner, "now": now}


@pytest.fixture
def today(person: Person, now: datetime) -> date:
    """The day where Ruth lives."""
    return day_of(now, person.time_zone)


def test_each_kind_of_entry_is_read_with_one_query(
    person: Person, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for selector in (lab_facts, symptom_facts, condition_facts, medicine_facts):
        with django_assert_num_queries(1):
            selector(person, now=now)


def test_blood_tests_of_the_last_year_count_and_none_that_comes_later(known: dict[str, Any], now: datetime) -> None:
    person = known["person"]
    for days in (400, 300, 10):
        record_lab(value=Decimal("2.0"), unit="mg/dL", taken_at=now - days * DAY, **known)
    assert [now - fact.taken_at for fact in lab_facts(person, now=now)] == [10 * DAY, 300 * DAY]
    assert [now - fact.taken_at for fact in lab_facts(person, now=now - 50 * DAY)] == [300 * DAY, 400 * DAY]


def test_symptoms_of_the_last_month_count_and_none_that_comes_later(known: dict[str, Any], now: datetime) -> None:
    person = known["person"]
    for days in (40, 20, 1):
        record_symptom(code="nausea", started_at=now - days * DAY, **known)
    assert [now - fact.started_at for fact in symptom_facts(person, now=now)] == [1 * DAY, 20 * DAY]
    assert [now - fact.started_at for fact in symptom_facts(person, now=now - 15 * DAY)] == [20 * DAY, 40 * DAY]


def test_what_was_written_down_late_counts_for_the_past_too(known: dict[str, Any], now: datetime) -> None:
    person, then = known["person"], now - 5 * DAY
    record_symptom(code="nausea", started_at=then - DAY, **known)
    record_condition(code="heart_block", since=date(2020, 1, 1), **known)
    assert len(symptom_facts(person, now=then)) == len(condition_facts(person, now=then)) == 1


def test_conditions_and_medicines_leave_45_days_after_their_end(known: dict[str, Any], today: date) -> None:
    person, now, since = known["person"], known["now"], today - 100 * DAY
    for days in (44, 47):
        record_condition(code="pregnancy", since=since, until=today - days * DAY, **known)
        record_medicine(name="C", medicine_class="opioid", since=since, until=today - days * DAY, **known)
    assert [fact.until_date for fact in condition_facts(person, now=now)] == [today - 44 * DAY]
    assert [fact.until_date for fact in medicine_facts(person, now=now)] == [today - 44 * DAY]
    assert len(condition_facts(person, now=now - 30 * DAY)) == len(medicine_facts(person, now=now - 30 * DAY)) == 2


def test_an_illness_of_last_year_is_not_judged_any_more_and_a_lasting_condition_is(
    person: Person, owner: User, now: datetime
) -> None:
    then = now - 300 * DAY
    for code in ("fever", "heart_block"):
        record_condition(person=person, by=owner, now=then, code=code, since=day_of(then, person.time_zone))
    assert [fact.code for fact in condition_facts(person, now=now)] == ["heart_block"]
    assert len(condition_facts(person, now=then + DAY)) == 2


def test_an_illness_since_long_counts_from_the_day_on_which_it_was_said(known: dict[str, Any], today: date) -> None:
    person, now = known["person"], known["now"]
    record_condition(code="cannot_drink", since=today - 60 * DAY, **known)
    (fact,) = condition_facts(person, now=now)
    assert (fact.since_date, fact.declared_on) == (today - 60 * DAY, today)
    assert illness(Facts(person_facts(person), conditions=(fact,)), now + 2 * DAY)


def test_the_day_on_which_something_was_said_is_that_of_the_persons_zone(person: Person, owner: User) -> None:
    evening_in_new_york = datetime.fromisoformat("2026-03-02T03:30:00+00:00")
    record_condition(person=person, by=owner, now=evening_in_new_york, code="fever", since=date(2026, 3, 1))
    assert condition_facts(person, now=evening_in_new_york)[0].declared_on == date(2026, 3, 1)


def test_a_result_on_the_laboratorys_limit_is_not_over_it_in_any_unit(known: dict[str, Any], now: datetime) -> None:
    for unit, limit in ((MagnesiumUnit.MMOL_L, "1.07"), (MagnesiumUnit.MEQ_L, "2.139"), (MagnesiumUnit.MG_DL, "2.6")):
        record_lab(value=Decimal(limit), high=Decimal(limit), unit=unit, taken_at=now, **known)
    assert all(fact.mg_dl == fact.high_mg_dl for fact in lab_facts(known["person"], now=now))


@pytest.mark.parametrize("unit", MagnesiumUnit.values)
def test_rounding_never_makes_two_results_equal(unit: str) -> None:
    stored = [stored_mg_dl(Decimal(thousandths) / 1000, unit) for thousandths in range(1, 12_000)]
    assert unit.lower() in MAGNESIUM_MG_DL_PER
    assert all(first < second for first, second in pairwise(stored))


def test_what_was_ticked_together_is_written_together_and_once(known: dict[str, Any], now: datetime) -> None:
    waiting = Change.objects.count()
    rows = record_symptoms(codes=["nausea", "weakness", "nausea"], started_at=now, **known)
    assert [row.code for row in rows] == ["nausea", "weakness"]
    assert Change.objects.count() == waiting + 2


@pytest.mark.parametrize(("codes", "code"), [([], "required"), (["nausea", "tired"], "invalid_choice")])
def test_of_what_was_ticked_all_or_nothing_is_written(
    known: dict[str, Any], now: datetime, codes: list[str], code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        record_symptoms(codes=codes, started_at=now, **known)
    assert [error.code for error in caught.value.error_dict["codes"]] == [code]
    assert not SymptomReport.objects.exists()


def test_nobody_takes_back_what_is_in_another_persons_record(known: dict[str, Any], now: datetime) -> None:
    other = Person.objects.create(name="Otto")
    row = record_symptom(code="nausea", started_at=now, **known)
    with pytest.raises(Http404):
        retract_symptom(person=other, symptom_id=row.pk, by=known["by"], now=now)
    assert SymptomReport.objects.get().retracted_at is None


def refused(say: Say, **said: Any) -> dict[str, list[str | None]]:
    """The codes of the errors by field."""
    with pytest.raises(ValidationError) as caught:
        say(**said)
    return {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}


def test_a_blood_test_is_refused_with_all_that_is_wrong(known: dict[str, Any], now: datetime) -> None:
    said = {"value": Decimal("1.0001"), "unit": "mg/dL", "taken_at": now + DAY, "analyte": "x", "comparator": "~"}
    assert refused(record_lab, **said, **known) == {
        "analyte": ["invalid_choice"],
        "comparator": ["invalid_choice"],
        "taken_at": ["in_future"],
        "value": ["max_decimal_places"],
    }
    assert refused(record_lab, value=Decimal(2), unit="g/L", taken_at=now, **known) == {"unit": ["unknown_unit"]}


def test_a_symptom_is_refused_with_all_that_is_wrong(known: dict[str, Any], now: datetime) -> None:
    said = {"code": "x", "started_at": now.replace(tzinfo=None), "note": "n" * 301}
    assert refused(record_symptom, **said, **known) == {
        "code": ["invalid_choice"],
        "started_at": ["offset_required"],
        "note": ["max_length"],
    }


def test_a_condition_is_refused_with_all_that_is_wrong(known: dict[str, Any], today: date) -> None:
    said = {"code": "x", "since": today + DAY, "until": today}
    assert refused(record_condition, **said, **known) == {
        "code": ["invalid_choice"],
        "since": ["in_future"],
        "until": ["ends_before_start"],
    }


def test_a_medicine_is_refused_with_all_that_is_wrong(known: dict[str, Any], today: date) -> None:
    times = [time(7, minute) for minute in range(25)]
    said = {"name": "  ", "medicine_class": "x", "since": date(1899, 1, 1), "until": date(9999, 12, 31), "times": times}
    assert refused(record_medicine, **said, **known) == {
        "name": ["required"],
        "medicine_class": ["invalid_choice"],
        "since": ["too_old"],
        "until": ["in_future"],
        "times": ["max_length"],
    }


@pytest.mark.parametrize("kind", [HealthCondition, OtherMedicine])
def test_an_end_before_the_start_changes_nothing(known: dict[str, Any], today: date, kind: type[Any]) -> None:
    condition = record_condition(code="pregnancy", since=today, **known)
    medicine = record_medicine(name="C", medicine_class="opioid", since=today, **known)
    assert refused(end_condition, condition_id=condition.pk, until=today - DAY, **known)
    assert refused(end_medicine, medicine_id=medicine.pk, until=today - DAY, **known)
    assert kind.objects.get().until is None
