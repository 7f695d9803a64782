"""A person at one instant, for the pages that show one: the meter, what was taken, what is worth knowing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.models import Dose
from intake.selectors.doses import recent_doses
from intake.selectors.status import Status, current_status
from tracker.clinical.assessment import Severity
from tracker.clinical.facts import ReadingFacts
from tracker.models import Person
from tracker.selectors.wording import Audience, Rendered, render_finding


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page shows. `notes` never interrupt; `reading` is the result that was judged, if any."""

    person: Person
    status: Status
    doses: list[Dose]
    notes: list[Rendered]
    reading: ReadingFacts | None


def picture_of(person: Person, *, audience: Audience, now: datetime) -> Picture:
    """Judge a person as things stand, in the reader's words."""
    status = current_status(person, now=now)
    assessment = status.assessment
    notes = [
        render_finding(finding, audience=audience, name=person.name, zone=person.time_zone)
        for finding in assessment.findings
        if finding.severity is Severity.NOTE
    ]
    reading = next((one for one in status.facts.readings if one.id == assessment.reading_id), None)
    return Picture(person, status, recent_doses(person, now=now), notes, reading)
