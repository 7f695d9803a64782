"""A red flag: everybody who may know is told at once, and the first words are whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.mail import EmailMultiAlternatives

from alerts.models import Alert, AlertState, Delivery, Reason
from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from intake.services.doses import Recorded
from tracker.models import Person, User
from tracker.services.labs import record_lab
from tracker.services.people import grant_access, update_person
from tracker.services.symptoms import record_symptom, retract_symptom

Log = Callable[..., Recorded]


@pytest.fixture
def patient_carers(person: Person, carer: User, outsider: User, owner: User, now: datetime) -> list[User]:
    """Two carers: one hears of emergencies only, the other an hour late; both see alerts and nothing else."""
    grant_access(
        person=person, carer=carer, by=owner, scopes=["see_alerts"], now=now, min_severity="emergency", delay_minutes=60
    )
    grant_access(
        person=person, carer=outsider, by=owner, scopes=["see_alerts"], now=now, min_severity="urgent", delay_minutes=60
    )
    return [carer, outsider]


def judge(person: Person, now: datetime) -> Alert:
    """Judge and send what is due now; the emergency."""
    for delivery_id in evaluate_person(person_id=person.pk, now=now):
        assert send_delivery(delivery_id=delivery_id, now=now)
    return Alert.objects.get(severity="emergency")


def test_a_red_flag_after_magnesium_tells_everybody_at_once(
    log_milk: Log, person: Person, owner: User, patient_carers: list[User], now: datetime,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:  # fmt: skip
    log_milk(amount=Decimal(3), at=now - timedelta(days=10))
    record_symptom(person=person, by=owner, now=now, code="fainting", started_at=now)
    alert = judge(person, now)
    assert alert.rule == "MG-01"
    assert {to for mail in mailoutbox for to in mail.to} == {user.email for user in (owner, *patient_carers)}
    assert set(alert.deliveries.values_list("due_at", flat=True)) == {now}


def test_the_mail_begins_with_whom_to_call(
    log_milk: Log, person: Person, owner: User, patient_carers: list[User], now: datetime,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:  # fmt: skip
    update_person(person=person, now=now, region="UK")
    log_milk(amount=Decimal(3))
    record_symptom(person=person, by=patient_carers[0], now=now, code="slow_breathing", started_at=now)
    judge(person, now)
    urgent = [mail for mail in mailoutbox if "Emergency: call now" in mail.subject]
    assert len(urgent) == 3
    for mail in urgent:
        assert str(mail.body).splitlines()[0] == "Call emergency services first: 999."
        html = str(mail.alternatives[0][0])
        assert html.index("Call emergency services first: 999.") < html.index("<h1")
        assert mail.extra_headers["Importance"] == "high"


def test_no_other_mail_begins_so(
    log_milk: Log, person: Person, now: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    log_milk()
    for delivery_id in evaluate_person(person_id=person.pk, now=now):
        send_delivery(delivery_id=delivery_id, now=now)
    assert str(mailoutbox[0].body).startswith("Urgent: act now")


def test_a_very_high_blood_level_is_an_emergency_too(
    person: Person, owner: User, patient_carers: list[User], now: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    record_lab(person=person, by=owner, now=now, value=Decimal("5.1"), unit="mg/dL", taken_at=now)
    assert judge(person, now).rule == "MG-03"
    assert len(mailoutbox) == 3


def test_what_waited_for_its_delay_is_told_at_once_when_it_becomes_an_emergency(
    person: Person, owner: User, patient_carers: list[User], now: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    """An urgent lab is told to one carer an hour later; with a symptom it is an emergency."""
    record_lab(person=person, by=owner, now=now, value=Decimal("3.4"), unit="mg/dL", taken_at=now)
    evaluate_person(person_id=person.pk, now=now)
    assert Delivery.objects.get(recipient=patient_carers[1]).due_at == now + timedelta(hours=1)
    later = now + timedelta(minutes=5)
    record_symptom(person=person, by=owner, now=later, code="sleepiness", started_at=later)
    alert = judge(person, later)
    assert (alert.rule, alert.round) == ("MG-03", 2)
    assert {mail.to[0] for mail in mailoutbox} == {owner.email, *(user.email for user in patient_carers)}


def test_a_sign_that_was_ticked_by_mistake_withdraws_the_emergency_and_says_so_once(
    log_milk: Log, person: Person, owner: User, patient_carers: list[User], now: datetime,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:  # fmt: skip
    log_milk(amount=Decimal(3), at=now - timedelta(days=10))
    ticked = record_symptom(person=person, by=owner, now=now, code="fainting", started_at=now)
    judge(person, now)
    later = now + timedelta(minutes=1)
    retract_symptom(person=person, symptom_id=ticked.pk, by=owner, now=later)
    for delivery_id in evaluate_person(person_id=person.pk, now=later):
        assert send_delivery(delivery_id=delivery_id, now=later)
    alert = Alert.objects.get(severity="emergency")
    assert (alert.state, alert.reason_code, alert.reason_by) == (AlertState.WITHDRAWN, Reason.SYMPTOM_REMOVED, owner)
    withdrawn = [mail for mail in mailoutbox if "ithdrawn" in mail.subject]
    assert len(withdrawn) == 3
    told = {mail.to[0]: "A symptom was removed." in mail.body for mail in withdrawn}
    assert told == {owner.email: True} | {user.email: False for user in patient_carers}
