"""Magnesium per day: the calendar days on which the person lived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from intake.models import Dose
from intake.selectors.facts import dose_facts
from intake.selectors.substances import with_substances
from tracker.clinical.facts import DoseFacts
from tracker.clinical.totals import Total, sum_doses
from tracker.models import Person


def daily_totals(person: Person, first: date, last: date) -> Iterator[tuple[date, Total]]:
    """Each day from `first` to `last` with its total, by the one function that adds doses up. Two queries.

    A dose belongs to the day of the zone in which the person lived when it was recorded: a journey, or another zone
    set later, moves no dose from one day to another.
    """
    rows = Dose.objects.filter(person=person, day__gte=first, day__lte=last, voided_at__isnull=True)
    doses = list(rows.select_related("product").defer("verdict", "facts"))
    with_substances(dose.product for dose in doses)
    by_day: dict[date, list[DoseFacts]] = defaultdict(list)
    for dose, known in zip(doses, dose_facts(doses), strict=True):
        by_day[dose.day].append(known)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield day, sum_doses(by_day[day])
