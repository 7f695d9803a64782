"""From changes to alerts: episodes, rounds, all clear, failures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from alerts.models import (
    Alert,
    AlertState,
    Audience,
    Delivery,
    DeliveryStatus,
    Evaluation,
    Purpose,
    Watch,
    WrittenOnceError,
)
from alerts.selectors.alerts import Reader, explain
from alerts.selectors.protection import Trouble, protection
from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from alerts.services.sweep import find_due_work
from intake.models import Product
from intake.services.doses import Recorded, record_dose, void_dose
from tracker.clinical.assess import assess
from tracker.clinical.codec import assessment_to_json, canonical_bytes, facts_from_json
from tracker.models import Change, Grant, Person, User
from tracker.services.people import grant_access, revoke_grant, update_person
from tracker.services.readings import record_reading, retract_reading

Log = Callable[..., Recorded]


def told(alert: Alert, purpose: Purpose = Purpose.RAISED) -> set[tuple[str, str]]:
    """To whom which severity went."""
    return {(d.recipient.email, d.severity) for d in alert.deliveries.filter(purpose=purpose)}


def test_a_dose_over_the_line_opens_one_alert_and_tells_patient_and_carer(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk()
    due = evaluate_person(person_id=person.pk, now=now)
    alert = Alert.objects.get()
    assert (alert.rule, alert.severity, alert.state) == ("MG-11", "urgent", AlertState.OPEN)
    assert told(alert) == {("ruth@example.org", "urgent"), ("anna@example.org", "urgent")}
    assert set(due) == set(alert.deliveries.values_list("pk", flat=True))
    assert not Change.objects.filter(judged_at__isnull=True).exists()


def test_a_caution_tells_the_patient_and_leaves_the_carer_in_peace(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk(amount=Decimal(5))
    evaluate_person(person_id=person.pk, now=now)
    assert told(Alert.objects.get()) == {("ruth@example.org", "caution")}


def test_a_carer_who_asked_for_cautions_is_told_cautions(
    log_milk: Log, person: Person, carer: User, owner: User, now: datetime
) -> None:
    grant_access(person=person, carer=carer, by=owner, scopes=["see_alerts"], now=now, min_severity="caution")
    log_milk(amount=Decimal(5))
    evaluate_person(person_id=person.pk, now=now)
    assert ("anna@example.org", "caution") in told(Alert.objects.get())


def test_the_same_episode_interrupts_once_and_again_only_when_it_gets_worse(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk(amount=Decimal(5))
    evaluate_person(person_id=person.pk, now=now)
    log_milk(amount=Decimal(5))
    assert evaluate_person(person_id=person.pk, now=now) == []
    log_milk(amount=Decimal(15))
    assert len(evaluate_person(person_id=person.pk, now=now)) == 2
    log_milk(amount=Decimal(30))
    assert evaluate_person(person_id=person.pk, now=now) == []
    alert = Alert.objects.get()
    assert (alert.round, alert.severity) == (2, "urgent")
    assert explain(alert, reader=Reader(Audience.PATIENT, sees_all=True)).total_mg.quantize(Decimal(1)) == Decimal(1833)


def test_judging_again_without_news_changes_nothing(log_milk: Log, person: Person, grant: Grant, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    assert evaluate_person(person_id=person.pk, now=now + timedelta(hours=1)) == []
    assert Alert.objects.count() == 1
    assert Delivery.objects.count() == 2


def test_a_dose_logged_while_a_judgement_waits_is_judged_with_it_or_after_it(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    """The worker's clock stands behind the one that logged: what is marked as judged must have been seen."""
    log_milk(at=now + timedelta(seconds=1))
    assert len(evaluate_person(person_id=person.pk, now=now + timedelta(milliseconds=500))) == 2
    assert Alert.objects.get().severity == "urgent"
    assert not Change.objects.filter(judged_at__isnull=True).exists()


