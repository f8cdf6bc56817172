"""What is being decided: the proceeding with its state, its deadlines and its outcome."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from auslaenderbehoerde.catalogue.models import Service
from auslaenderbehoerde.identifiers import uuid7
from eakte.models.files import CaseFile
from eakte.models.merged import not_in_a_merged_file
from eakte.querysets import DeadlineQuerySet, ProceedingQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Proceeding(models.Model):
    """One matter in a file from its receipt to its outcome (Vorgang).

    `state` changes only along `eakte.transitions`. `received_at` decides what § 81 AufenthG says of the old title:
    it is the office's receipt, to the second, and is never moved. `effect` is what the rule found or somebody with
    the right decided instead, with the reason.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", "Erteilung"
        EXTENSION = "extension", "Verlängerung"
        SETTLEMENT = "settlement", "Niederlassung oder Daueraufenthalt – EU"
        PROVISION = "provision", "Änderung von Nebenbestimmungen"
        TRAVEL_DOCUMENT = "travel_document", "Reiseausweis"
        CARD = "card", "Neuausstellung der Karte"
        CERTIFICATE = "certificate", "Fiktionsbescheinigung"
        SUSPENSION = "suspension", "Duldung"
        OBLIGATION = "obligation", "Verpflichtungserklärung"
        PATERNITY = "paternity", "Zustimmung zur Vaterschaftsanerkennung"
        REVOCATION = "revocation", "Widerruf, Rücknahme oder Verkürzung"
        OTHER = "other", "anderer Vorgang"

    class State(models.TextChoices):
        RECEIVED = "received", "eingegangen"
        IN_REVIEW = "in_review", "in Bearbeitung"
        PAPERS_MISSING = "papers_missing", "Unterlagen fehlen"
        OTHER_AUTHORITY = "other_authority", "andere Behörde beteiligt"
        SUSPENDED = "suspended", "ruhend"
        DECIDED = "decided", "entschieden"
        CLOSED = "closed", "abgeschlossen"
        HANDED_OVER = "handed_over", "abgegeben"
        WITHDRAWN = "withdrawn", "zurückgenommen"

    class Outcome(models.TextChoices):
        GRANTED = "granted", "bewilligt"
        PARTLY = "partly", "teilweise bewilligt"
        REFUSED = "refused", "abgelehnt"
        SETTLED = "settled", "erledigt ohne Entscheidung"

    class Effect(models.TextChoices):
        CONTINUES = "continues", "Der Titel gilt fort bis zur Entscheidung (§ 81 Abs. 4 Satz 1 AufenthG)"
        PERMITTED = "permitted", "Der Aufenthalt gilt als erlaubt (§ 81 Abs. 3 Satz 1 AufenthG)"
        SUSPENDED = "suspended", "Die Abschiebung gilt als ausgesetzt (§ 81 Abs. 3 Satz 2 AufenthG)"
        NONE = "none", "Der Antrag hat keine Wirkung nach § 81 AufenthG"
        UNLIMITED = "unlimited", "Der Titel ist unbefristet, nur die Karte läuft ab"
        BY_ORDINANCE = "by_ordinance", "Der Titel gilt durch Verordnung fort"
        TO_CHECK = "to_check", "Die Wirkung ist zu prüfen"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="proceedings", verbose_name="Akte")
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Leistung"
    )
    state = models.CharField("Stand", max_length=20, choices=State.choices, default=State.RECEIVED, editable=False)
    received_at = models.DateTimeField("eingegangen")
    opened_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    caseworker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Sachbearbeitung"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Team"
    )
    effect = models.CharField("Wirkung des Antrags", max_length=12, choices=Effect.choices, blank=True)
    effect_reason = models.CharField("Begründung der Wirkung", max_length=500, blank=True)
    effect_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    outcome = models.CharField("Ergebnis", max_length=10, choices=Outcome.choices, blank=True, editable=False)
    decided_at = models.DateTimeField("entschieden am", null=True, editable=False)
    closed_at = models.DateTimeField("abgeschlossen am", null=True, editable=False)
    handed_to = models.CharField("abgegeben an", max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        triggers = [not_in_a_merged_file()]
        verbose_name = "Vorgang"
        verbose_name_plural = "Vorgänge"
        ordering = ["-received_at", "-id"]
        permissions = [
            ("decide_proceeding", "Über Vorgänge entscheiden"),
            ("set_effect", "Die Wirkung nach § 81 AufenthG festlegen"),
        ]
        constraints = [
            models.CheckConstraint(
                name="proceeding_decided_with_outcome",
                condition=Q(decided_at__isnull=True, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
                violation_error_message="Eine Entscheidung braucht ein Ergebnis und ein Datum.",
            ),
            models.CheckConstraint(
                name="proceeding_closed_when_over",
                condition=Q(state__in=["closed", "handed_over", "withdrawn"], closed_at__isnull=False)
                | ~Q(state__in=["closed", "handed_over", "withdrawn"]) & Q(closed_at__isnull=True),
                violation_error_message="Ein beendeter Vorgang hat ein Ende, ein offener keines.",
            ),
        ]
        indexes = [
            models.Index("case_file", F("received_at").desc(), name="proceeding_by_file"),
            models.Index("state", "received_at", condition=Q(closed_at__isnull=True), name="proceeding_open"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Deadline(models.Model):
    """A day until which something must have happened, counted in the law's working days (§ 31 VwVfG, § 193 BGB)."""

    class Kind(models.TextChoices):
        PAPERS = "papers", "Unterlagen nachreichen (§ 82 Abs. 1 und 3 AufenthG)"
        HEARING = "hearing", "Anhörung (§ 28 VwVfG)"
        REPLY = "reply", "Antwort einer anderen Behörde"
        INACTIVITY = "inactivity", "drei Monate ohne Entscheidung (§ 75 VwGO)"
        OBJECTION = "objection", "Rechtsbehelf"
        OTHER = "other", "Wiedervorlage"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proceeding = models.ForeignKey(
        Proceeding, on_delete=models.PROTECT, related_name="deadlines", verbose_name="Vorgang"
    )
    kind = models.CharField("Art", max_length=12, choices=Kind.choices)
    due_on = models.DateField("bis")
    note = models.CharField("Worum geht es", max_length=500, blank=True)
    set_at = models.DateTimeField("gesetzt", default=timezone.now, editable=False)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    met_at = models.DateTimeField("erledigt", null=True, editable=False)
    letter = models.ForeignKey(
        "eakte.Document",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="Schreiben dazu",
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "Frist"
        verbose_name_plural = "Fristen"
        ordering = [F("met_at").asc(nulls_first=True), "due_on", "id"]
        indexes = [models.Index("due_on", condition=Q(met_at__isnull=True), name="deadline_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.due_on:%d.%m.%Y}"
