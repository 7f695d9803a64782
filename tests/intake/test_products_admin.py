"""The operator's pages for products."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import Product
from intake.selectors.products import search_products
from intake.services.products import create_product
from tracker.models import Person, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("op@example.org", "correct horse battery"))
    return client


def label(**more: str) -> dict[str, str]:
    return {
        "name": "Ward mixture",
        "category": "laxative",
        "market": "UK",
        "units-TOTAL_FORMS": "1",
        "units-INITIAL_FORMS": "0",
        "units-MIN_NUM_FORMS": "1",
        "units-MAX_NUM_FORMS": "1000",
        "units-0-name": "mL",
        "units-0-per_amount": "5",
        "units-0-elemental_mg": "100",
        "units-0-label_units": "1",
        "units-0-compound": "magnesium hydroxide",
        "units-0-usual_amount": "10",
        "units-0-position": "0",
        "ingredients-TOTAL_FORMS": "0",
        "ingredients-INITIAL_FORMS": "0",
        **more,
    }


def test_a_product_that_the_operator_adds_can_be_found(operator: Client, person: Person) -> None:
    answer = operator.post(reverse("admin:intake_product_add"), label())
    assert answer.status_code == 302
    assert [product.name for product in search_products(person, "ward mix")] == ["Ward mixture"]
    assert [product.name for product in search_products(person, "ward hydroxide")] == ["Ward mixture"]


def test_a_product_from_the_file_can_be_looked_at_and_not_changed(operator: Client, milk: Product) -> None:
    address = reverse("admin:intake_product_change", args=[milk.pk])
    assert operator.get(address).status_code == 200
    assert operator.post(address, label()).status_code == 403
    milk.refresh_from_db()
    assert milk.name == "Phillips' Original Milk of Magnesia"


def test_no_product_can_be_deleted_from_under_its_doses(operator: Client, milk: Product) -> None:
    assert operator.post(reverse("admin:intake_product_delete", args=[milk.pk]), {"post": "yes"}).status_code == 403
    assert Product.objects.filter(pk=milk.pk).exists()


def test_private_products_are_not_shown_to_the_operator(operator: Client, person: Person, now: datetime) -> None:
    mine = create_product(
        owner=person, name="Secret pills", category="supplement", unit="tablet", per_amount=Decimal(1), now=now
    )
    assert b"Secret pills" not in operator.get(reverse("admin:intake_product_changelist") + "?q=secret").content
    assert operator.get(reverse("admin:intake_product_change", args=[mine.pk])).status_code == 302
