"""What a person may do here and until when."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from auslaenderbehoerde.identifiers import uuid7
from eakte.models.merged import not_on_a_merged_person
from eakte.models.people import Person
from eakte.querysets import ResidenceTitleQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ResidenceTitle(models.Model):
    """A residence title (§ 4 AufenthG), or what a person holds instead of one.

    Without `valid_until` it is unlimited. A wrong entry is corrected, not deleted: it gets an end and a reason.
    """

    class Kind(models.TextChoices):
        VISA = "visa", "Visum"
        PERMIT = "permit", "Aufenthaltserlaubnis"
        BLUE_CARD = "blue_card", "Blaue Karte EU"
        ICT = "ict", "ICT-Karte"
        SETTLEMENT = "settlement", "Niederlassungserlaubnis"
        LONG_TERM_EU = "long_term_eu", "Erlaubnis zum Daueraufenthalt – EU"
        EU_FAMILY = "eu_family", "Aufenthaltskarte (FreizügG/EU)"
        PROVISIONAL = "provisional", "Fiktionsbescheinigung"
        ASYLUM = "asylum", "Aufenthaltsgestattung"
        SUSPENSION = "suspension", "Duldung"

    class Ended(models.TextChoices):
        REPLACED = "replaced", "durch neuen Titel ersetzt"
        EXPIRED = "expired", "abgelaufen"
        REVOKED = "revoked", "widerrufen oder zurückgenommen"
        LAPSED = "lapsed", "erloschen (§ 51 AufenthG)"
        WRONG = "wrong", "falsch erfasst"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_index=False, related_name="titles", verbose_name="Person"
    )  # the index by person below begins with it
    kind = models.CharField("Art", max_length=12, choices=Kind.choices)
    legal_basis = models.CharField("Rechtsgrundlage", max_length=100, help_text="Zum Beispiel „§ 18b AufenthG“.")
    valid_from = models.DateField("gültig ab")
    valid_until = models.DateField("gültig bis", null=True, blank=True)
    issued_by = models.CharField("ausgestellt von", max_length=150, blank=True)
    recorded_at = models.DateTimeField("erfasst", default=timezone.now, editable=False)
    ended_on = models.DateField("beendet am", null=True, editable=False)
    ended = models.CharField("Grund des Endes", max_length=10, choices=Ended.choices, blank=True, editable=False)
    external_key = models.CharField("Kennung im Fachverfahren", max_length=60, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ResidenceTitleQuerySet.as_manager()

    class Meta:
        triggers = [not_on_a_merged_person()]
        verbose_name = "Aufenthaltstitel"
        verbose_name_plural = "Aufenthaltstitel"
        ordering = [F("ended_on").desc(nulls_first=True), "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                name="title_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
            models.CheckConstraint(
                name="title_ended_for_a_reason",
                condition=Q(ended_on__isnull=True, ended="") | Q(ended_on__isnull=False) & ~Q(ended=""),
                violation_error_message="Wird ein Titel beendet, gehört ein Grund dazu.",
            ),
            models.UniqueConstraint(
                "external_key",
                condition=~Q(external_key=""),
                name="title_once_per_external_key",
                violation_error_message="Diese Kennung des Fachverfahrens gehört schon zu einem anderen Titel.",
            ),
        ]
        indexes = [
            models.Index("valid_until", condition=Q(ended_on__isnull=True), name="title_by_end"),
            models.Index("person", F("valid_from").desc(), name="title_by_person"),
            # What ends for the people of a team, answered from the index alone however many files others have.
            models.Index(
                fields=["person", "valid_until"],
                include=["id"],
                condition=Q(ended_on__isnull=True),
                name="title_open_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.legal_basis}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AncillaryProvision(models.Model):
    """What a title is tied to (Nebenbestimmung: Auflage or Bedingung, § 12 AufenthG)."""

    class Kind(models.TextChoices):
        WORK = "work", "Erwerbstätigkeit"
        RESIDENCE = "residence", "Wohnsitz"
        CONDITION = "condition", "Bedingung"
        OTHER = "other", "andere Auflage"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.ForeignKey(
        ResidenceTitle, on_delete=models.PROTECT, related_name="provisions", verbose_name="Aufenthaltstitel"
    )
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    text = models.CharField("Wortlaut", max_length=500)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Nebenbestimmung"
        verbose_name_plural = "Nebenbestimmungen"
        ordering = ["title", "order", "id"]

    def __str__(self) -> str:
        return self.text
