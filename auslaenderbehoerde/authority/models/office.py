"""The authority, its offices, departments and teams, and what else is under an office's roof."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from auslaenderbehoerde.authority.models.german import german_required
from auslaenderbehoerde.identifiers import uuid7


class State(models.TextChoices):
    """Federal states (ISO 3166-2:DE); they decide the public holidays."""

    BB = "BB", "Brandenburg"
    BE = "BE", "Berlin"
    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    HB = "HB", "Bremen"
    HE = "HE", "Hessen"
    HH = "HH", "Hamburg"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SH = "SH", "Schleswig-Holstein"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    TH = "TH", "Thüringen"


class Authority(models.Model):
    """The authority this installation belongs to; exactly one row."""

    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("kurzer Name"), max_length=80)
    state = models.CharField(_("Bundesland"), max_length=2, choices=State.choices)
    legal_form = models.CharField(_("Rechtsform"), max_length=200, blank=True)
    represented_by = models.CharField(_("vertreten durch"), max_length=200, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    city = models.CharField(_("Ort"), max_length=100)
    email = models.EmailField(_("E-Mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    supervisory_authority = models.CharField(_("Aufsichtsbehörde"), max_length=300, blank=True)
    responsible_for_content = models.CharField(_("verantwortlich für den Inhalt"), max_length=300, blank=True)
    data_protection_officer = models.TextField(_("Datenschutzbeauftragte"), blank=True)
    accessibility_contact_email = models.EmailField(_("E-Mail für Barrierefreiheit"), blank=True)
    retention_days_appointments = models.PositiveSmallIntegerField(
        _("Termine: Angaben zur Person löschen nach (Tagen)"), default=90
    )

    class Meta:
        verbose_name = _("Behörde")
        verbose_name_plural = _("Behörde")
        constraints = [
            german_required("authority", "name"),
            german_required("authority", "short_name"),
            models.CheckConstraint(
                name="authority_only_one",
                condition=Q(pk=1),
                violation_error_message=_("Eine Installation gehört zu genau einer Behörde."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A place people come to (Standort)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("Kurzname in der Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    city = models.CharField(_("Ort"), max_length=100)
    state = models.CharField(_("Bundesland"), max_length=2, choices=State.choices)
    directions = models.TextField(_("Weg"), blank=True)
    accessibility_note = models.TextField(_("Zugänglichkeit des Gebäudes"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    change_limit_hours = models.PositiveSmallIntegerField(
        _("Verschieben und Absagen möglich bis (Stunden vorher)"), default=2
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Standort")
        verbose_name_plural = _("Standorte")
        ordering = ["order", "slug"]
        constraints = [german_required("office", "name")]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department (Sachgebiet)."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="departments", null=True, blank=True, verbose_name=_("Standort")
    )

    class Meta:
        verbose_name = _("Sachgebiet")
        verbose_name_plural = _("Sachgebiete")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of a department who share their work."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="teams", verbose_name=_("Sachgebiet")
    )
    name = models.CharField(_("Name"), max_length=200)

    class Meta:
        verbose_name = _("Team")
        verbose_name_plural = _("Teams")
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(
                "department",
                "name",
                name="team_once_per_department",
                violation_error_message=_("Dieses Team gibt es in diesem Sachgebiet schon."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class OnSiteOffer(models.Model):
    """What else is under the same roof: advice, job centre, photo booth."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="offers", verbose_name=_("Standort"))
    name = models.CharField(_("Name"), max_length=200)
    text = models.TextField(_("Text"), blank=True)
    link = models.URLField(_("Link"), blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Angebot im Haus")
        verbose_name_plural = _("Angebote im Haus")
        ordering = ["order", "pk"]
        constraints = [german_required("onsiteoffer", "name")]

    def __str__(self) -> str:
        return self.name
