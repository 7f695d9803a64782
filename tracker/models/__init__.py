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
from tracker.models.record import (
    Analyte,
    HealthCondition,
    LabResult,
    MagnesiumUnit,
    OtherMedicine,
    SymptomReport,
)

__all__ = [
    "AccessEntry",
    "Analyte",
    "Change",
    "ChangeAction",
    "ChangeKind",
    "Comparator",
    "CreatinineUnit",
    "DeclaredKidneyDisease",
    "DialysisKind",
    "Grant",
    "HealthCondition",
    "IdempotentRequest",
    "KidneyReading",
    "LabResult",
    "MagnesiumUnit",
    "MinSeverity",
    "OtherMedicine",
    "Person",
    "PrescriberLimit",
    "ReadingMethod",
    "Region",
    "Scope",
    "Sex",
    "SymptomReport",
    "User",
    "new_id",
]
