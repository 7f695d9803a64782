"""Addresses below /api/v1/."""

from __future__ import annotations

from django.urls import path

from intake.api.changes import ChangesView
from intake.api.checks import ChecksView
from intake.api.doses import DosesView, DoseView
from intake.api.forecasts import ForecastView
from intake.api.limits import LimitsView, LimitView
from intake.api.plans import PlansView, PlanView
from intake.api.products import ProductsView, ProductView
from intake.api.sync import SyncView
from intake.api.totals import TotalsView

urlpatterns = [
    path("people/<uuid:person_id>/changes/", ChangesView.as_view()),
    path("people/<uuid:person_id>/checks/", ChecksView.as_view()),
    path("people/<uuid:person_id>/doses/", DosesView.as_view()),
    path("people/<uuid:person_id>/doses/<uuid:dose_id>/", DoseView.as_view()),
    path("people/<uuid:person_id>/limits/", LimitsView.as_view()),
    path("people/<uuid:person_id>/limits/<uuid:limit_id>/", LimitView.as_view()),
    path("people/<uuid:person_id>/plans/", PlansView.as_view()),
    path("people/<uuid:person_id>/plans/forecast/", ForecastView.as_view()),
    path("people/<uuid:person_id>/plans/<uuid:plan_id>/", PlanView.as_view()),
    path("people/<uuid:person_id>/sync/", SyncView.as_view()),
    path("people/<uuid:person_id>/totals/", TotalsView.as_view()),
    path("products/", ProductsView.as_view()),
    path("products/<uuid:product_id>/", ProductView.as_view()),
]
