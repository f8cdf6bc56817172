"""Who is in the house today, and who serves them where."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from appointments.models.booking import Appointment
from appointments.models.offer import Concern, Queue
from appointments.querysets import AttendanceQuerySet
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.identifiers import uuid7


class Counter(models.Model):
    """A place where people are served (Schalter), and the clerk who sits there now, if anybody does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="counters", verbose_name="Standort")
    name = models.CharField("Name", max_length=30, help_text="So steht er auf der Anzeige, zum Beispiel „Schalter 3“.")
    queues = models.ManyToManyField(Queue, related_name="counters", verbose_name="Terminschlangen")
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    clerk = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="counter", editable=False
    )
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "Schalter"
        verbose_name_plural = "Schalter"
        ordering = ["office", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                "office",
                "name",
                name="counter_name_once_per_office",
                violation_error_message="Einen Schalter mit diesem Namen gibt es an diesem Standort schon.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(fields=["office", "queue", "number", "status", "counter", "calls", "rank_at"])
class Attendance(models.Model):
    """One party in the house on one day (Besuch), with an appointment or without.

    `rank_at` orders those who wait: the booked time for people on time, the moment of arrival for people who
    come late and for those without an appointment. `changed_at` is the version: every step is a
    compare-and-set on it, so two clerks never act on the same state. `undo` holds what the last step changed.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "wartet"
        CALLED = "called", "aufgerufen"
        SERVED = "served", "bedient"
        ABSENT = "absent", "nicht gekommen"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name="Standort")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="attendances", verbose_name="Schlange")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+", verbose_name="Anliegen")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, related_name="attendance", verbose_name="Termin"
    )
    day = models.DateField("Tag")
    number = models.CharField("Nummer", max_length=8)
    persons = models.PositiveSmallIntegerField("Personen", default=1)
    language = models.CharField("Sprache", max_length=10, default="de")
    note = models.CharField("Notiz", max_length=300, blank=True)
    status = models.CharField("Stand", max_length=10, choices=Status.choices, default=Status.WAITING)
    arrived_at = models.DateTimeField("angekommen", null=True)
    rank_at = models.DateTimeField("Reihenfolge")
    called_at = models.DateTimeField("zuletzt aufgerufen", null=True)
    calls = models.PositiveSmallIntegerField("Aufrufe", default=0)
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="attendances", verbose_name="Schalter"
    )
    finished_at = models.DateTimeField("beendet", null=True)
    done = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="erledigt")
    changed_at = models.DateTimeField(default=timezone.now)
    undo = models.JSONField(null=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "Besuch"
        verbose_name_plural = "Besuche"
        permissions = [("serve_visitors", "Menschen empfangen, aufrufen und bedienen")]
        ordering = ["rank_at", "id"]
        constraints = [
            models.UniqueConstraint("office", "day", "number", name="attendance_number_once_per_office_and_day"),
            models.CheckConstraint(
                name="attendance_called_at_a_counter",
                condition=Q(status="called", counter__isnull=False, called_at__isnull=False) | ~Q(status="called"),
                violation_error_message="Aufgerufen wird an einen Schalter.",
            ),
            models.CheckConstraint(
                name="attendance_waits_only_after_arrival",
                condition=Q(arrived_at__isnull=False) | ~Q(status="waiting"),
                violation_error_message="Es wartet nur, wer da ist.",
            ),
        ]
        indexes = [
            models.Index("office", "day", "status", name="attendance_by_office_and_day"),
            models.Index("queue", "rank_at", condition=Q(status="waiting"), name="attendance_waiting"),
        ]

    def __str__(self) -> str:
        return self.number
