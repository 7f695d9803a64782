"""The product's addresses and the floor beside them, in one process."""

from __future__ import annotations

from django.urls import include, path

from bench.floor import FloorView

urlpatterns = [path("floor/doses/", FloorView.as_view()), path("", include("config.urls"))]
