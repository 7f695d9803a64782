"""A label, copied once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.models import ProductCategory
from tracker.forms.base import AmountField, PlainForm


class ProductForm(PlainForm):
    """A product of one's own. Either the magnesium itself or the compound may be known, or neither."""

    name = forms.CharField(
        label=_("Name on the label"), max_length=160, widget=forms.TextInput({"autocomplete": "off"})
    )
    brand = forms.CharField(label=_("Maker"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("Kind"), choices=ProductCategory.choices)
    form = forms.CharField(
        label=_("Form"), max_length=40, required=False, help_text=_("Such as tablet, capsule, powder or liquid.")
    )
    per_amount = AmountField(label=_("The label speaks of"), initial=1)
    unit = forms.CharField(
        label=_("of what"), max_length=40, widget=forms.TextInput({"placeholder": "tablet", "autocapitalize": "none"})
    )
    elemental_mg = AmountField(
        label=_("Magnesium in that"),
        required=False,
        help_text=_("If the label names magnesium alone: “Magnesium (as oxide) 241 mg”."),
    )
    compound_mg = AmountField(
        label=_("Or the whole compound in that"),
        required=False,
        help_text=_("If the label names only the compound: “Magnesium oxide 400 mg”."),
    )
    compound = forms.CharField(
        label=_("Which compound"), max_length=160, required=False, help_text=_("Such as magnesium oxide.")
    )
    label_max_units_per_day = AmountField(
        label=_("Most in a day, on the label"), required=False, help_text=_("Counted as above.")
    )

    def said(self) -> dict[str, Any]:
        """The arguments of `create_product`."""
        return dict(self.cleaned_data)
