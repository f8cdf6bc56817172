"""What the public may write to the authority about this portal."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
