"""The tables of `tracker`: the public face of this package."""

from tracker.models.accounts import User
from tracker.models.base import new_id
from tracker.models.changes import Change, ChangeAction, ChangeKind, IdempotentRequest
from tracker.models.health import (
    Comparator,
    CreatinineUnit,
    DialysisKind,
    KidneyReading,
    PrescriberLimit,
    ReadingMethod,
)
from tracker.models.people import (
    AccessEntry,
    DeclaredKidneyDisease,
    Grant,
    MinSeverity,
    Person,
    Region,
    Scope,
    Sex,
)

__all__ = [
    "AccessEntry",
    "Change",
    "ChangeAction",
    "ChangeKind",
    "Comparator",
    "CreatinineUnit",
    "DeclaredKidneyDisease",
    "DialysisKind",
    "Grant",
    "IdempotentRequest",
    "KidneyReading",
    "MinSeverity",
    "Person",
    "PrescriberLimit",
    "ReadingMethod",
    "Region",
    "Scope",
    "Sex",
    "User",
    "new_id",
]
