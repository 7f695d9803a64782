"""Addresses below /api/v1/."""

from __future__ import annotations

from django.urls import path

from alerts.api.alerts import AlertDismissView, AlertSeenView, AlertsView, AlertView
from alerts.api.status import StatusView

urlpatterns = [
    path("people/<uuid:person_id>/status/", StatusView.as_view()),
    path("people/<uuid:person_id>/alerts/", AlertsView.as_view()),
    path("alerts/<uuid:alert_id>/", AlertView.as_view()),
    path("alerts/<uuid:alert_id>/seen/", AlertSeenView.as_view()),
    path("alerts/<uuid:alert_id>/dismiss/", AlertDismissView.as_view()),
]
