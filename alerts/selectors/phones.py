"""Whom to call, by region (rule set 2026.1, section 4 of the medicine)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models import Person, Region


@dataclass(frozen=True, slots=True)
class Phones:
    """Emergency services, and where there is one a line that answers questions about poisoning."""

    emergency: str
    advice: str = ""
    advice_name: str | Promise = ""


BY_REGION = {
    Region.US: Phones("911", "1-800-222-1222", _("Poison Control")),
    Region.UK: Phones("999", "111", _("NHS 111")),
    Region.EU: Phones("112"),
    Region.JP: Phones("119"),
}


def phones_of(person: Person) -> Phones:
    """The numbers where this person lives."""
    return BY_REGION[Region(person.region)]
