"""What somebody has to do, and what somebody wrote down."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from auslaenderbehoerde.identifiers import uuid7
from eakte.models.files import CaseFile
from eakte.models.merged import not_in_a_merged_file
from eakte.models.proceedings import Proceeding
from eakte.querysets import TaskQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Task(models.Model):
    """One thing to do (Aufgabe, Wiedervorlage), for a team or for one person in it.

    `lapses_on` is the day the title ends that hangs on it, `due_on` the deadline: both together with the age make
    the order of the list. `key` names what it came from, so that the same fact makes one task.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", "Vorgang prüfen"
        PAPERS = "papers", "Unterlagen prüfen"
        DEADLINE = "deadline", "Frist"
        POST = "post", "neue Post"
        CARD = "card", "Karte"
        MESSAGE = "message", "Nachricht"
        FOLLOW_UP = "follow_up", "Wiedervorlage"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    text = models.CharField("Was ist zu tun", max_length=300)
    case_file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="Akte"
    )
    proceeding = models.ForeignKey(
        Proceeding, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="Vorgang"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="tasks", verbose_name="Team")
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="bei"
    )
    lapses_on = models.DateField("Titel endet am", null=True)
    due_on = models.DateField("Frist", null=True, blank=True)
    key = models.CharField(max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField("seit", default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    done_at = models.DateTimeField("erledigt", null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        triggers = [not_in_a_merged_file()]
        verbose_name = "Aufgabe"
        verbose_name_plural = "Aufgaben"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "key", condition=~Q(key="") & Q(done_at__isnull=True), name="task_once_per_open_key"
            ),
        ]
        indexes = [
            models.Index("team", "assignee", condition=Q(done_at__isnull=True), name="task_open_by_team"),
            models.Index("assignee", condition=Q(done_at__isnull=True), name="task_open_by_assignee"),
            models.Index("case_file", condition=Q(done_at__isnull=True), name="task_open_by_file"),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Note(models.Model):
    """What was said or seen, by whom and when (Aktenvermerk). Never changed; a wrong one gets another below it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="notes", verbose_name="Akte")
    proceeding = models.ForeignKey(
        Proceeding, on_delete=models.PROTECT, null=True, blank=True, related_name="notes", verbose_name="Vorgang"
    )
    text = models.TextField("Vermerk")
    written_at = models.DateTimeField("am", default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        triggers = [not_in_a_merged_file()]
        verbose_name = "Vermerk"
        verbose_name_plural = "Vermerke"
        ordering = ["-written_at", "-id"]
        indexes = [models.Index("case_file", F("written_at").desc(), name="note_by_file")]

    def __str__(self) -> str:
        return f"Vermerk vom {self.written_at:%d.%m.%Y}"
