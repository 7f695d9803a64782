"""Alerts as cards: words for whoever looks, whom to call, who knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from alerts.models import Alert, Audience
from alerts.selectors.alerts import reader_of, render_alert
from alerts.views.told import Told, told_of
from tracker.models import Person, User
from tracker.selectors.phones import Phones, phones_of
from tracker.templatetags.parts import first_sentence, later_sentences


@dataclass(frozen=True, slots=True)
class Card:
    """One alert for one reader. `first` is the one thing to do, `then` the rest of the action."""

    alert: Alert
    headline: str
    first: str
    then: str
    is_patient: bool
    phones: Phones
    others: tuple[Told, ...]
    seen: bool

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.alert.person


def card_of(alert: Alert, user: User) -> Card:
    """The alert in the reader's words. Deliveries and receipts should be at hand."""
    reader = reader_of(alert, user, now=timezone.now())
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
    )


def cards_of(alerts: Iterable[Alert], user: User) -> list[Card]:
    """One card for each alert."""
    return [card_of(alert, user) for alert in alerts]
