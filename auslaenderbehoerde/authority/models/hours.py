"""When we are open."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.german import german_required
from auslaenderbehoerde.authority.models.office import Office
from auslaenderbehoerde.authority.querysets import ClosingDayManager


class Weekday(models.IntegerChoices):
    """Counted like `date.weekday()`."""

    MONDAY = 0, _("Montag")
    TUESDAY = 1, _("Dienstag")
    WEDNESDAY = 2, _("Mittwoch")
    THURSDAY = 3, _("Donnerstag")
    FRIDAY = 4, _("Freitag")
    SATURDAY = 5, _("Samstag")
    SUNDAY = 6, _("Sonntag")


@pghistory.track()
class OpeningHours(models.Model):
    """One line of the hours on the door.

    All lines of an office with the same `effective_from` are one set; on a day the newest set
    that has begun is in force, as a whole. So new hours are entered in advance and start by themselves.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="hours", verbose_name="Standort")
    weekday = models.PositiveSmallIntegerField("Wochentag", choices=Weekday.choices)
    opens = models.TimeField("von")
    closes = models.TimeField("bis")
    effective_from = models.DateField("gilt ab")

    objects: ClassVar[models.Manager["OpeningHours"]] = models.Manager()

    class Meta:
        verbose_name = "Öffnungszeit"
        verbose_name_plural = "Öffnungszeiten"
        ordering = ["office", "-effective_from", "weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                "office",
                "effective_from",
                "weekday",
                "opens",
                name="opening_hours_once",
                violation_error_message="Diese Öffnungszeit ist schon eingetragen.",
            ),
            models.CheckConstraint(
                name="opening_hours_end_after_start",
                condition=Q(opens__lt=F("closes")),
                violation_error_message="Die Schließung liegt vor der Öffnung.",
            ),
            models.CheckConstraint(
                name="opening_hours_known_weekday",
                condition=Q(weekday__lte=6),
                violation_error_message="Diesen Wochentag gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ClosingDay(models.Model):
    """A day we are closed although it is no public holiday (Schließtag): a works outing, 24 December."""

    office = models.ForeignKey(
        Office,
        on_delete=models.CASCADE,
        related_name="closing_days",
        null=True,
        blank=True,
        verbose_name="Standort",
        help_text="Leer: alle Standorte.",
    )
    day = models.DateField("Tag")
    reason = models.CharField("Grund", max_length=200)

    objects: ClassVar[ClosingDayManager] = ClosingDayManager()

    class Meta:
        verbose_name = "Schließtag"
        verbose_name_plural = "Schließtage"
        ordering = ["day", "office"]
        constraints = [
            models.UniqueConstraint(
                "office",
                "day",
                name="closing_day_once_per_office",
                nulls_distinct=False,
                violation_error_message="Dieser Schließtag ist schon eingetragen.",
            ),
            german_required("reason", name="closing_day_has_german_reason", message="Der deutsche Grund fehlt."),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.reason}"
