"""SP-01: magnesium too close to a medicine that it blocks.

Ours (grade C): doses under 8 mg are passed over, as in MG-10; the medicine counts at its usual times, whether or not
it was taken then; what was taken too close is said for 24 hours; without usual times it is a note, and a label that
keeps every other medicine apart counts only against usual times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.clinical.apart import Gap, gap_between, spans_of, strictest
from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.cofactors import said_medicine, taken_within
from tracker.clinical.context import Context
from tracker.clinical.facts import DoseFacts, MedicineFacts
from tracker.clinical.moments import day_of
from tracker.clinical.rule import Rule
from tracker.clinical.spans import edges
from tracker.clinical.totals import carries_magnesium, last_exit, sum_doses
from tracker.clinical.words import Words, gettext_noop

# The worst comes first; what is said of a medicine is the worst that a dose of the day gives reason for.
SEVERITIES = {"never": Severity.CAUTION, "close": Severity.CAUTION, "apart": Severity.NOTE}
AWAY = gettext_noop(
    "Keep magnesium away from %(medicine)s. Hours to wait after the medicine: %(before)s. "
    "Hours to wait before the medicine: %(after)s."
)
AWAY_CARER = gettext_noop(
    "Help %(name)s to keep magnesium away from %(medicine)s. Hours to wait after the medicine: %(before)s. "
    "Hours to wait before the medicine: %(after)s."
)
AWAY_AFTER_IT = gettext_noop("Keep magnesium away from %(medicine)s. Hours to wait after the medicine: %(before)s.")
AWAY_AFTER_IT_CARER = gettext_noop(
    "Help %(name)s to keep magnesium away from %(medicine)s. Hours to wait after the medicine: %(before)s."
)
AWAY_BEFORE_IT = gettext_noop("Keep magnesium away from %(medicine)s. Hours to wait before the medicine: %(after)s.")
AWAY_BEFORE_IT_CARER = gettext_noop(
    "Help %(name)s to keep magnesium away from %(medicine)s. Hours to wait before the medicine: %(after)s."
)
TOO_CLOSE = gettext_noop("You took magnesium too close to one of your medicines. It could then work less well.")
TOO_CLOSE_CARER = gettext_noop("%(name)s took magnesium too close to a medicine. It could then work less well.")
BLOCKS = gettext_noop("Magnesium could make one of your medicines work less well. Keep the two apart.")
BLOCKS_CARER = gettext_noop("Magnesium could make a medicine of %(name)s work less well. Keep the two apart.")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A dose that stands against a medicine, and the usual time of the medicine that it is too close to."""

    kind: str
    dose: DoseFacts
    gap: Gap
    usual_at: datetime | None = None


def judge(context: Context) -> Iterator[Finding]:
    """For each medicine: caution for a dose too close to its usual time, or right at no hour; else a note."""
    doses = tuple(dose for dose in context.window if _counts(context, dose))
    for medicine in context.facts.medicines:
        hits = tuple(hit for dose in doses if (hit := _hit(context, medicine, dose)) is not None)
        if hits:
            yield _say(context, medicine, hits)


def waits(context: Context) -> Iterator[datetime]:
    """When the hours around a usual time begin and end in which a dose as those on file is too close to it."""
    doses = tuple(dose for dose in context.facts.doses if _counts(context, dose))
    for medicine in context.facts.medicines:
        gaps = {gap_between(medicine, dose) for dose in doses if medicine.times}
        for gap in filter(None, gaps):
            yield from edges(span for _, span in spans_of(medicine, gap, context.now, context.facts.person.zone))


def _counts(context: Context, dose: DoseFacts) -> bool:
    enough = dose.elemental_mg is None or context.reaches("dose", dose.elemental_mg)
    return enough and carries_magnesium(dose)


def _hit(context: Context, medicine: MedicineFacts, dose: DoseFacts) -> _Hit | None:
    gap, zone = gap_between(medicine, dose), context.facts.person.zone
    if gap is None:
        return None
    if medicine.times and gap.has_hours:
        spans = spans_of(medicine, gap, dose.taken_at, zone)
        close = (usual for usual, (begin, end) in spans if begin <= dose.taken_at < end)
        return next((_Hit("close", dose, gap, usual) for usual in close), None)
    if not gap.blocked or not taken_within(medicine, day_of(dose.taken_at, zone)):
        return None
    return _Hit("never" if gap.never else "apart", dose, gap)


