"""`python -m tests.faults.dying_recorder`: log a dose and die between the commit and the doorbell."""

from __future__ import annotations

import os
from decimal import Decimal
from unittest import mock

import django

from tests.faults.dying_worker import die


def main() -> None:
    """Record through the service, as a request does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils.timezone import now as clock  # noqa: PLC0415

    from intake.models import Product  # noqa: PLC0415
    from intake.services.doses import record_dose  # noqa: PLC0415
    from tests.stack import PATIENT  # noqa: PLC0415
    from tracker.models import User  # noqa: PLC0415

    user = User.objects.get(email=PATIENT)
    milk = Product.objects.get(name="Phillips' Original Milk of Magnesia")
    with mock.patch("alerts.receivers.evaluate.delay", die):
        now = clock()
        record_dose(
            person=user.person, by=user, product_id=milk.pk, amount=Decimal(30), unit="mL", taken_at=now, now=now
        )


if __name__ == "__main__":
    main()
