"""`manage.py grant`: giving and ending a grant from the command line."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from tracker.access import scopes_of
from tracker.models import Person, Scope, User


def test_a_carer_sees_what_was_granted_and_nothing_after_the_end(person: Person, carer: User) -> None:
    call_command("grant", "ruth@example.org", "ANNA@example.org", "--scopes", "see_alerts", "see_doses")
    assert {scope.value for scope in _scopes(carer, person)} == {"see_alerts", "see_doses"}
    call_command("grant", "ruth@example.org", "anna@example.org", "--end")
    assert _scopes(carer, person) == frozenset()


def test_giving_again_replaces_what_was_given(person: Person, carer: User) -> None:
    call_command("grant", "ruth@example.org", "anna@example.org", "--scopes", "see_alerts")
    call_command("grant", "ruth@example.org", "anna@example.org", "--scopes", "see_health")
    assert {scope.value for scope in _scopes(carer, person)} == {"see_health"}


@pytest.mark.parametrize("pair", [("ruth@example.org", "nobody@example.org"), ("anna@example.org", "ruth@example.org")])
def test_an_account_that_is_missing_is_named(person: Person, carer: User, pair: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="has no account here"):
        call_command("grant", *pair)


def test_nobody_is_their_own_carer(person: Person) -> None:
    with pytest.raises(CommandError, match="own account"):
        call_command("grant", "ruth@example.org", "ruth@example.org")


def _scopes(carer: User, person: Person) -> frozenset[Scope]:
    return scopes_of(carer, person, now=now())
