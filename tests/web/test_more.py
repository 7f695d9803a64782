"""The pages behind "More", the operator's pages, and the first questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from alerts.selectors.outbox import stored_mails
from alerts.services.demo import ensure_demo_people
from tracker.models import Person, User
from tracker.services.people import update_person

FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def mail_dir(settings: Settings, tmp_path: Path) -> Path:
    """A place for mails when no mail server is set."""
    settings.EMAIL_URL, settings.MAIL_DIR = "", tmp_path / "mail"
    return tmp_path / "mail"


@pytest.fixture
def demo(settings: Settings, tmp_path: Path, catalogue: None, now: datetime) -> User:
    """The demo patient."""
    settings.DEMO, settings.EMBEDDED, settings.DATA_DIR = True, True, tmp_path
    ensure_demo_people(now=now)
    return User.objects.get(email="patient@example.org")


def _send(folder: Path, *subjects: str) -> None:
    mails = []
    for subject in subjects:
        mail = EmailMultiAlternatives(subject, f"Why: {subject}\nhttps://example.org/a", to=["anna@example.org"])
        mail.attach_alternative("<p>html</p>", "text/html")
        mails.append(mail)
    get_connection(FILES, file_path=folder).send_messages(mails)


def test_the_operator_reads_the_mails_that_stayed_here(
    browser_client: Callable[[User], Client], db: None, mail_dir: Path
) -> None:
    _send(mail_dir, "Urgent: act now", "All clear <b>")
    operator = browser_client(User.objects.create_superuser("op@example.org", "x"))
    page = operator.get(reverse("operator_mails")).content.decode()
    assert "Urgent: act now" in page
    assert "All clear &lt;b&gt;" in page
    first = stored_mails()[0]
    letter = operator.get(reverse("operator_mail", args=[first.name])).content.decode()
    assert "Why: All clear" in letter
    assert operator.get(reverse("operator_mail", args=["gone"])).status_code == 404


@pytest.mark.parametrize("name", ["operator_mails", "demo_remove"])
def test_the_operators_pages_are_closed_to_everybody_else(
    ruth: Client, anna: Client, otto: Client, name: str, mail_dir: Path
) -> None:
    for visitor in (ruth, anna, otto):
        assert visitor.get(reverse(name)).status_code == 403
        assert reverse(name) not in visitor.get(reverse("more")).content.decode()


def test_a_mail_server_leaves_nothing_here(settings: Settings, mail_dir: Path) -> None:
    _send(mail_dir, "Urgent")
    settings.EMAIL_URL = "smtp://mail.example.org"
    assert stored_mails() == []


def test_the_demo_people_go_with_one_button(
    browser_client: Callable[[User], Client], client: Client, demo: User, person: Person
) -> None:
    assert "patient@example.org" in client.get("/accounts/login/").content.decode()
    visitor = browser_client(demo)
    assert "Remove the demo people" in visitor.get(reverse("more")).content.decode()
    visitor.post(reverse("demo_remove"))
    assert not User.objects.filter(is_demo=True).exists()
    assert Person.objects.filter(pk=person.pk).exists()
    assert "patient@example.org" not in client.get("/accounts/login/").content.decode()


def test_the_first_questions_make_a_person(otto: Client, outsider: User) -> None:
    said = {
        "name": "Otto Fremd",
        "birth_date": "1950-02-03",
        "sex": "male",
        "declared_kidney_disease": "unknown",
        "region": "EU",
        "time_zone": "Europe/Berlin",
    }
    assert otto.post(reverse("welcome"), said)["Location"] == reverse("kidneys")
    person = Person.objects.get(account=outsider)
    assert (person.time_zone, person.region) == ("Europe/Berlin", "EU")
    assert "Hello, Otto" in otto.get("/").content.decode() or ", Otto</h1>" in otto.get("/").content.decode()
    assert otto.get(reverse("welcome"))["Location"] == reverse("profile")


def test_an_impossible_birth_date_is_refused_beside_its_field(otto: Client) -> None:
    response = otto.post(reverse("welcome"), {"name": "Otto", "birth_date": "1700-01-01"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_sex_error"' in page
    assert 'value="Otto"' in page
    assert not Person.objects.exists()


def test_details_can_be_changed_later(ruth: Client, person: Person) -> None:
    page = ruth.get(reverse("profile")).content.decode()
    assert 'value="Ruth Keller"' in page
    said = {
        "name": "Ruth Keller",
        "birth_date": "1948-03-12",
        "sex": "female",
        "declared_kidney_disease": "yes",
        "region": "US",
        "time_zone": "America/New_York",
        "clinic_phone": "555-0142",
    }
    ruth.post(reverse("profile"), said)
    person.refresh_from_db()
    assert person.clinic_phone == "555-0142"


def test_the_about_page_is_open_and_names_the_rules(db: None, client: Client) -> None:
    page = client.get(reverse("about")).content.decode()
    assert "Nothing here has been signed off by a clinician." in page
    assert "2026.1" in page
    assert "MG-11" in page


def test_carers_stand_with_what_they_may_see(ruth: Client, anna: Client) -> None:
    page = ruth.get(reverse("carers")).content.decode()
    assert "Anna Keller, daughter" in page


def test_signing_up_leads_to_the_first_questions(db: None, client: Client) -> None:
    said = {"email": "Maya@Example.org", "password1": "a very good passphrase"}
    response = client.post("/accounts/signup/", said, follow=True)
    assert response.redirect_chain[-1][0] == reverse("welcome")
    assert User.objects.filter(email="maya@example.org").exists()


def test_a_zone_that_a_client_set_stays_when_the_profile_is_saved(ruth: Client, person: Person, now: datetime) -> None:
    update_person(person=person, now=now, time_zone="Japan")
    assert '<option value="Japan" selected>' in ruth.get(reverse("profile")).content.decode()


def test_demo_people_read_only_what_was_written_to_demo_people(
    browser_client: Callable[[User], Client], db: None, mail_dir: Path, settings: Settings
) -> None:
    settings.EMBEDDED = True
    _send(mail_dir, "Reset your password")
    demo = User.objects.create_user("patient@example.org", "x", is_demo=True)
    page = browser_client(demo).get(reverse("operator_mails"))
    assert "Reset your password" not in page.content.decode()
    letter = reverse("operator_mail", args=[stored_mails()[0].name])
    assert browser_client(demo).get(letter).status_code == 404
