"""The health page, blood tests, conditions, other medicines, prescriber's limits, and the first three questions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import Product
from tracker.clinical.moments import day_of
from tracker.models import HealthCondition, KidneyReading, LabResult, OtherMedicine, Person, PrescriberLimit, User
from tracker.services.conditions import record_condition
from tracker.services.labs import record_lab
from tracker.services.limits import record_limit
from tracker.services.medicines import record_medicine
from tracker.services.readings import record_reading

HEALTH, LABS, CONDITIONS, MEDICINES = "/health/", "/health/labs/", "/health/conditions/", "/health/medicines/"
TAP, LIMITS = "/health/conditions/tap/", "/health/limits/"
HINT = "Ask for a magnesium blood test."


@pytest.fixture
def today(now: datetime, person: Person) -> date:
    """Ruth's calendar day."""
    return day_of(now, person.time_zone)


def _page(client: Client, url: str) -> str:
    return client.get(url).content.decode().replace("&nbsp;", "\N{NO-BREAK SPACE}")


def _blood_test(**more: Any) -> dict[str, Any]:
    return {"value": "2.8", "unit": "mg/dL", "taken_at": "2026-01-05T08:30"} | more


@pytest.mark.parametrize("code", ["vomiting_diarrhoea", "fever", "cannot_drink", "no_stool_3_days"])
def test_one_tap_writes_it_down_from_today_on(ruth: Client, today: date, code: str) -> None:
    page = ruth.post(TAP, {"code": code}, follow=True).content.decode()
    row = HealthCondition.objects.get()
    assert (row.code, row.since, row.until) == (code, today, None)
    assert "Written down:" in page
    assert reverse("condition_end", args=[row.pk]) in page


def test_a_tap_on_something_else_writes_nothing(ruth: Client, person: Person) -> None:
    assert ruth.post(TAP, {"code": "heart_block"})["Location"] == HEALTH
    assert not HealthCondition.objects.exists()


def test_ill_today_says_when_it_ends_by_itself_and_does(
    ruth: Client, person: Person, owner: User, today: date, now: datetime
) -> None:
    record_condition(person=person, by=owner, now=now, code="fever", since=today)
    assert "Ends by itself after" in _page(ruth, HEALTH)
    HealthCondition.objects.update(since=today - timedelta(days=4), recorded_at=now - timedelta(days=4))
    assert "Ends by itself after" not in _page(ruth, HEALTH)
    assert "Over since" in _page(ruth, CONDITIONS)


def test_who_is_still_ill_on_another_day_says_it_by_one_tap(
    ruth: Client, person: Person, owner: User, today: date, now: datetime
) -> None:
    yesterday = now - timedelta(days=1)
    record_condition(person=person, by=owner, now=yesterday, code="fever", since=day_of(yesterday, person.time_zone))
    assert "Still ill today" in _page(ruth, HEALTH)
    ruth.post(TAP, {"code": "fever"})
    assert HealthCondition.objects.filter(since=today).exists()
    assert "Still ill today" not in _page(ruth, HEALTH)


def test_it_has_passed_is_one_tap(ruth: Client, person: Person, owner: User, today: date, now: datetime) -> None:
    row = record_condition(person=person, by=owner, now=now, code="no_stool_3_days", since=today - timedelta(days=2))
    page = ruth.post(reverse("condition_end", args=[row.pk]), follow=True).content.decode()
    row.refresh_from_db()
    assert row.until == today
    assert "It still counts until today ends." in page
    assert reverse("condition_end", args=[row.pk]) not in page


def test_a_lasting_condition_is_added_shown_and_taken_back_after_asking_once(ruth: Client, person: Person) -> None:
    ruth.post(CONDITIONS, {"code": "heart_block", "since": "2020-02-03"})
    row = HealthCondition.objects.get()
    assert "Heart block" in _page(ruth, HEALTH)
    url = reverse("condition_retract", args=[row.pk])
    assert "Take this back?" in _page(ruth, url)
    assert "Taken back." in ruth.post(url, follow=True).content.decode()
    assert "Heart block</p>" not in _page(ruth, CONDITIONS)
    assert ruth.get(url).status_code == 404


def test_a_condition_that_ends_before_it_begins_is_refused_beside_the_field(ruth: Client, person: Person) -> None:
    said = {"code": "pregnancy", "since": "2026-02-03", "until": "2026-02-01"}
    response = ruth.post(CONDITIONS, said)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_until_error"' in page
    assert 'value="2026-02-01"' in page
    assert '<option value="pregnancy" selected>' in page


