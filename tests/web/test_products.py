"""Finding a product, and adding one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now as clock

from intake.models import Product
from tracker.models import Person, User
from tracker.services.people import open_person

LABEL = {"name": "Night Minerals", "category": "supplement", "per_amount": "1", "unit": "tablet"}


def test_a_few_letters_find_the_milk_of_magnesia(ruth: Client, milk: Product) -> None:
    page = ruth.get(reverse("products"), {"q": "milk of mag"}).content.decode()
    assert f"{reverse('dose_new')}?product={milk.pk}" in page
    assert "500\N{NO-BREAK SPACE}mg in 15\N{NO-BREAK SPACE}mL" in page


def test_while_typing_only_the_list_is_sent(ruth: Client, milk: Product) -> None:
    page = ruth.get(reverse("products"), {"q": "milk"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "Phillips" in page


def test_a_label_that_nobody_checked_says_so(ruth: Client, catalogue: None) -> None:
    unchecked = Product.objects.filter(owner=None, verified=False, needs_review=False).first()
    assert unchecked
    page = ruth.get(reverse("dose_new"), {"product": str(unchecked.pk)}).content.decode()
    assert "Label not yet checked" in page


def test_what_was_typed_is_escaped(ruth: Client, catalogue: None) -> None:
    page = ruth.get(reverse("products"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_compound_is_turned_into_magnesium_while_typing(ruth: Client, catalogue: None) -> None:
    page = ruth.get(reverse("product_computed"), {"compound": "magnesium oxide", "compound_mg": "400"}).content.decode()
    assert "241.2\N{NO-BREAK SPACE}mg" in page
    unknown = ruth.get(reverse("product_computed"), {"compound": "moon dust", "compound_mg": "400"}).content.decode()
    assert "we cannot tell" in unknown


def test_look_alikes_are_shown_before_a_bottle_is_added_again(ruth: Client, milk: Product) -> None:
    page = ruth.get(reverse("product_new"), {"q": "Milk of Magnesia"}).content.decode()
    assert "Is it one of these?" in page
    assert "Concentrate" in page
    assert "Concentrate" in ruth.get(reverse("products_alike"), {"name": "Milk of Magnesia"}).content.decode()


def test_a_product_of_ones_own_can_be_logged_at_once(ruth: Client, person: Person, catalogue: None) -> None:
    response = ruth.post(reverse("product_new"), LABEL | {"elemental_mg": "120"})
    product = Product.objects.get(owner=person)
    assert response["Location"] == f"{reverse('dose_new')}?product={product.pk}"
    assert "120\N{NO-BREAK SPACE}mg in 1\N{NO-BREAK SPACE}tablet" in ruth.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("per_amount", "0"), ("unit", "0 mL"), ("elemental_mg", "-1"), ("elemental_mg", "9e9")],
)
def test_a_label_that_can_not_be_is_refused_beside_its_field(
    ruth: Client, person: Person, catalogue: None, field: str, typed: str
) -> None:
    said: dict[str, Any] = LABEL | {"elemental_mg": "120", "brand": "Kept & Co", field: typed}
    response = ruth.post(reverse("product_new"), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "Kept &amp; Co" in page
    assert not Product.objects.filter(owner=person).exists()


def test_somebody_elses_own_product_is_not_there(
    ruth: Client, otto: Client, outsider: User, person: Person, catalogue: None
) -> None:
    open_person(account=outsider, name="Otto", now=clock())
    ruth.post(reverse("product_new"), LABEL)
    product = Product.objects.get(owner=person)
    assert "Night Minerals" not in otto.get(reverse("products"), {"q": "night"}).content.decode()
    assert otto.get(reverse("dose_new"), {"product": str(product.pk)}).status_code == 404
