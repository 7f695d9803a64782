"""Web pages that know doses and alerts together."""

from __future__ import annotations

from django.urls import path

from alerts.views import inbox, more, people, symptoms, today

urlpatterns = [
    path("", today.today, name="today"),
    path("alerts/", inbox.alerts, name="alerts"),
    path("alerts/live/", today.live, name="live"),
    path("alerts/<uuid:alert_id>/", inbox.alert, name="alert"),
    path("alerts/<uuid:alert_id>/seen/", inbox.seen, name="alert_seen"),
    path("people/", people.people, name="people"),
    path("people/live/", people.live, name="people_live"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/symptoms/", symptoms.symptoms, name="person_symptoms"),
    path("people/<uuid:person_id>/symptoms/call/", symptoms.emergency, name="person_emergency"),
    path(
        "people/<uuid:person_id>/symptoms/<uuid:symptom_id>/retract/",
        symptoms.take_back,
        name="person_symptom_retract",
    ),
    path("symptoms/", symptoms.symptoms, name="symptoms"),
    path("symptoms/call/", symptoms.emergency, name="emergency"),
    path("symptoms/<uuid:symptom_id>/retract/", symptoms.take_back, name="symptom_retract"),
    path("more/", more.more, name="more"),
    path("operator/mail/", more.mails, name="operator_mails"),
    path("operator/mail/<str:name>/", more.mail, name="operator_mail"),
    path("operator/demo/", more.remove_demo, name="demo_remove"),
]
