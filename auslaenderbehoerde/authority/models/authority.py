"""The authority itself, and for whom it is responsible."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from auslaenderbehoerde.authority.german import german_first, german_required
from auslaenderbehoerde.authority.querysets import MunicipalityManager
from auslaenderbehoerde.authority.states import FederalState


class Authority(models.Model):
    """The one authority of this installation (Behörde): its name, its seat and what an imprint must say (§ 5 DDG)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField("Name", max_length=200)
    short_name = models.CharField("kurzer Name", max_length=60, help_text="Steht im Titel jeder Seite.")
    legal_form = models.CharField("Rechtsform", max_length=200)
    represented_by = models.CharField("vertreten durch", max_length=200)
    street = models.CharField("Straße und Hausnummer", max_length=200)
    postcode = models.CharField("Postleitzahl", max_length=5)
    city = models.CharField("Ort", max_length=100)
    state = models.CharField("Bundesland", max_length=2, choices=FederalState.choices)
    email = models.EmailField("E-Mail")
    phone = models.CharField("Telefon", max_length=40, blank=True)
    supervisory_authority = models.CharField("Aufsichtsbehörde", max_length=300)
    responsible_for_content = models.CharField(
        "verantwortlich für den Inhalt", max_length=300, help_text="§ 18 Abs. 2 MStV"
    )
    data_protection_officer = models.TextField(
        "Datenschutzbeauftragte", help_text="Name oder Stelle, Anschrift, E-Mail und Telefon."
    )
    accessibility_contact_email = models.EmailField("E-Mail für Meldungen zu Barrieren")
    retention_days_appointments = models.PositiveSmallIntegerField(
        "Tage, nach denen Termine gelöscht werden", default=90, help_text="Gezählt ab dem Tag des Termins."
    )

    objects: ClassVar[models.Manager["Authority"]] = models.Manager()

    class Meta:
        verbose_name = "Behörde"
        verbose_name_plural = "Behörde"
        constraints = [
            models.CheckConstraint(
                name="authority_is_the_only_one",
                condition=Q(id=1),
                violation_error_message="In einer Installation gibt es genau eine Behörde.",
            ),
            models.CheckConstraint(
                name="authority_keeps_appointments_a_while",
                condition=Q(retention_days_appointments__gte=1),
                violation_error_message="Termine werden frühestens einen Tag danach gelöscht.",
            ),
            german_required("name", name="authority_has_german_name", message="Der deutsche Name fehlt."),
            german_required(
                "short_name", name="authority_has_german_short_name", message="Der kurze deutsche Name fehlt."
            ),
            german_first(
                "supervisory_authority",
                name="authority_supervision_german_first",
                message="Die Aufsichtsbehörde fehlt auf Deutsch.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A town people may live in; if another office is responsible for it, which one."""

    ags = models.CharField(
        "Gemeindeschlüssel",
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{8}$", "Der Gemeindeschlüssel hat acht Ziffern.")],
    )
    name = models.CharField("Name", max_length=100)
    competent = models.BooleanField("wir sind zuständig", default=True)
    other_office_name = models.CharField("zuständige Behörde", max_length=200, blank=True)
    other_office_url = models.URLField("Adresse dieser Behörde im Netz", blank=True)

    objects: ClassVar[MunicipalityManager] = MunicipalityManager()

    class Meta:
        verbose_name = "Gemeinde"
        verbose_name_plural = "Gemeinden"
        ordering = ["name_de"]
        constraints = [
            models.CheckConstraint(
                name="municipality_key_has_eight_digits",
                condition=Q(ags__regex=r"^[0-9]{8}$"),
                violation_error_message="Der Gemeindeschlüssel hat acht Ziffern.",
            ),
            german_required("name", name="municipality_has_german_name", message="Der deutsche Name fehlt."),
            german_first(
                "other_office_name",
                name="municipality_other_office_german_first",
                message="Der Name der zuständigen Behörde fehlt auf Deutsch.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
