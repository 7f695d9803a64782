"""Web pages about doses and products."""

from __future__ import annotations

from django.urls import path

from intake.views import doses, products

urlpatterns = [
    path("doses/new/", doses.new, name="dose_new"),
    path("doses/tile/", doses.tile, name="dose_tile"),
    path("doses/<uuid:dose_id>/", doses.edit, name="dose"),
    path("doses/<uuid:dose_id>/remove/", doses.remove, name="dose_remove"),
    path("products/", products.products, name="products"),
    path("products/new/", products.new, name="product_new"),
    path("products/alike/", products.alike, name="products_alike"),
    path("products/computed/", products.computed, name="product_computed"),
]
