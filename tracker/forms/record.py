"""What else is known about a person's health, as it is typed. The services decide what is possible."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.clinical.terms import Condition
from tracker.forms.base import AmountField, LocalDateTimeField, PlainForm
from tracker.models import Comparator, MagnesiumUnit, Person, Region
from tracker.selectors.health_words import CONDITION_WORDS, MEDICINE_WORDS

# One tap on the health page; everything else is chosen from a list.
ILL_TODAY = (Condition.VOMITING_DIARRHOEA, Condition.FEVER, Condition.CANNOT_DRINK)
ONE_TAP = (*ILL_TODAY, Condition.NO_STOOL_3_DAYS)
MOST_TIMES = 3


def day_field(**kwargs: Any) -> forms.DateField:
    """A calendar day."""
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


def time_field(**kwargs: Any) -> forms.TimeField:
    """A time of day that may be left out."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(widget=widget, required=False, **kwargs)


class LabForm(PlainForm):
    """One magnesium blood test, as the laboratory printed it."""

    value = AmountField(label=_("Magnesium"), help_text=_("The number as it stands on the report."))
    unit = forms.ChoiceField(label=_("Unit of magnesium"), choices=MagnesiumUnit.choices)
    comparator = forms.ChoiceField(
        label=_("Before that number the report says"), choices=Comparator.choices, required=False
    )
    low = AmountField(label=_("The lab's lower limit"), required=False)
    high = AmountField(
        label=_("The lab's upper limit"),
        required=False,
        help_text=_("Many reports print the range beside the number. Write it in the same unit."),
    )
    taken_at = LocalDateTimeField(label=_("When the blood was taken"))

    @classmethod
    def blank(cls, person: Person) -> LabForm:
        """In the unit that is usual where this person lives."""
        unit = MagnesiumUnit.MG_DL if person.region in {Region.US, Region.JP} else MagnesiumUnit.MMOL_L
        return cls(initial={"unit": unit})

    def facts(self) -> dict[str, Any]:
        """The arguments of `record_lab`."""
        return dict(self.cleaned_data)


class TapForm(forms.Form):
    """One tap: which of a few conditions holds from today on."""

    code = forms.ChoiceField(choices=[(code.value, code.value) for code in ONE_TAP])


class ConditionForm(PlainForm):
    """A condition that stays until somebody says that it is over."""

    code = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("", "---"), *((code.value, words) for code, words in CONDITION_WORDS.items() if code not in ONE_TAP)],
    )
    since = day_field(label=_("Since"), initial=timezone.localdate)
    until = day_field(label=_("Until"), required=False, help_text=_("Leave it empty when there is no end."))

    def facts(self) -> dict[str, Any]:
        """The arguments of `record_condition`."""
        return dict(self.cleaned_data)


class MedicineForm(PlainForm):
    """Another medicine, by its kind."""

    renamed = {"times": "time_1"}

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    medicine_class = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", "---"), *((code.value, words) for code, words in MEDICINE_WORDS.items())],
        help_text=_("Your pharmacist knows it. Not in the list? Take the last one."),
    )
    since = day_field(label=_("Since"), initial=timezone.localdate)
    until = day_field(label=_("Until"), required=False, help_text=_("Leave it empty while it is taken."))
    time_1 = time_field(label=_("First time"))
    time_2 = time_field(label=_("Second time"))
    time_3 = time_field(label=_("Third time"))

    def facts(self) -> dict[str, Any]:
        """The arguments of `record_medicine`."""
        said = {name: self.cleaned_data[name] for name in ("name", "medicine_class", "since", "until")}
        given = (self.cleaned_data[f"time_{place}"] for place in range(1, MOST_TIMES + 1))
        return said | {"times": tuple(sorted({moment for moment in given if moment is not None}))}


class LastDayForm(PlainForm):
    """The last day of something."""

    until = day_field(label=_("Last day"), initial=timezone.localdate)
