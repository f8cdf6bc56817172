"""The file of a person, and the range its reference comes from."""

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Department, Team
from auslaenderbehoerde.identifiers import uuid7
from eakte.models.people import Person
from eakte.querysets import CaseFileQuerySet


class NumberRange(models.Model):
    """The last number given to a file of a department in a year; drawn in the transaction that makes the file."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("department", "year", name="number_range_once")]

    def __str__(self) -> str:
        return f"{self.department_id}/{self.year}: {self.last}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CaseFile(models.Model):
    """The electronic file of one person (E-Akte, Ausländerdatei A, § 62 AufenthV).

    A blocked one (§ 51 BMG, staff and their relatives, endangered people) shows its content only to its `readers`;
    everyone else learns that it exists and whom to ask. Why it was closed decides how long it is kept, counted from
    `counts_from` (`eakte.retention`).
    """

    class CloseReason(models.TextChoices):
        MOVED = "moved", "an eine andere Ausländerbehörde abgegeben"
        LEFT = "left", "ins Ausland gezogen"
        GERMAN = "german", "deutsche Staatsangehörigkeit erworben"
        DIED = "died", "verstorben"
        EXPELLED = "expelled", "ausgewiesen, zurückgeschoben oder abgeschoben"
        OTHER = "other", "aus einem anderen Grund beendet"
        MERGED = "merged", "mit einer anderen Akte zusammengeführt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField("Aktenzeichen", max_length=40, unique=True, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="case_file", verbose_name="Person")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name="Sachgebiet", editable=False
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the index by team below begins with it
        related_name="case_files",
        verbose_name="Team",
    )
    caseworker = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # as above
        related_name="+",
        verbose_name="Sachbearbeitung",
    )
    opened_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("geschlossen", null=True, editable=False)
    close_reason = models.CharField(
        "Grund des Schließens", max_length=10, choices=CloseReason.choices, blank=True, editable=False
    )
    counts_from = models.DateField("Frist zählt ab", null=True, editable=False)
    blocked = models.BooleanField("gesperrt", default=False)
    blocked_contact = models.CharField("Auskunft gibt", max_length=150, blank=True)
    readers = models.ManyToManyField(User, blank=True, related_name="+", verbose_name="dürfen lesen")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = "Akte"
        verbose_name_plural = "Akten"
        ordering = ["reference"]
        permissions = [
            ("work_on_casefile", "Akten anlegen und führen"),
            ("lead_casework", "Aufgaben anderer verteilen, Akten sperren und freigeben"),
            ("export_casefile", "Akten ausgeben"),
            ("answer_access", "Auskunft nach Art. 15 DSGVO erteilen"),
            ("dispose_casefile", "Akten aussondern"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_file_blocked_names_a_contact",
                condition=Q(blocked=False) | ~Q(blocked_contact=""),
                violation_error_message="Eine gesperrte Akte braucht jemanden, der Auskunft gibt.",
            ),
            models.CheckConstraint(
                name="case_file_closed_for_a_reason_counts_from_a_day",
                condition=Q(close_reason="") | Q(closed_at__isnull=False, counts_from__isnull=False),
                violation_error_message="Der Grund des Schließens braucht den Tag, ab dem die Frist zählt.",
            ),
        ]
        indexes = [
            # Whose files they are is read for their people, without looking at the files.
            models.Index(fields=["team", "caseworker"], include=["person"], name="case_file_by_team"),
            models.Index(fields=["caseworker"], include=["person"], name="case_file_by_caseworker"),
            models.Index(Upper("reference"), name="case_file_by_reference"),  # typed in any case
            models.Index(
                "close_reason", "counts_from", condition=Q(counts_from__isnull=False), name="case_file_by_end"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class CaseFileReader(CaseFile.readers.through):  # type: ignore[name-defined]
    """That somebody may read a blocked file; here only so that the history records it."""

    class Meta:
        proxy = True
