"""What a prescriber allowed, as it is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.selectors.products import usual_products, visible_products
from tracker.forms.base import AmountField, PlainForm
from tracker.forms.record import day_field
from tracker.models import Person


class LimitForm(PlainForm):
    """How much magnesium a day, of one product or of all, allowed by whom and until when."""

    renamed = {"until": "valid_until", "from": "valid_from"}

    elemental_mg_per_day = AmountField(
        label=_("Magnesium a day"),
        help_text=_("Elemental magnesium. If your team gave you a number of tablets, ask how much that is."),
    )
    prescriber = forms.CharField(
        label=_("Who allowed it"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("The name of your doctor or clinic."),
    )
    product_id = forms.TypedChoiceField(
        label=_("For which product"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("The doctor may have meant one product, or all of them together."),
    )
    valid_from = day_field(label=_("From"), initial=timezone.localdate)
    valid_until = day_field(label=_("Until"), help_text=_("When your team wants to look at it again."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = self.fields["product_id"]
        if isinstance(products, forms.ChoiceField):
            products.choices = _choices(person)

    def facts(self) -> dict[str, Any]:
        """The arguments of `record_limit`."""
        return dict(self.cleaned_data)


def _choices(person: Person) -> list[Any]:
    """All together; what this person takes; the rest."""
    taken = [usual.product for usual in usual_products(person, now=timezone.now(), limit=20)]
    known = {product.pk for product in taken}
    others = [product for product in visible_products(person).order_by("name") if product.pk not in known]
    groups = ((_("What you take"), taken), (_("Other products"), others))
    named = [(title, [(str(product.pk), _named(product)) for product in group]) for title, group in groups if group]
    return [("", _("All products together")), *named]


def _named(product: Any) -> str:
    return f"{product.name} ({product.brand})" if product.brand else product.name
