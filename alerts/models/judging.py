"""When a person was judged, when they are next, and what happened if it went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from tracker.models import Person, new_id


class Watch(models.Model):
    """The state of judging one person: its row is the lock that makes two workers take turns.

    `due_at` is the instant at which the answer may change by itself; `ruleset` is what judged last, so that a new rule
    set judges everybody once. After a failure, `retry_at` says when to try again, and `failing_since` when it began;
    until then the sweep leaves the person alone, so that nobody else starves.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="watch")
    due_at = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    ruleset = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="watch_due"),
            models.Index(fields=["retry_at"], condition=Q(retry_at__isnull=False), name="watch_failed"),
            models.Index(fields=["failing_since"], condition=Q(failing_since__isnull=False), name="watch_failing"),
            models.Index(fields=["ruleset"], name="watch_ruleset"),
        ]

    def __str__(self) -> str:
        return f"watch {self.person_id}"

    def is_due(self, now: datetime, ruleset: str) -> bool:
        """Whether the person must be judged at `now`, by this rule set, even if nothing changed."""
        instant = self.retry_at or self.due_at
        return self.ruleset != ruleset or (instant is not None and instant <= now)


class WrittenOnceError(TypeError):
    """Somebody tried to change what an alert rests on. That is a mistake in the program, not in the input."""


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Evaluations, which are added and read."""

    def update(self, **_changes: Any) -> NoReturn:
        """Never: an evaluation says what was known and answered then. Raises WrittenOnceError."""
        raise WrittenOnceError


class Evaluation(models.Model):
    """One judgement that changed an alert, with all that went into it: written once, never changed.

    `facts` and `assessment` are the JSON of `tracker.clinical.codec`; judging `facts` again at
    `judged_at` with the same rule set gives the same bytes (`manage.py replay_rules --verify`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evaluations")
    ruleset = models.CharField(max_length=20)
    judged_at = models.DateTimeField()
    facts = models.JSONField()
    assessment = models.JSONField()

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-judged_at"], name="evaluation_person_at")]

    def __str__(self) -> str:
        return f"{self.ruleset} at {self.judged_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once. Raises WrittenOnceError for a second time."""
        if not self._state.adding:
            raise WrittenOnceError
        super().save(*args, **kwargs)


class Heartbeat(models.Model):
    """The canary: written by a worker because a tick told it to, so its age tells if both are alive."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobSlot(models.Model):
    """One run of one periodic job: two schedulers may tick, only one claims the slot."""

    job = models.CharField(max_length=20)
    slot = models.BigIntegerField()
    claimed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
