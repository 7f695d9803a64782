"""What becomes known later: the past is judged again, put on record or off it, and nobody is alarmed about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from alerts.models import Alert, AlertState, Delivery, Evaluation, Reason, Watch
from alerts.selectors.protection import Trouble, protection
from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from alerts.services.sweep import find_due_work
from intake.models import Product
from intake.services.doses import Recorded, correct_dose, record_dose, void_dose
from intake.services.plans import end_plan, write_plan
from tracker.clinical.assess import assess
from tracker.clinical.codec import assessment_to_json, canonical_bytes, facts_from_json
from tracker.models import Change, Person, User
from tracker.services.conditions import record_condition
from tracker.services.limits import record_limit, retract_limit
from tracker.services.readings import record_reading, retract_reading

Log = Callable[..., Recorded]
pytestmark = pytest.mark.usefixtures("grant")


@pytest.fixture
def ago(now: datetime) -> Callable[[float], datetime]:
    """The instant so many hours ago."""
    return lambda hours: now - timedelta(hours=hours)


Ago = Callable[[float], datetime]


@pytest.fixture
def lived(person: Person, owner: User, milk: Product, now: datetime) -> Callable[..., Recorded]:
    """Logs milk of magnesia at the instant when it was taken, and judges it there and then."""
    Change.objects.update(judged_at=now)  # the person of these tests was set up just now, after what they lived

    def log(at: datetime, amount: int = 30) -> Recorded:
        recorded = record_dose(
            person=person, by=owner, product_id=milk.pk, amount=Decimal(amount), unit="mL", taken_at=at, now=at
        )
        evaluate_person(person_id=person.pk, now=at)
        return recorded

    return log


def judge(person: Person, now: datetime) -> list[Any]:
    """Judge, and be sure that it did not fail."""
    due = evaluate_person(person_id=person.pk, now=now)
    assert Watch.objects.get(person=person).error == ""
    return due


def test_a_dose_that_is_logged_when_all_is_over_is_on_record_and_tells_nobody(
    log_milk: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    log_milk(at=ago(30))
    assert judge(person, now) == []
    alert = Alert.objects.get()
    assert (alert.state, alert.severity, alert.rule) == (AlertState.RESOLVED, "urgent", "MG-11")
    assert (alert.opened_at, alert.closed_at, alert.found_late_at) == (ago(30), ago(6), now)
    assert (alert.reason_code, alert.reason_at, alert.reason_by) == (Reason.DOSE_LATE, now, owner)
    assert not Delivery.objects.exists()


def test_what_was_found_later_explains_itself_and_can_be_judged_again(
    log_milk: Log, person: Person, now: datetime, ago: Ago
) -> None:
    log_milk(at=ago(30))
    judge(person, now)
    stored = Evaluation.objects.get()
    assert stored.judged_at == ago(30)
    again = assess(facts_from_json(stored.facts), stored.judged_at)
    assert canonical_bytes(assessment_to_json(again)) == canonical_bytes(stored.assessment)


def test_a_dose_that_is_logged_late_and_still_counts_is_an_alert_like_any_other(
    log_milk: Log, person: Person, now: datetime, ago: Ago
) -> None:
    log_milk(at=ago(3))
    assert len(judge(person, now)) == 2
    alert = Alert.objects.get()
    assert (alert.state, alert.found_late_at, alert.reason_code) == (AlertState.OPEN, None, "")


def test_a_week_of_doses_that_arrives_at_once_costs_one_look_back(
    log_milk: Log, person: Person, now: datetime, ago: Ago, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for day in range(1, 4):
        log_milk(at=ago(48 * day))
        log_milk(at=ago(48 * day - 1))
    with django_assert_max_num_queries(70):
        judge(person, now)
    assert [(a.opened_at, a.closed_at) for a in Alert.objects.order_by("opened_at")] == [
        (ago(144), ago(119)),
        (ago(96), ago(71)),
        (ago(48), ago(23)),
    ]


def test_what_is_older_than_a_week_is_left_to_the_summaries(
    log_milk: Log, person: Person, now: datetime, ago: Ago
) -> None:
    log_milk(at=ago(24 * 9))
    judge(person, now)
    assert not Alert.objects.exists()


def test_looking_back_again_finds_nothing_twice(log_milk: Log, person: Person, now: datetime, ago: Ago) -> None:
    log_milk(at=ago(30))
    judge(person, now)
    log_milk(at=ago(29), amount=Decimal(1))
    judge(person, now)
    assert Alert.objects.count() == 1


def test_what_was_found_later_is_withdrawn_with_the_dose(
    log_milk: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    dose = log_milk(at=ago(30)).dose
    judge(person, now)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    judge(person, now)
    alert = Alert.objects.get()
    assert (alert.state, alert.reason_code) == (AlertState.WITHDRAWN, Reason.DOSE_REMOVED)
    assert not Delivery.objects.exists()


def test_a_dose_that_was_never_taken_withdraws_the_closed_alert_in_silence(
    lived: Log, person: Person, owner: User, carer: User, now: datetime, ago: Ago
) -> None:
    dose = lived(ago(40)).dose
    judge(person, ago(16))
    told = Delivery.objects.count()
    void_dose(person=person, dose_id=dose.pk, by=carer, expected_version=1, now=now)
    assert judge(person, now) == []
    alert = Alert.objects.get()
    assert (alert.state, alert.reason_code, alert.reason_by) == (AlertState.WITHDRAWN, Reason.DOSE_REMOVED, carer)
    assert (alert.closed_at, alert.changed_at) == (ago(16), now)
    assert Delivery.objects.count() == told


def test_a_closed_alert_that_would_have_been_one_anyway_stands(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    dose = lived(ago(40)).dose
    judge(person, ago(16))
    correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, amount=Decimal(6))
    judge(person, now)
    assert Alert.objects.get().state == AlertState.RESOLVED


def test_a_dose_moved_to_the_day_on_which_it_was_taken_moves_its_alert(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    dose = lived(ago(40)).dose
    judge(person, ago(16))
    correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, taken_at=ago(80))
    judge(person, now)
    found, said = Alert.objects.order_by("opened_at")
    assert (found.opened_at, found.found_late_at, found.state) == (ago(80), now, AlertState.RESOLVED)
    assert (said.opened_at, said.state) == (ago(40), AlertState.WITHDRAWN)
    assert {found.reason_code, said.reason_code} == {Reason.DOSE_CORRECTED}


def test_an_alert_that_had_been_worse_says_so_and_interrupts_nobody(
    lived: Log, log_milk: Log, person: Person, now: datetime, ago: Ago
) -> None:
    """Two doses that counted together until two hours ago; the second is written down now."""
    lived(ago(26), amount=10)
    log_milk(at=ago(20), amount=Decimal(10))
    assert judge(person, now) == []
    alert = Alert.objects.get()
    assert (alert.state, alert.severity, alert.severity_then) == (AlertState.OPEN, "caution", "urgent")
    assert alert.reason_code == Reason.DOSE_LATE
    assert set(alert.deliveries.values_list("severity", flat=True)) == {"caution"}


def test_that_it_had_been_worse_is_taken_back_with_its_cause(
    lived: Log, log_milk: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    lived(ago(50), amount=10)
    judge(person, ago(25))
    late = log_milk(at=ago(45), amount=Decimal(10)).dose
    judge(person, now)
    assert Alert.objects.get().severity_then == "urgent"
    void_dose(person=person, dose_id=late.pk, by=owner, expected_version=1, now=now)
    judge(person, now)
    alert = Alert.objects.get()
    assert (alert.severity_then, alert.state, alert.reason_code) == ("", AlertState.RESOLVED, "")


def test_a_fall_within_an_episode_is_not_taken_for_less_than_was_said(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    lived(ago(60), amount=30)
    lived(ago(40), amount=5)
    judge(person, ago(36))
    assert (Alert.objects.get().severity, Alert.objects.get().worst_severity) == ("caution", "urgent")
    lived(ago(20), amount=1)
    record_condition(person=person, by=owner, now=now, code="pregnancy", since=ago(70).date())
    judge(person, now)
    assert Alert.objects.get().severity_then == ""


def test_a_kidney_result_that_comes_in_late_judges_the_days_since_it_was_taken(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    lived(ago(60))
    judge(person, ago(36))
    record_reading(person=person, by=owner, now=now, taken_on=ago(96).date(), egfr_ml_min=Decimal(95))
    judge(person, now)
    alert = Alert.objects.get()
    assert (alert.state, alert.reason_code) == (AlertState.WITHDRAWN, Reason.READING_ADDED)


def test_a_worse_kidney_result_finds_what_was_too_much(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    first = person.kidney_readings.get()
    record_reading(person=person, by=owner, now=ago(200), taken_on=ago(220).date(), egfr_ml_min=Decimal(95))
    lived(ago(60), amount=15)
    judge(person, ago(36))
    assert not Alert.objects.exists()
    wrong = person.kidney_readings.exclude(pk=first.pk).get()
    retract_reading(person=person, reading_id=wrong.pk, by=owner, now=now)
    assert judge(person, now) == []
    alert = Alert.objects.get()
    assert (alert.severity, alert.found_late_at, alert.reason_code) == ("urgent", now, Reason.READING_REMOVED)


def test_a_limit_that_ends_does_not_make_yesterday_too_much(
    lived: Log, person: Person, owner: User, milk: Product, now: datetime, ago: Ago
) -> None:
    limit = record_limit(
        person=person,
        by=owner,
        now=ago(200),
        elemental_mg_per_day=Decimal(1200),
        prescriber="Dr. Lee",
        valid_from=ago(200).date(),
        valid_until=(now + timedelta(days=30)).date(),
        product_id=milk.pk,
    )
    lived(ago(60))
    dose = lived(ago(50), amount=1).dose
    retract_limit(person=person, limit_id=limit.pk, by=owner, now=now)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    judge(person, now)
    assert not Alert.objects.filter(rule__in=["MG-10", "MG-11"]).exists()


def test_doses_that_nobody_judged_in_time_are_found_when_judging_goes_on(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime, ago: Ago
) -> None:
    """The worker stood still for more than a day."""
    record_dose(
        person=person, by=owner, product_id=milk.pk, amount=Decimal(30), unit="mL", taken_at=ago(30), now=ago(30)
    )
    judge(person, now)
    alert = Alert.objects.get()
    assert (alert.found_late_at, alert.reason_code) == (now, Reason.NOT_JUDGED)


def test_an_alert_about_a_plan_outlives_the_plan(
    lived: Log, person: Person, owner: User, catalogue: None, now: datetime, ago: Ago
) -> None:
    """The plan of a bowel preparation was ended; that a dose of something else is removed has nothing to do with it."""
    Change.objects.update(judged_at=now)
    product = Product.objects.filter(category="bowel_preparation", units__elemental_mg__gt=0).distinct()[0]
    unit = product.units.all()[0]
    plan = write_plan(
        person=person, by=owner, now=ago(60), product_id=product.pk, amount=Decimal(1), unit=unit.name,
        valid_from=now.date(), times=[time(18)],
    ).plan  # fmt: skip
    dose = lived(ago(59), amount=1).dose
    end_plan(person=person, plan_id=plan.pk, by=owner, now=ago(30), expected_version=1)
    judge(person, ago(30))
    about_plan = Alert.objects.get(rule="MG-12")
    assert (about_plan.state, about_plan.reason_code) == (AlertState.RESOLVED, Reason.PLAN_CHANGED)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    judge(person, now)
    assert Alert.objects.get(rule="MG-12").state == AlertState.RESOLVED
    assert Alert.objects.get(rule="MG-10").state == AlertState.WITHDRAWN


def test_an_alert_of_another_rule_set_is_left_as_it_was_said(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    dose = lived(ago(40)).dose
    judge(person, ago(16))
    alert = Alert.objects.get()
    older = Evaluation.objects.create(
        person=person,
        ruleset="2020.1",
        judged_at=alert.evaluation.judged_at,
        facts=alert.evaluation.facts,
        assessment=alert.evaluation.assessment,
    )
    Alert.objects.update(evaluation=older)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    judge(person, now)
    assert Alert.objects.get().state == AlertState.RESOLVED


def test_a_look_back_that_fails_holds_up_no_alert_and_is_tried_again(
    log_milk: Log, person: Person, now: datetime, ago: Ago, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("poison")

    log_milk(at=ago(60))
    log_milk()
    monkeypatch.setattr("alerts.services.hindsight.look_back", broken)
    assert len(evaluate_person(person_id=person.pk, now=now)) == 2
    assert "poison" in Watch.objects.get().error
    assert Trouble.RULES_FAIL in protection(now=now).reasons
    assert Change.objects.filter(judged_at__isnull=True).exists()
    monkeypatch.undo()
    later = now + timedelta(seconds=10)
    assert find_due_work(now=later).person_ids == (person.pk,)
    assert judge(person, later) == []
    assert Alert.objects.filter(found_late_at=later).count() == 1
    assert Trouble.RULES_FAIL not in protection(now=later).reasons


def test_a_live_alert_that_is_withdrawn_says_why_in_the_message(
    log_milk: Log, person: Person, owner: User, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    dose = log_milk().dose
    for delivery_id in judge(person, now):
        send_delivery(delivery_id=delivery_id, now=now)
    later = now + timedelta(minutes=1)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=later)
    for delivery_id in judge(person, later):
        send_delivery(delivery_id=delivery_id, now=later)
    alert = Alert.objects.get()
    assert (alert.state, alert.reason_code) == (AlertState.WITHDRAWN, Reason.DOSE_REMOVED)
    assert [mail.subject for mail in mailoutbox[2:]] == [
        "Withdrawn: the record was changed",
        "Ruth Keller: withdrawn, the record was changed",
    ]
    assert all("A dose was removed." in mail.body for mail in mailoutbox[2:])


def test_a_better_kidney_result_ends_an_alert_and_is_named(
    lived: Log, person: Person, owner: User, now: datetime, ago: Ago
) -> None:
    """A result of today ends what was right yesterday; one of the day before shows that it was not."""
    lived(ago(25), amount=30)
    lived(ago(2), amount=10)
    judge(person, ago(1))
    record_reading(person=person, by=owner, now=now, taken_on=now.date(), egfr_ml_min=Decimal(95))
    judge(person, now)
    alert = Alert.objects.get()
    assert (alert.state, alert.reason_code) == (AlertState.RESOLVED, Reason.READING_ADDED)
    record_reading(person=person, by=owner, now=now, taken_on=ago(48).date(), egfr_ml_min=Decimal(95))
    judge(person, now)
    assert Alert.objects.get().state == AlertState.WITHDRAWN


def test_time_alone_needs_no_reason(lived: Log, person: Person, now: datetime, ago: Ago) -> None:
    lived(ago(30))
    judge(person, now)
    alert = Alert.objects.get()
    assert (alert.state, alert.reason_code, alert.reason_at) == (AlertState.RESOLVED, "", None)


def test_the_list_of_alerts_shows_what_was_found_later(
    log_milk: Log, person: Person, owner: User, now: datetime, ago: Ago, browser_client: Callable[[User], Client]
) -> None:
    log_milk(at=ago(30))
    judge(person, now)
    browser = browser_client(owner)
    page = browser.get("/alerts/").content.decode()
    assert "Found later: this was so from" in page
    assert "A dose was logged late." in page
    page = browser.get(f"/alerts/{Alert.objects.get().pk}/").content.decode()
    assert "Ruth Keller did this" in page
    assert "Nobody by message." in page


def test_a_page_says_that_it_had_been_worse(
    lived: Log, log_milk: Log, person: Person, owner: User, now: datetime, ago: Ago,
    browser_client: Callable[[User], Client],
) -> None:  # fmt: skip
    lived(ago(26), amount=10)
    log_milk(at=ago(20), amount=Decimal(10))
    judge(person, now)
    page = browser_client(owner).get(f"/alerts/{Alert.objects.get().pk}/").content.decode()
    assert "By what we know now, it had been “Urgent: act now”." in page
