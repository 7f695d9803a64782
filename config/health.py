"""What an operator's monitoring asks: is the process alive, is protection on, what are the numbers?"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from alerts.models import Alert, Delivery, DeliveryStatus
from alerts.selectors.protection import Trouble, protection
from tracker.models import Change


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while protection is on, 503 with reasons while it is off. Names no person."""
    try:
        state = protection(now=now())
    except DatabaseError:
        return JsonResponse({"protection": {"on": False, "since": None, "reasons": ["no_database"]}}, status=503)
    since = state.since and state.since.isoformat().replace("+00:00", "Z")
    body = {"protection": {"on": state.on, "since": since, "reasons": list(state.reasons)}}
    return JsonResponse(body, status=200 if state.on else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, read from the database so that every process answers the same."""
    registry = CollectorRegistry()
    state = protection(now=now())
    _gauge(registry, "magwatch_protection_on", "1 while protection is on", int(state.on))
    for trouble in Trouble:
        _gauge(registry, f"magwatch_trouble_{trouble.value}", f"1 while {trouble.value}", int(trouble in state.reasons))
    waiting = Change.objects.filter(judged_at__isnull=True).count()
    _gauge(registry, "magwatch_changes_waiting", "changes that nobody judged yet", waiting)
    due = Delivery.objects.filter(status=DeliveryStatus.DUE).count()
    _gauge(registry, "magwatch_deliveries_due", "messages that wait to be sent", due)
    _gauge(registry, "magwatch_alerts_live", "alerts whose cause still holds", Alert.objects.live().count())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _gauge(registry: CollectorRegistry, name: str, text: str, value: float) -> None:
    Gauge(name, text, registry=registry).set(value)
