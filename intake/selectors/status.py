"""The picture now: one assessment and one total for every page, document and client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.models import Dose
from intake.selectors.facts import doses_between, facts_with
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Assessment
from tracker.clinical.facts import Facts
from tracker.clinical.totals import WINDOW, Total, window_total
from tracker.models import Person


@dataclass(frozen=True, slots=True)
class Status:
    """A person at one instant. `doses` are those of the last 24 hours, newest first, with their products."""

    facts: Facts
    assessment: Assessment
    total: Total
    doses: list[Dose]


def current_status(person: Person, *, now: datetime) -> Status:
    """Judge the person as things stand. Ten queries at most."""
    doses = doses_between(person, now - WINDOW, now)
    facts = facts_with(person, doses, now=now)
    total = window_total(facts.doses, until=now)
    return Status(facts=facts, assessment=assess(facts, now), total=total, doses=doses)
