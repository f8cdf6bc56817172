"""When an office is open."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.models.german import german_required
from auslaenderbehoerde.authority.models.office import Office


class OpeningHours(models.Model):
    """One span of a weekday. The newest set whose `effective_from` has come is in force as a whole."""

    WEEKDAYS = [
        (0, _("Montag")),
        (1, _("Dienstag")),
        (2, _("Mittwoch")),
        (3, _("Donnerstag")),
        (4, _("Freitag")),
        (5, _("Samstag")),
        (6, _("Sonntag")),
    ]

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="hours", verbose_name=_("Standort"))
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=WEEKDAYS)
    opens = models.TimeField(_("von"))
    closes = models.TimeField(_("bis"))
    effective_from = models.DateField(_("gilt ab"))

    class Meta:
        verbose_name = _("Öffnungszeit")
        verbose_name_plural = _("Öffnungszeiten")
        ordering = ["office", "effective_from", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="openinghours_close_after_opening",
                condition=Q(opens__lt=F("closes")),
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
            models.CheckConstraint(
                name="openinghours_known_weekday",
                condition=Q(weekday__lte=6),
                violation_error_message=_("Diesen Wochentag gibt es nicht."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ClosingDay(models.Model):
    """A day on which an office, or all of them, are closed beside the public holidays."""

    office = models.ForeignKey(
        Office,
        on_delete=models.CASCADE,
        related_name="closing_days",
        null=True,
        blank=True,
        verbose_name=_("Standort"),
        help_text=_("Leer: alle Standorte."),
    )
    day = models.DateField(_("Tag"))
    reason = models.CharField(_("Grund"), max_length=200)

    class Meta:
        verbose_name = _("Schließtag")
        verbose_name_plural = _("Schließtage")
        ordering = ["day"]
        constraints = [
            german_required("closingday", "reason"),
            models.UniqueConstraint(
                "office",
                "day",
                name="closingday_once",
                nulls_distinct=False,
                violation_error_message=_("Dieser Tag ist schon eingetragen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.reason}"
