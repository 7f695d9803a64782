"""Accounts, as far as they carry a name and a time zone of their own."""

from __future__ import annotations

from tracker.models import User


def introduce_account(*, account: User, name: str, time_zone: str) -> None:
    """Give an account that has no name yet the name and time zone (IANA) by which others see it."""
    if not account.name:
        account.name, account.time_zone = name.strip(), time_zone
        account.save(update_fields=["name", "time_zone"])
