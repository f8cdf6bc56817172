"""The towns around us, and who is competent for them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """A town or municipality by its official key (AGS); a postcode does not decide (§ 71 AufenthG).

    Lünen lies in Kreis Unna and has an office of its own.
    """

    ags = models.CharField(
        _("Gemeindeschlüssel"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^\d{8}$", _("Der Schlüssel hat acht Ziffern."))],
    )
    name = models.CharField(_("Name"), max_length=100)
    competent = models.BooleanField(_("wir sind zuständig"), default=True)
    other_office_name = models.CharField(_("zuständige Behörde"), max_length=200, blank=True)
    other_office_url = models.URLField(_("deren Internetseite"), blank=True)

    class Meta:
        verbose_name = _("Gemeinde")
        verbose_name_plural = _("Gemeinden")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="municipality_key_of_eight_digits",
                condition=Q(ags__regex=r"^\d{8}$"),
                violation_error_message=_("Der Schlüssel hat acht Ziffern."),
            ),
            models.CheckConstraint(
                name="municipality_elsewhere_names_the_office",
                condition=Q(competent=True) | ~Q(other_office_name_de="") & Q(other_office_name_de__isnull=False),
                violation_error_message=_("Bitte nennen Sie die zuständige Behörde."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
