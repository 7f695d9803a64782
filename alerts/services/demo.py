"""Demo people: someone with kidney disease and her daughter, marked as demo, to try everything with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from alerts.models import Alert
from alerts.selectors.demo import demo_password_file, demo_people_exist, demo_removed_file
from intake.models import Dose
from intake.selectors.products import search_products
from intake.services.doses import record_dose
from tracker.models import Change, DeclaredKidneyDisease, Grant, MinSeverity, Person, Region, Scope, Sex, User
from tracker.services.people import grant_access, open_person, revoke_grant
from tracker.services.readings import record_reading

PATIENT_EMAIL = "patient@example.org"
CARER_EMAIL = "caregiver@example.org"
ZONE = "America/New_York"

# What she took before, in hours ago: enough for quick tiles, and nothing within the last 24 hours, so that
# the demo begins without an alert.
EARLIER_DOSES = (
    ("Rolaids Extra Strength Mint", "tablet", Decimal(2), (30, 79, 150)),
    ("Centrum Adults / Silver", "tablet", Decimal(1), (27, 51, 75, 99, 123, 147)),
)


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """With what to sign in as the demo people; both have the same password."""

    patient: str
    carer: str
    password: str


def ensure_demo_people(*, now: datetime) -> DemoSignIn:
    """Make the demo people unless they are here, and say how to sign in. Once removed, this brings them back.

    The password is DEMO_PASSWORD, or random and kept in DATA_DIR. Raises ImproperlyConfigured where demo people
    must not exist: anywhere but on the embedded default, or with DEMO=no, or where a real account has the address.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo people exist only on the embedded default (SQLite), and not with DEMO=no.")
    password = _password()
    with transaction.atomic():
        if demo_people_exist():
            _set_password(password)
        else:
            _create(password, now=now)
    demo_removed_file().unlink(missing_ok=True)
    return DemoSignIn(PATIENT_EMAIL, CARER_EMAIL, password)


def remove_demo_people(*, now: datetime) -> int:
    """Remove the demo people with everything about them, for good; how many people went."""
    with transaction.atomic():
        for grant in Grant.objects.filter(carer__is_demo=True, person__is_demo=False, revoked_at__isnull=True):
            revoke_grant(grant=grant, now=now)
        # Doses hold on to products, and alerts to what they were judged from: these go first.
        Alert.objects.filter(person__is_demo=True).delete()
        Dose.objects.filter(person__is_demo=True).delete()
        removed, _rows = Person.objects.filter(is_demo=True).count(), Person.objects.filter(is_demo=True).delete()
        User.objects.filter(is_demo=True).delete()
    demo_password_file().unlink(missing_ok=True)
    demo_removed_file().touch(mode=0o600)
    return removed


def _password() -> str:
    """The password, kept in a file for the next start."""
    path = demo_password_file()
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    password = settings.DEMO_PASSWORD or kept or secrets.token_urlsafe(9)
    if password != kept:
        path.touch(mode=0o600)
        path.write_text(password, encoding="utf-8")
    return password


def _set_password(password: str) -> None:
    for user in User.objects.filter(is_demo=True):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def _create(password: str, *, now: datetime) -> None:
    patient = _account(PATIENT_EMAIL, "Ruth Keller", password)
    carer = _account(CARER_EMAIL, "Anna Keller", password)
    person = open_person(
        account=patient,
        name=patient.name,
        now=now,
        birth_date=date(1948, 3, 12),
        sex=Sex.FEMALE,
        region=Region.US,
        time_zone=ZONE,
        declared_kidney_disease=DeclaredKidneyDisease.YES,
        clinic_phone="555-0142",
        phone="555-0177",
        is_demo=True,
    )
    _add_reading(person, patient, now=now)
    _add_doses(person, patient, now=now)
    # What she took before she was made is history, and no news to look back at.
    Change.objects.filter(person=person).update(judged_at=now)
    scopes = [Scope.SEE_ALERTS, Scope.SEE_DOSES, Scope.SEE_HEALTH]
    severity = MinSeverity.CAUTION
    grant_access(
        person=person, carer=carer, by=patient, scopes=scopes, relation="daughter", min_severity=severity, now=now
    )


def _account(email: str, name: str, password: str) -> User:
    if User.objects.filter(email=email).exists():
        raise ImproperlyConfigured(f"{email} is a real account here; demo people cannot be made beside it.")
    fields: dict[str, Any] = {"name": name, "time_zone": ZONE, "is_demo": True}
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _add_reading(person: Person, patient: User, *, now: datetime) -> None:
    taken_on = now.astimezone(ZoneInfo(ZONE)).date() - timedelta(days=25)
    record_reading(
        person=person, by=patient, now=now, taken_on=taken_on, egfr_ml_min=Decimal(24), source="Kidney clinic"
    )


def _add_doses(person: Person, patient: User, *, now: datetime) -> None:
    for name, unit, amount, hours in EARLIER_DOSES:
        product = search_products(person, name, limit=1)[0]
        for ago in hours:
            record_dose(
                person=person,
                by=patient,
                product_id=product.pk,
                amount=amount,
                unit=unit,
                taken_at=now - timedelta(hours=ago),
                now=now,
            )
