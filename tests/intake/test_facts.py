"""What the rules are told about a person: everything of the time that counts, nothing twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from intake.models import Dose, Product
from intake.selectors.facts import load_facts
from intake.selectors.history import HISTORY
from intake.services.doses import Recorded, correct_dose, void_dose
from intake.services.plans import end_plan, write_plan
from tracker.clinical.facts import Facts
from tracker.clinical.moments import day_of
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom
from tracker.models import HealthCondition, LabResult, OtherMedicine, Person, SymptomReport, User

Log = Callable[..., Recorded]
MICROSECOND = timedelta(microseconds=1)


def total_of(facts: Facts) -> Decimal:
    """All magnesium that the facts tell of, alone and in days."""
    alone = sum((dose.elemental_mg for dose in facts.doses if dose.elemental_mg is not None), Decimal(0))
    return alone + sum((day.elemental_mg for day in facts.history), Decimal(0))


@pytest.fixture
def fill(person: Person, owner: User, milk: Product, now: datetime) -> Callable[..., None]:
    """Many doses on file, one every so many minutes back from some days ago."""

    def many(count: int, *, minutes: int, days_ago: int = 2, product: Product = milk) -> None:
        rows = []
        for n in range(count):
            at = now - timedelta(days=days_ago, minutes=n * minutes)
            rows.append(
                Dose(
                    person=person, product=product, amount=Decimal(1), unit="mL", elemental_mg=Decimal("33.333"),
                    taken_at=at, day=day_of(at, person.time_zone), recorded_at=now, recorded_by=owner, fingerprint="x",
                )
            )  # fmt: skip
        Dose.objects.bulk_create(rows, batch_size=5_000)

    return many


@pytest.mark.parametrize(
    ("age", "alone", "in_days"),
    [
        (timedelta(0), 1, 0),
        (timedelta(hours=24) - MICROSECOND, 1, 0),
        (timedelta(hours=24), 0, 1),
        (timedelta(hours=24) + MICROSECOND, 0, 1),
        (HISTORY - MICROSECOND, 0, 1),
        (HISTORY, 0, 0),
        (timedelta(days=400), 0, 0),
    ],
    ids=str,
)
def test_a_dose_stands_alone_for_24_hours_then_in_its_day_for_42_days_and_never_in_both(
    log_milk: Log, person: Person, now: datetime, age: timedelta, alone: int, in_days: int
) -> None:
    log_milk(at=now - age)
    facts = load_facts(person, now=now)
    assert (len(facts.doses), len(facts.history)) == (alone, in_days)
    assert total_of(facts) == (1000 if alone + in_days else 0)


def test_at_a_past_instant_the_edge_is_24_hours_before_it_and_what_came_later_is_not_known(
    log_milk: Log, person: Person, now: datetime
) -> None:
    then = now - timedelta(days=3)
    for at in (then - timedelta(hours=24), then - timedelta(hours=23), then, then + MICROSECOND, now):
        log_milk(at=at, amount=Decimal(3))
    facts = load_facts(person, now=then)
    assert [dose.taken_at for dose in facts.doses] == [then, then - timedelta(hours=23)]
    assert [day.last_at for day in facts.history] == [then - timedelta(hours=24)]
    assert total_of(facts) == 300


def test_a_day_sums_one_product_and_says_that_something_is_not_known(
    log_milk: Log, person: Person, milk: Product, now: datetime
) -> None:
    noon = datetime.combine(day_of(now, person.time_zone) - timedelta(days=3), datetime.min.time(), now.tzinfo)
    noon += timedelta(hours=17)
    log_milk(at=noon, amount=Decimal("0.1"))
    log_milk(at=noon + timedelta(hours=1), amount=Decimal("0.2"))
    Dose.objects.filter(pk=log_milk(at=noon - timedelta(hours=1)).dose.pk).update(elemental_mg=None)
    (day,) = load_facts(person, now=now).history
    assert (day.product_id, day.product_name, day.category) == (milk.pk, milk.name, "laxative")
    assert (day.elemental_mg, day.at_least) == (Decimal("10.0"), True)
    assert (day.day, day.last_at) == (noon.date(), noon + timedelta(hours=1))
    assert str(day.elemental_mg) == "10"


def test_two_products_of_a_day_are_two_sums(
    log_milk: Log, fill: Callable[..., None], person: Person, now: datetime
) -> None:
    other = Product.objects.get(name="Gelusil")
    fill(2, minutes=1, days_ago=5)
    fill(3, minutes=1, days_ago=5, product=other)
    by_product = {day.product_name: day.elemental_mg for day in load_facts(person, now=now).history}
    assert by_product == {"Phillips' Original Milk of Magnesia": Decimal("66.666"), "Gelusil": Decimal("99.999")}


def test_what_was_taken_back_or_belongs_to_somebody_else_is_in_no_day(
    log_milk: Log, person: Person, owner: User, outsider: User, now: datetime
) -> None:
    dose = log_milk(at=now - timedelta(days=4)).dose
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    Dose.objects.filter(pk=log_milk(at=now - timedelta(days=4)).dose.pk).update(
        person=Person.objects.create(account=outsider, name="Otto")
    )
    assert load_facts(person, now=now).history == ()


def test_a_dose_that_is_judged_is_left_out_alone_and_in_its_day(log_milk: Log, person: Person, now: datetime) -> None:
    recent, old = log_milk().dose, log_milk(at=now - timedelta(days=4)).dose
    assert load_facts(person, now=now, about=recent).doses == ()
    assert load_facts(person, now=now, about=old).history == ()
    assert total_of(load_facts(person, now=now)) == 2000


def test_a_dose_moved_from_last_week_to_today_counts_once(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    old = log_milk(at=now - timedelta(days=7)).dose
    moved = correct_dose(person=person, dose_id=old.pk, by=owner, expected_version=1, now=now, taken_at=now)
    assert moved.verdict["total_after_mg"] == "1000.0"
    facts = load_facts(person, now=now)
    assert (len(facts.doses), facts.history) == (1, ())


def test_products_tell_what_else_is_in_them(
    person: Person, owner: User, log_milk: Log, milk: Product, now: datetime
) -> None:
    gelusil = Product.objects.get(name="Gelusil")
    Dose.objects.filter(pk=log_milk().dose.pk).update(product=gelusil)
    citramag = Product.objects.get(name="Citramag")
    write_plan(
        person=person, by=owner, now=now, product_id=citramag.pk, amount=Decimal(1), unit="sachet", as_needed=True,
        valid_from=now.date(),
    )  # fmt: skip
    facts = load_facts(person, now=now)
    assert [dose.substances for dose in facts.doses] == [(Substance.ALUMINIUM,)]
    assert [plan.substances for plan in facts.plans] == [(Substance.CITRATE,)]


def test_plans_in_force_and_to_come_are_known_and_those_that_are_over_are_not(
    person: Person, owner: User, milk: Product, now: datetime
) -> None:
    today = day_of(now, person.time_zone)

    def plan(first: date, last: date | None = None, **rhythm: object) -> object:
        said = rhythm or {"as_needed": True}
        return write_plan(
            person=person, by=owner, now=now, product_id=milk.pk, amount=Decimal(30), unit="mL", valid_from=first,
            valid_until=last, **said,  # type: ignore[arg-type]
        ).plan.pk  # fmt: skip

    day = timedelta(days=1)
    plan(today - 9 * day, today - day)
    ended = write_plan(
        person=person, by=owner, now=now, product_id=milk.pk, amount=Decimal(3), unit="mL", as_needed=True,
        valid_from=today,
    ).plan  # fmt: skip
    end_plan(person=person, plan_id=ended.pk, by=owner, now=now, expected_version=1)
    expected = {
        plan(today - 9 * day, today): None,
        plan(today, times=[datetime.min.time(), now.time().replace(second=0, microsecond=0)]): Decimal(2),
        plan(today + 5 * day, every_hours=Decimal(8)): Decimal(3),
        plan(today, every_hours=Decimal(7)): Decimal("3.429"),
    }
    plans = load_facts(person, now=now).plans
    assert {known.id: known.times_per_day for known in plans} == expected
    assert {known.elemental_mg for known in plans} == {Decimal(1000)}
    assert {known.label_units for known in plans} == {Decimal(2)}


def test_labs_symptoms_conditions_and_medicines_are_among_the_facts(person: Person, now: datetime) -> None:
    about = {"person": person, "recorded_at": now}
    LabResult.objects.create(value=Decimal("2.8"), unit="mg/dL", mg_dl=Decimal("2.8"), taken_at=now, **about)
    SymptomReport.objects.create(code=Symptom.NAUSEA, started_at=now, **about)
    HealthCondition.objects.create(code=Condition.HEART_BLOCK, since=now.date(), **about)
    OtherMedicine.objects.create(name="Morphine", medicine_class=MedicineClass.OPIOID, since=now.date(), **about)
    facts = load_facts(person, now=now)
    assert [lab.mg_dl for lab in facts.labs] == [Decimal("2.8")]
    assert [symptom.code for symptom in facts.symptoms] == [Symptom.NAUSEA]
    assert [condition.code for condition in facts.conditions] == [Condition.HEART_BLOCK]
    assert [medicine.medicine_class for medicine in facts.medicines] == [MedicineClass.OPIOID]


def test_the_day_is_that_of_the_place_where_the_person_lived(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    evening = datetime(2026, 6, 2, 3, 30, tzinfo=now.tzinfo)  # 1 June in New York, 2 June in Tokyo
    dose = log_milk(at=evening).dose
    Person.objects.update(time_zone="Asia/Tokyo")
    person.refresh_from_db()
    correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, note="with water")
    (day,) = load_facts(person, now=evening + timedelta(days=3)).history
    assert day.day == date(2026, 6, 1)


def test_ten_queries_are_enough_however_much_is_on_file(
    log_milk: Log,
    fill: Callable[..., None],
    person: Person,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    log_milk()
    fill(3_000, minutes=15)
    with django_assert_max_num_queries(10):
        facts = load_facts(person, now=now)
    assert len(facts.history) > 30


def test_of_five_years_of_doses_only_six_weeks_are_read(
    log_milk: Log, fill: Callable[..., None], person: Person, now: datetime
) -> None:
    log_milk()
    fill(20_000, minutes=131)  # five years, 11 a day
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        begun = time.perf_counter()
        facts = load_facts(person, now=now)
        took = time.perf_counter() - begun
    assert 40 <= len(facts.history) <= 43
    assert took < 0.5, "reading everything takes seconds"
    (summing,) = (query["sql"] for query in asked.captured_queries if "SUM(" in query["sql"])
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + summing)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "dose_person_day" in plan, plan
