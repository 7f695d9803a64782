"""What else is known about a person's health: tests, symptoms, conditions, other medicines. Retracted, never lost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.base import new_id
from tracker.models.health import Comparator
from tracker.models.people import Person


class Noted(models.Model):
    """Something that was written down about a person, by whom and when; taken back, it stays on file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="%(class)ss")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class Analyte(models.TextChoices):
    """What was measured in the blood."""

    MAGNESIUM = "magnesium", _("Magnesium")


class MagnesiumUnit(models.TextChoices):
    """Units that laboratories print for magnesium in the blood."""

    MG_DL = "mg/dL", "mg/dL"
    MMOL_L = "mmol/L", "mmol/L"
    MEQ_L = "meq/L", "mEq/L"


class LabResult(Noted):
    """One blood test as the laboratory printed it; `mg_dl` is computed once, `low` and `high` are its own range."""

    analyte = models.CharField(max_length=9, choices=Analyte.choices, default=Analyte.MAGNESIUM)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=6, choices=MagnesiumUnit.choices)
    comparator = models.CharField(max_length=1, choices=Comparator.choices, blank=True)
    low = models.DecimalField(_("lower limit"), max_digits=8, decimal_places=3, null=True, blank=True)
    high = models.DecimalField(_("upper limit"), max_digits=8, decimal_places=3, null=True, blank=True)
    mg_dl = models.DecimalField(max_digits=9, decimal_places=4)
    taken_at = models.DateTimeField(_("time of the test"))

    class Meta:
        verbose_name = _("blood test")
        verbose_name_plural = _("blood tests")
        indexes = [models.Index(fields=["person", "-taken_at"], name="lab_person_taken")]
        constraints = [models.CheckConstraint(condition=Q(value__gt=0, mg_dl__gt=0), name="lab_value_above_zero")]

    def __str__(self) -> str:
        return f"{self.analyte} {self.value} {self.unit}"


class SymptomReport(Noted):
    """Something that was felt by the person, or seen by a carer. `code` is one of `tracker.clinical.terms.Symptom`."""

    code = models.CharField(max_length=20)
    started_at = models.DateTimeField(_("since"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("symptom")
        verbose_name_plural = _("symptoms")
        indexes = [models.Index(fields=["person", "-started_at"], name="symptom_person_started")]

    def __str__(self) -> str:
        return self.code


class HealthCondition(Noted):
    """A condition on file, from one day to another. `code` is one of `tracker.clinical.terms.Condition`."""

    code = models.CharField(max_length=24)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        indexes = [models.Index(fields=["person", "-since"], name="condition_person_since")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="condition_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.code


class OtherMedicine(Noted):
    """Another medicine that matters. `medicine_class` is one of `tracker.clinical.terms.MedicineClass`.

    `times` are usual times of day ("07:00") in the person's zone; empty when they were not told.
    """

    name = models.CharField(_("name"), max_length=120)
    medicine_class = models.CharField(_("kind"), max_length=28)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    times = models.JSONField(_("times of day"), default=list, blank=True)

    class Meta:
        verbose_name = _("other medicine")
        verbose_name_plural = _("other medicines")
        indexes = [models.Index(fields=["person", "-since"], name="medicine_person_since")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="medicine_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name
