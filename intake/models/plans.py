"""What is meant to be taken, and when."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.products import Product
from tracker.models import Person, new_id


class ZoneMode(models.TextChoices):
    """What a time of day means to a traveller."""

    LOCAL = "local", _("The clock of the place where the person is")
    HOME = "home", _("The clock at home")
    INTERVAL = "interval", _("Hours that pass, whatever the clock says")


class Plan(models.Model):
    """A product that is meant to be taken: at times of day, every so many hours, or as needed.

    `elemental_mg` and `label_units` are those of one intake, fixed from the label when the plan is written or
    changed. `times` holds "07:00" in the person's zone. A plan that was taken back keeps its row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plans")
    product = models.ForeignKey(Product, on_delete=models.RESTRICT, related_name="+")
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=40)
    elemental_mg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    label_units = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    times = models.JSONField(_("times of day"), default=list, blank=True)
    every_hours = models.DecimalField(_("every … hours"), max_digits=5, decimal_places=2, null=True, blank=True)
    as_needed = models.BooleanField(_("as needed"), default=False)
    zone_mode = models.CharField(max_length=8, choices=ZoneMode.choices, default=ZoneMode.LOCAL)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [models.Index(fields=["person", "-valid_from"], name="plan_person_from")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="plan_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(every_hours__isnull=True) | Q(every_hours__gt=0), name="plan_hours_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="plan_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @property
    def clocks(self) -> tuple[time, ...]:
        """The times of day."""
        return tuple(map(time.fromisoformat, self.times))
