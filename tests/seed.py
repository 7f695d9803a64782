"""`python -m tests.seed`: Ruth and Anna in an empty database, for tests that run the whole product."""

from __future__ import annotations

import os
from datetime import date, timedelta
from decimal import Decimal

import django


def main() -> None:
    """Make the two people through the services."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from django.utils.timezone import now as clock  # noqa: PLC0415

    from tests.stack import CAREGIVER, PASSWORD, PATIENT  # noqa: PLC0415
    from tracker.models import Scope, User  # noqa: PLC0415
    from tracker.services.people import grant_access, open_person  # noqa: PLC0415
    from tracker.services.readings import record_reading  # noqa: PLC0415

    now = clock()
    ruth = User.objects.create_user(PATIENT, PASSWORD, name="Ruth Keller", time_zone="America/New_York")
    anna = User.objects.create_user(CAREGIVER, PASSWORD, name="Anna Keller", time_zone="America/New_York")
    for user in (ruth, anna):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person = open_person(
        account=ruth, name="Ruth Keller", now=now, birth_date=date(1948, 3, 12), sex="female",
        time_zone="America/New_York", region="US", declared_kidney_disease="yes", clinic_phone="555-0142",
    )  # fmt: skip
    taken_on = (now - timedelta(days=25)).date()
    record_reading(person=person, by=ruth, now=now, taken_on=taken_on, egfr_ml_min=Decimal(24))
    scopes = [Scope.SEE_ALERTS, Scope.SEE_DOSES, Scope.SEE_HEALTH]
    grant_access(person=person, carer=anna, by=ruth, scopes=scopes, now=now, relation="daughter")


if __name__ == "__main__":
    main()
