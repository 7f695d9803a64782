"""Identifiers shared by all tables."""

from __future__ import annotations

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """A UUID version 7: unique without asking the database, and sorted by the time it was made."""
    return UUID(int=uuid6.uuid7().int)
