"""All alerts that the visitor may see, and each one with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alerts.models import LIVE_STATES, Alert
from alerts.selectors.alerts import LOUDEST_FIRST, alert_for, alerts_visible_to, explain, reader_of
from alerts.services.seen import mark_seen
from alerts.views.cards import card_of, cards_of
from alerts.views.told import told_of
from tracker.access import access_person, scopes_of
from tracker.models import Scope
from tracker.views.door import Visitor, signed_in

CLOSED_SHOWN = 50


@require_safe
@signed_in
def alerts(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Open ones first, the loudest on top; then those whose cause is gone."""
    visible = alerts_visible_to(visitor.user, now=visitor.now).prefetch_related(
        "receipts__user", "deliveries__recipient"
    )
    still = list(visible.filter(state__in=LIVE_STATES).order_by(LOUDEST_FIRST.desc(), "-opened_at"))
    gone = list(visible.exclude(state__in=LIVE_STATES).order_by("-closed_at")[:CLOSED_SHOWN])
    _write_look(visitor, [*still, *gone])
    context = {"open": cards_of(still, visitor.user), "closed": cards_of(gone, visitor.user)}
    return render(request, "alerts/alerts.html", context)


@require_safe
@signed_in
def alert(request: HttpRequest, visitor: Visitor, alert_id: UUID) -> HttpResponse:
    """Answer, action, arithmetic; and who knows."""
    found = alert_for(visitor.user, alert_id, now=visitor.now)
    access_person(visitor.user, found.person_id, need=Scope.SEE_ALERTS, now=visitor.now, look="alert")
    with timezone.override(visitor.zone_for(found.person)):
        return render(request, "alerts/alert.html", _context(found, visitor))


@require_POST
@signed_in
def seen(request: HttpRequest, visitor: Visitor, alert_id: UUID) -> HttpResponse:
    """Tell everybody concerned that the visitor has seen it."""
    mark_seen(alert=alert_for(visitor.user, alert_id, now=visitor.now), by=visitor.user, now=visitor.now)
    return redirect("alert", alert_id)


def _context(found: Alert, visitor: Visitor) -> dict[str, Any]:
    scopes = scopes_of(visitor.user, found.person, now=visitor.now)
    return {
        "card": card_of(found, visitor.user),
        "why": explain(found, reader=reader_of(found, visitor.user, now=visitor.now)),
        "told": told_of(found),
        "sees_doses": Scope.SEE_DOSES in scopes,
        "sees_health": Scope.SEE_HEALTH in scopes,
    }


def _write_look(visitor: Visitor, shown: Iterable[Alert]) -> None:
    for person_id in {one.person_id for one in shown}:
        access_person(visitor.user, person_id, need=Scope.SEE_ALERTS, now=visitor.now, look="alerts")
