"""Three people throughout: the owner of a record, a carer with a grant, and an outsider."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

# Before Django reads its settings: nothing of a test may touch the data of this machine.
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="magwatch-test-"))
os.environ.setdefault("STATIC_ROOT", tempfile.mkdtemp(prefix="magwatch-test-static-"))
os.environ.setdefault("SECRET_KEY", "a key for tests only, long and varied enough 0123456789")
os.environ.setdefault("DEMO", "no")
# Tests send more in a minute than people do; those of the limits set their own.
os.environ.setdefault("API_READS_PER_MINUTE", "0")
os.environ.setdefault("API_WRITES_PER_MINUTE", "0")
os.environ.setdefault("API_ANONYMOUS_PER_MINUTE", "0")

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now as clock
from hypothesis import settings as hypothesis_settings

from intake.models import Product
from intake.services.catalogue import load_catalogue
from intake.services.doses import Recorded, record_dose
from tests.stack import drop_database, template_database
from tracker.models import Person, Scope, User
from tracker.services.people import grant_access, open_person
from tracker.services.readings import record_reading

PASSWORD = "correct horse battery"

# How much the properties try: little in every run, much in `make nightly`.
hypothesis_settings.register_profile("quick", max_examples=60, deadline=None)
hypothesis_settings.register_profile("nightly", max_examples=2_000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """Argon2 is slow on purpose; tests that sign in by password do not measure it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, in WAL mode, as in production: other processes and threads can open it too."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The catalogue and the cache table stand in every test's database."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable")
        load_catalogue()


@pytest.fixture
def now() -> datetime:
    """The instant of the test."""
    return clock()


def _account(email: str, name: str) -> User:
    return User.objects.create_user(email, PASSWORD, name=name)


@pytest.fixture
def owner(db: None) -> User:
    """Ruth, whose record it is."""
    return _account("ruth@example.org", "Ruth Keller")


@pytest.fixture
def carer(db: None) -> User:
    """Anna, who cares for Ruth."""
    return _account("anna@example.org", "Anna Keller")


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody else."""
    return _account("otto@example.org", "Otto Fremd")


@pytest.fixture
def person(owner: User, now: datetime) -> Person:
    """Ruth as a person: eGFR 24, kidney stage 4, Anna sees alerts, doses and health from caution on."""
    ruth = open_person(
        account=owner,
        name="Ruth Keller",
        now=now,
        birth_date=date(1948, 3, 12),
        sex="female",
        time_zone="America/New_York",
        region="US",
        declared_kidney_disease="yes",
    )
    record_reading(person=ruth, by=owner, now=now, taken_on=(now - timedelta(days=25)).date(), egfr_ml_min=Decimal(24))
    return ruth


@pytest.fixture
def grant(person: Person, carer: User, owner: User, now: datetime) -> object:
    """What Anna may see."""
    return grant_access(
        person=person,
        carer=carer,
        by=owner,
        scopes=[Scope.SEE_ALERTS, Scope.SEE_DOSES, Scope.SEE_HEALTH],
        now=now,
        relation="daughter",
        min_severity="urgent",
    )


@pytest.fixture
def catalogue(db: None) -> None:
    """The catalogue: loaded once a session, and again after a test that emptied the database."""
    if not Product.objects.filter(owner=None).exists():
        load_catalogue()


@pytest.fixture
def milk(catalogue: None) -> Product:
    """Phillips' milk of magnesia: 500 mg in 15 mL."""
    return Product.objects.get(name="Phillips' Original Milk of Magnesia")


@pytest.fixture
def log_milk(person: Person, owner: User, milk: Product, now: datetime) -> Callable[..., Recorded]:
    """Logs milk of magnesia, 30 mL now unless said otherwise."""

    def log(amount: Decimal = Decimal(30), at: datetime | None = None, **more: object) -> Recorded:
        moment = at or now
        return record_dose(
            person=person,
            by=owner,
            product_id=milk.pk,
            amount=amount,
            unit="mL",
            taken_at=moment,
            now=max(moment, now),
            **more,  # type: ignore[arg-type]
        )

    return log


@pytest.fixture
def browser_client() -> Callable[[User], Client]:
    """A browser session of a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def stack_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the database of `tests.stack` is prepared once a session."""
    template = tmp_path_factory.mktemp("stack") / "template"
    yield template
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        drop_database(server, template_database(template))
