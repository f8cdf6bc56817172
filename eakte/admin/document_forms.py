"""What is filled in about a document; the forms clean and stop."""

from typing import Any

from django import forms

from eakte.admin.forms import DayInput
from eakte.filetypes import ACCEPT, TAKEN
from eakte.models import CaseFile, Document, Proceeding
from eakte.services import documents

HEALTH = "„Gesundheit und Beratung“ liest immer nur das Team der Akte."


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; what they are is found out by opening them, not here."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", TAKEN)
        super().__init__(widget=Files({"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(each, initial) for each in given]
        return [each for each in cleaned if each]


class FactsForm(forms.ModelForm):
    """What is written on a document. `seen` notices that somebody else has saved meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Document
        fields = ["title", "category", "direction", "dated_on", "access"]
        widgets = {"dated_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["access"].help_text = HEALTH
        if self.instance.pk and self.instance.case_file_id:
            self.fields["proceeding"] = proceeding_field(self.instance.case_file)
            self.initial.setdefault("proceeding", self.instance.proceeding_id)
        self.initial.setdefault("seen", documents.state_of(self.instance) if self.instance.pk else "")

    def _post_clean(self) -> None:
        """The row is the service's to change: a form that fails must not leave its answers on it."""

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned answers for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "upload", "source"}}


class UploadForm(FactsForm):
    """New documents for a file; without a title each is named after its file."""

    upload = FilesField(label="Dateien")
    title = forms.CharField(label="Bezeichnung", max_length=200, required=False, help_text="Leer: der Name der Datei.")
    source = forms.ChoiceField(
        label="Weg", choices=[choice for choice in Document.Source.choices if choice[0] != "online"], initial="desk"
    )

    field_order = ["upload", "title", "category", "source", "direction", "dated_on", "access", "proceeding"]

    def __init__(self, *args: Any, case_file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proceeding"] = proceeding_field(case_file)
        self.order_fields(self.field_order)


class VersionForm(forms.Form):
    """A better copy of the same paper."""

    upload = FilesField(label="Bessere Kopie desselben Schriftstücks")


def proceeding_field(case_file: CaseFile | None) -> forms.ModelChoiceField:
    """One of the file's proceedings, or none."""
    field = forms.ModelChoiceField(
        label="Vorgang", queryset=Proceeding.objects.filter(case_file=case_file), required=False, empty_label="keiner"
    )
    named: Any = field
    named.label_from_instance = lambda row: f"{row} vom {row.received_at:%d.%m.%Y}"
    return field
