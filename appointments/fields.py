"""Fields of the citizen's forms. Their sentences say what to do; Django's own only say that a value is not valid."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Texts = dict[str, Any]  # a sentence for each kind of mistake, translated when it is shown

TEXT: Texts = {
    "max_length": _("Das ist länger als %(limit_value)d Zeichen. Bitte schreiben Sie es kürzer."),
    "null_characters_not_allowed": _(
        "Hier steht ein Zeichen, das wir nicht lesen können. Bitte tippen Sie den Text neu ein."
    ),
}
ADDRESS: Texts = TEXT | {
    "required": _("Bitte geben Sie eine E-Mail-Adresse ein."),
    "invalid": _("So ist die E-Mail-Adresse nicht richtig. Sie sieht zum Beispiel so aus: name@example.org"),
}
OLD_PAGE = _("Diese Seite war nicht mehr vollständig. Bitte laden Sie sie neu und versuchen Sie es noch einmal.")


def needed(required: Any) -> Texts:
    """The sentences of a text somebody must give."""
    return TEXT | {"required": required}


def choice(sentence: Any) -> Texts:
    """One sentence, whether nothing was chosen or something that is not offered."""
    return dict.fromkeys(("required", "invalid", "invalid_choice"), sentence)


def email_field(*, texts: Texts | None = None, **options: Any) -> forms.EmailField:
    """An e-mail address, typed from left to right in every language."""
    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "spellcheck": "false"})
    messages = ADDRESS | (texts or {})
    return forms.EmailField(
        label=_("E-Mail-Adresse"), max_length=254, widget=widget, error_messages=messages, **options
    )


def attempt_field() -> forms.UUIDField:
    """The hidden key of one press, which makes a double click harmless."""
    return forms.UUIDField(widget=forms.HiddenInput, error_messages=choice(OLD_PAGE))
