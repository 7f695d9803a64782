"""What was taken, as somebody types it. The service decides what is possible; the form only reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models import Dose, Product
from tracker.forms.base import AmountField, LocalDateTimeField, PlainForm
from tracker.models import new_id

MINUTE = "%Y-%m-%dT%H:%M"


class DoseForm(PlainForm):
    """Amount, unit, time and note of one product. `dose_id` makes a form that was sent twice one dose."""

    dose_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amount = AmountField(label=_("How much"))
    unit = forms.CharField(label=_("Unit"), max_length=40, widget=forms.Select)
    taken_at = LocalDateTimeField(label=_("When"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [unit.name for unit in product.units.all()]
        self.fields["unit"].widget = forms.Select(choices=[(name, name) for name in units])

    @classmethod
    def blank(cls, product: Product) -> DoseForm:
        """For a dose taken just now, in the usual amount of the product's first unit."""
        unit = next(iter(product.units.all()), None)
        initial: dict[str, Any] = {"dose_id": new_id(), "taken_at": timezone.now()}
        if unit is not None:
            initial |= {"amount": unit.usual_amount.normalize() + 0, "unit": unit.name}
        return cls(product, initial=initial)

    def take_new_id(self) -> None:
        """Let the form be sent again as another dose."""
        self.data = {**{name: self.data[name] for name in self.data}, "dose_id": str(new_id())}

    def said(self) -> dict[str, Any]:
        """The arguments of `record_dose` and `correct_dose`."""
        return {name: self.cleaned_data[name] for name in ("amount", "unit", "taken_at", "note")}


class CorrectionForm(DoseForm):
    """A dose as it stands; `version` tells if somebody changed it meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, dose: Dose) -> CorrectionForm:
        """What the dose says now."""
        return cls(
            dose.product,
            initial={
                "amount": dose.amount.normalize() + 0,
                "unit": dose.unit,
                "taken_at": dose.taken_at,
                "note": dose.note,
                "version": dose.version,
            },
        )

    def moment_of(self, dose: Dose) -> datetime:
        """When it was taken: to the second as it stands, unless another minute was written.

        The field shows minutes, and in the hour that happens twice it cannot tell which one: leaving it alone must
        change nothing.
        """
        written: datetime = self.cleaned_data["taken_at"]
        same = f"{timezone.localtime(dose.taken_at):{MINUTE}}" == f"{timezone.localtime(written):{MINUTE}}"
        return dose.taken_at if same else written


class TileForm(forms.Form):
    """One tap: a usual product in its usual amount, now."""

    dose_id = forms.UUIDField()
    product = forms.UUIDField()
    amount = forms.DecimalField()
    unit = forms.CharField(max_length=40)


class VersionForm(forms.Form):
    """Which version of a dose is meant."""

    version = forms.IntegerField()


class SearchForm(forms.Form):
    """What somebody types to find a product, and the page that it is for when it is not to be logged."""

    PAGES: ClassVar = {"": "dose_new", "check": "check", "plan": "plan_new"}

    q = forms.CharField(required=False, max_length=200)
    purpose = forms.ChoiceField(required=False, choices=[(name, name) for name in PAGES])


class ChosenProductForm(forms.Form):
    """The product that was picked from a list."""

    product = forms.UUIDField()

    @classmethod
    def read(cls, data: Any) -> UUID | None:
        """The product's id, None when there is none to read."""
        form = cls(data)
        return form.cleaned_data["product"] if form.is_valid() else None
