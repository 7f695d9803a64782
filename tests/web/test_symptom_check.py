"""How somebody feels: danger signs lead to the telephone, five questions are written down and judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from alerts.models import Alert
from alerts.services.evaluate import evaluate_person
from intake.models import Product
from intake.services.doses import Recorded, record_dose
from tracker.clinical.signs import EARLY, LOW_SIGNS, RED_FLAGS
from tracker.forms.symptoms import QUESTIONS
from tracker.models import Grant, Person, Scope, SymptomReport, User
from tracker.services.people import grant_access, update_person
from tracker.services.symptoms import record_symptom

SYMPTOMS = "/symptoms/"
CALL = "/symptoms/call/"


@pytest.fixture
def writing_carer(person: Person, carer: User, owner: User, now: datetime) -> Grant:
    """Anna may log for Ruth and see alerts, but neither doses nor health."""
    scopes = [Scope.SEE_ALERTS, Scope.RECORD_DOSES]
    return grant_access(person=person, carer=carer, by=owner, scopes=scopes, now=now)


def _codes() -> list[str]:
    return sorted(SymptomReport.objects.filter(retracted_at=None).values_list("code", flat=True))


def test_the_five_questions_ask_for_every_early_sign_and_for_too_little() -> None:
    asked = {sign for question in QUESTIONS for sign in question.signs}
    assert len(QUESTIONS) == 5
    assert asked == {*EARLY, *LOW_SIGNS} - {*RED_FLAGS}


def test_danger_signs_stand_first_with_one_way_to_the_number(ruth: Client) -> None:
    page = ruth.get(SYMPTOMS).content.decode()
    assert page.index("Slow or hard breathing") < page.index(CALL) < page.index("1. Weaker than usual")
    assert page.count('type="radio"') == 10


def test_the_number_comes_at_once_and_the_question_after_it(ruth: Client, person: Person) -> None:
    page = ruth.get(CALL).content.decode()
    assert page.index('href="tel:911"') < page.index("which one was it?")
    assert not SymptomReport.objects.exists()


def test_the_number_is_that_of_the_patients_region(ruth: Client, person: Person, now: datetime) -> None:
    update_person(person=person, now=now, region="UK")
    assert 'href="tel:999"' in ruth.get(CALL).content.decode()


def test_a_danger_sign_is_one_tap_and_raises_the_emergency(
    ruth: Client, person: Person, log_milk: Callable[..., Recorded], now: datetime
) -> None:
    log_milk()
    page = ruth.post(CALL, {"code": "slow_breathing"}, follow=True).content.decode()
    assert "Written down" in page
    assert 'href="tel:911"' in page
    report = SymptomReport.objects.get()
    evaluate_person(person_id=person.pk, now=report.started_at)
    assert Alert.objects.live().filter(person=person, severity="emergency").exists()


def test_a_tap_twice_is_written_down_once(ruth: Client) -> None:
    for _ in range(2):
        ruth.post(CALL, {"code": "fainting"})
    assert _codes() == ["fainting"]
    undo = reverse("symptom_retract", args=[SymptomReport.objects.get().pk])
    assert f'formaction="{undo}"' in ruth.get(CALL).content.decode()


def test_a_danger_sign_that_comes_again_is_said_again(ruth: Client, person: Person, now: datetime) -> None:
    record_symptom(person=person, by=None, now=now, code="fainting", started_at=now - timedelta(hours=23))
    assert 'value="fainting"' in ruth.get(CALL).content.decode()
    ruth.post(CALL, {"code": "fainting"})
    assert _codes() == ["fainting", "fainting"]


def test_only_a_danger_sign_is_taken_there(ruth: Client) -> None:
    assert ruth.post(CALL, {"code": "nausea"})["Location"] == CALL
    assert _codes() == []


def test_yes_is_written_down_and_no_is_not(ruth: Client) -> None:
    said = {"weak": "yes", "weak_which": ["dizziness", "flushing"], "sick": "no", "sleepy": "yes", "pulse": "no"}
    page = ruth.post(SYMPTOMS, said, follow=True).content.decode()
    assert _codes() == ["dizziness", "flushing", "sleepiness"]
    assert "Written down: Dizzy when standing up, Hot, red face, Much more sleepy than usual." in page


def test_a_bare_yes_counts_as_the_sign_that_asks_for_most_care(ruth: Client) -> None:
    ruth.post(SYMPTOMS, {"sick": "yes"})
    assert _codes() == ["vomiting"]


def test_all_no_is_no_all_clear(ruth: Client, urgent_alert: Alert) -> None:
    said = {question.name: "no" for question in QUESTIONS}
    page = ruth.post(SYMPTOMS, said, follow=True).content.decode()
    assert "No sign is not an all clear" in page
    assert _codes() == []
    urgent_alert.refresh_from_db()
    assert urgent_alert.is_live


def test_no_answer_at_all_is_asked_again(ruth: Client) -> None:
    response = ruth.post(SYMPTOMS, {})
    assert response.status_code == 422
    assert "Answer at least one question." in response.content.decode()


def test_a_mistaken_tap_is_taken_back(ruth: Client) -> None:
    ruth.post(SYMPTOMS, {"pulse": "yes"})
    (report,) = SymptomReport.objects.all()
    url = reverse("symptom_retract", args=[report.pk])
    assert url in ruth.get(SYMPTOMS).content.decode()
    assert "Taken back: Slow pulse." in ruth.post(url, follow=True).content.decode()
    assert _codes() == []
    assert ruth.post(url).status_code == 404


def test_the_bowel_is_asked_about_only_after_a_bowel_preparation(
    ruth: Client, person: Person, owner: User, catalogue: None, now: datetime
) -> None:
    assert "bowel cleaning drink" not in ruth.get(SYMPTOMS).content.decode()
    drink = Product.objects.filter(category="bowel_preparation", units__isnull=False).first()
    assert drink
    record_dose(
        person=person, by=owner, product_id=drink.pk, amount=Decimal(1), unit=drink.units.all()[0].name,
        taken_at=now, now=now,
    )  # fmt: skip
    assert "6. No stool in the 6" in ruth.get(SYMPTOMS).content.decode()
    ruth.post(SYMPTOMS, {"no_stool": "yes"})
    assert _codes() == ["no_stool"]


def test_an_alert_of_caution_or_more_asks_how_one_feels(ruth: Client, urgent_alert: Alert) -> None:
    for url in ("/", reverse("alert", args=[urgent_alert.pk])):
        assert f'href="{SYMPTOMS}"' in ruth.get(url).content.decode()


def test_a_carer_who_may_log_tells_for_the_patient(
    anna: Client, carer: User, owner: User, person: Person, urgent_alert: Alert, now: datetime
) -> None:
    scopes = [Scope.SEE_ALERTS, Scope.RECORD_DOSES]
    grant_access(person=person, carer=carer, by=owner, scopes=scopes, now=now)
    url = reverse("person_symptoms", args=[person.pk])
    assert f'href="{url}"' in anna.get(reverse("alert", args=[urgent_alert.pk])).content.decode()
    page = anna.get(url).content.decode()
    assert "How is Ruth now?" in page
    assert reverse("person_emergency", args=[person.pk]) in page
    assert anna.post(url, {"sleepy": "yes"})["Location"] == reverse("person", args=[person.pk])
    assert SymptomReport.objects.get().recorded_by == carer


def test_a_carer_sees_only_what_was_granted(
    anna: Client, person: Person, owner: User, writing_carer: Grant, now: datetime
) -> None:
    record_symptom(person=person, by=owner, now=now, code="nausea", started_at=now)
    page = anna.get(reverse("person_symptoms", args=[person.pk])).content.decode()
    assert "Written down" not in page
    url = reverse("person_symptom_retract", args=[person.pk, SymptomReport.objects.get().pk])
    assert anna.post(url).status_code == 404


@pytest.mark.parametrize("name", ["person_symptoms", "person_emergency"])
def test_who_may_not_write_is_told_nothing(anna: Client, otto: Client, grant: Grant, person: Person, name: str) -> None:
    for visitor in (anna, otto):
        assert visitor.get(reverse(name, args=[person.pk])).status_code == 404
        assert visitor.post(reverse(name, args=[person.pk]), {"code": "fainting"}).status_code == 404
    assert _codes() == []


def test_an_account_without_a_person_is_asked_who_it_is_first(otto: Client) -> None:
    for url in (SYMPTOMS, CALL):
        assert otto.get(url)["Location"] == reverse("welcome")


def test_looking_for_the_patient_is_written_to_the_access_log(
    ruth: Client, anna: Client, person: Person, writing_carer: Grant
) -> None:
    anna.get(reverse("person_symptoms", args=[person.pk]))
    assert "your symptoms" in ruth.get(reverse("access_log")).content.decode()
