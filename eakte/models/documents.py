"""What lies in a file: documents with their versions, sealed on disk; and the post nobody has assigned yet."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.identifiers import uuid7
from eakte.models.files import CaseFile
from eakte.models.merged import not_in_a_merged_file
from eakte.models.proceedings import Proceeding
from eakte.querysets import DocumentQuerySet, IntakeItemQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Document(models.Model):
    """A paper of the file (Schriftstück). Without a file it is post that waits in the intake list."""

    class Category(models.TextChoices):
        APPLICATION = "application", "Antrag"
        IDENTITY = "identity", "Pass und Ausweis"
        WORK = "work", "Arbeit und Ausbildung"
        LIVELIHOOD = "livelihood", "Lebensunterhalt"
        HOUSING = "housing", "Wohnung"
        FAMILY = "family", "Familie"
        INTEGRATION = "integration", "Sprache und Integration"
        HEALTH = "health", "Gesundheit und Beratung"
        COURT = "court", "Gericht und Behörden"
        DECISION = "decision", "Bescheid"
        LETTER = "letter", "Schreiben"
        OTHER = "other", "Sonstiges"

    class Direction(models.TextChoices):
        RECEIVED = "received", "eingegangen"
        SENT = "sent", "ausgegangen"
        INTERNAL = "internal", "intern"

    class Source(models.TextChoices):
        POST = "post", "Post"
        DESK = "desk", "am Schalter"
        MAIL = "mail", "E-Mail"
        ONLINE = "online", "Online-Antrag"
        OFFICE = "office", "von uns"

    class Access(models.TextChoices):
        CASEWORK = "casework", "Sachbearbeitung"
        TEAM = "team", "nur das Team der Akte"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="Akte"
    )
    proceeding = models.ForeignKey(
        Proceeding, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="Vorgang"
    )
    title = models.CharField("Bezeichnung", max_length=200)
    category = models.CharField("Art", max_length=12, choices=Category.choices, default=Category.OTHER)
    direction = models.CharField("Richtung", max_length=10, choices=Direction.choices, default=Direction.RECEIVED)
    source = models.CharField("Weg", max_length=10, choices=Source.choices)
    access = models.CharField(
        "wer darf lesen",
        max_length=10,
        choices=Access.choices,
        default=Access.CASEWORK,
        help_text="Ärztliches und Beratung liest nur das Team der Akte.",
    )
    dated_on = models.DateField("eingegangen oder abgesandt am")
    created_at = models.DateTimeField("aufgenommen", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="aufgenommen von"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        triggers = [not_in_a_merged_file()]
        verbose_name = "Schriftstück"
        verbose_name_plural = "Schriftstücke"
        ordering = ["-dated_on", "-id"]
        permissions = [("file_post", "Post und Scans Akten zuordnen")]
        constraints = [
            models.CheckConstraint(
                name="document_of_a_proceeding_lies_in_a_file",
                condition=Q(proceeding__isnull=True) | Q(case_file__isnull=False),
                violation_error_message="Was zu einem Vorgang gehört, liegt in seiner Akte.",
            ),
        ]
        indexes = [models.Index("case_file", F("dated_on").desc(), F("id").desc(), name="document_by_file")]

    def __str__(self) -> str:
        return self.title

    @property
    def public_title(self) -> str:
        """What stands where everybody who sees the file reads: nothing of papers that only its team reads."""
        return self.title if self.access == self.Access.CASEWORK else "nur für das Team der Akte"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["wrapped_key"])
class DocumentVersion(models.Model):
    """One original as it came, never altered. Its bytes lie sealed under `<DATA_DIR>/files` (`eakte.storage`).

    `sha256` is of the original bytes, taken while writing and checked while reading. What has not been scanned
    is not served.
    """

    class Scan(models.TextChoices):
        WAITING = "waiting", "wartet auf die Prüfung"
        CLEAN = "clean", "geprüft"
        INFECTED = "infected", "Schadsoftware gefunden"
        NOT_SCANNED = "not_scanned", "ohne Prüfung (kein Virenscanner eingerichtet)"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("Fassung", default=1)
    file_name = models.CharField("Name der Datei", max_length=255)
    media_type = models.CharField("Dateiart", max_length=100)
    size = models.PositiveBigIntegerField("Größe in Byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    wrapped_key = models.BinaryField(editable=False)
    pages = models.PositiveIntegerField("Seiten", null=True)
    scan = models.CharField("Prüfung", max_length=12, choices=Scan.choices, default=Scan.WAITING)
    scanned_at = models.DateTimeField("geprüft", null=True)
    damaged_at = models.DateTimeField("als beschädigt erkannt", null=True)
    created_at = models.DateTimeField("aufgenommen", default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "Fassung eines Schriftstücks"
        verbose_name_plural = "Fassungen eines Schriftstücks"
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint("document", "number", name="document_version_once")]
        indexes = [models.Index("created_at", condition=Q(scan="waiting"), name="document_version_to_scan")]

    def __str__(self) -> str:
        return f"Fassung {self.number}"


class IntakeBatch(models.Model):
    """A stack of post or scans that came at once, by upload or from the watched folder (Posteingang)."""

    class Origin(models.TextChoices):
        UPLOAD = "upload", "hochgeladen"
        FOLDER = "folder", "aus dem Scan-Ordner"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name="Standort")
    origin = models.CharField("Herkunft", max_length=10, choices=Origin.choices)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="von")
    created_at = models.DateTimeField("eingegangen", default=timezone.now)

    class Meta:
        verbose_name = "Posteingang"
        verbose_name_plural = "Posteingänge"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y %H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class IntakeItem(models.Model):
    """One piece of a stack. It leaves the list only assigned to a file, or split into pieces that are on it."""

    class State(models.TextChoices):
        OPEN = "open", "offen"
        UNKNOWN_SENDER = "unknown_sender", "Absender unbekannt"
        ASSIGNED = "assigned", "zugeordnet"
        SPLIT = "split", "geteilt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(IntakeBatch, on_delete=models.PROTECT, related_name="items", verbose_name="Eingang")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="intake_item")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="pieces")
    state = models.CharField("Stand", max_length=15, choices=State.choices, default=State.OPEN)
    note = models.CharField("Notiz", max_length=300, blank=True)
    settled_at = models.DateTimeField("erledigt", null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = IntakeItemQuerySet.as_manager()

    class Meta:
        verbose_name = "Poststück"
        verbose_name_plural = "Poststücke"
        ordering = ["batch", "id"]
        indexes = [models.Index("batch", condition=Q(settled_at__isnull=True), name="intake_item_open")]

    def __str__(self) -> str:
        return self.get_state_display()
