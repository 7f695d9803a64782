"""What a message says: a subject, a text and an HTML page, from the words of the rule that leads the alert."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from alerts.models import AlertState, Audience, Delivery, Purpose
from alerts.selectors.alerts import correction_of, explain, reader_of
from alerts.transports import Message
from tracker.access import scopes_of
from tracker.models import Scope
from tracker.selectors.phones import phones_of


def build_message(delivery: Delivery, *, now: datetime) -> Message:
    """The message of a delivery, in the recipient's language and the patient's time.

    Products are named only to the patient and to carers who may see doses, as of `now`. The subject may be read on a
    lock screen by anyone, so it names neither product nor amount.
    """
    with (
        translation.override(delivery.recipient.language),
        timezone.override(ZoneInfo(delivery.alert.person.time_zone)),
    ):
        context = _context(delivery, now=now)
        name = "all_clear" if delivery.purpose == Purpose.ALL_CLEAR else "raised"
        subject = " ".join(render_to_string(f"alerts/mail/{name}_subject.txt", context).split())
        return Message(
            id=delivery.pk,
            severity=delivery.severity,
            headline=subject,
            subject=subject,
            text=render_to_string(f"alerts/mail/{name}.txt", context),
            html=render_to_string(f"alerts/mail/{name}.html", context),
            url=context["url"],
        )


def _context(delivery: Delivery, *, now: datetime) -> dict[str, Any]:
    alert = delivery.alert
    scopes = scopes_of(delivery.recipient, alert.person, now=now)
    reader = reader_of(alert, delivery.recipient, now=now)
    return {
        "alert": alert,
        "delivery": delivery,
        "person": alert.person,
        "why": explain(alert, reader=reader),
        "correction": correction_of(alert, reader=reader),
        "phones": phones_of(alert.person),
        "is_patient": delivery.audience == Audience.PATIENT,
        "sees_doses": Scope.SEE_DOSES in scopes,
        "sees_health": Scope.SEE_HEALTH in scopes,
        "is_withdrawn": alert.state == AlertState.WITHDRAWN,
        "url": settings.SITE_URL + reverse("alert", args=[alert.pk]),
    }
