"""The people that are watched over, those who watch, and who looked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.base import new_id

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from tracker.models.accounts import User


class Sex(models.TextChoices):
    """As the kidney equations need it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Region(models.TextChoices):
    """Decides upper levels and telephone numbers."""

    US = "US", _("United States")
    UK = "UK", _("United Kingdom")
    EU = "EU", _("European Union")
    JP = "JP", _("Japan")


class DeclaredKidneyDisease(models.TextChoices):
    """Has a doctor said that you have kidney disease?"""

    NO = "no", _("No")
    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("I do not know")


class PersonQuerySet(models.QuerySet["Person"]):
    """Who may see whom, in one place."""

    def visible_to(self, user: User | AnonymousUser, *, now: datetime) -> PersonQuerySet:
        """The user's own person, and those who granted this user something that holds at `now`."""
        if not user.is_authenticated:
            return self.none()
        held = Grant.objects.held_by(user, now=now).values("person_id")
        return self.filter(Q(account=user) | Q(pk__in=held))


class Person(models.Model):
    """Someone whose intake is watched. `change_seq` numbers the person's changes without gaps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=120)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    region = models.CharField(_("region"), max_length=2, choices=Region.choices, default=Region.US)
    declared_kidney_disease = models.CharField(
        _("kidney disease"),
        max_length=7,
        choices=DeclaredKidneyDisease.choices,
        default=DeclaredKidneyDisease.UNKNOWN,
    )
    weight_kg = models.DecimalField(_("weight"), max_digits=5, decimal_places=1, null=True, blank=True)
    clinic_phone = models.CharField(_("kidney clinic's telephone"), max_length=32, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)
    change_seq = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(region__in=Region.values), name="person_region_known"),
            models.CheckConstraint(condition=Q(sex__in=[*Sex.values, ""]), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(declared_kidney_disease__in=DeclaredKidneyDisease.values), name="person_declared_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """What a carer may do; each one is a column of `Grant`."""

    SEE_ALERTS = "see_alerts", _("Sees alerts")
    SEE_DOSES = "see_doses", _("Sees what is taken")
    SEE_HEALTH = "see_health", _("Sees kidney results")
    RECORD_DOSES = "record_doses", _("Logs doses")
    MANAGE = "manage", _("Manages everything")


class MinSeverity(models.TextChoices):
    """From which severity on a carer is told."""

    CAUTION = "caution", _("Caution")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by the time at which they hold."""

    def holding(self, *, now: datetime) -> GrantQuerySet:
        """Those in force at `now`."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=now),
            revoked_at__isnull=True,
            valid_from__lte=now,
            carer__is_active=True,
        )

    def held_by(self, user: User, *, now: datetime) -> GrantQuerySet:
        """What this user was granted and still holds."""
        return self.holding(now=now).filter(carer=user)


class Grant(models.Model):
    """What one person lets one carer see and do, until it ends or is revoked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    carer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    relation = models.CharField(_("relation"), max_length=60, blank=True)
    see_alerts = models.BooleanField(Scope.SEE_ALERTS.label, default=True)
    see_doses = models.BooleanField(Scope.SEE_DOSES.label, default=False)
    see_health = models.BooleanField(Scope.SEE_HEALTH.label, default=False)
    record_doses = models.BooleanField(Scope.RECORD_DOSES.label, default=False)
    manage = models.BooleanField(Scope.MANAGE.label, default=False)
    min_severity = models.CharField(
        _("told from"), max_length=9, choices=MinSeverity.choices, default=MinSeverity.URGENT
    )
    delay_minutes = models.PositiveSmallIntegerField(_("told after (minutes)"), default=0)
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "carer"], condition=Q(revoked_at__isnull=True), name="grant_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="grant_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(min_severity__in=MinSeverity.values), name="grant_severity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.carer} for {self.person}"

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes given; `manage` includes all others."""
        return frozenset(s for s in Scope if self.manage or getattr(self, s.value))


class AccessEntry(models.Model):
    """Somebody looked at a person's data: what, when, who. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_entries")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="access_person_at")]

    def __str__(self) -> str:
        return f"{self.what} at {self.at:%Y-%m-%d %H:%M}"
