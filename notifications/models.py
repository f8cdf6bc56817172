"""The outbox: what still has to leave the house, and what has left it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from auslaenderbehoerde.identifiers import uuid7
from notifications.querysets import OutboxQuerySet


class OutboxMessage(models.Model):
    """A message to be made and sent after the deed it tells of (Nachricht im Postausgang).

    It holds the key of a template and identifiers, never a name, an address or a text: the message is
    made from the records when it is sent, so nothing personal lies here and nothing stale goes out.
    Its own identifier is the mail's Message-ID, the same for every attempt.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "wartet"
        SENT = "sent", "verschickt"
        FAILED = "failed", "gescheitert"
        OBSOLETE = "obsolete", "entfallen"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    idempotency_key = models.CharField(max_length=200, editable=False)
    template = models.CharField("Vorlage", max_length=60)
    identifiers = models.JSONField("Kennungen", default=dict)
    language = models.CharField("Sprache", max_length=10)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    next_attempt_at = models.DateTimeField("nächster Versuch", null=True, default=timezone.now)
    sent_at = models.DateTimeField("verschickt am", null=True)
    last_error = models.CharField("letzter Fehler", max_length=80, blank=True)
    created_at = models.DateTimeField("entstanden", default=timezone.now)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "Nachricht"
        verbose_name_plural = "Postausgang"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "idempotency_key",
                name="outbox_once_per_key",
                violation_error_message="Diese Nachricht steht schon im Postausgang.",
            ),
            models.CheckConstraint(
                name="outbox_known_state",
                condition=Q(state__in=["waiting", "sent", "failed", "obsolete"]),
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                name="outbox_next_attempt_only_while_waiting",
                condition=Q(state="waiting", next_attempt_at__isnull=False)
                | ~Q(state="waiting") & Q(next_attempt_at__isnull=True),
                violation_error_message="Nur eine wartende Nachricht hat einen nächsten Versuch.",
            ),
            models.CheckConstraint(
                name="outbox_sent_at_only_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                violation_error_message="Genau eine verschickte Nachricht hat einen Zeitpunkt des Versands.",
            ),
            models.CheckConstraint(
                name="outbox_failed_says_why",
                condition=~Q(state="failed", last_error=""),
                violation_error_message="Eine gescheiterte Nachricht nennt ihren Fehler.",
            ),
        ]
        indexes = [
            models.Index("next_attempt_at", "id", condition=Q(state="waiting"), name="outbox_waiting_by_time"),
            models.Index("created_at", name="outbox_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.created_at:%Y-%m-%d %H:%M}"
