"""What somebody asks about before it is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.models import Product
from tracker.forms.base import AmountField, LocalDateTimeField, PlainForm


class CheckForm(PlainForm):
    """Amount and unit of one product; without a time it is about now."""

    amount = AmountField(label=_("How much"))
    unit = forms.CharField(label=_("Unit"), max_length=40, widget=forms.Select)
    at = LocalDateTimeField(
        label=_("When"), required=False, help_text=_("Leave it empty for now. At most 7\N{NO-BREAK SPACE}days ahead.")
    )

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [unit.name for unit in product.units.all()]
        self.fields["unit"].widget = forms.Select(choices=[(name, name) for name in units])

    @classmethod
    def blank(cls, product: Product) -> CheckForm:
        """The usual amount of the product's first unit, now."""
        unit = next(iter(product.units.all()), None)
        known = {"amount": unit.usual_amount.normalize() + 0, "unit": unit.name} if unit else {}
        return cls(product, initial=known)