def test_a_blood_test_is_shown_with_its_place_in_the_labs_range(ruth: Client, person: Person) -> None:
    ruth.post(LABS, _blood_test(low="1.6", high="2.6"))
    page = _page(ruth, LABS)
    assert "2.8\N{NO-BREAK SPACE}mg/dL: Over the lab's upper limit" in page.replace("&#x27;", "'")
    assert "1.6 to 2.6\N{NO-BREAK SPACE}mg/dL" in page
    assert "2.8\N{NO-BREAK SPACE}mg/dL" in _page(ruth, HEALTH)
    lab = LabResult.objects.get()
    assert lab.taken_at.isoformat() == "2026-01-05T13:30:00+00:00"


def test_a_swap_of_units_is_explained_beside_the_field_and_stays(ruth: Client, person: Person) -> None:
    response = ruth.post(LABS, _blood_test(unit="mmol/L", value="21"))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_value_error"' in page
    assert 'value="21"' in page
    assert '<option value="mmol/L" selected>' in page
    assert not LabResult.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("value", "1,000"), ("value", "NaN"), ("taken_at", "2999-01-01T10:00"), ("taken_at", ""), ("high", "0")],
)
def test_an_impossible_blood_test_is_refused_beside_its_field(ruth: Client, field: str, typed: str) -> None:
    response = ruth.post(LABS, _blood_test(**{field: typed}))
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()


def test_a_blood_test_is_taken_back_after_asking_once(ruth: Client, person: Person, owner: User, now: datetime) -> None:
    lab = record_lab(person=person, by=owner, now=now, value=Decimal("2.1"), unit="mg/dL", taken_at=now)
    url = reverse("lab_retract", args=[lab.pk])
    assert "2.1\N{NO-BREAK SPACE}mg/dL" in _page(ruth, url)
    ruth.post(url)
    lab.refresh_from_db()
    assert lab.retracted_at is not None
    assert "No blood test yet" in _page(ruth, LABS)


def test_the_unit_is_the_one_that_is_usual_where_somebody_lives(ruth: Client, person: Person) -> None:
    assert '<option value="mg/dL" selected>' in _page(ruth, LABS)
    Person.objects.update(region="UK")
    assert '<option value="mmol/L" selected>' in _page(ruth, LABS)


def test_weak_kidneys_without_a_blood_test_of_half_a_year_bring_a_hint(
    ruth: Client, person: Person, owner: User, now: datetime
) -> None:
    for url in (HEALTH, reverse("kidneys")):
        assert HINT in _page(ruth, url)
    record_lab(person=person, by=owner, now=now, value=Decimal("2.1"), unit="mg/dL", taken_at=now)
    for url in (HEALTH, reverse("kidneys")):
        assert HINT not in _page(ruth, url)


def test_good_kidneys_bring_no_hint(ruth: Client, person: Person, owner: User, now: datetime) -> None:
    KidneyReading.objects.all().delete()
    record_reading(person=person, by=owner, now=now, taken_on=day_of(now, "UTC"), egfr_ml_min=Decimal(95))
    assert HINT not in _page(ruth, HEALTH)


def test_a_medicine_is_kept_with_its_kind_and_times(ruth: Client, person: Person) -> None:
    said = {"name": "Levothyroxine", "medicine_class": "levothyroxine", "since": "2020-01-01"}
    ruth.post(MEDICINES, said | {"time_1": "19:00", "time_2": "07:00"})
    row = OtherMedicine.objects.get()
    assert row.times == ["07:00", "19:00"]
    page = _page(ruth, MEDICINES)
    assert "Thyroid: levothyroxine" in page
    assert "Usually at 07:00, 19:00." in page
    assert "Levothyroxine" in _page(ruth, HEALTH)


def test_the_last_day_of_a_medicine_is_asked_for(
    ruth: Client, person: Person, owner: User, today: date, now: datetime
) -> None:
    row = record_medicine(
        person=person, by=owner, now=now, name="Ibuprofen", medicine_class="nsaid", since=today - timedelta(days=9)
    )
    url = reverse("medicine_end", args=[row.pk])
    assert "Do not stop a medicine that was prescribed without asking." in _page(ruth, url)
    refused = ruth.post(url, {"until": today - timedelta(days=20)})
    assert refused.status_code == 422
    assert 'id="id_until_error"' in refused.content.decode()
    ruth.post(url, {"until": today - timedelta(days=1)})
    row.refresh_from_db()
    assert row.until == today - timedelta(days=1)
    assert url not in _page(ruth, MEDICINES)


def test_a_medicine_without_a_name_or_kind_is_refused_beside_its_fields(ruth: Client, person: Person) -> None:
    page = ruth.post(MEDICINES, {"since": "2020-01-01", "time_1": "07:15"}).content.decode()
    assert 'id="id_name_error"' in page
    assert 'id="id_medicine_class_error"' in page
    assert 'value="07:15"' in page


