"""Demo people are marked, calm to begin with, and go without a trace."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from alerts.models import Alert
from alerts.selectors.demo import demo_password_file, demo_people_exist, demo_wanted
from alerts.services.demo import ensure_demo_people, remove_demo_people
from alerts.services.evaluate import evaluate_person
from intake.models import Dose, Product
from intake.selectors.products import usual_products
from intake.services.doses import record_dose
from intake.services.products import create_product
from tracker.models import Grant, Person, User
from tracker.services.people import grant_access

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_allowed(settings: Settings, tmp_path: Path, catalogue: None) -> None:
    settings.DEMO = True
    settings.DEMO_PASSWORD = ""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ruth(now: datetime) -> Person:
    ensure_demo_people(now=now)
    return Person.objects.get(is_demo=True)


def test_they_are_who_the_documentation_says(ruth: Person, now: datetime) -> None:
    assert (ruth.name, ruth.birth_date, ruth.sex, ruth.region) == ("Ruth Keller", date(1948, 3, 12), "female", "US")
    assert (ruth.declared_kidney_disease, ruth.clinic_phone) == ("yes", "555-0142")
    reading = ruth.kidney_readings.get()
    assert (reading.egfr_ml_min, reading.category) == (Decimal(24), "G4")
    assert 24 <= (now.date() - reading.taken_on).days <= 26
    grant = ruth.grants.get()
    assert (grant.carer.email, grant.relation, grant.min_severity) == ("caregiver@example.org", "daughter", "caution")
    assert grant.scopes == {"see_alerts", "see_doses", "see_health"}


def test_all_are_marked_as_demo_with_confirmed_addresses(ruth: Person) -> None:
    assert set(User.objects.values_list("email", "is_demo")) == {
        ("patient@example.org", True),
        ("caregiver@example.org", True),
    }
    assert set(EmailAddress.objects.values_list("verified", "primary")) == {(True, True)}


def test_the_demo_begins_without_an_alert_but_with_tiles(ruth: Person, now: datetime) -> None:
    evaluate_person(person_id=ruth.pk, now=now)
    assert not Alert.objects.exists()
    assert not Dose.objects.filter(taken_at__gt=now - timedelta(hours=24)).exists()
    assert len(usual_products(ruth, now=now)) == 2


def test_milk_of_magnesia_then_raises_the_alarm(ruth: Person, milk: Product, now: datetime) -> None:
    assert ruth.account is not None
    record_dose(person=ruth, by=ruth.account, product_id=milk.pk, amount=Decimal(30), unit="mL", taken_at=now, now=now)
    evaluate_person(person_id=ruth.pk, now=now)
    assert Alert.objects.get().severity == "urgent"


def test_a_second_start_changes_nothing_and_knows_the_password(ruth: Person, now: datetime) -> None:
    kept = demo_password_file().read_text(encoding="utf-8")
    again = ensure_demo_people(now=now)
    assert again.password == kept
    assert (Person.objects.count(), Dose.objects.count()) == (1, ruth.doses.count())


def test_the_password_is_random_private_and_works(ruth: Person, client: Client) -> None:
    path = demo_password_file()
    password = path.read_text(encoding="utf-8")
    assert len(password) >= 12
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    answer = client.post("/accounts/login/", {"login": "caregiver@example.org", "password": password})
    assert answer.status_code == 302


def test_a_password_may_be_chosen_later(ruth: Person, now: datetime, settings: Settings) -> None:
    settings.DEMO_PASSWORD = "chosen by the operator"
    assert ensure_demo_people(now=now).password == "chosen by the operator"
    assert all(user.check_password("chosen by the operator") for user in User.objects.all())


def test_where_demo_is_off_there_are_none(settings: Settings, now: datetime) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured, match="only on the embedded default"):
        ensure_demo_people(now=now)
    assert not demo_people_exist()


def test_a_real_account_with_the_address_is_left_alone(now: datetime) -> None:
    real = User.objects.create_user("patient@example.org", "her own password")
    with pytest.raises(ImproperlyConfigured, match="is a real account"):
        ensure_demo_people(now=now)
    assert User.objects.get() == real


def test_they_go_with_everything_about_them(ruth: Person, now: datetime, log_demo: Callable[[], None]) -> None:
    log_demo()
    assert Alert.objects.exists()
    assert remove_demo_people(now=now) == 1
    for table in (Person, User, Dose, Alert, EmailAddress, Grant):
        assert not table._default_manager.exists(), table
    assert not Product.objects.exclude(owner=None).exists()
    assert not demo_password_file().exists()
    assert not demo_wanted(), "the next start does not bring them back"


@pytest.fixture
def log_demo(ruth: Person, milk: Product, now: datetime) -> Callable[[], None]:
    """The demo patient tries everything out: a product of her own, and an alert."""

    def log() -> None:
        assert ruth.account is not None
        own = create_product(
            owner=ruth, name="Powder", category="supplement", unit="scoop", per_amount=Decimal(1),
            elemental_mg=Decimal(300), now=now,
        )  # fmt: skip
        for product, unit in ((own, "scoop"), (milk, "mL")):
            record_dose(
                person=ruth,
                by=ruth.account,
                product_id=product.pk,
                amount=Decimal(20),
                unit=unit,
                taken_at=now,
                now=now,
            )
        evaluate_person(person_id=ruth.pk, now=now)

    return log


def test_real_people_stay_and_their_grants_to_demo_people_end(
    ruth: Person, person: Person, owner: User, now: datetime
) -> None:
    anna = User.objects.get(email="caregiver@example.org")
    grant_access(person=person, carer=anna, by=owner, scopes=["see_alerts"], now=now)
    remove_demo_people(now=now)
    assert set(Person.objects.all()) == {person}
    assert not person.grants.exists()
    assert person.changes.filter(kind="grant", action="ended").exists()


def test_they_can_be_brought_back(ruth: Person, now: datetime) -> None:
    remove_demo_people(now=now)
    ensure_demo_people(now=now)
    assert demo_people_exist()
    assert demo_wanted()
