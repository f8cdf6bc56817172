"""What is filled in about post; the forms clean and stop."""

from typing import Any

from django import forms

from auslaenderbehoerde.authority.models import Office
from eakte.admin.document_forms import HEALTH, FilesField
from eakte.admin.forms import DayInput
from eakte.models import Document


class StackForm(forms.Form):
    """Post that came, as files."""

    upload = FilesField(label="Gescannte Post")
    office = forms.ModelChoiceField(label="Standort", queryset=Office.objects.all(), empty_label=None)


class PieceForm(forms.ModelForm):
    """What a piece of post is."""

    class Meta:
        model = Document
        fields = ["title", "category", "dated_on", "access"]
        widgets = {"dated_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["access"].help_text = HEALTH
        self.fields["dated_on"].label = "eingegangen am"

    def _post_clean(self) -> None:
        """The row is the service's to change."""

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned answers for the service."""
        return dict(self.cleaned_data)


class SplitForm(forms.Form):
    """Which pages belong together."""

    ranges = forms.CharField(
        label="Seiten der Teile",
        max_length=500,
        help_text="Zum Beispiel „1-2, 3, 4-9“. Jede Seite steht in genau einem.",
    )


class AsideForm(forms.Form):
    """What was tried to find the sender."""

    note = forms.CharField(label="Notiz", max_length=300, required=False)
