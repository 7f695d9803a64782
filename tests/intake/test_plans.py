"""What is meant to be taken: written down, changed, ended, and judged as a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from intake.models import Plan, Product
from intake.selectors.forecasts import forecast_payload, forecast_week
from intake.selectors.plans import PLANS_JUDGED, find_plan, plans_in_force, plans_of
from intake.services.doses import Recorded
from intake.services.errors import PlanConflict, PlanEnded, PlanNotFound, StaleVersion
from intake.services.plans import Written, change_plan, end_plan, write_plan
from tracker.clinical.moments import day_of
from tracker.models import Change, Person, User, new_id
from tracker.services.people import open_person

Write = Callable[..., Written]


@pytest.fixture
def today(person: Person, now: datetime) -> date:
    """Where Ruth lives."""
    return day_of(now, person.time_zone)


@pytest.fixture
def write(person: Person, owner: User, milk: Product, now: datetime, today: date) -> Write:
    """Plans 5 mL of milk of magnesia at 8 in the morning, unless said otherwise."""

    def plan(**said: Any) -> Written:
        rhythm = {"times", "every_hours", "as_needed"} & said.keys()
        usual: dict[str, Any] = {"amount": Decimal(5), "unit": "mL", "valid_from": today, "product_id": milk.pk}
        if not rhythm:
            usual["times"] = [time(8)]
        return write_plan(person=person, by=owner, now=now, **(usual | said))

    return plan


def codes(caught: ValidationError) -> dict[str, list[str | None]]:
    return {field: [error.code for error in errors] for field, errors in caught.error_dict.items()}


def test_a_plan_holds_what_one_intake_holds_by_the_label_of_the_day(write: Write, milk: Product, owner: User) -> None:
    plan = write(amount=Decimal(30), times=[time(20), time(8), time(8)]).plan
    assert (plan.elemental_mg, plan.label_units, plan.product) == (Decimal(1000), Decimal(2), milk)
    assert (plan.times, plan.clocks, plan.zone_mode) == (["08:00", "20:00"], (time(8), time(20)), "local")
    assert (plan.version, plan.recorded_by) == (1, owner)


def test_hours_between_go_by_no_clock(write: Write) -> None:
    plan = write(every_hours=Decimal("7.5")).plan
    assert (plan.every_hours, plan.zone_mode, plan.times) == (Decimal("7.5"), "interval", [])


def test_a_plan_leaves_a_change_to_be_judged(write: Write, person: Person) -> None:
    plan = write().plan
    change = Change.objects.filter(person=person).latest("seq")
    assert (change.kind, change.action, change.subject_id, change.judged_at) == ("plan", "created", plan.pk, None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"times": []}, {"times": ["one_rhythm"]}),
        ({"times": [time(8)], "as_needed": True}, {"times": ["one_rhythm"]}),
        ({"times": [time(8)], "every_hours": Decimal(8)}, {"times": ["one_rhythm"]}),
        ({"every_hours": Decimal(8), "as_needed": True}, {"times": ["one_rhythm"]}),
        ({"times": [time(hour) for hour in range(13)]}, {"times": ["too_many"]}),
        ({"times": [time(8, 0, 30)]}, {"times": ["invalid"]}),
        ({"every_hours": Decimal("0.5")}, {"every_hours": ["out_of_range"]}),
        ({"every_hours": Decimal(169)}, {"every_hours": ["out_of_range"]}),
        ({"every_hours": Decimal("NaN")}, {"every_hours": ["out_of_range"]}),
        ({"every_hours": Decimal("7.333")}, {"every_hours": ["out_of_range"]}),
        ({"zone_mode": "interval"}, {"zone_mode": ["not_with_times"]}),
        ({"every_hours": Decimal(8), "zone_mode": "local"}, {"zone_mode": ["not_with_hours"]}),
        ({"amount": Decimal(0)}, {"amount": ["not_positive"]}),
        ({"amount": Decimal(10_001)}, {"amount": ["too_large"]}),
        ({"unit": "tablet"}, {"unit": ["unknown_unit"]}),
        ({"product_id": UUID(int=7)}, {"product": ["unknown_product"]}),
        ({"valid_from": date(9999, 12, 31)}, {"valid_from": ["out_of_range"]}),
        ({"valid_until": date(2020, 1, 1)}, {"valid_until": ["ends_before_start"]}),
        ({"amount": Decimal(0), "unit": "tablet"}, {"amount": ["not_positive"], "unit": ["unknown_unit"]}),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_by_field_and_nothing_is_written(
    write: Write, said: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    before = Change.objects.count()
    with pytest.raises(ValidationError) as caught:
        write(**said)
    assert codes(caught.value) == expected
    assert (Plan.objects.count(), Change.objects.count()) == (0, before)


def test_a_product_of_somebody_else_is_unknown(write: Write, outsider: User) -> None:
    theirs = Product.objects.create(
        owner=Person.objects.create(account=outsider, name="Otto"), name="Theirs", category="supplement"
    )
    with pytest.raises(ValidationError) as caught:
        write(product_id=theirs.pk)
    assert codes(caught.value) == {"product": ["unknown_product"]}


def test_no_more_plans_than_are_judged_can_be_written(write: Write, person: Person) -> None:
    plan = write().plan
    Plan.objects.bulk_create(
        Plan(
            person=person, product_id=plan.product_id, amount=1, unit="mL", as_needed=True,
            valid_from=plan.valid_from, recorded_at=plan.recorded_at,
        )
        for _ in range(PLANS_JUDGED - 1)
    )  # fmt: skip
    with pytest.raises(ValidationError) as caught:
        write()
    assert codes(caught.value) == {"product": ["too_many"]}


def test_the_same_id_again_is_the_same_plan(write: Write) -> None:
    plan_id = new_id()
    first = write(plan_id=plan_id, times=[time(20), time(8)])
    again = write(plan_id=plan_id, times=[time(8), time(20)], amount=Decimal("5.000"), zone_mode="local")
    assert (first.created, again.created, again.plan.pk) == (True, False, plan_id)
    assert Plan.objects.count() == 1


def test_the_same_id_with_other_content_or_of_another_person_is_a_conflict(
    write: Write, person: Person, owner: User, outsider: User, milk: Product, now: datetime, today: date
) -> None:
    plan_id = new_id()
    write(plan_id=plan_id)
    other = open_person(account=outsider, name="Otto", now=now)
    with pytest.raises(PlanConflict):
        write(plan_id=plan_id, amount=Decimal(10))
    with pytest.raises(PlanConflict):
        write_plan(
            person=other, by=outsider, now=now, plan_id=plan_id, product_id=milk.pk, amount=Decimal(5), unit="mL",
            times=[time(8)], valid_from=today,
        )  # fmt: skip
    change_plan(person=person, plan_id=plan_id, by=owner, now=now, expected_version=1, amount=Decimal(10))
    with pytest.raises(PlanConflict):
        write(plan_id=plan_id)
    end_plan(person=person, plan_id=plan_id, by=owner, now=now, expected_version=2)
    with pytest.raises(PlanEnded):
        write(plan_id=plan_id)


def test_a_change_weighs_the_amount_anew_and_leaves_the_rest(
    write: Write, person: Person, owner: User, now: datetime, today: date
) -> None:
    plan = write(valid_until=today + timedelta(days=9)).plan
    changed = change_plan(
        person=person, plan_id=plan.pk, by=owner, now=now, expected_version=1, amount=Decimal(30), valid_until=None
    )
    assert (changed.elemental_mg, changed.version, changed.times) == (Decimal(1000), 2, ["08:00"])
    assert (changed.valid_until, changed.valid_from) == (None, today)
    assert Change.objects.filter(person=person).latest("seq").action == "corrected"


def test_another_rhythm_takes_the_place_of_the_old_one(
    write: Write, person: Person, owner: User, now: datetime
) -> None:
    plan = write(zone_mode="home").plan

    def change(version: int, **changes: Any) -> tuple[list[str], Decimal | None, bool, str]:
        row = change_plan(person=person, plan_id=plan.pk, by=owner, now=now, expected_version=version, **changes)
        return row.times, row.every_hours, row.as_needed, row.zone_mode

    assert change(1, times=[time(9)]) == (["09:00"], None, False, "home")
    assert change(2, every_hours=Decimal(8)) == ([], Decimal(8), False, "interval")
    assert change(3, as_needed=True) == ([], None, True, "local")
    assert change(4, times=[time(7)]) == (["07:00"], None, False, "local")
    with pytest.raises(ValidationError) as caught:
        change(5, times=[])
    assert codes(caught.value) == {"times": ["one_rhythm"]}


def test_an_old_version_an_ended_plan_and_somebody_elses_are_not_changed(
    write: Write, person: Person, owner: User, outsider: User, now: datetime
) -> None:
    plan = write().plan
    other = open_person(account=outsider, name="Otto", now=now)
    with pytest.raises(StaleVersion):
        end_plan(person=person, plan_id=plan.pk, by=owner, now=now, expected_version=2)
    with pytest.raises(PlanNotFound):
        end_plan(person=other, plan_id=plan.pk, by=outsider, now=now, expected_version=1)
    end_plan(person=person, plan_id=plan.pk, by=owner, now=now, expected_version=1)
    with pytest.raises(PlanEnded):
        change_plan(person=person, plan_id=plan.pk, by=owner, now=now, expected_version=2, amount=Decimal(1))


def test_an_ended_plan_stays_on_file_and_is_listed_nowhere(
    write: Write, person: Person, owner: User, now: datetime
) -> None:
    plan = write().plan
    end_plan(person=person, plan_id=plan.pk, by=owner, now=now, expected_version=1)
    found = find_plan(person, plan.pk)
    assert found is not None
    assert (found.retracted_at, list(plans_of(person)), plans_in_force(person, now=now)) == (now, [], [])


def test_the_week_counts_what_was_taken_and_what_is_planned(
    write: Write, log_milk: Callable[..., Recorded], person: Person, now: datetime
) -> None:
    log_milk(amount=Decimal(3), at=now - timedelta(minutes=1))
    write(every_hours=Decimal(6))
    week = forecast_week(person, now=now)
    assert [planned.verdict.total_after_mg for planned in week.doses[:2]] == [Decimal("266.667"), Decimal("433.334")]
    payload = forecast_payload(week, zone=person.time_zone)
    assert (payload["answer"], payload["severity"]) == ("ask_first", "urgent")
    assert payload["first_at"] == payload["doses"][2]["at"]
    assert payload["doses"][0]["headline"].startswith("Ask a doctor or pharmacist first. With this you reach")
    assert {finding["rule"] for finding in payload["findings"]} >= {"MG-10", "MG-11"}


def test_a_bowel_preparation_is_told_of_when_the_plan_is_written(
    write: Write, person: Person, now: datetime, today: date
) -> None:
    clenpiq = Product.objects.get(name="CLENPIQ")
    plan = write(
        product_id=clenpiq.pk, amount=Decimal(1), unit="bottle", as_needed=True, valid_from=today + timedelta(days=20)
    ).plan
    week = forecast_week(person, now=now, new=[plan.pk])
    assert ("MG-12", "urgent") in [(finding.rule, finding.severity) for finding in week.standing]
    assert forecast_payload(week, zone="UTC")["answer"] == "ask_first"


def test_a_week_of_many_plans_costs_as_many_queries_as_one_of_few(
    write: Write, person: Person, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = ("Gelusil", "Tums", "CALM capsules", "Slow-Mag")
    for name in names:
        product = Product.objects.filter(name__startswith=name).order_by("name")[0]
        write(product_id=product.pk, amount=Decimal(1), unit=product.units.all()[0].name)
    with django_assert_num_queries(12):
        assert len({planned.plan_id for planned in forecast_week(person, now=now).doses}) == len(names)
