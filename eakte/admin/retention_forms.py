"""The short forms about the end of a file: why it was closed, when the archive was asked, and a typed reference."""

from typing import Any

from django import forms

from eakte.admin.forms import DayInput
from eakte.models import CaseFile
from eakte.retention import Reason


class CloseForm(forms.Form):
    """Why a file ends, and the day its time is counted from."""

    reason = forms.ChoiceField(
        label="Warum wird die Akte geschlossen?",
        choices=[("", "–"), *(choice for choice in CaseFile.CloseReason.choices if choice[0] != Reason.MERGED)],
    )
    counts_from = forms.DateField(
        label="Aufbewahrung zählt ab",
        required=False,
        widget=DayInput,
        help_text="Tag der Abgabe, der Ausreise, der Einbürgerung oder des Todes; bei Ausweisung und Abschiebung das "
        "Ende der Sperrfrist. Ohne Angabe zählt sie ab heute.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Reason.EXPELLED and not self.errors and not cleaned.get("counts_from"):
            self.add_error("counts_from", "Bitte geben Sie an, wann die Sperrfrist endet.")
        return cleaned


class OfferForm(forms.Form):
    """When the archive was asked."""

    offered_on = forms.DateField(label="Dem Archiv angeboten am", widget=DayInput)


class ReferenceForm(forms.Form):
    """A reference typed by hand, so that nobody does by a slip what cannot be taken back."""

    reference = forms.CharField(label="Aktenzeichen", max_length=40, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, wanted: str) -> None:
        super().__init__(data)
        self.wanted = wanted
        self.fields["reference"].help_text = f"Tippen Sie zur Bestätigung {wanted} ein."

    def clean_reference(self) -> str:
        typed = self.cleaned_data["reference"].strip()
        if typed.casefold() != self.wanted.casefold():
            raise forms.ValidationError("Das ist nicht das Aktenzeichen dieser Akte.")
        return typed


class MergeForm(ReferenceForm):
    """The typed reference, and which state of both persons was compared."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def seen(self) -> tuple[int, int]:
        """The versions of both."""
        return self.cleaned_data["kept_version"], self.cleaned_data["gone_version"]
