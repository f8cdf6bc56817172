"""The short form of an invitation: what about and where, from when on, for which proceeding, one of the free times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from appointments.availability import DayOffer
from appointments.forms import CENTURY
from appointments.invitations import Choices
from appointments.models import Concern
from auslaenderbehoerde.clock import BERLIN
from auslaenderbehoerde.design.templatetags.kern import long_date
from eakte.admin.forms import DayInput
from eakte.models import Proceeding

CHOOSE = "Bitte wählen Sie eine Zeit."
OTHERS = "Das sind jetzt die Zeiten des gewählten Anliegens. Bitte wählen Sie eine."


@dataclass(frozen=True)
class Time:
    """A time names its concern: it is free for this one, at the office of this one."""

    concern: UUID
    start: datetime

    def __str__(self) -> str:
        return f"{self.concern} {self.start.isoformat()}"

    @classmethod
    def read(cls, text: str) -> "Time":
        """The other way round (ValueError if it is unreadable)."""
        concern, _space, moment = text.partition(" ")
        start = datetime.fromisoformat(moment)
        if start.tzinfo is None or start.year not in CENTURY:
            raise ValueError
        return cls(UUID(concern), start)


class EarliestInput(DayInput):
    """A day, and the button that shows the times from then on."""

    template_name = "admin/appointments/widgets/earliest.html"


class TimesSelect(forms.RadioSelect):
    """Times by day; a sentence where there is none."""

    template_name = "admin/appointments/widgets/times.html"


class InvitationForm(forms.Form):
    """Choices come from the file and from what the office offers."""

    concern: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Anliegen und Standort",
        queryset=Concern.objects.none(),
        widget=forms.Select({"class": "rec-wide"}),
        error_messages={"required": "Bitte wählen Sie das Anliegen."},
    )
    earliest = forms.DateField(label="Frühestens am", widget=EarliestInput, required=False)
    proceeding = forms.ModelChoiceField(label="Zum Vorgang", queryset=Proceeding.objects.none(), required=False)
    start = forms.CharField(label="Zeit", widget=TimesSelect, error_messages={"required": CHOOSE})
    attempt = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, choices: Choices) -> None:
        proposed = {"concern": choices.concern, "proceeding": choices.proceeding, "attempt": uuid4()}
        super().__init__(data, initial=proposed)
        _offer(self.fields["concern"], choices.concerns, _by_office(choices.concerns))
        matters = [(row.pk, _matter(row)) for row in choices.proceedings]
        _offer(self.fields["proceeding"], choices.proceedings, [("", "keiner"), *matters])

    def clean_start(self) -> Time:
        try:
            return Time.read(self.cleaned_data["start"])
        except ValueError as error:
            raise ValidationError(CHOOSE) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        concern, time = cleaned.get("concern"), cleaned.get("start")
        if concern and time and time.concern != concern.pk:
            self.add_error("start", OTHERS)
        return cleaned

    @property
    def wanted(self) -> Concern | None:
        """Whose times are shown: the chosen concern, else the proposed one."""
        return self.cleaned_data.get("concern") if self.is_bound else self.initial["concern"]

    @property
    def from_day(self) -> Any:
        """The first day that suits, if one was named."""
        return self.cleaned_data.get("earliest") if self.is_bound else None

    @property
    def time_missing(self) -> str:
        """What is told above the form as well: below so many times nobody sees it."""
        return " ".join(str(problem) for problem in self.errors.get("start", []))

    def ask_for_times_only(self) -> None:
        """Read the answers; that no time is chosen yet is no fault."""
        self.errors.pop("start", None)

    def show_times(self, concern: Concern, offers: Sequence[DayOffer]) -> None:
        """Offer these times of this concern."""
        times: Any = self.fields["start"].widget
        times.choices = [(long_date(day.day), [_option(concern, start) for start in day.times]) for day in offers]


def _option(concern: Concern, start: datetime) -> tuple[str, str]:
    here = start.astimezone(BERLIN)
    return str(Time(concern.pk, start)), f"{here.hour}:{here.minute:02}"


def _by_office(concerns: Sequence[Concern]) -> list[tuple[str, list[tuple[UUID, str]]]]:
    grouped = groupby(concerns, key=lambda concern: concern.queue.office)
    return [(office.name, [(concern.pk, concern.name) for concern in rows]) for office, rows in grouped]


def _matter(row: Proceeding) -> str:
    return f"{row}, {row.received_at.astimezone(BERLIN):%d.%m.%Y}"


def _offer(field: Any, rows: Sequence[Any], choices: Any) -> None:
    """Only these rows are accepted, shown as these choices, without asking for them again."""
    field.queryset = field.queryset.model.objects.filter(pk__in=[row.pk for row in rows])
    field.choices = choices
