"""Whom to call, by region: the operator's numbers, or those of rule set 2026.1 (section 4 of the medicine)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models import Person, Region

# What the lines that answer questions about poisoning are called where they have a name of their own.
ADVICE_NAMES: Mapping[Region, Promise] = {Region.US: _("Poison Control"), Region.UK: _("NHS 111")}


@dataclass(frozen=True, slots=True)
class Phones:
    """Emergency services, and where there is one a line that answers questions about poisoning."""

    emergency: str
    advice: str = ""
    advice_name: str | Promise = ""


def phones_of(person: Person) -> Phones:
    """The numbers where this person lives."""
    region = Region(person.region)
    emergency, advice = settings.EMERGENCY_NUMBERS[region], settings.POISON_CENTRE_NUMBERS.get(region, "")
    return Phones(emergency, advice, _advice_name(region, advice) if advice else "")


def _advice_name(region: Region, advice: str) -> str | Promise:
    usual = settings.DEFAULT_POISON_CENTRE_NUMBERS.get(region) == advice
    return ADVICE_NAMES[region] if usual else _("Poison centre")
