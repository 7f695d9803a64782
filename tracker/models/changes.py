"""The queue of record, and the memory that makes a retry harmless."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models.base import new_id
from tracker.models.people import Person


class ChangeKind(models.TextChoices):
    """What changed."""

    PERSON = "person", "person"
    GRANT = "grant", "grant"
    KIDNEY_READING = "kidney_reading", "kidney reading"
    LIMIT = "limit", "limit"
    LAB = "lab", "blood test"
    SYMPTOM = "symptom", "symptom"
    CONDITION = "condition", "condition"
    MEDICINE = "medicine", "other medicine"
    DOSE = "dose", "dose"
    PLAN = "plan", "plan"


class ChangeAction(models.TextChoices):
    """How it changed."""

    CREATED = "created", "created"
    CORRECTED = "corrected", "corrected"
    ENDED = "ended", "ended"


class Change(models.Model):
    """Something happened to a person's facts, and nobody has judged it yet while `judged_at` is null."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changes")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=16, choices=ChangeKind.choices)
    action = models.CharField(max_length=9, choices=ChangeAction.choices)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "seq"], name="change_seq_once")]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(judged_at__isnull=True), name="change_waiting"),
            models.Index(fields=["person"], condition=Q(judged_at__isnull=True), name="change_waiting_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.action}"


class IdempotentRequest(models.Model):
    """A request that was carried out under a client's key, and what was answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    response = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotent_key_once")]

    def __str__(self) -> str:
        return self.key
