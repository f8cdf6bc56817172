"""What the office offers: lines to wait in, reasons to come, and the plan of a usual week."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.querysets import ConcernQuerySet, PlanLineQuerySet
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.catalogue.models import Service
from auslaenderbehoerde.identifiers import uuid7

# Words that stand where an address has a concern's short name (`/termine/platz/…`, `/tuer/…/dringend/`) or after it.
ADDRESS_WORDS = {"platz", "monat", "tag", "pruefen", "dringend", "gesendet", "nummer"}


class Channel(models.TextChoices):
    """Who may take a place: people standing at the office's door, or everyone."""

    DOOR = "door", "nur an der Tür"
    EVERYONE = "everyone", "für alle"


class Queue(models.Model):
    """A line of its own (Terminschlange): the people in it are served by the same clerks.

    Its time is cut into steps of `step_minutes`; each clerk present adds `places_per_clerk`
    places to every step.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="queues", verbose_name="Standort")
    slug = models.SlugField("Kurzname")
    name = models.CharField("Name", max_length=100)
    step_minutes = models.PositiveSmallIntegerField(
        "Schritt in Minuten", validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    places_per_clerk = models.PositiveSmallIntegerField(
        "Plätze je Kraft und Schritt", default=1, validators=[MinValueValidator(1)]
    )
    ticket_letter = models.CharField(
        "Buchstabe der Nummer",
        max_length=1,
        validators=[RegexValidator(r"^[A-Z]$", "Ein Buchstabe von A bis Z.")],
    )
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Terminschlange"
        verbose_name_plural = "Terminschlangen"
        permissions = [("plan_capacity", "Plätze freigeben, schließen und den Plan ändern")]
        ordering = ["office", "order", "slug"]
        constraints = [
            models.UniqueConstraint(
                "office",
                "ticket_letter",
                name="queue_letter_once_per_office",
                violation_error_message="Dieser Buchstabe gehört an diesem Standort schon zu einer Schlange.",
            ),
            models.UniqueConstraint(
                "office",
                "slug",
                name="queue_slug_once_per_office",
                violation_error_message="Diesen Kurznamen gibt es an diesem Standort schon.",
            ),
            models.CheckConstraint(
                name="queue_step_between_5_and_120",
                condition=Q(step_minutes__range=(5, 120), places_per_clerk__range=(1, 50)),
                violation_error_message=("Ein Schritt dauert 5 bis 120 Minuten und hat 1 bis 50 Plätze je Kraft."),
            ),
            models.CheckConstraint(
                name="queue_has_german_name",
                condition=~Q(name_de="") & Q(name_de__isnull=False),
                violation_error_message="Der deutsche Name fehlt.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Concern(models.Model):
    """A reason to come (Anliegen). What to bring and the forms stand at its service."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField("Kurzname in der Adresse", unique=True)
    name = models.CharField("Name", max_length=150)
    hint = models.CharField("Hinweis", max_length=300, blank=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="concerns", verbose_name="Leistung")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="concerns", verbose_name="Terminschlange")
    minutes = models.PositiveSmallIntegerField("Dauer in Minuten")
    minutes_per_extra_person = models.PositiveSmallIntegerField("Minuten je weiterer Person", default=0)
    max_persons = models.PositiveSmallIntegerField("Personen höchstens", default=1)
    bookable_online = models.BooleanField("von zu Hause buchbar", default=True)
    bookable_at_door = models.BooleanField("an der Tür buchbar", default=True)
    asks_residence = models.BooleanField("nach dem Wohnort fragen", default=True)
    has_deadline = models.BooleanField(
        "mit Frist", default=False, help_text="Wer hier warten muss, kann ein Recht verlieren: wird zuerst umgebucht."
    )
    walk_in_weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        verbose_name="ohne Termin an Wochentagen",
        help_text="0 ist Montag, 4 ist Freitag. An diesen Tagen gibt es an der Tür eine Wartenummer.",
    )
    needs_card = models.BooleanField(
        "nur mit angekommener Karte",
        default=False,
        help_text="Abholung: buchbar nur über die Auskunft zur Karte, ein Termin für jede Karte.",
    )
    published = models.BooleanField("sichtbar", default=True)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = "Anliegen"
        verbose_name_plural = "Anliegen"
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                name="concern_takes_time_for_somebody",
                condition=Q(minutes__range=(1, 480), minutes_per_extra_person__lte=240, max_persons__range=(1, 20)),
                violation_error_message="Ein Anliegen dauert 1 bis 480 Minuten, für 1 bis 20 Personen.",
            ),
            models.CheckConstraint(
                name="concern_has_german_name",
                condition=~Q(name_de="") & Q(name_de__isnull=False),
                violation_error_message="Der deutsche Name fehlt.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.slug in ADDRESS_WORDS:
            message = (
                f"„{self.slug}“ ist schon Teil einer Adresse des Portals. Bitte wählen Sie einen anderen Kurznamen."
            )
            raise ValidationError({"slug": message})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanLine(models.Model):
    """One line of the usual week: so many clerks for this queue from one hour to another.

    Lines of the same queue, weekday and channel add up. Changing the plan never touches what is
    booked (`appointments.slots.open_places`).
    """

    WEEKDAYS = [
        (0, _("Montag")),
        (1, _("Dienstag")),
        (2, _("Mittwoch")),
        (3, _("Donnerstag")),
        (4, _("Freitag")),
        (5, _("Samstag")),
        (6, _("Sonntag")),
    ]

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="plan", verbose_name="Terminschlange")
    weekday = models.PositiveSmallIntegerField("Wochentag", choices=WEEKDAYS)
    starts = models.TimeField("von")
    ends = models.TimeField("bis")
    clerks = models.PositiveSmallIntegerField("Kräfte")
    channel = models.CharField("für wen", max_length=10, choices=Channel.choices, default=Channel.EVERYONE)
    opens_time = models.TimeField(
        "öffnet am Tag um", null=True, blank=True, help_text="Nur für Plätze an der Tür; leer: um Mitternacht."
    )
    effective_from = models.DateField("gilt ab")
    effective_until = models.DateField("gilt bis einschließlich", null=True, blank=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = "Zeile des Wochenplans"
        verbose_name_plural = "Wochenplan"
        ordering = ["queue", "weekday", "starts", "channel"]
        constraints = [
            models.CheckConstraint(
                name="plan_line_ends_after_start",
                condition=Q(starts__lt=F("ends")),
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
            models.CheckConstraint(
                name="plan_line_until_after_from",
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                violation_error_message="„Gilt bis“ liegt vor „gilt ab“.",
            ),
            models.CheckConstraint(
                name="plan_line_known_weekday_and_channel",
                condition=Q(weekday__lte=6, channel__in=["door", "everyone"]),
                violation_error_message="Wochentag oder Kanal ist unbekannt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"
