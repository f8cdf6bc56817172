"""Who works where."""

from typing import ClassVar

import pghistory
from django.db import models

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models.office import Office


@pghistory.track()
class Department(models.Model):
    """A subject area of the authority (Sachgebiet)."""

    name = models.CharField("Name", max_length=150, unique=True)
    code = models.CharField(
        "Kürzel im Aktenzeichen",
        max_length=10,
        unique=True,
        help_text="Steht vorn in jedem Aktenzeichen, zum Beispiel „33“. Vergebene Aktenzeichen behalten das alte.",
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        related_name="departments",
        null=True,
        blank=True,
        verbose_name="Standort",
    )

    objects: ClassVar[models.Manager["Department"]] = models.Manager()

    class Meta:
        verbose_name = "Sachgebiet"
        verbose_name_plural = "Sachgebiete"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Team(models.Model):
    """The people of a department who share one worklist."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="teams", verbose_name="Sachgebiet"
    )
    name = models.CharField("Name", max_length=150)
    members = models.ManyToManyField(
        User,
        blank=True,
        related_name="teams",
        verbose_name="Mitglieder",
        help_text="Wer im Team ist, sieht dessen Aufgaben und liest, was nur das Team lesen darf.",
    )

    objects: ClassVar[models.Manager["Team"]] = models.Manager()

    class Meta:
        verbose_name = "Team"
        verbose_name_plural = "Teams"
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(
                "department",
                "name",
                name="team_once_per_department",
                violation_error_message="Dieses Team gibt es in diesem Sachgebiet schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent("joined"), pghistory.DeleteEvent("left"))
class TeamMember(Team.members.through):  # type: ignore[name-defined]
    """That somebody is in a team; here only so that the history records it."""

    class Meta:
        proxy = True
