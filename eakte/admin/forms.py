"""What a caseworker fills in: each one short form. They clean and stop; saving is the services' deed."""

from typing import Any

from django import forms
from django.conf import settings

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from eakte import nationalities
from eakte.admin.place import READ
from eakte.forms import BirthDateField, NameField
from eakte.models import Address, CaseFile, OtherName, Passport, Person
from eakte.models.people import LONGEST_NAME
from eakte.templatetags.record import german_language

NAMES: dict[str, Any] = {"required": False, "longest": LONGEST_NAME}


class DayInput(forms.DateInput):
    """A date the browser helps with; stored and sent as ISO 8601."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonForm(forms.ModelForm):
    """Who somebody is, as in the passport, and how to reach them."""

    family_name = NameField(label="Familienname", **NAMES)
    given_names = NameField(label="Vornamen", **NAMES)
    birth_date = BirthDateField(label="Geburtsdatum", required=False)
    birth_state = forms.ChoiceField(label="Geburtsstaat", required=False)
    nationalities = forms.MultipleChoiceField(
        label="Staatsangehörigkeiten", required=False, help_text="Mehrere mit gedrückter Strg-Taste."
    )
    language = forms.ChoiceField(
        label="Sprache für Nachrichten", choices=[(code, german_language(code)) for code, _name in settings.LANGUAGES]
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Person
        fields = [
            "family_name",
            "given_names",
            "birth_date",
            "birth_place",
            "birth_state",
            "sex",
            "nationalities",
            "language",
            "email",
            "phone",
            "channel",
            "safe_contact",
            "safe_contact_note",
            "address_blocked",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = nationalities.choices()
        _choose(self, "birth_state", [("", "–"), *states])
        _choose(self, "nationalities", states)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("family_name") or cleaned.get("given_names")):
            self.add_error("family_name", "Bitte geben Sie den Familiennamen oder die Vornamen an.")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned answers for the service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class AddressForm(forms.ModelForm):
    """Where somebody lives."""

    since = forms.DateField(label="seit", required=False, widget=DayInput)

    class Meta:
        model = Address
        fields = ["care_of", "street", "addition", "postcode", "city"]

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned answers for the service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class TeamForm(forms.Form):
    """Whose file it is."""

    team = forms.ModelChoiceField(label="Team", queryset=Team.objects.select_related("department"))
    caseworker = forms.ModelChoiceField(
        label="Sachbearbeitung",
        queryset=User.objects.filter(is_active=True, teams__isnull=False).distinct(),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["caseworker"]
        field.label_from_instance = lambda user: user.get_full_name() or user.username
        field.empty_label = "alle im Team"


class BlockForm(forms.ModelForm):
    """Who may still read the file, and whom everyone else asks."""

    readers = forms.ModelMultipleChoiceField(
        label="dürfen lesen", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CaseFile
        fields = ["blocked_contact", "readers"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["readers"]
        readers = User.objects.with_perm(READ, backend=settings.AUTHENTICATION_BACKENDS[-1], include_superusers=False)
        field.queryset = readers.order_by("last_name", "first_name", "username")
        field.label_from_instance = lambda user: user.get_full_name() or user.username


class OtherNameForm(forms.ModelForm):
    """Another way somebody is or was called."""

    family_name = NameField(label="Familienname", **NAMES)
    given_names = NameField(label="Vornamen", **NAMES)

    class Meta:
        model = OtherName
        fields = ["kind", "family_name", "given_names", "source", "protected"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("family_name") or cleaned.get("given_names")):
            self.add_error("family_name", "Bitte geben Sie den Familiennamen oder die Vornamen an.")
        return cleaned


class PassportForm(forms.ModelForm):
    """A travel document."""

    number = forms.CharField(label="Nummer", max_length=40)
    state = forms.ChoiceField(label="ausgestellt von (Staat)")

    class Meta:
        model = Passport
        fields = ["kind", "state", "issued_on", "valid_until"]
        widgets = {"issued_on": DayInput, "valid_until": DayInput}

    field_order = ["kind", "number", "state", "issued_on", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "state", [("", "–"), *nationalities.choices()])


class NoteForm(forms.Form):
    """What was said or seen."""

    text = forms.CharField(label="Vermerk", max_length=10_000, widget=forms.Textarea({"rows": 5}))


def _choose(form: forms.BaseForm, name: str, choices: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices
