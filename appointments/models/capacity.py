"""What a team lead changes about the plan: fewer clerks on a day, more places on a day."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from appointments.models.offer import Channel, Queue
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.identifiers import uuid7


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanException(models.Model):
    """On this day and in this span only so many clerks serve the queue (Ausnahme vom Wochenplan); 0 closes it."""

    class Reason(models.TextChoices):
        ILLNESS = "illness", "Krankheit"
        ALARM = "alarm", "Räumung oder Alarm"
        TECHNICAL = "technical", "technische Störung"
        STAFF = "staff", "Besprechung oder Schulung"
        OTHER = "other", "anderer Grund"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="exceptions", verbose_name="Terminschlange")
    day = models.DateField("Tag")
    starts = models.TimeField("von")
    ends = models.TimeField("bis")
    clerks = models.PositiveSmallIntegerField("Kräfte anwesend")
    reason = models.CharField("Grund", max_length=10, choices=Reason.choices)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="von")
    created_at = models.DateTimeField("angelegt", default=timezone.now)

    class Meta:
        verbose_name = "Ausnahme vom Wochenplan"
        verbose_name_plural = "Ausnahmen vom Wochenplan"
        ordering = ["day", "queue", "starts"]
        constraints = [
            models.CheckConstraint(
                name="plan_exception_ends_after_start",
                condition=Q(starts__lt=F("ends")),
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
        ]
        indexes = [models.Index("queue", "day", name="plan_exception_by_queue_day")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.starts:%H:%M}–{self.ends:%H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Release(models.Model):
    """Places given away beside the plan (Freigabe): so many clerks for a span of one day.

    They open at once, at a time, or spread at random minutes over a window, so that nobody gains by
    waiting at the keyboard. It can be withdrawn as long as nothing of it is taken.
    """

    class Opening(models.TextChoices):
        NOW = "now", "sofort"
        LATER = "later", "zu einer Uhrzeit"
        SPREAD = "spread", "über ein Zeitfenster verteilt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="releases", verbose_name="Terminschlange")
    day = models.DateField("Tag")
    starts = models.TimeField("von")
    ends = models.TimeField("bis")
    clerks = models.PositiveSmallIntegerField("zusätzliche Kräfte")
    channel = models.CharField("für wen", max_length=10, choices=Channel.choices, default=Channel.DOOR)
    opening = models.CharField("öffnen", max_length=10, choices=Opening.choices, default=Opening.NOW)
    opens_at = models.DateTimeField("öffnet")
    opens_until = models.DateTimeField("öffnet bis", null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="von")
    created_at = models.DateTimeField("angelegt", default=timezone.now)
    withdrawn_at = models.DateTimeField("zurückgenommen", null=True, blank=True)

    class Meta:
        verbose_name = "Freigabe"
        verbose_name_plural = "Freigaben"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="release_ends_after_start",
                condition=Q(starts__lt=F("ends"), clerks__gte=1),
                violation_error_message="Eine Freigabe braucht eine Spanne und mindestens eine Kraft.",
            ),
            models.CheckConstraint(
                name="release_window_only_when_spread",
                condition=Q(opening="spread", opens_until__gt=F("opens_at"))
                | ~Q(opening="spread") & Q(opens_until__isnull=True),
                violation_error_message="Ein Zeitfenster gehört nur zu verteilten Freigaben.",
            ),
        ]
        indexes = [models.Index("queue", "day", name="release_by_queue_day")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.starts:%H:%M}–{self.ends:%H:%M}"
