"""Whom to call: the numbers of the region, or those of the operator."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tracker.models import Person, Region
from tracker.selectors.phones import phones_of


def numbers(region: Region) -> tuple[str, str, str]:
    phones = phones_of(Person(region=region))
    return phones.emergency, phones.advice, str(phones.advice_name)


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        (Region.US, ("911", "1-800-222-1222", "Poison Control")),
        (Region.UK, ("999", "111", "NHS 111")),
        (Region.EU, ("112", "", "")),
        (Region.JP, ("119", "", "")),
    ],
)
def test_each_region_has_its_numbers(region: Region, shown: tuple[str, str, str]) -> None:
    assert numbers(region) == shown


def test_the_operator_gives_other_numbers(settings: Settings) -> None:
    settings.EMERGENCY_NUMBERS = {**settings.EMERGENCY_NUMBERS, "EU": "144"}
    settings.POISON_CENTRE_NUMBERS = {**settings.POISON_CENTRE_NUMBERS, "EU": "145", "UK": "0344-892-0111"}
    assert numbers(Region.EU) == ("144", "145", "Poison centre")
    assert numbers(Region.UK) == ("999", "0344-892-0111", "Poison centre")
    assert numbers(Region.US) == ("911", "1-800-222-1222", "Poison Control")
