"""Which change of the record is given as the reason, from when on it speaks, and who made it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from alerts.models import Reason
from alerts.selectors.touched import Touched, touched_by
from intake.models import Dose
from intake.services.doses import Recorded, correct_dose, void_dose
from tracker.clinical.moments import day_of, start_of_day
from tracker.models import Change, Person, User
from tracker.services.conditions import end_condition, record_condition, retract_condition
from tracker.services.labs import record_lab, retract_lab
from tracker.services.limits import record_limit, retract_limit
from tracker.services.medicines import record_medicine
from tracker.services.people import update_person
from tracker.services.readings import record_reading
from tracker.services.symptoms import record_symptom, retract_symptom


@pytest.fixture
def read(person: Person) -> Callable[[], tuple[Touched, ...]]:
    """What the changes speak of that were made since this was asked last."""
    seen = list(Change.objects.values_list("pk", flat=True))

    def ask() -> tuple[Touched, ...]:
        fresh = list(Change.objects.exclude(pk__in=seen).order_by("seq"))
        seen.extend(change.pk for change in fresh)
        return touched_by(person, fresh)

    return ask


Read = Callable[[], tuple[Touched, ...]]


def start(person: Person, moment: datetime) -> datetime | None:
    return start_of_day(day_of(moment, person.time_zone), person.time_zone)


def test_a_dose_speaks_of_when_it_was_taken_and_of_when_it_was_said_to_be(
    log_milk: Callable[..., Recorded], person: Person, owner: User, carer: User, now: datetime, read: Read
) -> None:
    first, then = now - timedelta(hours=5), now - timedelta(hours=2)
    dose = log_milk(at=first).dose
    assert read() == (Touched(Reason.DOSE_LATE, dose.pk, first, now, owner.pk),)
    correct_dose(person=person, dose_id=dose.pk, by=carer, expected_version=1, now=now, taken_at=then)
    assert read() == (Touched(Reason.DOSE_CORRECTED, dose.pk, first, now, carer.pk),)
    later = now + timedelta(minutes=1)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=2, now=later)
    assert read() == (Touched(Reason.DOSE_REMOVED, dose.pk, then, later, owner.pk),)


def test_a_dose_that_was_logged_at_once_was_not_late(
    log_milk: Callable[..., Recorded], owner: User, now: datetime, read: Read
) -> None:
    dose = log_milk(at=now - timedelta(minutes=4)).dose
    (touched,) = read()
    assert (touched.reason, touched.subject_id, touched.may_lower) == (Reason.NOT_JUDGED, dose.pk, False)


def test_results_and_symptoms_speak_of_their_instant_or_day(
    person: Person, owner: User, carer: User, now: datetime, read: Read
) -> None:
    then = now - timedelta(days=2)
    record_reading(person=person, by=owner, now=now, taken_on=day_of(then, person.time_zone), egfr_ml_min=Decimal(50))
    lab = record_lab(person=person, by=owner, now=now, value=Decimal(2), unit="mg/dL", taken_at=then)
    felt = record_symptom(person=person, by=carer, now=now, code="nausea", started_at=then)
    assert [(t.reason, t.at, t.by_id, t.may_lower) for t in read()] == [
        (Reason.READING_ADDED, start(person, then), owner.pk, True),
        (Reason.LAB_ADDED, then, owner.pk, True),
        (Reason.SYMPTOM_ADDED, then, carer.pk, False),
    ]
    retract_lab(person=person, lab_id=lab.pk, by=carer, now=now)
    retract_symptom(person=person, symptom_id=felt.pk, by=owner, now=now)
    assert {(t.reason, t.at, t.by_id, t.takes_back) for t in read()} == {
        (Reason.LAB_REMOVED, then, carer.pk, True),
        (Reason.SYMPTOM_REMOVED, then, owner.pk, True),
    }


def test_conditions_and_medicines_speak_from_their_first_day_on(
    person: Person, owner: User, now: datetime, read: Read
) -> None:
    then = now - timedelta(days=3)
    day = day_of(then, person.time_zone)
    condition = record_condition(person=person, by=owner, now=now, code="heart_block", since=day)
    record_medicine(person=person, by=owner, now=now, name="Codeine", medicine_class="opioid", since=day)
    end_condition(person=person, condition_id=condition.pk, by=owner, now=now, until=day)
    assert {(t.reason, t.at, t.by_id) for t in read()} == {
        (Reason.CONDITION_ADDED, start(person, then), owner.pk),
        (Reason.MEDICINE_ADDED, start(person, then), owner.pk),
        (Reason.CONDITION_CHANGED, start(person, then), None),
    }
    retract_condition(person=person, condition_id=condition.pk, by=owner, now=now)
    assert [(t.reason, t.takes_back) for t in read()] == [(Reason.CONDITION_REMOVED, True)]


def test_a_limit_holds_until_it_is_taken_back(person: Person, owner: User, now: datetime, read: Read) -> None:
    then = now - timedelta(days=3)
    limit = record_limit(
        person=person, by=owner, now=now, elemental_mg_per_day=Decimal(300), prescriber="Dr. Lee",
        valid_from=day_of(then, person.time_zone), valid_until=now.date() + timedelta(days=9),
    )  # fmt: skip
    assert [(t.reason, t.at) for t in read()] == [(Reason.LIMIT_ADDED, start(person, then))]
    retract_limit(person=person, limit_id=limit.pk, by=owner, now=now)
    assert [(t.reason, t.at, t.by_id) for t in read()] == [(Reason.LIMIT_REMOVED, now, owner.pk)]


def test_who_somebody_is_speaks_of_the_present_and_a_grant_of_nothing(
    person: Person, now: datetime, read: Read, grant: object
) -> None:
    update_person(person=person, now=now, region="UK")
    assert [(t.reason, t.at, t.by_id) for t in read()] == [(Reason.PERSON_CHANGED, now, None)]


def test_what_is_gone_altogether_is_passed_over(
    log_milk: Callable[..., Recorded], person: Person, owner: User, now: datetime, read: Read
) -> None:
    log_milk()
    lab = record_lab(person=person, by=owner, now=now, value=Decimal(2), unit="mg/dL", taken_at=now)
    Dose.objects.all().delete()
    lab.delete()
    assert read() == ()
