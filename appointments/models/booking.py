"""What was booked, and what somebody at the door asked for."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models.offer import Channel, Concern
from appointments.querysets import AppointmentQuerySet
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.identifiers import uuid7
from eakte.models import CaseFile, Proceeding

# The history keeps what happened to an appointment, never whose it was.
IMPERSONAL_FIELDS = [
    "office",
    "concern",
    "number",
    "starts_at",
    "ends_at",
    "persons",
    "channel",
    "status",
    "link_version",
]

PERSONAL_FIELDS = [
    "family_name",
    "given_names",
    "birth_date",
    "writer_family_name",
    "writer_given_names",
    "email",
    "needs",
]
EMPTY = dict.fromkeys(PERSONAL_FIELDS, "")


@pghistory.track(fields=IMPERSONAL_FIELDS)
class Appointment(models.Model):
    """A booked visit (Termin). Its identifier is that of the hold it grew from, so confirming twice books once.

    Deleting personal data after the office's period empties the personal fields and sets `erased_at`;
    the row stays as a count.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", "gebucht"
        CANCELLED = "cancelled", "abgesagt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="appointments", verbose_name="Standort")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="appointments", verbose_name="Anliegen")
    day = models.DateField("Tag")
    number = models.CharField("Nummer", max_length=8)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    persons = models.PositiveSmallIntegerField("Personen", default=1)
    channel = models.CharField("gebucht", max_length=10, choices=Channel.choices)
    status = models.CharField("Stand", max_length=10, choices=Status.choices, default=Status.BOOKED)
    family_name = models.TextField("Familienname", blank=True)
    given_names = models.TextField("Vornamen", blank=True)
    birth_date = models.CharField("Geburtsdatum", max_length=10, blank=True)
    writer_family_name = models.TextField("ausgefüllt von (Familienname)", blank=True)
    writer_given_names = models.TextField("ausgefüllt von (Vornamen)", blank=True)
    email = models.EmailField("E-Mail", blank=True)
    needs = models.CharField("Bedarf", max_length=300, blank=True)
    language = models.CharField("Sprache", max_length=10, default="de")
    code_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    open_key = models.CharField(max_length=64, null=True, editable=False)
    cancel_reason = models.CharField("abgesagt von der Behörde wegen", max_length=10, blank=True)
    case_file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="Akte"
    )
    proceeding = models.ForeignKey(
        Proceeding, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="Vorgang"
    )
    booked_at = models.DateTimeField("gebucht am", default=timezone.now)
    erased_at = models.DateTimeField("personenbezogene Angaben gelöscht", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        permissions = [("view_figures", "Zahlen zu Terminen und Wartezeiten sehen")]
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(
                "office",
                "day",
                "number",
                name="appointment_number_once_per_office_and_day",
                violation_error_message="Diese Nummer gibt es an diesem Tag schon.",
            ),
            models.UniqueConstraint(
                "open_key",
                name="appointment_one_open_per_person_and_concern",
                violation_error_message="Für diese Person und dieses Anliegen gibt es schon einen Termin.",
            ),
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(starts_at__lt=F("ends_at")),
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
            models.CheckConstraint(
                name="appointment_named_until_erased",
                condition=Q(erased_at__isnull=False, **EMPTY)
                | Q(erased_at__isnull=True) & ~Q(family_name="", given_names=""),
                violation_error_message="Familienname oder Vornamen fehlen.",
            ),
        ]
        indexes = [
            models.Index("office", "day", name="appointment_by_office_and_day"),
            models.Index("day", condition=Q(erased_at__isnull=True), name="appointment_to_erase"),
            models.Index(
                Upper("email"),
                condition=Q(erased_at__isnull=True) & ~Q(email=""),
                name="appointment_by_address",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def full_name(self) -> str:
        """Given names and family name as they stand in the passport, either may be absent."""
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def writer_name(self) -> str:
        """Who filled in the form for the person, or nothing."""
        return f"{self.writer_given_names} {self.writer_family_name}".strip()


class Proposal(models.Model):
    """The office cannot keep a time and offers another, held for the person until they answer (Vorschlag)."""

    class State(models.TextChoices):
        OPEN = "open", "ohne Antwort"
        ACCEPTED = "accepted", "angenommen"
        OTHER = "other", "andere Zeit gewählt"
        NOT_NEEDED = "not_needed", "abgesagt"
        LAPSED = "lapsed", "abgelaufen"
        KEPT = "kept", "Termin bleibt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="proposals")
    hold = models.OneToOneField("Hold", on_delete=models.SET_NULL, null=True, related_name="proposal")
    starts_at = models.DateTimeField("vorgeschlagene Zeit")
    answer_until = models.DateTimeField("gehalten bis")
    reason = models.CharField("Grund", max_length=10)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField("geschickt", default=timezone.now)
    answered_at = models.DateTimeField("beantwortet", null=True)

    class Meta:
        verbose_name = "Vorschlag"
        verbose_name_plural = "Vorschläge"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "appointment",
                condition=Q(state="open"),
                name="proposal_one_open_per_appointment",
                violation_error_message="Für diesen Termin gibt es schon einen offenen Vorschlag.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class TicketCounter(models.Model):
    """The last number given out for a letter of an office on a day; numbers are unique, not gapless."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("office", "day", "letter", name="ticket_counter_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.last}"


class DoorCode(models.Model):
    """The code on the poster at the door. A replaced one tells that the poster is out of date."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="door_codes")
    code = models.CharField("Code", max_length=16, unique=True)
    created_at = models.DateTimeField("seit", default=timezone.now)
    replaced_at = models.DateTimeField("ersetzt", null=True, blank=True)

    class Meta:
        verbose_name = "Code an der Tür"
        verbose_name_plural = "Codes an der Tür"
        permissions = [("replace_doorcode", "Aushang drucken und seinen Code ersetzen")]
        constraints = [
            models.UniqueConstraint(
                "office",
                condition=Q(replaced_at__isnull=True),
                name="door_code_one_current_per_office",
                violation_error_message="Es gibt schon einen gültigen Code für diesen Standort.",
            )
        ]

    def __str__(self) -> str:
        return self.code


class UrgentRequest(models.Model):
    """Somebody at the door found no place and says why it cannot wait. The desk answers."""

    class Reason(models.TextChoices):
        TITLE = "title", _("Mein Aufenthaltstitel läuft in den nächsten 7 Tagen ab")
        JOB = "job", _("Ich verliere sonst meine Arbeit oder Ausbildung")
        TRAVEL = "travel", _("Ich muss dringend reisen")
        OTHER = "other", _("Ein anderer dringender Grund")

    class State(models.TextChoices):
        OPEN = "open", "ohne Antwort"
        ACCEPTED = "accepted", "angenommen"
        DECLINED = "declined", "mit Begründung beantwortet"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attempt = models.UUIDField(unique=True, editable=False)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="urgent_requests", verbose_name="Standort"
    )
    reason = models.CharField("Grund", max_length=10, choices=Reason.choices)
    text = models.CharField("Was ist passiert?", max_length=500, blank=True)
    family_name = models.TextField("Familienname", blank=True)
    given_names = models.TextField("Vornamen", blank=True)
    birth_date = models.CharField("Geburtsdatum", max_length=10, blank=True)
    contact = models.CharField("Telefon oder E-Mail", max_length=200, blank=True)
    language = models.CharField("Sprache", max_length=10, default="de")
    created_at = models.DateTimeField("eingegangen", default=timezone.now)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField("Antwort", max_length=500, blank=True)
    answered_at = models.DateTimeField("beantwortet", null=True, editable=False)
    attendance = models.OneToOneField(
        "Attendance", on_delete=models.PROTECT, null=True, editable=False, related_name="urgent_request"
    )
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, editable=False, related_name="urgent_request"
    )
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "dringende Bitte"
        verbose_name_plural = "dringende Bitten"
        ordering = ["-created_at"]
        indexes = [models.Index("office", "created_at", name="urgent_by_office_and_time")]

    def __str__(self) -> str:
        return self.get_reason_display()
