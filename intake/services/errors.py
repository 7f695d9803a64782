"""Why a dose or a plan could not be written, apart from bad input."""

from __future__ import annotations


class WriteError(Exception):
    """Any of the below."""


class DoseNotFound(WriteError):
    """There is no such dose of this person."""


class DoseConflict(WriteError):
    """The id is taken by another dose."""


class DoseVoided(WriteError):
    """The dose was removed and cannot be changed any more."""


class PlanNotFound(WriteError):
    """There is no such plan of this person."""


class PlanConflict(WriteError):
    """The id is taken by another plan, or by this one as it was changed since."""


class PlanEnded(WriteError):
    """The plan was ended and cannot be changed any more."""


class StaleVersion(WriteError):
    """Somebody changed it since it was read. `current` is its version now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"current version is {current}")
        self.current = current
