"""All addresses. Web pages first, then what machines ask."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("", include("alerts.urls")),
    path("", include("intake.urls")),
    path("", include("tracker.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("operator/admin/", admin.site.urls),
    path("api/v1/", include("alerts.api.urls")),
    path("api/v1/", include("intake.api.urls")),
    path("api/v1/", include("tracker.api.urls")),
    path("healthz", health.health, name="healthz"),
    path("livez", health.live, name="livez"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
