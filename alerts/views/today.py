"""The first page: what is wrong, what was taken, and one tap to write down the next dose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alerts.models import Severity
from alerts.selectors.alerts import live_alerts
from alerts.selectors.protection import protection
from alerts.views.cards import Card, cards_of
from alerts.views.live import LivePart, answer_poll, live_part
from alerts.views.picture import picture_of
from intake.models import Dose
from intake.selectors.doses import find_dose, same_dose_before
from intake.views.tiles import quick_tiles
from tracker.context_processors import Frame
from tracker.views.door import Owner, Visitor, signed_in, with_person

# A reload much later need not answer again.
ANSWER_SHOWN_FOR = timedelta(minutes=30)
UNDO_SHOWN_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Logged:
    """The dose that was just logged, its answer, and the same dose logged minutes before, if there is one."""

    dose: Dose
    same: Dose | None
    with_undo: bool


class LoggedForm(forms.Form):
    """Which dose was just logged."""

    logged = forms.UUIDField(required=False)


@require_safe
@signed_in
def today(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One's own day; somebody who only cares for others goes to them."""
    if visitor.own is None:
        return redirect("people" if Frame(request).cares else "welcome")
    owner = Owner(visitor.user, visitor.own, visitor.now)
    picture = picture_of(owner.person, audience="patient", now=owner.now)
    logged = _logged(request, owner)
    context = {
        "picture": picture,
        "tiles": quick_tiles(owner.person, picture.status.facts, now=owner.now),
        "logged": logged,
        "live": _live(owner, logged),
        "now": owner.now,
    }
    return render(request, "alerts/today.html", context)


@require_safe
@with_person
def live(request: HttpRequest, owner: Owner) -> HttpResponse:
    """What changed on an open page: alerts, and whether protection is on."""
    return answer_poll(request, _live(owner, _logged(request, owner)))


def _live(owner: Owner, logged: Logged | None) -> LivePart:
    cards = cards_of(live_alerts(owner.person), owner.user)
    url = reverse("live") + (f"?logged={logged.dose.pk}&" if logged else "?")
    quiet = logged is not None and any(_speaks_for(card, logged) for card in cards)
    context = {"cards": cards, "logged": logged, "quiet": quiet}
    said = cards[0].headline if cards else ""
    return live_part(
        "alerts/_today_live.html",
        context,
        url=url,
        said=said,
        protection=protection(now=owner.now, person=owner.person),
    )


def _speaks_for(card: Card, logged: Logged) -> bool:
    """One loud thing on a page: an alert that is as loud as the answer takes its place."""
    answered = logged.dose.verdict["severity"] or Severity.NOTE
    return Severity.values.index(card.alert.severity) >= Severity.values.index(answered)


def _logged(request: HttpRequest, owner: Owner) -> Logged | None:
    form = LoggedForm(request.GET)
    dose_id = form.cleaned_data["logged"] if form.is_valid() else None
    dose = find_dose(owner.person, dose_id) if dose_id else None
    if dose is None or dose.voided_at is not None or _said_at(dose) < owner.now - ANSWER_SHOWN_FOR:
        return None
    return Logged(dose, same_dose_before(dose), with_undo=dose.recorded_at > owner.now - UNDO_SHOWN_FOR)


def _said_at(dose: Dose) -> datetime:
    """When the dose got its present answer."""
    revisions = dose.revisions.all()
    return max((revision.at for revision in revisions), default=dose.recorded_at)
