"""Where we are: the houses people come to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from auslaenderbehoerde.authority.german import german_first, german_required
from auslaenderbehoerde.authority.querysets import OfficeManager
from auslaenderbehoerde.authority.states import FederalState
from auslaenderbehoerde.identifiers import uuid7
from auslaenderbehoerde.networks import host_of


class Office(models.Model):
    """A house of the authority (Standort), with the holidays of its own state."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField("Kurzname in der Adresse", unique=True)
    name = models.CharField("Name", max_length=150)
    street = models.CharField("Straße und Hausnummer", max_length=200)
    postcode = models.CharField("Postleitzahl", max_length=5)
    city = models.CharField("Ort", max_length=100)
    state = models.CharField("Bundesland", max_length=2, choices=FederalState.choices)
    directions = models.TextField("Weg", blank=True, help_text="Bus, Bahn, Parken, Eingang.")
    accessibility_note = models.TextField("Barrierefreiheit im Haus", blank=True)
    phone = models.CharField("Telefon", max_length=40, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    change_limit_hours = models.PositiveSmallIntegerField("Verschieben und Absagen bis Stunden vorher", default=24)
    arrival_early_minutes = models.PositiveSmallIntegerField(
        "Ankunft melden ab Minuten vorher", default=30, help_text="Früher kann niemand „Ich bin da“ melden."
    )
    arrival_tolerance_minutes = models.PositiveSmallIntegerField(
        "pünktlich bis Minuten danach", default=10, help_text="Wer später kommt, wartet nach denen, die schon da sind."
    )
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects: ClassVar[OfficeManager] = OfficeManager()

    class Meta:
        verbose_name = "Standort"
        verbose_name_plural = "Standorte"
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                name="office_postcode_has_five_digits",
                condition=Q(postcode__regex=r"^[0-9]{5}$"),
                violation_error_message="Die Postleitzahl hat fünf Ziffern.",
            ),
            german_required("name", name="office_has_german_name", message="Der deutsche Name fehlt."),
            german_first("directions", name="office_directions_german_first", message="Der Weg fehlt auf Deutsch."),
            german_first(
                "accessibility_note",
                name="office_accessibility_german_first",
                message="Die Angaben zur Barrierefreiheit fehlen auf Deutsch.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OnSiteOffer(models.Model):
    """Somebody or something else under the same roof: advice, a language course desk, a photo booth."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="offers", verbose_name="Standort")
    name = models.CharField("Name", max_length=150)
    text = models.TextField("Beschreibung", help_text="Wofür, wo im Haus, was es kostet.")
    link = models.URLField("Adresse im Netz", blank=True)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects: ClassVar[models.Manager["OnSiteOffer"]] = models.Manager()

    class Meta:
        verbose_name = "Angebot im Haus"
        verbose_name_plural = "Angebote im Haus"
        ordering = ["office", "order", "id"]
        constraints = [
            german_required("name", name="on_site_offer_has_german_name", message="Der deutsche Name fehlt."),
            german_required("text", name="on_site_offer_has_german_text", message="Die deutsche Beschreibung fehlt."),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The name of the site behind the link."""
        return host_of(self.link)
