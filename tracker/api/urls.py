"""Addresses below /api/v1/."""

from __future__ import annotations

from django.urls import path

from tracker.api.kidney_readings import KidneyReadingsView
from tracker.api.me import MeView
from tracker.api.people import PeopleView, PersonView
from tracker.api.reference import ReferenceView, SchemaView
from tracker.api.rulesets import CurrentRuleSetView

urlpatterns = [
    path("me/", MeView.as_view()),
    path("people/", PeopleView.as_view()),
    path("people/<uuid:person_id>/", PersonView.as_view()),
    path("people/<uuid:person_id>/kidney-readings/", KidneyReadingsView.as_view()),
    path("rulesets/current/", CurrentRuleSetView.as_view()),
    path("schema/", SchemaView.as_view()),
    path("docs/", ReferenceView.as_view()),
]
