"""What a clerk fills in. Choices come from the desk's office, so nothing of another house can be sent."""

import uuid
from typing import Any

from django import forms
from django.conf import settings

from appointments.admin.desk.place import Desk
from appointments.forms import NamedPersonForm
from appointments.models import Counter
from appointments.services import Person
from appointments.templatetags.desk import german_language

LANGUAGES = [(code, german_language(code)) for code, _name in settings.LANGUAGES]


class CounterForm(forms.Form):
    """Which counter, and what the clerk speaks."""

    counter = forms.ModelChoiceField(queryset=Counter.objects.none())
    languages = forms.MultipleChoiceField(choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "counter", desk.office.counters.all())


class ConcernForm(forms.Form):
    """One of the office's concerns."""

    concern = forms.ModelChoiceField(queryset=Counter.objects.none(), error_messages={"required": "Bitte wählen."})

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "concern", desk.concerns)


class NumberForm(ConcernForm):
    """A number for somebody without an appointment."""

    persons = forms.IntegerField(min_value=1, max_value=20)
    language = forms.ChoiceField(choices=LANGUAGES)
    note = forms.CharField(max_length=300, required=False)
    attempt = forms.UUIDField(initial=uuid.uuid4)


class QueueForm(forms.Form):
    """Another line of the office."""

    queue = forms.ModelChoiceField(queryset=Counter.objects.none())

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "queue", desk.queues)


class NoteForm(forms.Form):
    """What colleagues should know today."""

    note = forms.CharField(max_length=300, required=False)


class FindForm(forms.Form):
    """A number or a part of a name."""

    text = forms.CharField(max_length=200)


class TieForm(forms.Form):
    """A case file, and one of its proceedings."""

    case_file = forms.UUIDField()
    proceeding = forms.UUIDField(required=False)


class AnswerForm(forms.Form):
    """Why an urgent request is declined."""

    reason = forms.CharField(
        max_length=500,
        min_length=10,
        error_messages={
            "required": "Bitte schreiben Sie einen Grund. Der Mensch liest ihn auf seinem Telefon.",
            "min_length": "Bitte schreiben Sie den Grund in einem Satz.",
        },
    )


class FollowUpPersonForm(NamedPersonForm):
    """Whom the next appointment is for, where the visit has no name."""

    email = forms.EmailField(
        label="E-Mail-Adresse", help_text="Für die Bestätigung, wenn es eine gibt.", required=False
    )

    def person(self) -> Person:
        """The cleaned answers for the service."""
        return Person(**self.cleaned_data)


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy which fields these are
    field.queryset = rows
