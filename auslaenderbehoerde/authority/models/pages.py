"""What the authority tells the public about itself, and what the public tells the authority about the portal."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from auslaenderbehoerde.authority.german import german_first, german_required
from auslaenderbehoerde.authority.querysets import FeedbackManager
from auslaenderbehoerde.identifiers import uuid7


class PageKey(models.TextChoices):
    """The pages whose text the office writes itself."""

    START = "start", "Startseite: Hinweis über den Angeboten"
    IMPRINT = "imprint", "Impressum"
    PRIVACY = "privacy", "Datenschutz"
    ACCESSIBILITY = "accessibility", "Barrierefreiheit"
    EASY_LANGUAGE = "easy_language", "Leichte Sprache"


class Page(models.Model):
    """A text of the authority, as Markdown."""

    key = models.CharField("Seite", max_length=20, unique=True, choices=PageKey.choices)
    title = models.CharField("Überschrift", max_length=150)
    body = models.TextField("Text", blank=True, help_text="Markdown: ## Überschrift, - Liste, [Wort](Adresse).")

    objects: ClassVar[models.Manager["Page"]] = models.Manager()

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="page_key_known",
                condition=Q(key__in=["start", "imprint", "privacy", "accessibility", "easy_language"]),
                violation_error_message="Diese Seite gibt es nicht.",
            ),
            german_required("title", name="page_has_german_title", message="Die deutsche Überschrift fehlt."),
            german_first("body", name="page_body_german_first", message="Der deutsche Text fehlt."),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


class Feedback(models.Model):
    """A barrier somebody met on the portal; answered within a month (§ 12b Abs. 4 BGG and the law of the state)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    page = models.CharField("Welche Seite?", max_length=300, blank=True)
    message = models.TextField("Meldung", max_length=4000)
    email = models.EmailField("E-Mail", blank=True)
    language = models.CharField("Sprache", max_length=10)
    created_at = models.DateTimeField("eingegangen")
    done_at = models.DateTimeField("beantwortet", null=True, blank=True)

    objects: ClassVar[FeedbackManager] = FeedbackManager()

    class Meta:
        verbose_name = "Meldung einer Barriere"
        verbose_name_plural = "Meldungen von Barrieren"
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="feedback_says_something",
                condition=~Q(message=""),
                violation_error_message="Die Meldung ist leer.",
            ),
            models.CheckConstraint(
                name="feedback_done_after_arrival",
                condition=Q(done_at__isnull=True) | Q(done_at__gte=models.F("created_at")),
                violation_error_message="Eine Meldung kann erst nach ihrem Eingang beantwortet sein.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y} {self.page}".strip()
