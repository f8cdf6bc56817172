"""What we offer, once: services, documents to bring, forms, fees."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.models.german import german_required
from auslaenderbehoerde.catalogue.querysets import ServiceQuerySet
from auslaenderbehoerde.identifiers import uuid7


class Service(models.Model):
    """Something people come for (Leistung), described for them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("Kurzname in der Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    summary = models.CharField(_("in einem Satz"), max_length=400, blank=True)
    description = models.TextField(_("Beschreibung (Markdown)"), blank=True)
    duration_note = models.CharField(_("wie lange es dauert"), max_length=400, blank=True)
    visit_needed = models.BooleanField(_("ein Besuch ist nötig"), default=True)
    published = models.BooleanField(_("sichtbar"), default=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Leistung")
        verbose_name_plural = _("Leistungen")
        ordering = ["order", "slug"]
        constraints = [german_required("service", "name")]

    def __str__(self) -> str:
        return self.name


class RequiredDocument(models.Model):
    """Something to bring or send, perhaps only under a condition."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="required_documents", verbose_name=_("Leistung")
    )
    name = models.CharField(_("Unterlage"), max_length=300)
    note = models.CharField(_("Hinweis"), max_length=400, blank=True)
    condition = models.CharField(_("nur wenn"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Unterlage")
        verbose_name_plural = _("Unterlagen")
        ordering = ["order", "pk"]
        constraints = [german_required("requireddocument", "name")]

    def __str__(self) -> str:
        return self.name


class ServiceForm(models.Model):
    """How to apply: online here, a PDF, or a link to where the application lives."""

    class Kind(models.TextChoices):
        ONLINE = "online", _("online ausfüllen")
        PDF = "pdf", _("PDF-Formular")
        LINK = "link", _("andere Internetseite")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="forms", verbose_name=_("Leistung"))
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices)
    url = models.URLField(_("Adresse"), blank=True)
    file = models.FileField(_("Datei"), upload_to="formulare/", blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Formular")
        verbose_name_plural = _("Formulare")
        ordering = ["order", "pk"]
        constraints = [
            german_required("serviceform", "name"),
            models.CheckConstraint(
                name="serviceform_leads_somewhere",
                condition=~Q(url="") | ~Q(file=""),
                violation_error_message=_("Bitte geben Sie eine Adresse oder eine Datei an."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where the form is: the link, or the file on this server."""
        return self.url or self.file.url


class Fee(models.Model):
    """What it costs, in cents, from a day on (§§ 44-53 AufenthV): dated data, not a constant."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="fees", verbose_name=_("Leistung"))
    amount_cents = models.PositiveIntegerField(_("Betrag in Cent"))
    note = models.CharField(_("wofür"), max_length=300, blank=True)
    effective_from = models.DateField(_("gilt ab"))
    effective_until = models.DateField(_("gilt bis einschließlich"), null=True, blank=True)

    class Meta:
        verbose_name = _("Gebühr")
        verbose_name_plural = _("Gebühren")
        ordering = ["service", "effective_from", "amount_cents"]
        constraints = [
            models.CheckConstraint(
                name="fee_until_after_from",
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                violation_error_message=_("„Gilt bis“ liegt vor „gilt ab“."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_cents / 100:.2f} €"
