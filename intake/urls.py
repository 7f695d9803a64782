"""Web pages about doses and products."""

from __future__ import annotations

from django.urls import path

from intake.views import checks, doses, limits, plans, products

urlpatterns = [
    path("check/", checks.check, name="check"),
    path("doses/new/", doses.new, name="dose_new"),
    path("doses/tile/", doses.tile, name="dose_tile"),
    path("doses/<uuid:dose_id>/", doses.edit, name="dose"),
    path("doses/<uuid:dose_id>/remove/", doses.remove, name="dose_remove"),
    path("health/limits/", limits.limits, name="limits"),
    path("health/limits/<uuid:limit_id>/retract/", limits.retract, name="limit_retract"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/<uuid:plan_id>/end/", plans.end, name="plan_end"),
    path("products/", products.products, name="products"),
    path("products/new/", products.new, name="product_new"),
    path("products/alike/", products.alike, name="products_alike"),
    path("products/computed/", products.computed, name="product_computed"),
]
