"""What we said about a person, to whom, and whether it arrived."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models.judging import Evaluation
from tracker.models import Person, new_id


class Severity(models.TextChoices):
    """The same words as `tracker.clinical.assessment.Severity`; alerts begin at caution."""

    NOTE = "note", _("Note: good to know")
    CAUTION = "caution", _("Caution: act today")
    URGENT = "urgent", _("Urgent: act now")
    EMERGENCY = "emergency", _("Emergency: call now")


class AlertState(models.TextChoices):
    """Where an episode stands. `resolved`: the cause passed; `withdrawn`: the record that caused it was changed."""

    OPEN = "open", _("Open")
    CLAIMED = "claimed", _("Someone is on it")
    RESOLVED = "resolved", _("All clear")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIVE_STATES = (AlertState.OPEN, AlertState.CLAIMED)


class Reason(models.TextChoices):
    """What was done to the record that made an alert end, be withdrawn, or be found only later."""

    NOT_JUDGED = "not_judged", _("New doses were not being checked at that time.")
    DOSE_LATE = "dose_late", _("A dose was logged late.")
    DOSE_CORRECTED = "dose_corrected", _("A dose was corrected.")
    DOSE_REMOVED = "dose_removed", _("A dose was removed.")
    READING_ADDED = "reading_added", _("A kidney result was added.")
    READING_CHANGED = "reading_changed", _("A kidney result was changed.")
    READING_REMOVED = "reading_removed", _("A kidney result was removed.")
    LAB_ADDED = "lab_added", _("A blood test was added.")
    LAB_CHANGED = "lab_changed", _("A blood test was changed.")
    LAB_REMOVED = "lab_removed", _("A blood test was removed.")
    SYMPTOM_ADDED = "symptom_added", _("A symptom was added.")
    SYMPTOM_CHANGED = "symptom_changed", _("A symptom was changed.")
    SYMPTOM_REMOVED = "symptom_removed", _("A symptom was removed.")
    CONDITION_ADDED = "condition_added", _("A condition was added.")
    CONDITION_CHANGED = "condition_changed", _("A condition was changed.")
    CONDITION_REMOVED = "condition_removed", _("A condition was removed.")
    MEDICINE_ADDED = "medicine_added", _("Another medicine was added.")
    MEDICINE_CHANGED = "medicine_changed", _("Another medicine was changed.")
    MEDICINE_REMOVED = "medicine_removed", _("Another medicine was removed.")
    LIMIT_ADDED = "limit_added", _("A prescriber's limit was added.")
    LIMIT_CHANGED = "limit_changed", _("A prescriber's limit was changed.")
    LIMIT_REMOVED = "limit_removed", _("A prescriber's limit was removed.")
    PLAN_CHANGED = "plan_changed", _("A plan was changed.")
    PERSON_CHANGED = "person_changed", _("The personal data were changed.")


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts by state."""

    def live(self) -> AlertQuerySet:
        """Those whose cause still holds."""
        return self.filter(state__in=LIVE_STATES)


class Alert(models.Model):
    """One episode: a concern about a person from the moment it arose until its cause is gone.

    `findings` (JSON of `tracker.clinical.codec`, most severe first) is what is being said now, `evaluation` what it
    was judged from. `round` counts the times that it was told: once at first, again at each rise in severity.
    `worst_severity` is the highest that it ever said. A `quiet` episode repeats what was said not long ago and tells
    nobody, unless it rises.

    Late truth: `found_late_at` marks an episode that was over when it was found, so nobody was told; `severity_then`
    is what it had been with what is known now, where that is more than it said; `reason_*` is the change of the
    record behind either, or behind its end.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alerts")
    concern = models.CharField(max_length=40)
    cause = models.CharField(max_length=64, blank=True)
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=9, choices=Severity.choices)
    worst_severity = models.CharField(max_length=9, choices=Severity.choices)
    severity_then = models.CharField(max_length=9, choices=Severity.choices, blank=True)
    state = models.CharField(max_length=9, choices=AlertState.choices, default=AlertState.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    quiet = models.BooleanField(default=False)
    findings = models.JSONField()
    evaluation = models.ForeignKey(Evaluation, on_delete=models.RESTRICT, related_name="alerts")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    found_late_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    reason_at = models.DateTimeField(null=True, blank=True)
    reason_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [models.Index(fields=["person", "-opened_at"], name="alert_person_opened")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "concern", "cause"], condition=Q(state__in=LIVE_STATES), name="alert_one_live_episode"
            ),
            models.CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_STATES, closed_at__isnull=True)
                | Q(~Q(state__in=LIVE_STATES), closed_at__isnull=False),
                name="alert_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(found_late_at__isnull=True) | ~Q(state__in=LIVE_STATES), name="alert_found_late_is_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.severity}"

    @property
    def is_live(self) -> bool:
        """Whether the cause still holds."""
        return self.state in LIVE_STATES


class Receipt(models.Model):
    """Somebody has seen an alert: the first time counts."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.seen_at:%Y-%m-%d %H:%M}"


class DismissalReason(models.TextChoices):
    """Why somebody put an alert away."""

    DEALT_WITH = "dealt_with", _("It was dealt with.")
    ASKED = "asked", _("A doctor or pharmacist was asked.")
    KNOWN = "known", _("It was known already.")
    MISTAKE = "mistake", _("The record behind it is not right.")


class Dismissal(models.Model):
    """Somebody put an alert away for its present round. Nothing is hidden or held back; a new round begins without."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="dismissals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=10, choices=DismissalReason.choices)
    dismissed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "round"], name="dismissal_once_a_round"),
            models.CheckConstraint(condition=Q(reason__in=DismissalReason.values), name="dismissal_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.dismissed_at:%Y-%m-%d %H:%M}: {self.reason}"


class DeliveryStatus(models.TextChoices):
    """due -> sending -> sent | due later | failed; `cancelled` when it must no longer be said."""

    DUE = "due", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    CANCELLED = "cancelled", _("Not needed any more")


class Purpose(models.TextChoices):
    """What a message says."""

    RAISED = "raised", _("Alert")
    ALL_CLEAR = "all_clear", _("All clear")


class Audience(models.TextChoices):
    """Whom the words speak to."""

    PATIENT = "patient", _("Patient")
    CARER = "carer", _("Carer")


class Delivery(models.Model):
    """One message of one round to one recipient over one transport. Its id goes out with it, so that a repeat is known.

    A worker owns the row while it is `sending` and its attempt number is the current one; after
    `lease_until` the sweep gives it to another.
    """

    OPEN: ClassVar = (DeliveryStatus.DUE, DeliveryStatus.SENDING)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=7, choices=Audience.choices)
    transport = models.CharField(max_length=20)
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    round = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=9, choices=Severity.choices)
    status = models.CharField(max_length=9, choices=DeliveryStatus.choices, default=DeliveryStatus.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "recipient", "transport", "purpose", "round"], name="delivery_once_a_round"
            ),
            models.CheckConstraint(condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="due"), name="delivery_due"),
            models.Index(fields=["lease_until"], condition=Q(status="sending"), name="delivery_sending"),
            models.Index(fields=["created_at"], condition=Q(status="failed"), name="delivery_failed"),
            models.Index(fields=["sent_at"], condition=Q(status="sent"), name="delivery_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.transport}: {self.status}"
