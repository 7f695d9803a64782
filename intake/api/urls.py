"""Addresses below /api/v1/."""

from __future__ import annotations

from django.urls import path

from intake.api.doses import DosesView, DoseView
from intake.api.limits import LimitsView, LimitView
from intake.api.products import ProductsView, ProductView
from intake.api.totals import TotalsView

urlpatterns = [
    path("people/<uuid:person_id>/doses/", DosesView.as_view()),
    path("people/<uuid:person_id>/doses/<uuid:dose_id>/", DoseView.as_view()),
    path("people/<uuid:person_id>/limits/", LimitsView.as_view()),
    path("people/<uuid:person_id>/limits/<uuid:limit_id>/", LimitView.as_view()),
    path("people/<uuid:person_id>/totals/", TotalsView.as_view()),
    path("products/", ProductsView.as_view()),
    path("products/<uuid:product_id>/", ProductView.as_view()),
]
