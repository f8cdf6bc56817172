"""What was taken over from the specialist software (Fachverfahren), and what could not be."""

from django.db import models
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.identifiers import uuid7


class ImportRun(models.Model):
    """One reading of one file of persons, titles or cards. `errors` names line and reason, never the content."""

    class Subject(models.TextChoices):
        PERSONS = "persons", "Personen"
        TITLES = "titles", "Aufenthaltstitel"
        CARDS = "cards", "Karten"

    class State(models.TextChoices):
        PREVIEW = "preview", "Vorschau"
        RUNNING = "running", "läuft"
        DONE = "done", "übernommen"
        FAILED = "failed", "abgebrochen"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.CharField("Inhalt", max_length=10, choices=Subject.choices)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.PREVIEW)
    sha256 = models.CharField(max_length=64, editable=False)
    lines = models.PositiveIntegerField("Zeilen", default=0)
    added = models.PositiveIntegerField("neu", default=0)
    changed = models.PositiveIntegerField("geändert", default=0)
    unchanged = models.PositiveIntegerField("unverändert", default=0)
    errors = models.JSONField("Fehler", default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="von")
    created_at = models.DateTimeField("begonnen", default=timezone.now)
    finished_at = models.DateTimeField("beendet", null=True)

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen aus dem Fachverfahren"
        ordering = ["-created_at"]
        permissions = [("take_over_records", "Daten aus dem Fachverfahren übernehmen")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.created_at:%d.%m.%Y %H:%M}"
