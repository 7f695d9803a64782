"""What somebody says they take: the product's unit and the amount, looked up and checked for every way to say it."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from intake.models import ProductUnit
from tracker.models import Person

# More than anybody takes of anything at once; a larger number is a slip of the finger.
MOST_AMOUNT = Decimal(10_000)

Errors = dict[str, ValidationError]


def find_unit(person: Person, product_id: UUID, unit: str, errors: Errors) -> ProductUnit | None:
    """The unit with its product; None with the reason among `errors`, by `product` or `unit`."""
    # A product that was taken out of the catalogue was still taken: whoever knows its id may log it.
    known = Q(product__owner=None) | Q(product__owner=person)
    found = ProductUnit.objects.filter(known, product_id=product_id)
    if row := found.filter(name=unit).select_related("product").first():
        return row
    if not found.exists():
        errors["product"] = ValidationError(_("This product is not known."), code="unknown_product")
        return None
    names = found.values_list("name", flat=True)
    errors["unit"] = ValidationError(
        _("This product is not counted in “%(unit)s”. Use one of: %(units)s."),
        code="unknown_unit",
        params={"unit": unit[:40], "units": ", ".join(names)},
    )
    return None


def check_amount(amount: Decimal, errors: Errors) -> None:
    """Adds to `errors`, by `amount`, what is wrong with the number."""
    if not amount.is_finite():
        errors["amount"] = ValidationError(_("Write a number."), code="invalid")
    elif amount <= 0:
        errors["amount"] = ValidationError(_("Write an amount above zero."), code="not_positive")
    elif amount > MOST_AMOUNT:
        errors["amount"] = ValidationError(_("This amount is too large. Check it."), code="too_large")
    elif amount != round(amount, 3):
        errors["amount"] = ValidationError(_("Write at most 3 digits after the point."), code="max_decimal_places")
