"""What is known about the kidneys, and what a prescriber allowed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.base import new_id
from tracker.models.people import Person


class DialysisKind(models.TextChoices):
    """Whether blood is cleaned by dialysis."""

    NONE = "none", _("No dialysis")
    HEMODIALYSIS = "hemodialysis", _("Hemodialysis")
    PERITONEAL = "peritoneal", _("Peritoneal dialysis")


class CreatinineUnit(models.TextChoices):
    """Units that laboratories print."""

    MG_DL = "mg/dL", "mg/dL"
    UMOL_L = "umol/L", "µmol/L"


class Comparator(models.TextChoices):
    """What a laboratory prints before a value beyond its range."""

    NONE = "", _("exactly")
    LESS = "<", _("less than")
    MORE = ">", _("more than")


class ReadingMethod(models.TextChoices):
    """Where the eGFR came from."""

    REPORTED = "reported", _("As the laboratory reported it")
    CKD_EPI_2021_CR = "ckd_epi_2021_cr", _("CKD-EPI 2021, from creatinine")
    CKD_EPI_2021_CR_CYS = "ckd_epi_2021_cr_cys", _("CKD-EPI 2021, from creatinine and cystatin C")
    CKD_EPI_2012_CYS = "ckd_epi_2012_cys", _("CKD-EPI 2012, from cystatin C")
    CKID_U25_CR = "ckid_u25_cr", _("CKiD U25, from creatinine")
    CKID_U25_CYS = "ckid_u25_cys", _("CKiD U25, from cystatin C")
    NONE = "none", _("No eGFR")


class KidneyReading(models.Model):
    """One result, kept as given; what was computed from it stands beside it. Retracted, never overwritten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kidney_readings")
    taken_on = models.DateField(_("date of the test"))
    egfr_ml_min = models.DecimalField("eGFR", max_digits=8, decimal_places=4, null=True, blank=True)
    method = models.CharField(max_length=20, choices=ReadingMethod.choices)
    creatinine_value = models.DecimalField(_("creatinine"), max_digits=8, decimal_places=3, null=True, blank=True)
    creatinine_unit = models.CharField(max_length=6, choices=CreatinineUnit.choices, blank=True)
    cystatin_c_mg_l = models.DecimalField(_("cystatin C"), max_digits=6, decimal_places=3, null=True, blank=True)
    height_cm = models.DecimalField(_("height"), max_digits=5, decimal_places=1, null=True, blank=True)
    comparator = models.CharField(max_length=1, choices=Comparator.choices, blank=True)
    dialysis = models.CharField(_("dialysis"), max_length=12, choices=DialysisKind.choices, default=DialysisKind.NONE)
    acute = models.BooleanField(_("acute kidney injury"), default=False)
    category = models.CharField(max_length=3, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("kidney reading")
        verbose_name_plural = _("kidney readings")
        indexes = [models.Index(fields=["person", "-taken_on"], name="reading_person_taken")]
        constraints = [
            models.CheckConstraint(
                condition=Q(egfr_ml_min__isnull=True) | Q(egfr_ml_min__gt=0, egfr_ml_min__lte=250),
                name="reading_egfr_in_range",
            ),
            models.CheckConstraint(
                condition=Q(egfr_ml_min__isnull=False) | Q(acute=True) | ~Q(dialysis=DialysisKind.NONE),
                name="reading_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.egfr_ml_min or self.dialysis}"


class PrescriberLimit(models.Model):
    """How much a prescriber allows, of one product or of all (`product_id` null), from one day to another.

    The product is known here by its id only: this app does not know products.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="prescriber_limits")
    product_id = models.UUIDField(null=True, blank=True)
    elemental_mg_per_day = models.DecimalField(max_digits=9, decimal_places=3)
    prescriber = models.CharField(_("prescriber"), max_length=120)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("prescriber's limit")
        verbose_name_plural = _("prescriber's limits")
        constraints = [
            models.CheckConstraint(condition=Q(elemental_mg_per_day__gt=0), name="limit_above_zero"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="limit_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.elemental_mg_per_day} mg a day until {self.valid_until}"
