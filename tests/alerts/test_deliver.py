"""Handing messages over: what must no longer be said is not, and what failed is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from alerts.models import Alert, Delivery, DeliveryStatus, Purpose
from alerts.policy.telling import MOST_ATTEMPTS
from alerts.selectors.protection import Trouble, protection
from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from alerts.services.heartbeat import beat
from alerts.services.sweep import find_due_work
from intake.services.doses import Recorded, void_dose
from tests.stack import Mailbox
from tracker.models import Grant, Person, User
from tracker.services.people import grant_access

Log = Callable[..., Recorded]


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real mail server; the settings point to it."""
    box = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(box.url.rsplit(":", 1)[1])
    yield box
    box.stop()


def send_all(now: datetime) -> int:
    """Send whatever is due; how much was."""
    return sum(send_delivery(delivery_id=pk, now=now) for pk in find_due_work(now=now).delivery_ids)


def status_of(user: User) -> str:
    """How the one message to this user stands."""
    return Delivery.objects.get(recipient=user, purpose=Purpose.RAISED).status


def test_an_urgent_message_is_not_sent_after_the_alert_was_withdrawn(
    log_milk: Log, person: Person, owner: User, now: datetime, mailbox: Mailbox
) -> None:
    dose = log_milk().dose
    evaluate_person(person_id=person.pk, now=now)
    mailbox.behave = lambda mail: "451 later"
    assert send_all(now) == 0
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    Delivery.objects.update(status=DeliveryStatus.SENDING, lease_until=now)
    evaluate_person(person_id=person.pk, now=now + timedelta(seconds=1))
    mailbox.behave = lambda mail: None
    send_all(now + timedelta(minutes=10))
    assert [str(mail["Subject"]) for mail in mailbox.mails] == ["Withdrawn: the record was changed"]


def test_an_old_all_clear_is_not_sent_into_a_new_episode(
    log_milk: Log, person: Person, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    send_all(now)
    later = now + timedelta(hours=25)
    evaluate_person(person_id=person.pk, now=later)
    log_milk(at=later)
    evaluate_person(person_id=person.pk, now=later)
    send_all(later)
    assert Delivery.objects.get(purpose=Purpose.ALL_CLEAR).status == DeliveryStatus.CANCELLED
    assert len(mailoutbox) == 2


def test_a_delayed_message_is_replaced_by_the_one_of_the_worse_round(
    log_milk: Log, person: Person, carer: User, owner: User, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    grant_access(
        person=person, carer=carer, by=owner, scopes=["see_alerts"], now=now, min_severity="caution", delay_minutes=30
    )
    log_milk(amount=Decimal(5))
    evaluate_person(person_id=person.pk, now=now)
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    send_all(now + timedelta(minutes=31))
    assert len([mail for mail in mailoutbox if mail.to == [carer.email]]) == 1


def test_only_a_refused_address_is_final(
    log_milk: Log, person: Person, grant: Grant, now: datetime, mailbox: Mailbox
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    mailbox.behave = lambda mail: "535 authentication failed"
    send_all(now)
    assert set(Delivery.objects.values_list("status", flat=True)) == {DeliveryStatus.DUE}
    mailbox.behave = lambda mail: None
    assert send_all(now + timedelta(minutes=1)) == 2


def test_a_message_that_kills_its_sender_each_time_is_given_up_in_the_end(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    at, attempts = now, 0
    while status_of(owner) != DeliveryStatus.FAILED:
        at += timedelta(hours=9)
        find_due_work(now=at)
        attempts += Delivery.objects.filter(status=DeliveryStatus.DUE).update(
            status=DeliveryStatus.SENDING, attempts=attempts + 1, lease_until=at
        )
        assert attempts <= MOST_ATTEMPTS
    assert attempts == MOST_ATTEMPTS


def test_a_message_that_hangs_in_a_senders_hands_turns_protection_off(
    log_milk: Log, person: Person, now: datetime
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    beat(now=now)
    assert protection(now=now).on
    Delivery.objects.update(status=DeliveryStatus.SENDING, lease_until=now - timedelta(minutes=2))
    assert protection(now=now).reasons == (Trouble.MESSAGES_WAIT,)


def test_one_refused_address_leaves_everybody_else_protected(log_milk: Log, person: Person, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    beat(now=now)
    Delivery.objects.update(status=DeliveryStatus.FAILED)
    assert protection(now=now).on
    assert protection(now=now, person=person).reasons == (Trouble.MESSAGES_FAILED,)


def test_a_heartbeat_from_the_future_is_no_sign_of_life(db: None, now: datetime) -> None:
    beat(now=now + timedelta(hours=1))
    assert protection(now=now).reasons == (Trouble.NO_WORKER,)


@pytest.mark.parametrize(
    ("scopes", "named"),
    [
        (["see_alerts"], False),
        (["see_alerts", "see_doses"], False),
        (["see_alerts", "see_doses", "see_health"], True),
    ],
)
def test_a_carers_mail_tells_what_the_grant_allows(
    log_milk: Log,
    person: Person,
    carer: User,
    owner: User,
    now: datetime,
    mailoutbox: list[EmailMessage],
    scopes: list[str],
    named: bool,
) -> None:
    grant_access(person=person, carer=carer, by=owner, scopes=scopes, now=now)
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    send_all(now)
    (mail,) = [mail for mail in mailoutbox if mail.to == [carer.email]]
    html = str(mail.alternatives[0][0])  # type: ignore[attr-defined]
    for text in (str(mail.body), html):
        assert "Ruth Keller" in text
        for secret in ("1,000", "Milk of Magnesia", "eGFR", "idney", "MG-11", "Magnes Res"):
            assert (secret in text) is named
    assert Alert.objects.get().rule == "MG-11"
