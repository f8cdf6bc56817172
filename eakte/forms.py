"""Form fields for a person as the passport shows her: names and a date of birth with unknown parts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from eakte import dates, names

SHOWN = 5  # wrong characters named in one message


class NameField(forms.CharField):
    """A name in the characters of DIN 91379; what is typed stays as it is, apart from stray blanks.

    There is no `maxlength` on the input: a browser counts differently and cuts without a word.
    """

    def __init__(self, *, autocomplete: str = "off", longest: int = names.MAX_LENGTH, **kwargs: Any) -> None:
        self.autocomplete, self.longest = autocomplete, longest
        kwargs.setdefault("help_text", _("So wie im Pass, in lateinischen Buchstaben."))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = {"autocomplete": self.autocomplete, "dir": "ltr", "spellcheck": "false"}
        return super().widget_attrs(widget) | attrs

    def to_python(self, value: Any) -> str:
        return names.normalise(super().to_python(value) or "")

    def run_validators(self, value: str) -> None:
        """One message about a name, the first that is needed."""
        if not value:
            return
        if unknown := names.unknown_characters(value):
            raise ValidationError(_unknown_message(unknown), code="characters")
        if not names.fold(value):
            raise ValidationError(
                _("Ein Name braucht Buchstaben. Wenn es diesen Namen im Pass nicht gibt, lassen Sie das Feld leer."),
                code="letters",
            )
        if len(names.graphemes(value)) > self.longest:
            raise ValidationError(
                _("Dieser Name ist länger als %(limit)d Zeichen. Bitte schreiben Sie nur den Namen in dieses Feld."),
                code="length",
                params={"limit": self.longest},
            )


class BirthDateWidget(forms.MultiWidget):
    """Three inputs for day, month and year, each with its label; no part is required by the browser."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": _part(pgettext_lazy("Datum", "Tag"), 2, "bday-day"),
            "month": _part(pgettext_lazy("Datum", "Monat"), 2, "bday-month"),
            "year": _part(pgettext_lazy("Datum", "Jahr"), 4, "bday-year"),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: str | None) -> list[str]:
        return list(dates.split(value or ""))

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class BirthDateField(forms.Field):
    """A date of birth with parts that may be unknown, as `1990`, `1990-01` or `1990-01-31`."""

    widget = BirthDateWidget
    default_error_messages = {"required": _("Bitte geben Sie das Geburtsdatum an. Das Jahr genügt.")}

    def __init__(self, **kwargs: Any) -> None:
        hint = _("Zum Beispiel: Tag 31, Monat 1, Jahr 1990. Was nicht bekannt ist, lassen Sie leer.")
        kwargs.setdefault("help_text", hint)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        day, month, year = (part or "" for part in value or ("", "", ""))
        try:
            return dates.parse(day, month, year, today=timezone.localdate())
        except dates.BirthDateError as error:
            raise ValidationError(str(error), code=error.part) from error


def _part(label: Any, length: int, autocomplete: str) -> forms.TextInput:
    return forms.TextInput(
        {"aria-label": label, "maxlength": length, "inputmode": "numeric", "autocomplete": autocomplete, "dir": "ltr"}
    )


def _unknown_message(unknown: list[str]) -> str:
    """Names the wrong characters, each isolated so that Arabic ones do not turn the sentence round."""
    shown = ", ".join(f"\u2068{names.printable(character)}\u2069" for character in unknown[:SHOWN])
    return ngettext(
        "Dieses Zeichen können wir nicht verwenden: %(characters)s. "
        "Bitte schreiben Sie den Namen so wie in der maschinenlesbaren Zone des Passes, in lateinischen Buchstaben.",
        "Diese Zeichen können wir nicht verwenden: %(characters)s. "
        "Bitte schreiben Sie den Namen so wie in der maschinenlesbaren Zone des Passes, in lateinischen Buchstaben.",
        len(unknown),
    ) % {"characters": shown + (" …" if len(unknown) > SHOWN else "")}
