"""What a lead types. Forms clean strings and stop."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from appointments.capacity import Opening, Span
from appointments.forms import TimeForm
from appointments.models import Channel, PlanException, PlanLine, Queue, Release
from appointments.planning.changes import LineValues
from auslaenderbehoerde.clock import berlin

ALL = "alle"
MOST_CLERKS = 99


def time_field(label: str, **options: Any) -> forms.TimeField:
    """A time of day, with the browser's own picker."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def moment_field(label: str, **options: Any) -> forms.DateTimeField:
    """A day and a time, with the browser's own picker."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **options)


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class SpanForm(forms.Form):
    """A queue of this office and a span of one day."""

    queue = forms.ChoiceField(label="Terminschlange")
    starts = time_field("von")
    ends = time_field("bis")

    def __init__(self, *args: Any, queues: Iterable[Queue], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queues, self.day = {str(queue.pk): queue for queue in queues}, day
        field = self.fields["queue"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy
        field.choices = self.choices()

    def choices(self) -> list[tuple[str, str]]:
        """The queues one may choose from."""
        return [(key, queue.name) for key, queue in self.queues.items()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", "Das Ende liegt vor dem Anfang.")
        return values

    @property
    def span(self) -> Span:
        """The span of the day."""
        return Span(self.day, self.cleaned_data["starts"], self.cleaned_data["ends"])

    @property
    def chosen(self) -> list[Queue]:
        """The queue, or all of them."""
        key = self.cleaned_data["queue"]
        return list(self.queues.values()) if key == ALL else [self.queues[key]]


class StaffingForm(SpanForm):
    """Who is there."""

    clerks = forms.IntegerField(label="Kräfte anwesend", min_value=0, max_value=MOST_CLERKS)
    reason = forms.ChoiceField(label="Grund", choices=PlanException.Reason.choices)


class CloseForm(SpanForm):
    """Nobody serves a queue, or the whole house."""

    reason = forms.ChoiceField(label="Grund", choices=PlanException.Reason.choices)

    def choices(self) -> list[tuple[str, str]]:
        return [(ALL, "Alle Terminschlangen"), *super().choices()]


class ReleaseForm(SpanForm):
    """More places: how many clerks give them, who may take them, when they can be seen."""

    clerks = forms.IntegerField(label="Kräfte zusätzlich", min_value=1, max_value=MOST_CLERKS, initial=1)
    channel = forms.ChoiceField(label="für wen", choices=Channel.choices)
    opening = forms.ChoiceField(label="öffnen", choices=Release.Opening.choices)
    opens_at = moment_field("öffnet ab", required=False, help_text="Nur wenn die Plätze nicht sofort öffnen.")
    opens_until = moment_field("öffnet bis", required=False, help_text="Nur für ein Zeitfenster.")
    attempt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        kinds, kind = Release.Opening, values.get("opening")
        at, until = values.get("opens_at"), values.get("opens_until")
        if kind in {kinds.LATER, kinds.SPREAD} and not {"opens_at", "opens_until"} & set(self.errors):
            self._check_window(at, until, spread=kind == kinds.SPREAD)
        return values

    def _check_window(self, at: datetime | None, until: datetime | None, *, spread: bool) -> None:
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if at is None:
            self.add_error("opens_at", "Bitte geben Sie an, wann die Plätze öffnen.")
        elif ends and at >= berlin(self.day, ends):
            self.add_error("opens_at", "Dann sind diese Zeiten schon vorbei.")
        if spread and (until is None or (at and until <= at)):
            self.add_error("opens_until", "Das Zeitfenster braucht ein Ende nach seinem Anfang.")
        last = until if spread else at
        if starts and last and last > berlin(self.day, starts) and not self.errors:
            self.add_error("starts", "Die ersten Zeiten begännen, bevor sie öffnen. Beginnen Sie später.")

    @property
    def window(self) -> Opening:
        """When the places can be seen."""
        values, kinds = self.cleaned_data, Release.Opening
        if values["opening"] == kinds.NOW:
            return Opening(kinds.NOW, self.now)
        until = values["opens_until"] if values["opening"] == kinds.SPREAD else None
        return Opening(values["opening"], values["opens_at"], until)


class LineForm(forms.Form):
    """A line of the usual week, from a day on."""

    weekday = forms.TypedChoiceField(label="Wochentag", choices=PlanLine.WEEKDAYS, coerce=int)
    starts = time_field("von")
    ends = time_field("bis")
    clerks = forms.IntegerField(label="Kräfte", min_value=1, max_value=MOST_CLERKS)
    channel = forms.ChoiceField(label="für wen", choices=Channel.choices)
    opens_time = time_field(
        "öffnet am Tag um", required=False, help_text="Nur für Plätze an der Tür. Leer: um Mitternacht."
    )
    effective_from = day_field("gilt ab")
    effective_until = day_field("gilt bis einschließlich", required=False, help_text="Leer: bis auf Weiteres.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_effective_from(self) -> date:
        """Never in the past: what was planned stays readable."""
        return _not_past(self.cleaned_data["effective_from"], self.today)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", "Das Ende liegt vor dem Anfang.")
        first, last = values.get("effective_from"), values.get("effective_until")
        if first and last and last < first:
            self.add_error("effective_until", "„Gilt bis“ liegt vor „gilt ab“.")
        if values.get("channel") == Channel.EVERYONE:
            values["opens_time"] = None
        return values

    @property
    def values(self) -> LineValues:
        """What the line says."""
        return LineValues(**self.cleaned_data)


class EndForm(forms.Form):
    """The last day of a line."""

    last_day = day_field("gilt zuletzt am")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_day(self) -> date:
        """Yesterday at the earliest: then the line ends at once."""
        if self.cleaned_data["last_day"] < self.today - timedelta(days=1):
            raise forms.ValidationError("Dieser Tag ist schon vorbei. Frühestens gestern, dann endet die Zeile sofort.")
        return self.cleaned_data["last_day"]


def _not_past(day: date, today: date) -> date:
    if day < today:
        raise forms.ValidationError("Dieser Tag ist schon vorbei. Frühestens ab heute.")
    return day


class ReasonForm(forms.Form):
    """Why the office cannot keep a time."""

    reason = forms.ChoiceField(label="Grund", choices=PlanException.Reason.choices)


class StartForm(TimeForm):
    """A proposed time; the proposal itself is the attempt."""

    attempt = None  # type: ignore[assignment]
