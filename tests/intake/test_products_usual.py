"""What a person takes most, ready to be logged again."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from intake.models import Dose, Product
from intake.selectors.products import usual_products
from tracker.models import Person, User

pytestmark = pytest.mark.django_db


def take(person: Person, name: str, amount: str, unit: str, at: datetime, *, times: int = 1) -> list[Dose]:
    product = Product.objects.get(name__startswith=name)
    doses = [
        Dose(
            person=person,
            product=product,
            amount=Decimal(amount),
            unit=unit,
            taken_at=at - timedelta(minutes=i),
            day=(at - timedelta(minutes=i)).date(),
            recorded_at=at,
        )
        for i in range(times)
    ]
    return Dose.objects.bulk_create(doses)


def usual(person: Person, now: datetime, limit: int = 8) -> list[tuple[str, Decimal, str, Decimal | None]]:
    found = usual_products(person, now=now, limit=limit)
    return [(row.product.name, row.amount, row.unit.name, row.elemental_mg) for row in found]


def test_somebody_who_took_nothing_has_no_usual_products(person: Person, now: datetime) -> None:
    assert usual(person, now) == []


def test_the_most_used_product_comes_first_in_its_most_usual_amount(person: Person, now: datetime) -> None:
    take(person, "Phillips' Original", "30", "mL", now, times=3)
    take(person, "Phillips' Original", "15", "mL", now, times=2)
    take(person, "Gelusil", "2", "tablet", now, times=4)
    assert usual(person, now) == [
        ("Phillips' Original Milk of Magnesia", Decimal(30), "mL", Decimal(1000)),
        ("Gelusil", Decimal(2), "tablet", Decimal("166.7")),
    ]
    assert len(usual(person, now, limit=1)) == 1


def test_of_equal_habits_the_latest_wins(person: Person, now: datetime) -> None:
    take(person, "Gelusil", "1", "tablet", now - timedelta(days=9))
    take(person, "Gelusil", "3", "tablet", now - timedelta(days=1))
    assert usual(person, now) == [("Gelusil", Decimal(3), "tablet", Decimal("250.05"))]


def test_an_unknown_amount_is_shown_as_unknown(person: Person, now: datetime) -> None:
    take(person, "Picoprep", "1", "sachet", now)
    assert usual(person, now) == [("Picoprep Orange", Decimal(1), "sachet", None)]


def test_only_doses_that_count_and_are_recent_make_a_habit(person: Person, now: datetime) -> None:
    take(person, "Gelusil", "1", "tablet", now - timedelta(days=91))
    take(person, "Tums", "1", "tablet", now + timedelta(hours=1))
    voided = take(person, "Rolaids Ultra", "1", "tablet", now)
    Dose.objects.filter(pk=voided[0].pk).update(voided_at=now)
    assert usual(person, now) == []


def test_products_and_units_that_are_gone_are_left_out(person: Person, now: datetime) -> None:
    take(person, "Gelusil", "1", "packet", now, times=5)
    take(person, "Gelusil", "2", "tablet", now)
    take(person, "Tums", "1", "tablet", now)
    Product.objects.filter(name="Tums").update(retired=True)
    assert usual(person, now) == [("Gelusil", Decimal(2), "tablet", Decimal("166.7"))]


def test_other_peoples_doses_are_no_habit_of_mine(person: Person, outsider: User, now: datetime) -> None:
    other = Person.objects.create(account=outsider, name="Otto")
    take(other, "Gelusil", "1", "tablet", now)
    assert usual(person, now) == []


def test_four_queries_are_enough_however_many_doses_there_are(
    person: Person, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    take(person, "Gelusil", "1", "tablet", now, times=500)
    take(person, "Tums", "1", "tablet", now, times=300)
    take(person, "Phillips' Original", "30", "mL", now, times=400)
    with django_assert_num_queries(4):
        assert len(usual_products(person, now=now)) == 3


def test_only_the_last_ninety_days_are_read(person: Person, now: datetime) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a small table is read whole by a planner that counts rows")
    with CaptureQueriesContext(connection) as asked:
        usual_products(person, now=now)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "dose_person_taken (person_id=? AND taken_at>? AND taken_at<?)" in plan
