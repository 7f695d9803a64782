"""A stored verdict can be judged again from what was stored with it, to the byte, whatever happened since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from intake.models import Dose, Product
from intake.selectors.doses import dose_history, doses_of, find_dose
from intake.selectors.judged import unpack_judged
from intake.selectors.replay import replay_revision, replay_verdict, verdict_bytes
from intake.selectors.status import current_status
from intake.services.doses import Recorded, correct_dose, void_dose
from tracker.models import LabResult, Person, User
from tracker.services.limits import record_limit
from tracker.services.readings import record_reading

Log = Callable[..., Recorded]


def stored(dose: Dose) -> Dose:
    return Dose.objects.get(pk=dose.pk)


def holds(dose: Dose) -> bool:
    """Whether the verdict on file and the one judged again are the same bytes."""
    again = stored(dose)
    return replay_verdict(again) == verdict_bytes(again.verdict)


def everything_changes(person: Person, owner: User, milk: Product, now: datetime) -> None:
    """A late blood test, a new kidney result, a limit, another zone, another label, another name."""
    LabResult.objects.create(
        person=person, value=Decimal("4.9"), unit="mg/dL", mg_dl=Decimal("4.9"), taken_at=now, recorded_at=now
    )
    record_reading(person=person, by=owner, now=now, taken_on=now.date(), egfr_ml_min=Decimal(9))
    record_limit(
        person=person, by=owner, now=now, elemental_mg_per_day=Decimal(2000), prescriber="Dr. Lee",
        valid_from=now.date(), valid_until=now.date() + timedelta(days=9),
    )  # fmt: skip
    Person.objects.update(time_zone="Asia/Tokyo", birth_date=None)
    Product.objects.filter(pk=milk.pk).update(name="Milk, renamed", label_max_units_per_day=None, category="antacid")


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=5), timedelta(hours=24), timedelta(days=9)], ids=str)
def test_a_verdict_is_judged_again_to_the_byte_after_everything_else_changed(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime, age: timedelta
) -> None:
    for days in range(12):
        log_milk(at=now - age - timedelta(days=days, hours=3), amount=Decimal(15))
    dose = log_milk(at=now - age).dose
    assert holds(dose)
    everything_changes(person, owner, milk, now)
    log_milk(at=now - age - timedelta(hours=1))
    assert holds(dose)


def test_an_answer_to_wait_is_judged_again_with_its_hour(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    record_reading(person=person, by=owner, now=now, taken_on=now.date(), egfr_ml_min=Decimal(95))
    log_milk(at=now - timedelta(hours=20), amount=Decimal(50))
    recorded = log_milk(amount=Decimal(20))
    assert (recorded.verdict["answer"], recorded.verdict["fits_at"] is None) == ("wait", False)
    assert holds(recorded.dose)


def test_the_language_of_the_sentences_does_not_matter(log_milk: Log) -> None:
    dose = log_milk().dose
    with translation.override("de"):
        assert holds(dose)


def test_a_correction_keeps_the_verdict_and_the_reasons_that_it_replaced(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime
) -> None:
    dose = log_milk().dose
    first = verdict_bytes(dose.verdict)
    log_milk(at=now - timedelta(hours=2))
    later = now + timedelta(minutes=5)
    correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=later, amount=Decimal(15))
    everything_changes(person, owner, milk, now)
    assert holds(dose)
    (revision,) = dose_history(dose)
    assert replay_revision(revision) == verdict_bytes(revision.before["verdict"]) == first
    assert unpack_judged(revision.before["facts"]).dose.elemental_mg == 1000
    assert unpack_judged(stored(dose).facts).dose.elemental_mg == 500


def test_a_dose_that_was_taken_back_keeps_its_verdict_and_its_reasons(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    dose = log_milk().dose
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    assert holds(dose)
    assert stored(dose).verdict == dose.verdict


def test_what_was_judged_is_kept_once_and_names_the_dose_and_the_instant(log_milk: Log, now: datetime) -> None:
    other = log_milk(at=now - timedelta(hours=1)).dose
    dose = log_milk().dose
    judged = unpack_judged(stored(dose).facts)
    assert {known.id for known in judged.facts.doses} == {other.pk, dose.pk}
    assert (judged.dose.id, judged.now) == (dose.pk, now)


def test_six_weeks_of_doses_stay_small_on_file(log_milk: Log, now: datetime) -> None:
    for days in range(1, 43):
        log_milk(at=now - timedelta(days=days), amount=Decimal(days))
    packed = stored(log_milk().dose).facts["packed"]
    assert len(packed) < 4_000


def test_a_dose_from_before_reasons_were_kept_says_so(log_milk: Log) -> None:
    Dose.objects.filter(pk=log_milk().dose.pk).update(facts={})
    with pytest.raises(KeyError):
        replay_verdict(Dose.objects.get())


def test_no_list_reads_what_was_judged(log_milk: Log, person: Person, now: datetime) -> None:
    dose = log_milk().dose
    with CaptureQueriesContext(connection) as asked:
        list(doses_of(person))
        find_dose(person, dose.pk)
        current_status(person, now=now)
    assert not [query for query in asked.captured_queries if '"intake_dose"."facts"' in query["sql"]]
