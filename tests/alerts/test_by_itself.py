"""What changes with nothing new happening: the stored instant is right, and the sweep needs nothing else to find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from alerts.models import Alert, AlertState, Delivery, Watch
from alerts.services.evaluate import evaluate_person
from alerts.services.sweep import find_due_work
from intake.models import Product
from intake.services.doses import Recorded, record_dose
from tracker.clinical.moments import add_months, day_of, start_of_next_day
from tracker.models import Person, User
from tracker.services.conditions import record_condition
from tracker.services.labs import record_lab, retract_lab
from tracker.services.readings import record_reading
from tracker.services.symptoms import record_symptom

Log = Callable[..., Recorded]
A_LITTLE = Decimal(3)


def today_of(person: Person, now: datetime) -> date:
    return day_of(now, person.time_zone)


def midnight_after(person: Person, now: datetime) -> datetime:
    """The instant at which the person's day ends."""
    end = start_of_next_day(today_of(person, now), person.time_zone)
    assert end is not None
    return end


def sweep_until(person: Person, instant: datetime) -> dict[str, str]:
    """Judge the person whenever the sweep finds them, up to an instant; the live alerts by concern."""
    while (due := Watch.objects.get(person=person).due_at) is not None and due <= instant:
        assert find_due_work(now=due - timedelta(microseconds=1)).person_ids == ()
        assert find_due_work(now=due).person_ids == (person.pk,)
        evaluate_person(person_id=person.pk, now=due)
    return {alert.concern: alert.severity for alert in Alert.objects.live().filter(person=person)}


def judged(person: Person, now: datetime) -> dict[str, str]:
    """Judge what changed; the live alerts by concern."""
    evaluate_person(person_id=person.pk, now=now)
    return {alert.concern: alert.severity for alert in Alert.objects.live().filter(person=person)}


def set_kidneys(person: Person, owner: User, now: datetime, egfr: int, taken_on: date) -> None:
    person.kidney_readings.all().delete()
    record_reading(person=person, by=owner, now=now, taken_on=taken_on, egfr_ml_min=Decimal(egfr))


def test_a_kidney_result_that_grows_old_tonight_warns_tomorrow(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    """Stage 3b is judged as stage 4 once its result is older than 6 months."""
    set_kidneys(person, owner, now, 40, add_months(today_of(person, now), -6))
    log_milk(amount=A_LITTLE)
    assert judged(person, now) == {}
    midnight = midnight_after(person, now)
    assert sweep_until(person, midnight - timedelta(seconds=1)) == {}
    assert sweep_until(person, midnight) == {"magnesium_load": "caution"}
    assert Delivery.objects.get().created_at == midnight


def test_a_symptom_speaks_for_24_hours(log_milk: Log, person: Person, owner: User, now: datetime) -> None:
    log_milk(amount=A_LITTLE, at=now)
    felt_at = now - timedelta(hours=3)
    record_symptom(person=person, by=owner, now=now, code="nausea", started_at=felt_at)
    assert judged(person, now)["symptoms"] == "urgent"
    over = felt_at + timedelta(hours=24)
    assert "symptoms" in sweep_until(person, over - timedelta(minutes=1))
    assert "symptoms" not in sweep_until(person, over + timedelta(seconds=1))


def test_a_condition_with_an_end_ends_by_itself(log_milk: Log, person: Person, owner: User, now: datetime) -> None:
    log_milk(amount=A_LITTLE)
    today = today_of(person, now)
    record_condition(person=person, by=owner, now=now, code="bowel_obstruction", since=today, until=today)
    assert judged(person, now)["contraindication"] == "urgent"
    midnight = midnight_after(person, now)
    assert "contraindication" in sweep_until(person, midnight - timedelta(seconds=1))
    assert "contraindication" not in sweep_until(person, midnight)


def test_an_illness_without_an_end_counts_for_three_days(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    set_kidneys(person, owner, now, 50, today_of(person, now) - timedelta(days=1))
    then = now - timedelta(days=3)
    record_condition(person=person, by=owner, now=then, code="vomiting_diarrhoea", since=today_of(person, then))
    log_milk(amount=A_LITTLE)
    assert judged(person, now)["magnesium_load"] == "caution"
    midnight = midnight_after(person, now)
    assert "magnesium_load" in sweep_until(person, midnight - timedelta(seconds=1))
    assert "magnesium_load" not in sweep_until(person, midnight)


@pytest.fixture
def weeks_of_milk(person: Person, owner: User, milk: Product, now: datetime) -> None:
    """Milk of magnesia on 40 days, today among them."""
    for days in range(40):
        at = now - timedelta(days=days)
        record_dose(person=person, by=owner, product_id=milk.pk, amount=A_LITTLE, unit="mL", taken_at=at, now=at)


def blood_test(person: Person, by: User, taken_at: datetime, now: datetime) -> object:
    return record_lab(person=person, by=by, now=now, value=Decimal("2.0"), unit="mg/dL", taken_at=taken_at).pk


@pytest.mark.usefixtures("weeks_of_milk")
def test_the_day_on_which_the_last_blood_test_is_too_old_asks_for_another(
    person: Person, owner: User, now: datetime
) -> None:
    tested_on = add_months(today_of(person, now), -6)
    tested_at = start_of_next_day(tested_on - timedelta(days=1), person.time_zone)
    assert tested_at is not None
    blood_test(person, owner, tested_at + timedelta(hours=9), now)
    assert "blood_test" not in judged(person, now)
    midnight = midnight_after(person, now)
    assert "blood_test" not in sweep_until(person, midnight - timedelta(seconds=1))
    assert sweep_until(person, midnight)["blood_test"] == "caution"


@pytest.mark.usefixtures("weeks_of_milk")
def test_a_nudge_is_told_once_in_90_days_and_on_record_each_time(person: Person, owner: User, now: datetime) -> None:
    def told() -> int:
        return Delivery.objects.filter(alert__concern="blood_test", purpose="raised").count()

    assert judged(person, now)["blood_test"] == "caution"
    assert told() == 1
    later = now + timedelta(minutes=1)
    lab = blood_test(person, owner, now, later)
    assert "blood_test" not in judged(person, later)
    retract_lab(person=person, lab_id=lab, by=owner, now=later)  # type: ignore[arg-type]
    assert judged(person, later + timedelta(seconds=1))["blood_test"] == "caution"
    first, again = Alert.objects.filter(concern="blood_test").order_by("opened_at")
    assert (first.state, first.quiet, again.state, again.quiet) == (AlertState.RESOLVED, False, AlertState.OPEN, True)
    assert told() == 1
    Alert.objects.filter(pk=again.pk).update(state=AlertState.RESOLVED, closed_at=later)
    Alert.objects.filter(pk=first.pk).update(opened_at=now - timedelta(days=90))
    judged(person, later + timedelta(minutes=5))
    evaluate_person(person_id=person.pk, now=later + timedelta(days=1))
    assert told() == 2
