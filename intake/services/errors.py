"""Why a dose could not be written, apart from bad input."""

from __future__ import annotations


class DoseError(Exception):
    """Any of the below."""


class DoseNotFound(DoseError):
    """There is no such dose of this person."""


class DoseConflict(DoseError):
    """The id is taken by another dose."""


class DoseVoided(DoseError):
    """The dose was removed and cannot be changed any more."""


class StaleVersion(DoseError):
    """Somebody changed the dose since it was read. `current` is its version now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"current version is {current}")
        self.current = current
