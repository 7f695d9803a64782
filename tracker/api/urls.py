"""Addresses below /api/v1/."""

from __future__ import annotations

from django.urls import path

from tracker.api.conditions import ConditionsView, ConditionView
from tracker.api.kidney_readings import KidneyReadingsView
from tracker.api.labs import LabsView, LabView
from tracker.api.me import MeView
from tracker.api.medicines import MedicinesView, MedicineView
from tracker.api.people import PeopleView, PersonView
from tracker.api.reference import ReferenceView, SchemaView
from tracker.api.rulesets import CurrentRuleSetView
from tracker.api.symptoms import SymptomsView, SymptomView

urlpatterns = [
    path("me/", MeView.as_view()),
    path("people/", PeopleView.as_view()),
    path("people/<uuid:person_id>/", PersonView.as_view()),
    path("people/<uuid:person_id>/kidney-readings/", KidneyReadingsView.as_view()),
    path("people/<uuid:person_id>/labs/", LabsView.as_view()),
    path("people/<uuid:person_id>/labs/<uuid:lab_id>/", LabView.as_view()),
    path("people/<uuid:person_id>/symptoms/", SymptomsView.as_view()),
    path("people/<uuid:person_id>/symptoms/<uuid:symptom_id>/", SymptomView.as_view()),
    path("people/<uuid:person_id>/conditions/", ConditionsView.as_view()),
    path("people/<uuid:person_id>/conditions/<uuid:condition_id>/", ConditionView.as_view()),
    path("people/<uuid:person_id>/medicines/", MedicinesView.as_view()),
    path("people/<uuid:person_id>/medicines/<uuid:medicine_id>/", MedicineView.as_view()),
    path("rulesets/current/", CurrentRuleSetView.as_view()),
    path("schema/", SchemaView.as_view()),
    path("docs/", ReferenceView.as_view()),
]
