"""Pages the office writes, and what people tell us about them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.models.german import german_required
from auslaenderbehoerde.identifiers import uuid7


class Page(models.Model):
    """A page whose text the office writes, as Markdown."""

    class Key(models.TextChoices):
        START = "start", _("Startseite")
        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Barrierefreiheit")
        EASY_LANGUAGE = "easy_language", _("Leichte Sprache")

    key = models.CharField(_("Seite"), max_length=20, choices=Key.choices, unique=True)
    title = models.CharField(_("Überschrift"), max_length=200)
    body = models.TextField(_("Text (Markdown)"))

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")
        ordering = ["key"]
        constraints = [german_required("page", "title"), german_required("page", "body")]

    def __str__(self) -> str:
        return self.title


class Feedback(models.Model):
    """Somebody reports a barrier or another trouble with the portal; answered within a month (§ 12b BGG)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    page = models.CharField(_("Seite"), max_length=200, blank=True)
    message = models.TextField(_("Nachricht"))
    email = models.EmailField(_("E-Mail"), blank=True)
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    created_at = models.DateTimeField(_("eingegangen"), default=timezone.now)
    done_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y}"
