"""What the public may write to the authority, and what one knows of the own card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.fields import needed
from eakte.forms import BirthDateField


class FeedbackForm(forms.Form):
    """A barrier on the portal. An address is needed only by those who want an answer."""

    message = forms.CharField(
        label=_("Was ist das Problem?"),
        help_text=_("Beschreiben Sie, was Sie tun wollten und woran es lag. Sie können in Ihrer Sprache schreiben."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte beschreiben Sie das Problem.")},
    )
    page = forms.CharField(
        label=_("Auf welcher Seite?"),
        help_text=_("Zum Beispiel „Termin buchen“."),
        max_length=300,
        required=False,
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Nur, wenn wir Ihnen antworten sollen."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class CardForm(forms.Form):
    """What stands on the leaflet or on the new card's papers, and what only the holder knows."""

    code = forms.CharField(
        label=_("Abholcode oder Seriennummer"),
        help_text=_(
            "Der Abholcode steht auf dem Abholzettel: zwölf Zeichen, zum Beispiel ABCD EFGH JKMN. "
            "Groß oder klein ist egal."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages=needed(_("Bitte geben Sie den Abholcode oder die Seriennummer ein.")),
    )
    birth_date = BirthDateField(label=_("Geburtsdatum der Person, für die die Karte ist"))

    def typed(self) -> list[tuple[str, str]]:
        """Everything as it was typed, for a button that goes on with it."""
        names = ["code", *(f"birth_date_{part}" for part in ("day", "month", "year"))]
        return [(name, self.data.get(name, "")) for name in names]


class DropCardForm(forms.Form):
    """Which card to leave out, counted from 1."""

    position = forms.IntegerField(min_value=1, max_value=100)
