"""Who somebody is, as far as the rules need it."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.forms.base import AmountField, PlainForm
from tracker.models import DeclaredKidneyDisease, Person, Region, Sex


def zone_choices() -> list[tuple[str, str]]:
    """The zones that people know by a place."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


class FirstQuestionsForm(PlainForm):
    """The three questions: who it is, what a doctor said about the kidneys, and where they live."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    birth_date = forms.DateField(
        label=_("Birth date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
        help_text=_("Kidney results and limits depend on age."),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Sex.choices,
        widget=forms.RadioSelect,
        help_text=_("As the kidney formula needs it."),
    )
    declared_kidney_disease = forms.ChoiceField(
        label=_("Has a doctor said that you have kidney disease?"),
        choices=DeclaredKidneyDisease.choices,
        widget=forms.RadioSelect,
        help_text=_("If you do not know, we say “we cannot tell” until a kidney result is here."),
    )
    region = forms.ChoiceField(
        label=_("Where you live"), choices=Region.choices, help_text=_("For telephone numbers and upper levels.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].widget.attrs["max"] = timezone.localdate().isoformat()
        # The script may fill in the device's zone only where nobody has chosen one.
        self.fields["time_zone"].widget.attrs["data-time-zone"] = "guess"


class PersonForm(FirstQuestionsForm):
    """Everything about a person, to be changed: the three questions, telephone numbers, weight."""

    clinic_phone = forms.CharField(
        label=_("Kidney clinic's telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        help_text=_("Stands on a button when it is urgent."),
    )
    phone = forms.CharField(
        label=_("Your telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text=_("So that those who care for you can call."),
    )
    weight_kg = AmountField(
        label=_("Weight"),
        required=False,
        help_text=_("Only for children in Japan: their upper level depends on it."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        zones = self.fields["time_zone"]
        zones.widget.attrs["data-time-zone"] = "chosen"
        if isinstance(zones, forms.ChoiceField):  # a client may know its zone by another name
            zones.choices = list(dict([(person.time_zone, person.time_zone), *zone_choices()]).items())
