"""How long closed files are kept where no law says it, and the steps a file takes before it is erased."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.identifiers import uuid7
from eakte.models.files import CaseFile


@pghistory.track()
class RetentionPeriod(models.Model):
    """The years an office keeps files that ended for no reason of the law, as agreed with its archive."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="+", verbose_name="Standort")
    years = models.PositiveSmallIntegerField("Jahre nach dem Schließen", default=10)

    class Meta:
        verbose_name = "Aufbewahrungsfrist"
        verbose_name_plural = "Aufbewahrungsfristen"
        ordering = ["office"]
        constraints = [
            models.CheckConstraint(
                name="retention_period_has_a_year",
                condition=Q(years__gte=1),
                violation_error_message="Akten werden mindestens ein Jahr aufbewahrt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.years} Jahre"


class Disposal(models.Model):
    """A file whose time is over on its way out (Aussonderung): offered to the archive, proposed, then erased.

    It goes with the file; what stays is a line of the protocol.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, related_name="disposal", verbose_name="Akte")
    offered_on = models.DateField("dem Archiv angeboten am")
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="eingetragen von")
    recorded_at = models.DateTimeField("eingetragen", default=timezone.now)
    proposed_at = models.DateTimeField("zum Löschen vorgeschlagen", null=True)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="vorgeschlagen von"
    )

    class Meta:
        verbose_name = "Aussonderung"
        verbose_name_plural = "Aussonderungen"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="disposal_proposed_by_somebody",
                condition=Q(proposed_at__isnull=True, proposed_by__isnull=True)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                violation_error_message="Ein Vorschlag hat einen Zeitpunkt und jemanden, der ihn macht.",
            )
        ]

    def __str__(self) -> str:
        return f"dem Archiv angeboten am {self.offered_on:%d.%m.%Y}"
