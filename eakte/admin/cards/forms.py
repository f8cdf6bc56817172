"""What is typed or scanned about cards. Forms clean strings and stop."""

from typing import Any

from django import forms

from auslaenderbehoerde.authority.models import Office
from eakte import delivery_lists
from eakte.card_states import Recipient
from eakte.exceptions import UnreadableFile
from eakte.models import CaseFile, ResidenceCard

SCANNED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}


class FindForm(forms.Form):
    """A pickup code or a serial number, typed or scanned."""

    text = forms.CharField(label="Abholcode oder Seriennummer", max_length=60, widget=forms.TextInput(SCANNED))


class HandOverForm(forms.Form):
    """Who takes the card, and what was checked."""

    to = forms.ChoiceField(label="Wer nimmt die Karte mit?", choices=Recipient.choices, widget=forms.RadioSelect)
    identity = forms.BooleanField(
        label="Ausweis geprüft: Das ist die Person, die die Karte mitnimmt",
        required=False,
        widget=forms.CheckboxInput({"autofocus": True}),
    )
    authority = forms.BooleanField(label="Vollmacht oder Sorgerecht geprüft (nicht bei Inhabern)", required=False)


class ListForm(forms.Form):
    """A delivery list: scanned into the field, or as a file."""

    serials = forms.CharField(
        label="Seriennummern, eine je Zeile",
        required=False,
        widget=forms.Textarea({"rows": 12, "dir": "ltr", **SCANNED}),
        help_text="Setzen Sie den Zeiger in das Feld und scannen Sie Karte für Karte.",
    )
    file = forms.FileField(
        label="oder eine CSV-Datei",
        required=False,
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text="Die Spalte „Seriennummer“, sonst die erste Spalte.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            text = self._text(cleaned)
            self.lines = delivery_lists.read(text)
        except UnreadableFile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not self.lines:
            raise forms.ValidationError("Bitte scannen Sie mindestens eine Nummer oder wählen Sie eine Datei.")
        return cleaned | {"serials": text}

    @staticmethod
    def _text(cleaned: dict[str, Any]) -> str:
        upload = cleaned.get("file")
        if upload is None:
            return cleaned.get("serials", "")
        if upload.size > delivery_lists.MOST_BYTES:
            raise UnreadableFile("Diese Datei ist zu groß für eine Lieferliste. Höchstens 1 MB.")
        return "\n".join(filter(None, (cleaned.get("serials", "").strip(), delivery_lists.text_of_csv(upload.read()))))


class SearchForm(forms.Form):
    """A part of a name."""

    text = forms.CharField(label="Name", max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class SettleForm(forms.Form):
    """How a number nobody knew was settled."""

    note = forms.CharField(
        label="Wie geklärt",
        max_length=300,
        help_text="Zum Beispiel „gehört zu einer anderen Behörde, zurückgeschickt“.",
    )


class StepForm(forms.Form):
    """A step of a card, with the reason some of them need."""

    verb = forms.CharField()
    reason = forms.CharField(label="Warum?", max_length=300, required=False)


class SerialForm(forms.Form):
    """The number printed on the card."""

    serial = forms.CharField(label="Seriennummer", max_length=60, widget=forms.TextInput({"autocomplete": "off"}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class OrderForm(forms.Form):
    """What is ordered for whom, and where it is handed out."""

    matter = forms.ChoiceField(label="Wofür")
    kind = forms.ChoiceField(label="Was", choices=ResidenceCard.Kind.choices)
    office = forms.ModelChoiceField(label="Ausgabe in", queryset=Office.objects.all(), empty_label=None)
    replaces = forms.ModelChoiceField(
        label="ersetzt",
        queryset=ResidenceCard.objects.none(),
        required=False,
        empty_label="die bisherige, falls es eine gibt",
    )
    serial = forms.CharField(
        label="Seriennummer", max_length=60, required=False, help_text="Nur wenn sie schon bekannt ist."
    )

    def __init__(self, *args: Any, case_file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = case_file.person
        self.matters: dict[str, dict[str, Any]] = {}
        choices = []
        for title in person.titles.filter(ended_on=None):
            choices.append(self._matter(f"title:{title.pk}", str(title), title=title))
        for matter in case_file.proceedings.filter(closed_at=None):
            text = f"Vorgang {matter} vom {matter.received_at:%d.%m.%Y}"
            choices.append(self._matter(f"proceeding:{matter.pk}", text, proceeding=matter))
        fields: Any = self.fields
        fields["matter"].choices = choices
        fields["replaces"].queryset = person.cards.exclude(state=ResidenceCard.State.VOID)
        fields["replaces"].label_from_instance = lambda card: f"{card}, bestellt {card.ordered_at:%d.%m.%Y}"

    def _matter(self, key: str, text: str, **what: Any) -> tuple[str, str]:
        self.matters[key] = what
        return key, text

    @property
    def order(self) -> dict[str, Any]:
        """The answers for the service."""
        answers = {name: self.cleaned_data[name] for name in ("kind", "office", "replaces", "serial")}
        return answers | self.matters[self.cleaned_data["matter"]]
