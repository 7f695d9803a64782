"""Web pages about people and their kidneys."""

from __future__ import annotations

from django.urls import path

from tracker.views import about, kidneys, people, sharing

urlpatterns = [
    path("welcome/", people.welcome, name="welcome"),
    path("me/", people.profile, name="profile"),
    path("kidneys/", kidneys.kidneys, name="kidneys"),
    path("kidneys/<uuid:reading_id>/retract/", kidneys.retract, name="kidney_retract"),
    path("carers/", sharing.carers, name="carers"),
    path("carers/<uuid:grant_id>/end/", sharing.revoke, name="carer_revoke"),
    path("access-log/", sharing.access_log, name="access_log"),
    path("about/", about.about, name="about"),
]