def test_a_prescribers_limit_is_kept_for_one_product_or_all(ruth: Client, milk: Product, today: date) -> None:
    said = {"elemental_mg_per_day": "250", "prescriber": "Dr. Stein", "valid_from": today}
    ends = {"valid_until": today + timedelta(days=90)}
    ruth.post(LIMITS, said | ends | {"product_id": milk.pk})
    ruth.post(LIMITS, said | ends | {"product_id": "", "elemental_mg_per_day": "300"})
    kept = PrescriberLimit.objects.order_by("elemental_mg_per_day").values_list("product_id", flat=True)
    assert list(kept) == [milk.pk, None]
    page = _page(ruth, LIMITS)
    assert f"250\N{NO-BREAK SPACE}mg a day: {milk.name}".replace("'", "&#x27;") in page
    assert "300\N{NO-BREAK SPACE}mg a day: all products together" in page
    assert "300\N{NO-BREAK SPACE}mg a day until" in _page(ruth, HEALTH)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("elemental_mg_per_day", "0"), ("prescriber", " "), ("valid_until", "2020-01-01"), ("valid_until", "")],
)
def test_an_impossible_limit_is_refused_beside_its_field(ruth: Client, today: date, field: str, typed: str) -> None:
    said = {"elemental_mg_per_day": "250", "prescriber": "Dr. Stein", "valid_from": today, "valid_until": today}
    response = ruth.post(LIMITS, said | {field: typed})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not PrescriberLimit.objects.exists()


def test_a_limit_is_taken_back_after_asking_once(
    ruth: Client, person: Person, owner: User, today: date, now: datetime
) -> None:
    limit = record_limit(
        person=person, by=owner, now=now, elemental_mg_per_day=Decimal(200), prescriber="Dr. Stein",
        valid_from=today, valid_until=today,
    )  # fmt: skip
    url = reverse("limit_retract", args=[limit.pk])
    assert "200\N{NO-BREAK SPACE}mg" in _page(ruth, url)
    ruth.post(url)
    assert "Nothing on file" in _page(ruth, LIMITS)


def test_what_is_on_file_about_ruth_is_closed_to_others(
    ruth: Client, anna: Client, otto: Client, person: Person, owner: User, today: date, now: datetime
) -> None:
    lab = record_lab(person=person, by=owner, now=now, value=Decimal("2.1"), unit="mg/dL", taken_at=now)
    condition = record_condition(person=person, by=owner, now=now, code="fever", since=today)
    medicine = record_medicine(person=person, by=owner, now=now, name="Iron", medicine_class="iron", since=today)
    urls = [
        reverse("lab_retract", args=[lab.pk]),
        reverse("condition_end", args=[condition.pk]),
        reverse("condition_retract", args=[condition.pk]),
        reverse("medicine_retract", args=[medicine.pk]),
    ]
    for stranger in (anna, otto):
        for url in urls:
            stranger.post(url)
    for row in (lab, condition, medicine):
        row.refresh_from_db()
        assert row.retracted_at is None
    assert condition.until is None


def test_nothing_of_this_is_asked_at_the_beginning(otto: Client) -> None:
    page = _page(otto, reverse("welcome"))
    assert "Question 3 of 3" in page
    assert "Question 4" not in page
    for later in ("telephone", "Weight", "pregnan", "medicine"):
        assert f"{later}</label>" not in page
    assert page.count("<h2") == 3


def test_who_knows_of_no_kidney_disease_is_set_at_once(otto: Client, outsider: User) -> None:
    said = {
        "name": "Otto Fremd",
        "birth_date": "1990-02-03",
        "sex": "male",
        "declared_kidney_disease": "no",
        "region": "EU",
        "time_zone": "Europe/Berlin",
    }
    assert otto.post(reverse("welcome"), said)["Location"] == reverse("today")
    assert Person.objects.get(account=outsider).declared_kidney_disease == "no"


def test_weight_and_telephone_live_in_the_profile(ruth: Client, person: Person) -> None:
    said = {
        "name": "Ruth Keller",
        "birth_date": "1948-03-12",
        "sex": "female",
        "declared_kidney_disease": "yes",
        "region": "US",
        "time_zone": "America/New_York",
        "weight_kg": "62.5",
        "phone": "555-0100",
    }
    ruth.post(reverse("profile"), said)
    person.refresh_from_db()
    assert (person.weight_kg, person.phone) == (Decimal("62.5"), "555-0100")
    assert 'value="62.5"' in _page(ruth, reverse("profile"))