def test_a_rise_after_a_fall_is_told_again(log_milk: Log, person: Person, grant: Grant, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    for hours in (12, 25, 37):
        at = now + timedelta(hours=hours)
        log_milk(amount=Decimal(3), at=at)
        assert evaluate_person(person_id=person.pk, now=at) == []
    assert Alert.objects.get().severity == "caution"
    later = now + timedelta(hours=38)
    log_milk(at=later)
    assert len(evaluate_person(person_id=person.pk, now=later)) == 2
    assert (Alert.objects.get().round, Alert.objects.count()) == (2, 1)


def test_judging_the_same_facts_again_writes_nothing_new(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    update_person(person=person, now=now, phone="555-0177")
    assert evaluate_person(person_id=person.pk, now=now + timedelta(minutes=1)) == []
    assert Evaluation.objects.count() == 1


def test_a_carer_who_joins_in_the_middle_is_told(
    log_milk: Log, person: Person, carer: User, owner: User, now: datetime
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    grant_access(person=person, carer=carer, by=owner, scopes=["see_alerts"], now=now)
    assert len(evaluate_person(person_id=person.pk, now=now)) == 1
    assert ("anna@example.org", "urgent") in told(Alert.objects.get())


def test_that_we_no_longer_know_the_kidneys_is_no_all_clear(
    log_milk: Log, person: Person, owner: User, grant: Grant, now: datetime
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    retract_reading(person=person, reading_id=person.kidney_readings.get().pk, by=owner, now=now)
    assert evaluate_person(person_id=person.pk, now=now + timedelta(minutes=1)) == []
    assert Alert.objects.get().is_live
    assert Watch.objects.get().due_at == now + timedelta(hours=24)
    evaluate_person(person_id=person.pk, now=now + timedelta(hours=24))
    assert Alert.objects.get().state == AlertState.WITHDRAWN


def test_without_any_kidney_result_an_undone_dose_ends_its_alert_at_once(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    person.kidney_readings.all().delete()
    dose = log_milk(amount=Decimal(90)).dose
    evaluate_person(person_id=person.pk, now=now)
    assert {alert.rule for alert in Alert.objects.live()} == {"MG-24", "MG-22"}
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now + timedelta(seconds=5))
    evaluate_person(person_id=person.pk, now=now + timedelta(seconds=6))
    assert {alert.state for alert in Alert.objects.all()} == {AlertState.WITHDRAWN}


def test_two_products_over_their_labels_are_two_alerts(
    person: Person, owner: User, catalogue: None, now: datetime
) -> None:
    record_reading(person=person, by=owner, now=now, taken_on=now.date() - timedelta(days=1), egfr_ml_min=Decimal(95))
    for name in ("Nature Made Magnesium 250 mg", "Centrum Adults / Silver"):
        product = Product.objects.get(name=name)
        record_dose(
            person=person, by=owner, product_id=product.pk, amount=Decimal(2), unit="tablet", taken_at=now, now=now
        )
        assert len(evaluate_person(person_id=person.pk, now=now)) == 1
    assert Alert.objects.filter(concern="label_maximum").count() == 2


def test_a_new_rule_set_judges_everybody_once(person: Person, now: datetime) -> None:
    evaluate_person(person_id=person.pk, now=now)
    assert find_due_work(now=now).person_ids == ()
    Watch.objects.update(ruleset="2020.1")
    assert find_due_work(now=now).person_ids == (person.pk,)
    evaluate_person(person_id=person.pk, now=now)
    assert find_due_work(now=now).person_ids == ()


def test_the_watch_knows_when_the_answer_will_change(log_milk: Log, person: Person, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    assert Watch.objects.get().due_at == now + timedelta(hours=24)
    assert find_due_work(now=now + timedelta(hours=23)).person_ids == ()
    assert find_due_work(now=now + timedelta(hours=24)).person_ids == (person.pk,)


def test_when_the_cause_is_gone_those_who_were_told_hear_it_once(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk()
    for delivery_id in evaluate_person(person_id=person.pk, now=now):
        assert send_delivery(delivery_id=delivery_id, now=now)
    later = now + timedelta(hours=24)
    evaluate_person(person_id=person.pk, now=later)
    evaluate_person(person_id=person.pk, now=later + timedelta(minutes=5))
    alert = Alert.objects.get()
    assert (alert.state, alert.closed_at) == (AlertState.RESOLVED, later)
    assert {email for email, _ in told(alert, Purpose.ALL_CLEAR)} == {"ruth@example.org", "anna@example.org"}


def test_an_undone_dose_withdraws_the_alert_and_cancels_what_was_not_sent(
    log_milk: Log, person: Person, owner: User, grant: Grant, now: datetime
) -> None:
    dose = log_milk().dose
    evaluate_person(person_id=person.pk, now=now)
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now + timedelta(seconds=5))
    evaluate_person(person_id=person.pk, now=now + timedelta(seconds=6))
    alert = Alert.objects.get()
    assert alert.state == AlertState.WITHDRAWN
    assert set(alert.deliveries.values_list("status", "purpose")) == {(DeliveryStatus.CANCELLED, Purpose.RAISED)}


def test_a_new_episode_after_the_all_clear_interrupts_again(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    later = now + timedelta(hours=25)
    evaluate_person(person_id=person.pk, now=later)
    log_milk(at=later)
    assert len(evaluate_person(person_id=person.pk, now=later)) == 2
    assert Alert.objects.count() == 2


def test_a_worse_kidney_result_alone_raises_an_alert(log_milk: Log, person: Person, owner: User, now: datetime) -> None:
    record_reading(person=person, by=owner, now=now, taken_on=now.date() - timedelta(days=1), egfr_ml_min=Decimal(50))
    log_milk(amount=Decimal(15))
    evaluate_person(person_id=person.pk, now=now)
    assert Alert.objects.get().severity == "caution"
    record_reading(person=person, by=owner, now=now, taken_on=now.date() - timedelta(days=1), egfr_ml_min=Decimal(12))
    evaluate_person(person_id=person.pk, now=now)
    assert Alert.objects.get().severity == "urgent"


def test_a_revoked_carer_gets_nothing_that_was_still_waiting(
    log_milk: Log, person: Person, grant: Grant, now: datetime
) -> None:
    log_milk()
    due = evaluate_person(person_id=person.pk, now=now)
    revoke_grant(grant=grant, now=now)
    sent = [send_delivery(delivery_id=pk, now=now) for pk in due]
    assert sorted(sent) == [False, True]
    status = dict(Delivery.objects.values_list("recipient__email", "status"))
    assert status == {"ruth@example.org": DeliveryStatus.SENT, "anna@example.org": DeliveryStatus.CANCELLED}


def test_what_an_alert_rests_on_judged_again_gives_the_same_bytes(log_milk: Log, person: Person, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    stored = Evaluation.objects.get()
    again = assess(facts_from_json(stored.facts), stored.judged_at)
    assert canonical_bytes(assessment_to_json(again)) == canonical_bytes(stored.assessment)


def test_a_failing_judgement_is_stored_tried_again_and_turns_health_red(
    log_milk: Log, person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("poison")

    log_milk()
    monkeypatch.setattr("alerts.services.evaluate.load_facts", broken)
    assert evaluate_person(person_id=person.pk, now=now) == []
    watch = Watch.objects.get()
    assert "poison" in watch.error
    assert find_due_work(now=now + timedelta(seconds=3)).person_ids == ()
    assert Trouble.RULES_FAIL in protection(now=now).reasons
    monkeypatch.undo()
    later = now + timedelta(seconds=10)
    assert find_due_work(now=later).person_ids == (person.pk,)
    assert evaluate_person(person_id=person.pk, now=later)
    assert Trouble.RULES_FAIL not in protection(now=later).reasons


def test_what_an_alert_rests_on_is_written_once(log_milk: Log, person: Person, now: datetime) -> None:
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    stored = Evaluation.objects.get()
    stored.ruleset = "another"
    with pytest.raises(WrittenOnceError), transaction.atomic():
        stored.save()
    with pytest.raises(WrittenOnceError), transaction.atomic():
        Evaluation.objects.filter(person=person).update(judged_at=now)
    with pytest.raises(WrittenOnceError), transaction.atomic():
        Evaluation.objects.bulk_update([stored], ["ruleset"])
    with pytest.raises(WrittenOnceError), transaction.atomic():
        Evaluation.objects.update_or_create(pk=stored.pk, defaults={"facts": {}})
    assert Evaluation.objects.get().ruleset != "another"
