"""Alerts as cards: words for whoever looks, whom to call, who knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, Audience, Severity
from alerts.selectors.alerts import Correction, correction_of, reader_of, render_alert
from alerts.views.told import Told, told_of
from tracker.access import scopes_of
from tracker.models import Person, Scope, User
from tracker.selectors.phones import Phones, phones_of
from tracker.templatetags.parts import first_sentence, later_sentences


@dataclass(frozen=True, slots=True)
class Card:
    """One alert for one reader. `first` is the one thing to do, `then` the rest of the action.

    `correction` is what was done to the record behind it, if anything.
    """

    alert: Alert
    headline: str
    first: str
    then: str
    is_patient: bool
    phones: Phones
    others: tuple[Told, ...]
    seen: bool
    may_tell: bool
    correction: Correction | None

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.alert.person

    @property
    def symptoms_url(self) -> str:
        """Where to tell how the person feels; empty for a note, for what is over, and for who may not write."""
        if not self.may_tell or self.alert.severity == Severity.NOTE or not self.alert.is_live:
            return ""
        return reverse("symptoms") if self.is_patient else reverse("person_symptoms", args=[self.person.pk])


def card_of(alert: Alert, user: User) -> Card:
    """The alert in the reader's words. Deliveries and receipts should be at hand."""
    now = timezone.now()
    reader = reader_of(alert, user, now=now)
    words = render_alert(alert, reader=reader)
    told = told_of(alert)
    return Card(
        alert=alert,
        headline=words.headline,
        first=first_sentence(words.action),
        then=later_sentences(words.action),
        is_patient=reader.audience == Audience.PATIENT,
        phones=phones_of(alert.person),
        others=tuple(one for one in told if one.user != user),
        seen=any(one.user == user and one.seen_at for one in told),
        may_tell=Scope.RECORD_DOSES in scopes_of(user, alert.person, now=now),
        correction=correction_of(alert, reader=reader),
    )


def cards_of(alerts: Iterable[Alert], user: User) -> list[Card]:
    """One card for each alert."""
    return [card_of(alert, user) for alert in alerts]
