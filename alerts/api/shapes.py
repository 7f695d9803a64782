"""Alerts as the API answers them, in words for whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from alerts.models import (
    Alert,
    AlertState,
    Audience,
    Delivery,
    DeliveryStatus,
    DismissalReason,
    Purpose,
    Reason,
    Receipt,
    Severity,
)
from alerts.selectors.alerts import Reader, correction_of, dismissal_of, explain, render_alert
from intake.api.verdicts import BecauseSerializer, FindingSerializer, ShareSerializer, shown_finding
from tracker.access import DETAILS
from tracker.api.fields import IdField, InstantField, Shape, instant_text
from tracker.clinical.codec import finding_from_json
from tracker.models import Scope, User
from tracker.selectors.wording import render_finding


class SeenSerializer(Shape):
    """Who has seen an alert, and when."""

    name = serializers.CharField()
    at = InstantField()


class DismissedSerializer(Shape):
    """Who put away what the alert says now, when and why."""

    by = serializers.CharField()
    at = InstantField()
    reason = serializers.ChoiceField(choices=DismissalReason.values)


class DeliverySerializer(Shape):
    """One message about an alert; its id goes out with it."""

    id = IdField()
    to = serializers.CharField()
    transport = serializers.CharField()
    purpose = serializers.ChoiceField(choices=Purpose.values)
    severity = serializers.ChoiceField(choices=Severity.values)
    status = serializers.ChoiceField(choices=DeliveryStatus.values)
    due_at = InstantField()
    sent_at = InstantField(allow_null=True)
    attempts = serializers.IntegerField()


class ReasonSerializer(Shape):
    """What was done to the record that ended or withdrew an alert, or made it known only later.

    `code` and `by` are empty for a caller without `see_doses` and `see_health`.
    """

    code = serializers.ChoiceField(choices=Reason.values, allow_blank=True)
    text = serializers.CharField()
    at = InstantField()
    by = serializers.CharField(allow_null=True)


class AlertSerializer(Shape):
    """One episode: from the moment a concern arose until its cause is gone.

    `because`, `products`, `rule`, `grade` and `source` are empty for a caller without `see_doses` and `see_health`.
    `found_late_at` is set when the episode was over before it was known: nobody was told by message. `severity_then`
    is what it had been by what became known later, where that is more than was said.
    """

    id = IdField()
    person = IdField()
    rule = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.values)
    state = serializers.ChoiceField(choices=AlertState.values)
    headline = serializers.CharField()
    action = serializers.CharField()
    because = BecauseSerializer(many=True)
    products = ShareSerializer(many=True)
    grade = serializers.CharField()
    source_ = serializers.CharField()
    opened_at = InstantField()
    changed_at = InstantField()
    closed_at = InstantField(allow_null=True)
    found_late_at = InstantField(allow_null=True)
    severity_then = serializers.ChoiceField(choices=Severity.values, allow_null=True)
    reason = ReasonSerializer(allow_null=True)
    seen_by = SeenSerializer(many=True)
    dismissed = DismissedSerializer(allow_null=True)
    claimed_by = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)
    deliveries = DeliverySerializer(many=True)


class ExplainedAlertSerializer(AlertSerializer):
    """An alert with all that it says, and with what would change it."""

    findings = FindingSerializer(many=True)
    what_would_change = serializers.CharField()
    ruleset = serializers.CharField()
    judged_at = InstantField()


def shown_alert(alert: Alert, user: User, scopes: frozenset[Scope]) -> dict[str, Any]:
    """An alert; receipts and deliveries with their people should be at hand."""
    reader = _reader(alert, user, scopes)
    said = render_alert(alert, reader=reader)
    lead = shown_finding(alert.findings[0], headline=said.headline, action=said.action)
    whole = scopes >= DETAILS
    return {
        "id": str(alert.pk),
        "person": str(alert.person_id),
        "rule": alert.rule if whole else "",
        "severity": alert.severity,
        "state": alert.state,
        "headline": said.headline,
        "action": said.action,
        "because": lead["because"] if whole else [],
        "products": lead["products"] if whole else [],
        "grade": lead["grade"] if whole else "",
        "source": lead["source"] if whole else "",
        "opened_at": instant_text(alert.opened_at),
        "changed_at": instant_text(alert.changed_at),
        "closed_at": _instant_or_none(alert.closed_at),
        "found_late_at": _instant_or_none(alert.found_late_at),
        "severity_then": alert.severity_then or None,
        "reason": _shown_reason(alert, reader),
        "seen_by": [_shown_receipt(receipt) for receipt in alert.receipts.all()],
        "dismissed": _shown_dismissal(alert),
        "claimed_by": None,
        "outcome": None,
        "deliveries": [_shown_delivery(delivery) for delivery in alert.deliveries.all()],
    }


def shown_explained(alert: Alert, user: User, scopes: frozenset[Scope]) -> dict[str, Any]:
    """An alert with all its findings; its evaluation should be at hand."""
    why = explain(alert, reader=_reader(alert, user, scopes))
    findings = alert.findings if scopes >= DETAILS else []
    return {
        **shown_alert(alert, user, scopes),
        "findings": [_shown_finding(row, alert, user) for row in findings],
        "what_would_change": why.what_would_change,
        "ruleset": why.ruleset,
        "judged_at": instant_text(why.judged_at),
    }


def _reader(alert: Alert, user: User, scopes: frozenset[Scope]) -> Reader:
    audience = Audience.PATIENT if alert.person.account_id == user.pk else Audience.CARER
    return Reader(audience, sees_all=scopes >= DETAILS)


def _shown_finding(row: dict[str, Any], alert: Alert, user: User) -> dict[str, Any]:
    patient = alert.person.account_id == user.pk
    said = render_finding(
        finding_from_json(row),
        audience="patient" if patient else "carer",
        name=alert.person.name,
        zone=alert.person.time_zone,
    )
    return shown_finding(row, headline=said.headline, action=said.action)


def _shown_reason(alert: Alert, reader: Reader) -> dict[str, Any] | None:
    found = correction_of(alert, reader=reader)
    if found is None:
        return None
    return {"code": found.code, "text": found.text, "at": instant_text(found.at), "by": found.by or None}


def _instant_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _shown_receipt(receipt: Receipt) -> dict[str, Any]:
    return {"name": receipt.user.name or gettext("A carer"), "at": instant_text(receipt.seen_at)}


def _shown_dismissal(alert: Alert) -> dict[str, Any] | None:
    found = dismissal_of(alert)
    if found is None:
        return None
    name = found.user.name or gettext("A carer")
    return {"by": name, "at": instant_text(found.dismissed_at), "reason": found.reason}


def _shown_delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": str(delivery.pk),
        "to": delivery.recipient.name or gettext("A carer"),
        "transport": delivery.transport,
        "purpose": delivery.purpose,
        "severity": delivery.severity,
        "status": delivery.status,
        "due_at": instant_text(delivery.due_at),
        "sent_at": _instant_or_none(delivery.sent_at),
        "attempts": delivery.attempts,
    }
