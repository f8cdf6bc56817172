"""The card between order and hand-over, and the public answer to "has it come?" kept apart from it."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.identifiers import uuid7
from eakte.models.merged import not_on_a_merged_person
from eakte.models.people import Person
from eakte.models.proceedings import Proceeding
from eakte.models.titles import ResidenceTitle
from eakte.querysets import ResidenceCardQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["serial_sealed"])
class ResidenceCard(models.Model):
    """A card or travel document made elsewhere (eAT, § 78 AufenthG; Reiseausweis, § 4 AufenthV).

    The serial number is sealed and found by its keyed hash. The pickup code is derived from the identifier
    (`eakte.pickup_codes`); a higher `link_version` makes a printed one void.
    """

    class Kind(models.TextChoices):
        CARD = "card", "elektronischer Aufenthaltstitel"
        TRAVEL_DOCUMENT = "travel_document", "Reiseausweis"

    class State(models.TextChoices):
        ORDERED = "ordered", "bestellt"
        IN_PRODUCTION = "in_production", "in Produktion"
        ARRIVED = "arrived", "im Amt"
        POSTED = "posted", "versandt"
        HANDED_OVER = "handed_over", "ausgegeben"
        PROBLEM = "problem", "Problem"
        VOID = "void", "entwertet"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cards", verbose_name="Person")
    title = models.ForeignKey(
        ResidenceTitle, on_delete=models.PROTECT, null=True, blank=True, related_name="cards", verbose_name="Titel"
    )
    proceeding = models.ForeignKey(
        Proceeding, on_delete=models.PROTECT, null=True, blank=True, related_name="cards", verbose_name="Vorgang"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name="Ausgabe in")
    kind = models.CharField("Art", max_length=16, choices=Kind.choices, default=Kind.CARD)
    state = models.CharField("Stand", max_length=14, choices=State.choices, default=State.ORDERED, editable=False)
    serial_sealed = models.TextField(blank=True, editable=False)
    serial_hash = models.CharField(max_length=64, blank=True, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ersetzt"
    )
    ordered_at = models.DateTimeField("bestellt", default=timezone.now)
    in_production_at = models.DateTimeField("in Produktion seit", null=True, editable=False)
    arrived_at = models.DateTimeField("angekommen", null=True, editable=False)
    announced_at = models.DateTimeField("angekündigt", null=True, editable=False)
    reminded_at = models.DateTimeField("erinnert", null=True, editable=False)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    posted_at = models.DateTimeField("versandt", null=True, editable=False)
    handed_over_at = models.DateTimeField("ausgegeben", null=True, editable=False)
    handed_over_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    handed_over_to = models.CharField("ausgegeben an", max_length=20, blank=True, editable=False)
    problem = models.CharField("Problem", max_length=300, blank=True, editable=False)
    external_key = models.CharField("Kennung im Fachverfahren", max_length=60, blank=True, editable=False)

    objects = ResidenceCardQuerySet.as_manager()

    class Meta:
        triggers = [not_on_a_merged_person()]
        verbose_name = "Karte"
        verbose_name_plural = "Karten"
        ordering = ["-ordered_at", "-id"]
        permissions = [
            ("order_card", "Karten bestellen"),
            ("receive_cards", "Lieferungen von Karten einlesen"),
            ("hand_over_card", "Karten ausgeben"),
        ]
        constraints = [
            models.UniqueConstraint(
                "serial_hash",
                condition=~Q(serial_hash=""),
                name="card_once_per_serial",
                violation_error_message="Diese Seriennummer gehört schon zu einer anderen Karte.",
            ),
            models.UniqueConstraint(
                "external_key",
                condition=~Q(external_key=""),
                name="card_once_per_external_key",
                violation_error_message="Diese Kennung des Fachverfahrens gehört schon zu einer anderen Karte.",
            ),
            models.CheckConstraint(
                name="card_handed_over_with_a_date",
                condition=Q(state="handed_over", handed_over_at__isnull=False) | ~Q(state="handed_over"),
                violation_error_message="Eine ausgegebene Karte hat einen Tag der Ausgabe.",
            ),
            models.CheckConstraint(
                name="card_arrived_with_a_date",
                condition=Q(state="arrived", arrived_at__isnull=False) | ~Q(state="arrived"),
                violation_error_message="Eine angekommene Karte hat einen Tag der Ankunft.",
            ),
        ]
        indexes = [
            models.Index("person", F("ordered_at").desc(), name="card_by_person"),
            models.Index("office", "arrived_at", condition=Q(state="arrived"), name="card_to_collect"),
            models.Index("arrived_at", condition=Q(arrived_at__isnull=False), name="card_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class CardStatus(models.Model):
    """The public answer, apart from the record: keyed hashes and a state, nothing else (§ 61b Abs. 6 AufenthV).

    `code_key` is the keyed hash of pickup code and date of birth, `serial_key` of serial number and date of birth.
    The row is deleted 30 days after the card has left.
    """

    code_key = models.CharField(max_length=64, primary_key=True)
    serial_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=14, choices=ResidenceCard.State.choices)
    since = models.DateField()
    delete_on = models.DateField(null=True)

    class Meta:
        verbose_name = "Auskunft zur Karte"
        verbose_name_plural = "Auskünfte zur Karte"
        constraints = [
            models.UniqueConstraint("serial_key", condition=~Q(serial_key=""), name="card_status_once_per_serial")
        ]
        indexes = [models.Index("delete_on", condition=Q(delete_on__isnull=False), name="card_status_to_delete")]

    def __str__(self) -> str:
        return self.get_state_display()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Delivery(models.Model):
    """A list of cards that came in one parcel, read by a scanner or from a file; the same list twice is one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="deliveries", verbose_name="Standort")
    fingerprint = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="eingelesen von")
    created_at = models.DateTimeField("eingelesen", default=timezone.now)
    undone_at = models.DateTimeField("zurückgenommen", null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "Lieferung"
        verbose_name_plural = "Lieferungen"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "office",
                "fingerprint",
                condition=Q(undone_at__isnull=True),
                name="delivery_once_per_list",
                violation_error_message="Diese Liste ist schon eingelesen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y %H:%M}"


class DeliveryLine(models.Model):
    """One serial number of a list. Without a card it is unknown and waits until somebody knows whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField("Zeile")
    serial_sealed = models.TextField(editable=False)
    serial_hash = models.CharField(max_length=64, editable=False)
    card = models.ForeignKey(ResidenceCard, on_delete=models.PROTECT, null=True, related_name="delivery_lines")
    state_before = models.CharField(max_length=14, blank=True, editable=False)
    settled_at = models.DateTimeField("geklärt", null=True)
    settled_note = models.CharField("wie geklärt", max_length=300, blank=True)

    class Meta:
        verbose_name = "Zeile einer Lieferung"
        verbose_name_plural = "Zeilen einer Lieferung"
        ordering = ["delivery", "position"]
        constraints = [models.UniqueConstraint("delivery", "position", name="delivery_line_once")]
        indexes = [
            models.Index("serial_hash", name="delivery_line_by_serial"),
            models.Index(
                "delivery", condition=Q(card__isnull=True, settled_at__isnull=True), name="delivery_line_unknown"
            ),
        ]

    def __str__(self) -> str:
        return f"Zeile {self.position}"
