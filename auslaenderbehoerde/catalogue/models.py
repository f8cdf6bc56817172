"""What we offer, written once: what it is, what to bring, which forms, what it costs."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.german import german_first, german_required
from auslaenderbehoerde.catalogue.querysets import ServiceFormManager, ServiceManager
from auslaenderbehoerde.identifiers import uuid7
from auslaenderbehoerde.networks import host_of


class Service(models.Model):
    """Something people ask the authority for (Leistung)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField("Kurzname in der Adresse", unique=True)
    name = models.CharField("Name", max_length=200)
    summary = models.CharField("in einem Satz", max_length=400)
    description = models.TextField(
        "Beschreibung", blank=True, help_text="Markdown: ## Überschrift, - Liste, [Wort](Adresse)."
    )
    duration_note = models.CharField("Wie lange es dauert", max_length=400, blank=True)
    visit_needed = models.BooleanField("Besuch nötig", default=True)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    published = models.BooleanField("sichtbar", default=True)

    objects: ClassVar[ServiceManager] = ServiceManager()

    class Meta:
        verbose_name = "Leistung"
        verbose_name_plural = "Leistungen"
        ordering = ["order", "slug"]
        constraints = [
            german_required("name", name="service_has_german_name", message="Der deutsche Name fehlt."),
            german_required("summary", name="service_has_german_summary", message="Der deutsche Satz fehlt."),
            german_first(
                "description", name="service_description_german_first", message="Die deutsche Beschreibung fehlt."
            ),
            german_first("duration_note", name="service_duration_german_first", message="Die Dauer fehlt auf Deutsch."),
        ]

    def __str__(self) -> str:
        return self.name


class RequiredDocument(models.Model):
    """One thing to bring or to hand in, for everybody or under a condition "wenn Sie verheiratet sind"."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="required_documents", verbose_name="Leistung"
    )
    name = models.CharField("Name", max_length=200)
    note = models.CharField("Erläuterung", max_length=500, blank=True)
    condition = models.CharField("nur", max_length=200, blank=True, help_text="„wenn Sie verheiratet sind“")
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects: ClassVar[models.Manager["RequiredDocument"]] = models.Manager()

    class Meta:
        verbose_name = "Unterlage"
        verbose_name_plural = "Unterlagen"
        ordering = ["service", "order", "id"]
        constraints = [
            german_required("name", name="document_has_german_name", message="Der deutsche Name fehlt."),
            german_first("note", name="document_note_german_first", message="Die deutsche Erläuterung fehlt."),
            german_first("condition", name="document_condition_german_first", message="Die deutsche Bedingung fehlt."),
        ]

    def __str__(self) -> str:
        return self.name


class FormKind(models.TextChoices):
    """How a form is filled in."""

    ONLINE = "online", _("online")
    PDF = "pdf", _("PDF zum Ausfüllen oder Drucken")
    LINK = "link", _("auf einer anderen Seite")


class ServiceForm(models.Model):
    """A form for a service: on this portal, as PDF, or elsewhere."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="forms", verbose_name="Leistung")
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=10, choices=FormKind.choices)
    url = models.CharField("Adresse", max_length=500, blank=True)
    file = models.FileField("Datei", upload_to="formulare/", blank=True, validators=[FileExtensionValidator(["pdf"])])
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects: ClassVar[ServiceFormManager] = ServiceFormManager()

    class Meta:
        verbose_name = "Formular"
        verbose_name_plural = "Formulare"
        ordering = ["service", "order", "id"]
        constraints = [
            german_required("name", name="form_has_german_name", message="Der deutsche Name fehlt."),
            models.CheckConstraint(
                name="form_has_address_or_file",
                condition=Q(url="") ^ Q(file=""),
                violation_error_message="Ein Formular hat entweder eine Adresse oder eine Datei.",
            ),
            models.CheckConstraint(
                name="form_file_is_pdf",
                condition=Q(file="") | Q(kind="pdf"),
                violation_error_message="Eine Datei gehört zu einem PDF-Formular.",
            ),
            models.CheckConstraint(
                name="form_address_is_page",
                condition=Q(url="") | Q(url__regex=r"^(https?://|/)[^\s]*$"),
                violation_error_message="Eine Adresse beginnt mit https:// oder mit /.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where the form opens."""
        return self.url or reverse("catalogue:form", args=[self.pk])

    @property
    def host(self) -> str:
        """The name of the foreign site the form lies on; empty for a form of this portal."""
        return host_of(self.url)


class Fee(models.Model):
    """What something costs, from one day to another: fees change with the law, so the old one stays readable."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="fees", verbose_name="Leistung")
    amount_cents = models.PositiveIntegerField("Betrag in Cent")
    note = models.CharField("wofür", max_length=300, blank=True)
    effective_from = models.DateField("gilt ab")
    effective_until = models.DateField("gilt bis einschließlich", null=True, blank=True)

    objects: ClassVar[models.Manager["Fee"]] = models.Manager()

    class Meta:
        verbose_name = "Gebühr"
        verbose_name_plural = "Gebühren"
        ordering = ["service", "id"]
        constraints = [
            models.CheckConstraint(
                name="fee_until_after_from",
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                violation_error_message="„Gilt bis“ liegt vor „gilt ab“.",
            ),
            german_first("note", name="fee_note_german_first", message="Der deutsche Hinweis zur Gebühr fehlt."),
        ]

    def __str__(self) -> str:
        return f"{self.amount:.2f} € {self.note}".strip()

    @property
    def amount(self) -> Decimal:
        """In euros."""
        return Decimal(self.amount_cents) / 100
