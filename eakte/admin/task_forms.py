"""The small forms of the worklist."""

from typing import Any

from django import forms

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from eakte import worklist


class VersionForm(forms.Form):
    """The state of the task the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(VersionForm):
    """A colleague or a team, one of the two."""

    colleague = forms.ModelChoiceField(
        label="An eine Person", queryset=User.objects.none(), required=False, empty_label="–"
    )
    team = forms.ModelChoiceField(
        label="Oder in den Eingang eines Teams", queryset=Team.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["colleague"]
        people.queryset = worklist.colleagues_of(user)
        people.label_from_instance = name_of
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.select_related("department")
        teams.label_from_instance = lambda team: f"{team.name} ({team.department.name})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("colleague")) == bool(cleaned.get("team")):
            raise forms.ValidationError("Bitte wählen Sie eine Person oder ein Team.")
        return cleaned

    @property
    def receiver(self) -> User | Team:
        """Who gets it."""
        return self.cleaned_data["colleague"] or self.cleaned_data["team"]

    @property
    def receiver_name(self) -> str:
        """For the sentence afterwards."""
        receiver = self.receiver
        return f"das Team {receiver.name}" if isinstance(receiver, Team) else name_of(receiver)


def name_of(user: User) -> str:
    """Full name, else the name of the account."""
    return user.get_full_name() or user.get_username()
