"""What was taken, and every version of what was said about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.products import Product
from tracker.models import Person, new_id


class Dose(models.Model):
    """One intake. `elemental_mg` and `label_units` are fixed when it is recorded, from the label of that day.

    `day` is the calendar day of `taken_at` in the zone where the person lived then: weeks are counted in it.
    `verdict` is what was answered when the dose was recorded, `facts` what it was judged from (JSON of
    `tracker.clinical.codec`): judged again, they give the same answer. `fingerprint` tells a retry from another dose.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="doses")
    product = models.ForeignKey(Product, on_delete=models.RESTRICT, related_name="+")
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=40)
    elemental_mg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    label_units = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    taken_at = models.DateTimeField(_("taken"))
    day = models.DateField()
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    voided_at = models.DateTimeField(null=True, blank=True)
    verdict = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("dose")
        verbose_name_plural = _("doses")
        indexes = [
            models.Index(fields=["person", "-taken_at", "-id"], name="dose_person_taken"),
            # Weeks of doses are summed by day from the index alone.
            models.Index(
                fields=["person", "day", "product", "taken_at", "elemental_mg"],
                condition=Q(voided_at__isnull=True),
                name="dose_person_day",
            ),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="dose_amount_above_zero")]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


class RevisionAction(models.TextChoices):
    """What was done to a dose."""

    RECORDED = "recorded", _("Logged")
    CORRECTED = "corrected", _("Corrected")
    VOIDED = "voided", _("Removed")


class DoseRevision(models.Model):
    """What a dose said before it was corrected or voided: rows are only ever added."""

    dose = models.ForeignKey(Dose, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=9, choices=RevisionAction.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["dose", "version"], name="revision_version_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.version}"
