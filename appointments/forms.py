"""What a citizen fills in. Forms clean strings and stop; saving is the service's deed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from appointments import tickets
from appointments.fields import TEXT, attempt_field, choice, email_field, needed
from appointments.models import Concern, UrgentRequest
from appointments.services import Person, Urgency
from auslaenderbehoerde.authority.models import Municipality
from eakte.forms import BirthDateField, NameField

CHOOSE = ("", _("Bitte wählen"))
OUTSIDE = "outside"
LONGEST = 1000  # characters of one typed answer that a draft keeps
CENTURY = range(2000, 2100)
NO_TIME = _("Diese Zeit ist nicht lesbar.")


class BeforeForm(forms.Form):
    """What must be known before times can be shown: where the person lives, how many come."""

    residence = forms.ChoiceField(
        label=_("Wo wohnen Sie?"),
        help_text=_("Wählen Sie die Stadt oder Gemeinde, in der Sie angemeldet sind."),
        error_messages=choice(_("Bitte wählen Sie aus der Liste, wo Sie wohnen.")),
    )
    persons = forms.TypedChoiceField(
        label=_("Für wie viele Personen ist der Termin?"),
        help_text=_("Zählen Sie alle mit, für die etwas erledigt werden soll, auch Kinder."),
        coerce=int,
        error_messages=choice(_("Bitte wählen Sie, für wie viele Personen der Termin ist.")),
    )

    def __init__(self, *args: Any, concern: Concern, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if concern.asks_residence and municipalities:
            places = [(place.ags, place.name) for place in municipalities]
            self._offer("residence", [CHOOSE, *places, (OUTSIDE, _("An einem anderen Ort"))])
        else:
            del self.fields["residence"]
        if concern.max_persons > 1:
            self._offer("persons", [(number, _persons(number)) for number in range(1, concern.max_persons + 1)])
        else:
            del self.fields["persons"]

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which fields these are
        field.choices = choices

    @property
    def number_of_persons(self) -> int:
        """The number of persons, one where it is not asked."""
        return self.cleaned_data.get("persons", 1)


def _persons(number: int) -> Any:
    return ngettext_lazy("%(number)d Person", "%(number)d Personen", number) % {"number": number}


class TimeForm(forms.Form):
    """One press of a time button. `attempt` makes a double click harmless."""

    start = forms.CharField(max_length=40, error_messages=choice(NO_TIME) | dict.fromkeys(TEXT, NO_TIME))
    attempt = attempt_field()

    def clean_start(self) -> datetime:
        """In UTC and of this century: PostgreSQL refuses offsets over 15:59 hours, dates have an end."""
        try:
            start = datetime.fromisoformat(self.cleaned_data["start"])
            if start.tzinfo is None or start.year not in CENTURY:
                raise ValueError
        except ValueError as error:
            raise forms.ValidationError(NO_TIME) from error
        return start.astimezone(UTC)


class NamedPersonForm(forms.Form):
    """Name and date of birth as they stand in the passport; either name may be absent, not both."""

    family_name = NameField(label=_("Familienname"), required=False, autocomplete="family-name")
    given_names = NameField(
        label=_("Vornamen"),
        help_text=_("Steht im Pass nur ein Name? Dann lassen Sie eines der beiden Felder leer."),
        required=False,
        autocomplete="given-name",
    )
    birth_date = BirthDateField(label=_("Geburtsdatum"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        typed = values.get("family_name") or values.get("given_names")
        if not typed and not {"family_name", "given_names"} & set(self.errors):
            self.add_error("family_name", _("Bitte geben Sie den Familiennamen oder die Vornamen ein."))
        return values


class PersonForm(NamedPersonForm):
    """Whom the appointment is for, how to reach them, and who filled in the form if that is somebody else."""

    email = email_field(
        help_text=_("An diese Adresse schicken wir die Bestätigung mit dem Link zu Ihrem Termin."),
        texts={
            "required": _(
                "Bitte geben Sie eine E-Mail-Adresse ein. Ohne sie können wir Ihnen den Termin nicht bestätigen."
            )
        },
    )
    needs = forms.CharField(
        label=_("Was sollen wir für Ihren Besuch wissen?"),
        help_text=_("Zum Beispiel: Rollstuhl, Kinderwagen, Gebärdensprache."),
        max_length=300,
        required=False,
        error_messages=TEXT,
    )
    writer_family_name = NameField(label=_("Familienname der Person, die dieses Formular ausfüllt"), required=False)
    writer_given_names = NameField(label=_("Vornamen der Person, die dieses Formular ausfüllt"), required=False)

    def __init__(self, *args: Any, email_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = email_required

    def person(self) -> Person:
        """The cleaned answers for the service."""
        return Person(**self.cleaned_data)

    def draft(self) -> dict[str, str]:
        """What was typed, as it was typed, to show it again."""
        names = {*self.fields, *(f"birth_date_{part}" for part in ("day", "month", "year"))}
        return {name: value[:LONGEST] for name, value in self.data.items() if name in names}


class CollectForm(forms.Form):
    """Where to send the ticket of a pickup; who has no address keeps the page."""

    email = email_field(
        help_text=_("Wenn Sie eine haben: Wir schicken Ihnen das Ticket mit dem Link zu Ihrem Termin."), required=False
    )


class UrgentForm(NamedPersonForm):
    """Why it cannot wait, who asks, and how the desk reaches them."""

    reason = forms.ChoiceField(
        label=_("Warum ist es dringend?"),
        choices=UrgentRequest.Reason.choices,
        widget=forms.RadioSelect,
        error_messages=choice(_("Bitte wählen Sie aus, warum es dringend ist.")),
    )
    text = forms.CharField(
        label=_("Was ist passiert?"),
        help_text=_("Ein oder zwei Sätze reichen. Sie können in Ihrer Sprache schreiben."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TEXT,
    )
    contact = forms.CharField(
        label=_("Telefonnummer oder E-Mail-Adresse"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        error_messages=needed(
            _("Bitte geben Sie eine Telefonnummer oder E-Mail-Adresse an, damit wir Ihnen antworten können.")
        ),
    )
    attempt = attempt_field()
    field_order = ["reason", "text", "family_name", "given_names", "birth_date", "contact", "attempt"]

    def person(self) -> Person:
        """Who asks."""
        names = ("family_name", "given_names", "birth_date")
        return Person(**{name: self.cleaned_data[name] for name in names})

    def urgency(self) -> Urgency:
        """Why, and how to answer."""
        return Urgency(**{name: self.cleaned_data[name] for name in ("reason", "text", "contact")})


class FindForm(forms.Form):
    """What stands on the ticket, and what only the holder knows."""

    code = forms.CharField(
        label=_("Code auf dem Ticket"),
        help_text=_("Acht Zeichen, zum Beispiel ABCD EFGH. Groß oder klein ist egal."),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
        error_messages=needed(_("Bitte geben Sie den Code ein, der auf dem Ticket steht.")),
    )
    birth_date = BirthDateField(label=_("Geburtsdatum"))


class FindByAddressForm(forms.Form):
    """What somebody still knows who has neither link nor code."""

    email = email_field(help_text=_("Die Adresse, die Sie beim Buchen angegeben haben."))
    birth_date = BirthDateField(label=_("Geburtsdatum der Person, für die der Termin ist"))


class ArrivalForm(forms.Form):
    """What a scanner types, or a hand: the address of a ticket is enough, a code needs the date of birth."""

    code = forms.CharField(
        label=_("Ticket scannen oder Code eintippen"),
        help_text=_("Der QR-Code und der Code stehen auf Ihrem Ticket."),
        max_length=400,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "autofocus": True}
        ),
        error_messages=needed(_("Bitte scannen Sie das Ticket, oder tippen Sie den Code ein.")),
    )
    birth_date = BirthDateField(
        label=_("Geburtsdatum"), required=False, help_text=_("Nur nötig, wenn Sie den Code eintippen.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A terminal belongs to everybody: its browser proposes nothing."""
        super().__init__(*args, **kwargs)
        for part in self.fields["birth_date"].widget.widgets:
            part.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        typed = not self.errors and not tickets.tokens_in(values["code"])
        if typed and not values["birth_date"]:
            self.add_error("birth_date", _("Bitte geben Sie das Geburtsdatum an. Das Jahr genügt."))
        return values


class NumberForm(forms.Form):
    """How many come, where that is counted. `attempt` makes a double click harmless."""

    persons = forms.TypedChoiceField(
        label=_("Wie viele Personen sind Sie?"),
        coerce=int,
        error_messages=choice(_("Bitte wählen Sie, wie viele Personen Sie sind.")),
    )
    attempt = attempt_field()

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if concern.max_persons > 1:
            field = self.fields["persons"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field this is
            field.choices = [(number, _persons(number)) for number in range(1, concern.max_persons + 1)]
        else:
            del self.fields["persons"]
