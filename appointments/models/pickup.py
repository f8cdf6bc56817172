"""Which card an appointment is for."""

from django.db import models
from django.db.models import Q

from appointments.models.booking import Appointment
from auslaenderbehoerde.identifiers import uuid7
from eakte.models import ResidenceCard


class Pickup(models.Model):
    """A card to be handed over at an appointment (Abholung); a family comes once for several.

    `active` until the appointment is cancelled or the card has left: one appointment for each card.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="pickups", verbose_name="Termin"
    )
    card = models.ForeignKey(ResidenceCard, on_delete=models.PROTECT, related_name="pickups", verbose_name="Karte")
    active = models.BooleanField("offen", default=True)

    class Meta:
        verbose_name = "Abholung"
        verbose_name_plural = "Abholungen"
        ordering = ["appointment", "id"]
        constraints = [
            models.UniqueConstraint(
                "card",
                condition=Q(active=True),
                name="pickup_one_active_per_card",
                violation_error_message="Für diese Karte gibt es schon einen Termin.",
            )
        ]

    def __str__(self) -> str:
        return str(self.appointment)
