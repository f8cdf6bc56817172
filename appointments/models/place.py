"""The places themselves. A place is counted in `Slot.booked` from the moment it is held."""

from django.db import models
from django.db.models import F, Q

from appointments.models.offer import Channel, Concern, Queue
from appointments.querysets import SlotQuerySet
from auslaenderbehoerde.identifiers import uuid7


class Slot(models.Model):
    """A batch of equal places at one start time of a queue (Platz im Raster).

    It is visible once `opens_at` has come: by the query, not by a job. `booked` counts the rows of
    `Place`, also those whose time has run out and that nobody has claimed or swept yet. `offered` is how
    many places the office wants to give away now; where it takes back what is booked already, it falls
    below `booked`, and `capacity`, the hard limit, stays. Extra places belong to a `release`.
    """

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    opens_at = models.DateTimeField()
    release = models.ForeignKey("Release", on_delete=models.PROTECT, null=True, related_name="slots")
    offered = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    booked = models.PositiveSmallIntegerField(default=0)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "Plätze zu einer Zeit"
        verbose_name_plural = "Plätze"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="slot_never_overbooked",
                condition=Q(booked__lte=F("capacity")),
                violation_error_message="Für diese Zeit ist kein Platz mehr frei.",
            ),
            models.CheckConstraint(
                name="slot_known_channel",
                condition=Q(channel__in=["door", "everyone"]),
                violation_error_message="Der Kanal ist unbekannt.",
            ),
            models.CheckConstraint(
                name="slot_offers_no_more_than_it_holds",
                condition=Q(offered__lte=F("capacity")),
                violation_error_message="Mehr Plätze, als es zu dieser Zeit gibt, kann niemand anbieten.",
            ),
            models.UniqueConstraint(
                fields=["queue", "starts_at", "channel", "release"],
                nulls_distinct=False,
                name="slot_once_per_queue_time_channel_and_release",
                violation_error_message="Für diese Zeit gibt es schon Plätze.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.channel}"


class Hold(models.Model):
    """Somebody is filling in the form for a place (Warteplatz): ten minutes, then it is free again.

    `attempt` is the key of one press of the button, so a double click holds once. The draft keeps
    what was typed, so that nothing is lost when the time runs out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attempt = models.UUIDField(unique=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    persons = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    draft = models.JSONField(default=dict)

    class Meta:
        verbose_name = "gehaltener Platz"
        verbose_name_plural = "gehaltene Plätze"
        indexes = [models.Index("expires_at", name="hold_by_expiry")]

    def __str__(self) -> str:
        return str(self.pk)


class Place(models.Model):
    """One place of a slot that is taken: held, booked, or cooling down after a cancellation.

    Held: `hold` and `expires_at`. Booked: `appointment`, no `expires_at`. Cooling: nobody, and
    `expires_at` says when it is free again (5-60 random minutes, so that sniping fails).
    """

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="places")
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="places")
    appointment = models.ForeignKey("Appointment", on_delete=models.PROTECT, null=True, related_name="places")
    expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "belegter Platz"
        verbose_name_plural = "belegte Plätze"
        constraints = [
            models.CheckConstraint(
                name="place_booked_or_expiring",
                condition=Q(appointment__isnull=False, hold__isnull=True, expires_at__isnull=True)
                | Q(appointment__isnull=True, expires_at__isnull=False),
                violation_error_message="Ein Platz ist gebucht, oder seine Zeit läuft ab.",
            ),
        ]
        indexes = [
            models.Index("expires_at", condition=Q(expires_at__isnull=False), name="place_by_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
