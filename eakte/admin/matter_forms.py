"""The short forms about titles, proceedings and tasks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.catalogue.models import Service
from eakte.admin.forms import DayInput
from eakte.models import AncillaryProvision, Deadline, Proceeding, ResidenceTitle

Provision = AncillaryProvision.Kind
SET_BY_US = (Deadline.Kind.HEARING, Deadline.Kind.REPLY, Deadline.Kind.OTHER)


class TitleForm(forms.ModelForm):
    """What a person was given, until when, and what it is tied to: one wording a line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ResidenceTitle
        fields = ["kind", "legal_basis", "valid_from", "valid_until", "issued_by"]
        widgets = {"valid_from": DayInput, "valid_until": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held: Any = self.fields["kind"]
        held.choices = [("", "–"), *ResidenceTitle.Kind.choices]
        for kind in Provision:
            label = f"Nebenbestimmung: {kind.label}"
            self.fields[f"provision_{kind}"] = forms.CharField(
                label=label, required=False, max_length=500, widget=forms.Textarea({"rows": 2})
            )

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned answers for the service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def provisions(self) -> list[tuple[str, str]]:
        """Kind and wording of each."""
        return [(kind, line) for kind in Provision.values for line in _lines(self.cleaned_data[f"provision_{kind}"])]


class EndForm(forms.Form):
    """Why and when a title ends."""

    reason = forms.ChoiceField(label="Grund", choices=ResidenceTitle.Ended.choices)
    on = forms.DateField(label="am", widget=DayInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MatterForm(forms.Form):
    """A new proceeding: what it is about, and the moment it came in."""

    kind = forms.ChoiceField(label="Art", choices=Proceeding.Kind.choices)
    service = forms.ModelChoiceField(
        label="Leistung", queryset=Service.objects.filter(published=True), required=False, empty_label="–"
    )
    wanted = forms.CharField(
        label="beantragt nach", required=False, max_length=100, help_text="Zum Beispiel § 25b AufenthG, wenn bekannt."
    )
    day = forms.DateField(label="eingegangen am", widget=DayInput)
    time = forms.TimeField(label="um", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("time"):
            cleaned["received_at"] = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["time"]))
            if cleaned["received_at"] > timezone.now():
                self.add_error("day", "Der Eingang liegt in der Zukunft.")
        return cleaned


class TaskForm(forms.Form):
    """What somebody should do, and until when."""

    text = forms.CharField(label="Was ist zu tun", max_length=300)
    due_on = forms.DateField(label="bis", required=False, widget=DayInput)
    assignee = forms.ModelChoiceField(
        label="für", queryset=User.objects.none(), required=False, empty_label="alle im Team der Akte"
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignee"]
        field.queryset = colleagues
        field.label_from_instance = lambda user: user.get_full_name() or user.username


class AnnounceForm(forms.Form):
    """How and when the decision was told (§ 41 VwVfG)."""

    on = forms.DateField(label="am", widget=DayInput)
    by_post = forms.BooleanField(label="zur Post gegeben", required=False, help_text="Sonst: ausgehändigt.")
    version = forms.IntegerField(widget=forms.HiddenInput)


class DeadlineForm(forms.Form):
    """A day, and what it is about."""

    until = forms.DateField(label="bis", widget=DayInput)
    note = forms.CharField(label="Worum geht es", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewDeadlineForm(DeadlineForm):
    """The same, of a kind the office may set."""

    kind = forms.ChoiceField(label="Art", choices=[(kind.value, kind.label) for kind in SET_BY_US])
    field_order = ["kind", "until", "note"]


class EffectForm(forms.Form):
    """What § 81 AufenthG says here, decided by a person."""

    effect = forms.ChoiceField(label="Wirkung", choices=Proceeding.Effect.choices)
    reason = forms.CharField(label="Begründung", max_length=500, widget=forms.Textarea({"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


NEEDS: dict[str, Any] = {
    "papers": lambda: forms.CharField(
        label="Welche Unterlagen fehlen", help_text="Eine je Zeile, so wie sie im Schreiben stehen sollen.",
        max_length=2000, widget=forms.Textarea({"rows": 4}),
    ),
    "deadline": lambda: forms.DateField(
        label="bis", widget=DayInput,
        help_text="Fällt der Tag auf ein Wochenende oder einen Feiertag, gilt der nächste Werktag.",
    ),
    "authority": lambda: forms.CharField(label="Behörde", max_length=200),
    "reason": lambda: forms.CharField(label="Grund", max_length=500),
    "outcome": lambda: forms.ChoiceField(label="Ergebnis", choices=Proceeding.Outcome.choices),
}  # fmt: skip
WORDS = {"deadline": "until"}


class StepForm(forms.Form):
    """What a step of a proceeding needs; the words are those of the table of transitions."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, needs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = needs
        for need in needs:
            self.fields[need] = NEEDS[need]()

    @property
    def answers(self) -> dict[str, Any]:
        """The cleaned answers under the names of the service."""
        found = {WORDS.get(need, need): self.cleaned_data[need] for need in self.needs}
        if "papers" in found:
            found["papers"] = _lines(found["papers"])
        return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
