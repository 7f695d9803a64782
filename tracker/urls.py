"""Web pages about people and their kidneys."""

from __future__ import annotations

from django.urls import path

from tracker.views import about, conditions, health, kidneys, labs, learn, medicines, people, sharing

urlpatterns = [
    path("welcome/", people.welcome, name="welcome"),
    path("me/", people.profile, name="profile"),
    path("kidneys/", kidneys.kidneys, name="kidneys"),
    path("kidneys/<uuid:reading_id>/retract/", kidneys.retract, name="kidney_retract"),
    path("health/", health.health, name="health"),
    path("health/labs/", labs.labs, name="labs"),
    path("health/labs/<uuid:lab_id>/retract/", labs.retract, name="lab_retract"),
    path("health/conditions/", conditions.conditions, name="conditions"),
    path("health/conditions/tap/", conditions.tap, name="condition_tap"),
    path("health/conditions/<uuid:condition_id>/end/", conditions.end, name="condition_end"),
    path("health/conditions/<uuid:condition_id>/retract/", conditions.retract, name="condition_retract"),
    path("health/medicines/", medicines.medicines, name="medicines"),
    path("health/medicines/<uuid:medicine_id>/end/", medicines.end, name="medicine_end"),
    path("health/medicines/<uuid:medicine_id>/retract/", medicines.retract, name="medicine_retract"),
    path("carers/", sharing.carers, name="carers"),
    path("carers/<uuid:grant_id>/end/", sharing.revoke, name="carer_revoke"),
    path("access-log/", sharing.access_log, name="access_log"),
    path("about/", about.about, name="about"),
    path("learn/", learn.topics, name="learn"),
    path("learn/<slug:slug>/", learn.topic, name="learn_topic"),
]
