"""`/people/{p}/alerts/` and `/alerts/{a}/`: what was said about a person."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.shapes import AlertSerializer, ExplainedAlertSerializer, shown_alert, shown_explained
from alerts.models import AlertState, DismissalReason, Severity
from alerts.selectors.alerts import PEOPLE, alert_for, alerts_visible_to
from alerts.services.dismiss import NotDismissible, dismiss_alert
from alerts.services.seen import mark_seen
from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.conditional import one_object
from tracker.api.errors import Conflict
from tracker.api.fields import StrictSerializer
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import ETAG, IF_NONE_MATCH, page_of, problems
from tracker.models import Scope


class AlertQuery(PageQuery):
    """By state and by severity."""

    state = serializers.ChoiceField(choices=AlertState.values, required=False)
    severity = serializers.ChoiceField(choices=Severity.values, required=False)


class NothingSerializer(StrictSerializer):
    """An empty object, or no body."""


class DismissSerializer(StrictSerializer):
    """Why it is put away."""

    reason = serializers.ChoiceField(choices=DismissalReason.values)


class StateConflict(Conflict):
    """409: it is over, or somebody put it away already."""

    default_detail = _("This alert is over, or somebody put it away already. Read it again.")
    default_code = "wrong_state"


class AlertPages(CursorPages):
    """The newest episode first."""

    field = "opened_at"


class AlertsView(ApiView):
    """A person's alerts."""

    @extend_schema(operation_id="list_alerts", parameters=[AlertQuery], responses=page_of(AlertSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List the alerts about a person, the newest first. Needs the scope `see_alerts`."""
        person = self.person(person_id, need=Scope.SEE_ALERTS, look="alerts")
        wanted = read_query(request, AlertQuery)
        filters = {name: wanted[name] for name in ("state", "severity") if name in wanted}
        user, pages, scopes = signed_in(request), AlertPages(), self.scopes(person)
        visible = alerts_visible_to(user, now=self.now).filter(person=person, **filters)
        rows = pages.paginate_queryset(visible.prefetch_related(*PEOPLE), request)
        return pages.get_paginated_response([shown_alert(row, user, scopes) for row in rows])


class AlertView(ApiView):
    """One alert."""

    @extend_schema(operation_id="show_alert", parameters=[IF_NONE_MATCH, ETAG], responses=ExplainedAlertSerializer)
    def get(self, request: Request, alert_id: UUID) -> Response:
        """Show an alert with all that it rests on. Needs the scope `see_alerts`."""
        user = signed_in(request)
        alert = alert_for(user, alert_id, now=self.now)
        person = self.person(alert.person_id, need=Scope.SEE_ALERTS, look="alert")
        return one_object(request, shown_explained(alert, user, self.scopes(person)))


class AlertSeenView(ApiView):
    """The receipt of one alert."""

    @extend_schema(
        operation_id="mark_alert_seen", request=NothingSerializer, parameters=[ETAG], responses=ExplainedAlertSerializer
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Say that the caller has seen an alert. The first time counts; again changes nothing."""
        user = signed_in(request)
        alert = alert_for(user, alert_id, now=self.now)
        person = self.person(alert.person_id, need=Scope.SEE_ALERTS, look="alert")
        read_body(request, NothingSerializer)
        mark_seen(alert=alert, by=user, now=self.now)
        return one_object(request, shown_explained(alert, user, self.scopes(person)))


class AlertDismissView(ApiView):
    """Putting one alert away."""

    translations = {NotDismissible: StateConflict}

    @extend_schema(
        operation_id="dismiss_alert",
        request=DismissSerializer,
        parameters=[ETAG],
        responses={200: ExplainedAlertSerializer, **problems(409)},
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Put an alert away, with the reason. Needs the scope `see_alerts`.

        Everybody sees by whom, when and why. Nothing is hidden and no message is held back; when the severity
        rises it is told anew, and `dismissed` is null again. The same once more changes nothing.
        """
        user = signed_in(request)
        alert = alert_for(user, alert_id, now=self.now)
        person = self.person(alert.person_id, need=Scope.SEE_ALERTS, look="alert")
        reason = DismissalReason(read_body(request, DismissSerializer)["reason"])
        dismiss_alert(alert=alert, by=user, reason=reason, now=self.now)
        return one_object(request, shown_explained(alert, user, self.scopes(person)))