def _say(context: Context, medicine: MedicineFacts, hits: tuple[_Hit, ...]) -> Finding:
    kind = next(kind for kind in SEVERITIES if any(hit.kind == kind for hit in hits))
    # Each dose that is as grave has its share, whatever its own words would be, so that a check of it says so.
    shown = tuple(hit for hit in hits if SEVERITIES[hit.kind] is SEVERITIES[kind])
    doses, gap = tuple(hit.dose for hit in shown), strictest(hit.gap for hit in shown)
    return context.say(
        SEVERITIES[kind],
        kind + ("" if kind == "never" else _order(gap)),
        params={"medicine": medicine.name, "before": gap.before, "after": gap.after},
        because=_inputs(medicine, gap, shown),
        products=sum_doses(doses).by_product,
        until=last_exit(doses),
        cause=str(medicine.id),
    )


def _order(gap: Gap) -> str:
    """Which words fit: hours are asked in both orders, in one of them, or not known."""
    if gap.before is None:
        return "_unknown" if gap.after is None else "_before"
    return "_after" if gap.after is None else ""


def _inputs(medicine: MedicineFacts, gap: Gap, hits: tuple[_Hit, ...]) -> tuple[Because, ...]:
    hours = (("hours_to_magnesium", gap.before), ("hours_from_magnesium", gap.after))
    usual = dict.fromkeys(hit.usual_at for hit in hits if hit.usual_at is not None)
    return (
        said_medicine(medicine),
        *(Because("usual_time", moment, "", moment) for moment in usual),
        *(Because(fact, value, "h") for fact, value in hours if value is not None),
        Because("interval_source", "; ".join(gap.sources), gap.grade),
    )


RULE = Rule(
    id="SP-01",
    concern="timing",
    grade="B",
    source=(
        "Labels and studies, row by row in the table of intervals, each with its own source and grade. "
        "That doses under 8 mg are passed over is ours (grade C)"
    ),
    condition=gettext_noop(
        "Magnesium close to the usual time of a medicine that it blocks. Or with one that it blocks at any "
        "hour. Doses count from 8 mg on. If no usual times are known, any such medicine on file counts."
    ),
    thresholds={"dose": Decimal(8)},
    words={
        "close": Words(TOO_CLOSE, TOO_CLOSE_CARER, AWAY, AWAY_CARER),
        "close_after": Words(TOO_CLOSE, TOO_CLOSE_CARER, AWAY_AFTER_IT, AWAY_AFTER_IT_CARER),
        "close_before": Words(TOO_CLOSE, TOO_CLOSE_CARER, AWAY_BEFORE_IT, AWAY_BEFORE_IT_CARER),
        "never": Words(
            gettext_noop("You took magnesium with a medicine that it blocks at any hour. It could work less well."),
            gettext_noop("%(name)s took magnesium with a medicine that it blocks at any hour. It could work less."),
            gettext_noop(
                "Ask a pharmacist before you take both %(medicine)s and magnesium again. "
                "Do not stop a medicine that was prescribed without asking."
            ),
            gettext_noop(
                "Ask %(name)s to call a pharmacist before taking magnesium again beside %(medicine)s. "
                "No one should stop a medicine that was prescribed without asking."
            ),
        ),
        "apart": Words(BLOCKS, BLOCKS_CARER, AWAY, AWAY_CARER),
        "apart_after": Words(BLOCKS, BLOCKS_CARER, AWAY_AFTER_IT, AWAY_AFTER_IT_CARER),
        "apart_before": Words(BLOCKS, BLOCKS_CARER, AWAY_BEFORE_IT, AWAY_BEFORE_IT_CARER),
        "apart_unknown": Words(
            BLOCKS,
            BLOCKS_CARER,
            gettext_noop("Ask a pharmacist how many hours to keep magnesium away from %(medicine)s."),
            gettext_noop("Ask a pharmacist how long %(name)s should keep magnesium away from %(medicine)s."),
        ),
    },
    what_would_change=gettext_noop("A day without magnesium so close to it changes this. So do other usual times."),
    said_at=SEVERITIES,
    judge=judge,
    waits=waits,
)
