"""Those whom the visitor looks after, the most urgent first. What was not granted is not there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.models import Alert, Severity
from alerts.selectors.alerts import live_alerts, triggering_dose
from alerts.selectors.protection import protection
from alerts.views.cards import Card, cards_of
from alerts.views.live import LivePart, answer_poll, is_news, live_part
from alerts.views.picture import Picture, picture_of
from intake.models import Dose
from tracker.access import access_person, scopes_of
from tracker.models import Grant, Person, Scope
from tracker.views.door import Visitor, signed_in

URGENT = Severity.values.index(Severity.URGENT)


@dataclass(frozen=True, slots=True)
class Cared:
    """One person as far as the visitor may see them; `picture` is None without the scope to see doses."""

    person: Person
    relation: str
    scopes: frozenset[Scope]
    cards: list[Card]
    picture: Picture | None
    dose: Dose | None
    zone: str

    @property
    def rank(self) -> int:
        """How loud the loudest alert is; -1 without one."""
        return max((Severity.values.index(card.alert.severity) for card in self.cards), default=-1)

    @property
    def sees_health(self) -> bool:
        """Whether kidney results may be shown."""
        return Scope.SEE_HEALTH in self.scopes

    @property
    def may_tell(self) -> bool:
        """Whether the visitor may say how the person is."""
        return Scope.RECORD_DOSES in self.scopes


@require_safe
@signed_in
def people(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everybody the visitor looks after."""
    cared = _everybody(visitor)
    _write_looks(visitor, cared)
    context = {"cared": cared, "live": _live(cared, visitor)}
    return render(request, "alerts/people.html", context)


@require_safe
@signed_in
def live(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What changed on the open page. A look is written down only when something new is shown."""
    cared = _everybody(visitor)
    part = _live(cared, visitor)
    if is_news(request, part):
        _write_looks(visitor, cared)
    return answer_poll(request, part)


@require_safe
@signed_in
def person(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """One person's day, to be read."""
    found = access_person(visitor.user, person_id, need=None, now=visitor.now, look="status")
    if visitor.own is not None and found.pk == visitor.own.pk:
        return redirect("today")
    grant = Grant.objects.held_by(visitor.user, now=visitor.now).filter(person=found).first()
    one = _cared(found, grant.relation if grant else "", visitor)
    with timezone.override(one.zone):
        return render(request, "alerts/person.html", {"one": one, "now": visitor.now})


def _everybody(visitor: Visitor) -> list[Cared]:
    grants = Grant.objects.held_by(visitor.user, now=visitor.now).select_related("person").order_by("person__name")
    cared = [_cared(grant.person, grant.relation, visitor) for grant in grants]
    return sorted(cared, key=lambda one: -one.rank)


def _cared(found: Person, relation: str, visitor: Visitor) -> Cared:
    scopes = scopes_of(visitor.user, found, now=visitor.now)
    alerts = live_alerts(found) if Scope.SEE_ALERTS in scopes else []
    sees_doses = Scope.SEE_DOSES in scopes
    return Cared(
        person=found,
        relation=relation,
        scopes=scopes,
        cards=cards_of(alerts, visitor.user),
        picture=picture_of(found, audience="carer", now=visitor.now) if sees_doses else None,
        dose=_cause(alerts) if sees_doses else None,
        zone=visitor.zone_for(found),
    )


def _cause(alerts: list[Alert]) -> Dose | None:
    return triggering_dose(alerts[0]) if alerts else None


def _live(cared: list[Cared], visitor: Visitor) -> LivePart:
    said = next((card.headline for one in cared for card in one.cards), "")
    needing = sum(one.rank >= URGENT for one in cared)
    url = reverse("people_live") + "?"
    now = protection(now=visitor.now)
    context = {"cared": cared, "needing": needing}
    return live_part("alerts/_people_live.html", context, url=url, said=said, protection=now)


def _write_looks(visitor: Visitor, cared: list[Cared]) -> None:
    for one in cared:
        access_person(visitor.user, one.person.pk, need=None, now=visitor.now, look="status")
