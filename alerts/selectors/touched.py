"""Which part of the past a change speaks of, and who made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.models import Reason
from alerts.policy.hindsight import AT_ONCE
from intake.models import Dose, DoseRevision
from tracker.clinical.moments import start_of_day
from tracker.models import (
    Change,
    ChangeAction,
    ChangeKind,
    HealthCondition,
    KidneyReading,
    LabResult,
    OtherMedicine,
    Person,
    PrescriberLimit,
    SymptomReport,
)

# What can only add to what is known to be wrong: nothing that was said becomes untrue by it.
ONLY_ADDS = frozenset(
    {Reason.DOSE_LATE, Reason.NOT_JUDGED, Reason.SYMPTOM_ADDED, Reason.CONDITION_ADDED, Reason.MEDICINE_ADDED}
)
TAKES_BACK = frozenset(
    {
        Reason.DOSE_CORRECTED,
        Reason.DOSE_REMOVED,
        Reason.READING_REMOVED,
        Reason.LAB_REMOVED,
        Reason.SYMPTOM_REMOVED,
        Reason.CONDITION_REMOVED,
        Reason.MEDICINE_REMOVED,
        Reason.LIMIT_REMOVED,
    }
)


@dataclass(frozen=True, slots=True)
class Touched:
    """One change of the record: what was done to what, by whom and when, and the earliest instant it speaks of."""

    reason: Reason
    subject_id: UUID
    at: datetime
    changed_at: datetime
    by_id: UUID | None = None

    @property
    def may_lower(self) -> bool:
        """Whether something that was said can be untrue because of it."""
        return self.reason not in ONLY_ADDS

    @property
    def takes_back(self) -> bool:
        """Whether it says that what was on record was wrong."""
        return self.reason in TAKES_BACK


def touched_by(person: Person, changes: Iterable[Change]) -> tuple[Touched, ...]:
    """What these changes speak of, the earliest first; grants speak of nobody's health. A query or two per kind."""
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    found: list[Touched] = []
    for kind, group in by_kind.items():
        if kind == ChangeKind.DOSE:
            found.extend(_doses(group))
        elif kind in _ENTRIES:
            found.extend(_entries(_ENTRIES[kind], group, person.time_zone))
        elif kind in _PRESENT:
            found.extend(Touched(_PRESENT[kind], c.subject_id, c.created_at, c.created_at) for c in group)
    return tuple(sorted(found, key=lambda each: each.at))


# What holds from now on, whatever it was before.
_PRESENT: dict[str, Reason] = {
    ChangeKind.PLAN: Reason.PLAN_CHANGED,
    ChangeKind.PERSON: Reason.PERSON_CHANGED,
}


def _doses(changes: list[Change]) -> Iterator[Touched]:
    doses = Dose.objects.filter(pk__in={change.subject_id for change in changes})
    rows = doses.values_list("pk", "taken_at", "recorded_at", "recorded_by_id")
    known = {pk: (taken_at, recorded_at, by_id) for pk, taken_at, recorded_at, by_id in rows}
    created = [change for change in changes if change.action == ChangeAction.CREATED]
    for change in filter(lambda each: each.subject_id in known, created):
        taken_at, recorded_at, by_id = known[change.subject_id]
        reason = Reason.DOSE_LATE if recorded_at - taken_at > AT_ONCE else Reason.NOT_JUDGED
        yield Touched(reason, change.subject_id, taken_at, change.created_at, by_id)
    if len(created) < len(changes):
        yield from _revised_doses({pk: taken_at for pk, (taken_at, _, _) in known.items()}, changes)


def _revised_doses(taken: dict[UUID, datetime], changes: list[Change]) -> Iterator[Touched]:
    """A correction speaks of when the dose was taken, and of when it was said to be taken before."""
    since = min(change.created_at for change in changes)
    for revision in DoseRevision.objects.filter(dose_id__in=taken, at__gte=since):
        before = datetime.fromisoformat(revision.before["taken_at"])
        reason = Reason(f"dose_{_DONE[revision.action]}")
        at = min(before, taken[revision.dose_id])
        yield Touched(reason, revision.dose_id, at, revision.at, revision.by_id)


_DONE = {"corrected": "corrected", "voided": "removed"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """How an entry of the record is read: its table, what is said about it, and from when on it speaks."""

    model: Any
    name: str
    since: Callable[[Any, str], datetime | None]


_ENTRIES: dict[str, _Entry] = {
    ChangeKind.KIDNEY_READING: _Entry(KidneyReading, "reading", lambda row, zone: start_of_day(row.taken_on, zone)),
    ChangeKind.LAB: _Entry(LabResult, "lab", lambda row, _: row.taken_at),
    ChangeKind.SYMPTOM: _Entry(SymptomReport, "symptom", lambda row, _: row.started_at),
    ChangeKind.CONDITION: _Entry(HealthCondition, "condition", lambda row, zone: start_of_day(row.since, zone)),
    ChangeKind.MEDICINE: _Entry(OtherMedicine, "medicine", lambda row, zone: start_of_day(row.since, zone)),
    # A limit that is taken back has held until then: what was agreed to was not too much.
    ChangeKind.LIMIT: _Entry(
        PrescriberLimit, "limit", lambda row, zone: row.retracted_at or start_of_day(row.valid_from, zone)
    ),
}


def _entries(entry: _Entry, changes: list[Change], zone: str) -> Iterator[Touched]:
    rows = entry.model.objects.in_bulk({change.subject_id for change in changes})
    for change in filter(lambda each: each.subject_id in rows, changes):
        row = rows[change.subject_id]
        done, by_id = _done(row, change)
        at = min(entry.since(row, zone) or change.created_at, change.created_at)
        yield Touched(Reason(f"{entry.name}_{done}"), change.subject_id, at, change.created_at, by_id)


def _done(row: Any, change: Change) -> tuple[str, UUID | None]:
    """What was done to an entry, and by whom; who gave it an end is not kept with it."""
    if change.action == ChangeAction.CREATED:
        return "added", row.recorded_by_id
    if row.retracted_at is not None:
        return "removed", row.retracted_by_id
    return "changed", None
