"""Who works where."""

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.models.office import Office


@pghistory.track()
class Department(models.Model):
    """A subject area of the authority (Sachgebiet)."""

    name = models.CharField(_("Name"), max_length=150, unique=True)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        related_name="departments",
        null=True,
        blank=True,
        verbose_name=_("Standort"),
    )

    objects: ClassVar[models.Manager["Department"]] = models.Manager()

    class Meta:
        verbose_name = _("Sachgebiet")
        verbose_name_plural = _("Sachgebiete")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Team(models.Model):
    """The people of a department who share one worklist."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="teams", verbose_name=_("Sachgebiet")
    )
    name = models.CharField(_("Name"), max_length=150)

    objects: ClassVar[models.Manager["Team"]] = models.Manager()

    class Meta:
        verbose_name = _("Team")
        verbose_name_plural = _("Teams")
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(
                "department",
                "name",
                name="team_once_per_department",
                violation_error_message=_("Dieses Team gibt es in diesem Sachgebiet schon."),
            )
        ]

    def __str__(self) -> str:
        return self.name
