"""One kidney result, as it stands on a laboratory's report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.forms.base import AmountField, PlainForm
from tracker.models import Comparator, CreatinineUnit, DialysisKind


class ReadingForm(PlainForm):
    """An eGFR, or values to work it out from, or dialysis. The service says what is missing or impossible."""

    renamed = {"creatinine": "creatinine_value"}

    taken_on = forms.DateField(
        label=_("Date of the test"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    comparator = forms.ChoiceField(
        label=_("Before that number the report says"), choices=Comparator.choices, required=False
    )
    egfr_ml_min = AmountField(label=_("eGFR"), required=False, help_text=_("A number on the report, from 1 to 150."))
    creatinine_value = AmountField(
        label=_("Creatinine"),
        required=False,
        help_text=_("If the report gives no eGFR, we work it out. Two results can also show a sudden kidney injury."),
    )
    creatinine_unit = forms.ChoiceField(label=_("Unit of creatinine"), choices=CreatinineUnit.choices, required=False)
    cystatin_c_mg_l = AmountField(
        label=_("Cystatin C"), required=False, help_text=_("With creatinine it gives the best estimate.")
    )
    height_cm = AmountField(
        label=_("Height"), required=False, help_text=_("On the day of the test. Only needed under 18 years.")
    )
    dialysis = forms.ChoiceField(
        label=_("Dialysis"), choices=DialysisKind.choices, widget=forms.RadioSelect, initial=DialysisKind.NONE
    )
    acute = forms.BooleanField(label=_("The kidneys failed suddenly (acute kidney injury)"), required=False)
    source = forms.CharField(
        label=_("Where it comes from"), max_length=120, required=False, help_text=_("The laboratory or clinic.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    @property
    def has_more(self) -> bool:
        """Whether the rare fields were used: then they are shown open."""
        return any(self[name].errors or self[name].value() for name in ("cystatin_c_mg_l", "height_cm"))

    def facts(self) -> dict[str, Any]:
        """The arguments of `record_reading`; a unit without a value says nothing."""
        said = dict(self.cleaned_data)
        if said["creatinine_value"] is None:
            said["creatinine_unit"] = ""
        return said
