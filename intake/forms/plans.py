"""What is meant to be taken, and when, as somebody writes it."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models import Product
from tracker.forms.base import AmountField, PlainForm
from tracker.models import new_id

MOST_TIMES = 4


class PlanForm(PlainForm):
    """One product at times of day, every so many hours, or as needed, from one day to another."""

    RHYTHMS = (
        ("times", _("At times of day")),
        ("every_hours", _("Every so many hours")),
        ("as_needed", _("Only when needed")),
    )
    renamed = {"valid_from": "from_date", "valid_until": "until_date", "times": "time_1"}

    plan_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amount = AmountField(label=_("How much"))
    unit = forms.CharField(label=_("Unit"), max_length=40, widget=forms.Select)
    rhythm = forms.ChoiceField(label=_("How often"), choices=RHYTHMS, widget=forms.RadioSelect, initial="times")
    time_1 = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    time_2 = forms.TimeField(
        label=_("Second time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    time_3 = forms.TimeField(
        label=_("Third time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    time_4 = forms.TimeField(
        label=_("Fourth time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    every_hours = AmountField(label=_("Hours between"), required=False)
    from_date = forms.DateField(
        label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), initial=timezone.localdate
    )
    until_date = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Leave it empty when there is no end."),
    )

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [unit.name for unit in product.units.all()]
        self.fields["unit"].widget = forms.Select(choices=[(name, name) for name in units])

    @classmethod
    def blank(cls, product: Product) -> PlanForm:
        """The usual amount of the product's first unit, from today."""
        unit = next(iter(product.units.all()), None)
        known: dict[str, Any] = {"plan_id": new_id()}
        if unit is not None:
            known |= {"amount": unit.usual_amount.normalize() + 0, "unit": unit.name}
        return cls(product, initial=known)

    def clean(self) -> dict[str, Any]:
        """A rhythm needs its own answer beside it."""
        said = super().clean() or {}
        if said.get("rhythm") == "times" and not self._times(said):
            self.add_error("time_1", ValidationError(_("Write at least one time."), code="required"))
        if (
            said.get("rhythm") == "every_hours"
            and said.get("every_hours") is None
            and not self.has_error("every_hours")
        ):
            self.add_error("every_hours", ValidationError(_("Write how many hours."), code="required"))
        return said

    def said(self) -> dict[str, Any]:
        """The arguments of `write_plan`."""
        said = self.cleaned_data
        rhythm = said["rhythm"]
        return {
            "amount": said["amount"],
            "unit": said["unit"],
            "times": self._times(said) if rhythm == "times" else (),
            "every_hours": said["every_hours"] if rhythm == "every_hours" else None,
            "as_needed": rhythm == "as_needed",
            "valid_from": said["from_date"],
            "valid_until": said["until_date"],
        }

    def _times(self, said: dict[str, Any]) -> tuple[time, ...]:
        given = (said.get(f"time_{n}") for n in range(1, MOST_TIMES + 1))
        return tuple(sorted({moment for moment in given if moment is not None}))
