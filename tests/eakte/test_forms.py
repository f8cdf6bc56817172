import pytest
import time_machine
from django import forms
from django.utils import translation

from eakte.forms import BirthDateField, NameField

NOT_IN_THE_SET = (
    "Bitte schreiben Sie den Namen so wie in der maschinenlesbaren Zone des Passes, in lateinischen Buchstaben."
)


class PersonForm(forms.Form):
    family_name = NameField(required=False, autocomplete="family-name")
    birth_date = BirthDateField(required=False)


@pytest.fixture(autouse=True)
def _a_fixed_day_in_german():
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False), translation.override("de"):
        yield


def errors(**typed):
    return {name: list(messages) for name, messages in PersonForm(typed).errors.items()}


def test_a_name_is_cleaned_and_otherwise_left_as_typed():
    form = PersonForm({"family_name": " van  der MEER\u200f"})
    assert form.is_valid()
    assert form.cleaned_data == {"family_name": "van der MEER", "birth_date": ""}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            "Иван",
            "Diese Zeichen können wir nicht verwenden: "
            f"\u2068И\u2069, \u2068в\u2069, \u2068а\u2069, \u2068н\u2069. {NOT_IN_THE_SET}",
        ),
        ("Anna 2", f"Dieses Zeichen können wir nicht verwenden: \u20682\u2069. {NOT_IN_THE_SET}"),
        ("Anna\x00", f"Dieses Zeichen können wir nicht verwenden: \u2068U+0000\u2069. {NOT_IN_THE_SET}"),
        (
            "123456",
            "Diese Zeichen können wir nicht verwenden: "
            f"\u20681\u2069, \u20682\u2069, \u20683\u2069, \u20684\u2069, \u20685\u2069 …. {NOT_IN_THE_SET}",
        ),
        ("-", "Ein Name braucht Buchstaben. Wenn es diesen Namen im Pass nicht gibt, lassen Sie das Feld leer."),
        ("a" * 201, "Dieser Name ist länger als 200 Zeichen. Bitte schreiben Sie nur den Namen in dieses Feld."),
    ],
)
def test_a_name_that_cannot_be_kept_gets_one_sentence(typed, message):
    assert errors(family_name=typed) == {"family_name": [message]}


def test_two_hundred_letters_with_marks_are_two_hundred():
    form = PersonForm({"family_name": "L̥̄" * 200})
    assert form.is_valid()
    assert form.cleaned_data["family_name"] == "L̥̄" * 200


def test_the_name_input_keeps_latin_letters_left_to_right_and_never_cuts():
    assert PersonForm()["family_name"].as_widget() == (
        '<input type="text" name="family_name" autocomplete="family-name" dir="ltr" spellcheck="false" '
        'aria-describedby="id_family_name_helptext" id="id_family_name">'
    )


@pytest.mark.parametrize(
    ("day", "month", "year", "value"),
    [
        ("31", "1", "1990", "1990-01-31"),
        ("", "1", "1990", "1990-01"),
        ("", "", "1990", "1990"),
        ("۳۱", "۱", "۱۹۹۰", "1990-01-31"),
        ("", "", "", ""),
    ],
)
def test_a_date_of_birth_comes_from_three_inputs(day, month, year, value):
    form = PersonForm({"birth_date_day": day, "birth_date_month": month, "birth_date_year": year})
    assert form.is_valid()
    assert form.cleaned_data["birth_date"] == value


def test_a_wrong_part_is_told_and_nothing_typed_is_lost():
    form = PersonForm({"birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1990"})
    assert form.errors == {"birth_date": ["Den 31.02.1990 gibt es im Kalender nicht. Bitte prüfen Sie den Tag."]}
    shown = form["birth_date"].subwidgets[0].data["subwidgets"]
    assert [part["value"] for part in shown] == ["31", "2", "1990"]


def test_a_missing_date_of_birth_is_asked_for():
    class Required(forms.Form):
        birth_date = BirthDateField()

    assert Required({}).errors == {"birth_date": ["Bitte geben Sie das Geburtsdatum an. Das Jahr genügt."]}


def test_a_date_of_birth_on_a_date_that_is_not_over_yet_is_refused():
    typed = {"birth_date_day": "25", "birth_date_month": "11", "birth_date_year": "2026"}
    assert errors(**typed) == {
        "birth_date": ["Dieses Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie Tag, Monat und Jahr."]
    }


def test_every_part_of_the_date_has_a_label_and_helps_a_phone():
    widget = PersonForm(initial={"birth_date": "1990-01"})["birth_date"].subwidgets[0].data
    keys = ("aria-label", "inputmode", "autocomplete", "maxlength", "dir")
    parts = [(part["name"], part["value"], *(str(part["attrs"][key]) for key in keys)) for part in widget["subwidgets"]]
    assert parts == [
        ("birth_date_day", None, "Tag", "numeric", "bday-day", "2", "ltr"),
        ("birth_date_month", "01", "Monat", "numeric", "bday-month", "2", "ltr"),
        ("birth_date_year", "1990", "Jahr", "numeric", "bday-year", "4", "ltr"),
    ]


def test_the_stored_date_counts_as_unchanged():
    typed = {"birth_date_day": "", "birth_date_month": "1", "birth_date_year": "1990"}
    assert PersonForm(typed, initial={"birth_date": "1990-01"}).has_changed() is False
