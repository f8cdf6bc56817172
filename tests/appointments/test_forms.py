"""What is asked, what is taken and what is sent back with a sentence."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django import forms
from django.core import validators
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from appointments.forms import (
    ArrivalForm,
    BeforeForm,
    FindByAddressForm,
    FindForm,
    NumberForm,
    PersonForm,
    TimeForm,
    UrgentForm,
)
from appointments.services import Person, Urgency
from tests.factories.appointments import ConcernFactory
from tests.factories.authority import MunicipalityFactory

ATTEMPT = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")
BORN = {"birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990"}
FILLED = {"family_name": "Al-Ḥusaynī", "given_names": "Maryam", **BORN, "email": "maryam@example.org"}


def pressed(start: str, attempt: str = str(ATTEMPT)) -> TimeForm:
    return TimeForm({"start": start, "attempt": attempt})


def person_form(*, email_required=True, **typed) -> PersonForm:
    return PersonForm(FILLED | typed, email_required=email_required)


def before_form(data=None, **concern) -> BeforeForm:
    """What is asked before times are shown, with two towns to choose from."""
    places = [MunicipalityFactory.build(ags=ags) for ags in ("05978036", "05978004")]
    return BeforeForm(data, concern=ConcernFactory.build(**concern), municipalities=places)


def urgent_form(**typed) -> UrgentForm:
    return UrgentForm(FILLED | {"reason": "job", "contact": "+49 170 0000000", "attempt": str(ATTEMPT)} | typed)


@pytest.mark.parametrize(
    "start",
    ["2027-03-22T08:00:00+01:00", "2027-03-22T07:00:00+00:00", "2027-03-22T07:00:00Z", "20270322T080000+0100"],
)
def test_a_time_is_read_as_the_button_writes_it(start):
    form = pressed(start)
    assert form.is_valid()
    assert form.cleaned_data == {"start": datetime(2027, 3, 22, 7, tzinfo=UTC), "attempt": ATTEMPT}


@pytest.mark.parametrize(
    "start",
    [
        "",
        "x",
        "2027-03-22",
        "2027-03-22T08:00:00",
        "2027-02-30T08:00:00+01:00",
        "2027-03-22T25:00:00+01:00",
        "1999-12-31T23:00:00+00:00",
        "2100-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2027-03-22T08:00:00+01:00" + "0" * 20,
        "\0",
    ],
)
def test_a_time_that_cannot_be_read_is_refused(start):
    form = pressed(start)
    assert (form.is_valid(), list(form.errors)) == (False, ["start"])


@pytest.mark.parametrize("attempt", ["", "1", "x" * 36, "01890a5d-ac96-774b-bcce-b302099a805"])
def test_a_press_without_its_key_is_refused(attempt):
    form = pressed("2027-03-22T08:00:00+01:00", attempt)
    assert (form.is_valid(), list(form.errors)) == (False, ["attempt"])


@given(st.text(max_size=50) | st.datetimes(timezones=st.timezones()).map(datetime.isoformat))
def test_every_time_is_one_of_this_century_or_an_error(start):
    form = pressed(start)
    if form.is_valid():
        read = form.cleaned_data["start"]
        assert (read.tzinfo, 1999 <= read.year <= 2100) == (UTC, True)
    else:
        assert list(form.errors) == ["start"]


def test_a_person_is_what_was_typed_without_stray_blanks():
    form = person_form(given_names="  Maryam ", needs=" Rollstuhl ")
    assert form.is_valid()
    person = Person("Al-Ḥusaynī", "Maryam", "1990-01-31", email="maryam@example.org", needs="Rollstuhl")
    assert form.person() == person


@pytest.mark.parametrize(("family", "given"), [("Suharto", ""), ("", "Suharto")])
def test_one_name_is_enough(family, given):
    assert person_form(family_name=family, given_names=given).is_valid()


@pytest.mark.parametrize(("family", "given"), [("", ""), ("  ", "\u00a0")])
def test_no_name_at_all_is_said_once(family, given):
    form = person_form(family_name=family, given_names=given)
    assert not form.is_valid()
    assert form.errors == {"family_name": ["Bitte geben Sie den Familiennamen oder die Vornamen ein."]}


@pytest.mark.parametrize("name", ["Марьям", "123", "A" * 400])
def test_a_name_with_a_mistake_has_one_message_and_is_not_called_missing(name):
    form = person_form(family_name=name, given_names="")
    assert not form.is_valid()
    assert (list(form.errors), len(form.errors["family_name"])) == (["family_name"], 1)


def test_an_address_is_needed_at_home_and_not_at_the_door():
    at_home, at_door = (person_form(email="", email_required=required) for required in (True, False))
    assert (at_home.is_valid(), at_door.is_valid()) == (False, True)
    assert at_home.errors == {
        "email": ["Bitte geben Sie eine E-Mail-Adresse ein. Ohne sie können wir Ihnen den Termin nicht bestätigen."]
    }


@pytest.mark.parametrize("email", ["keine", "a@b", "a@b@c.org", "a\n@example.org", "maryam@example.org\nBcc: x@y.org"])
def test_a_wrong_address_is_refused_also_at_the_door(email):
    assert list(person_form(email=email, email_required=False).errors) == ["email"]


def test_wishes_are_short():
    assert list(person_form(needs="x" * 301).errors) == ["needs"]
    assert person_form(needs="x" * 300).is_valid()


def test_a_draft_is_what_was_typed_and_nothing_else():
    typed = QueryDict(mutable=True)
    typed.update(FILLED | {"csrfmiddlewaretoken": "geheim", "altcha": "geheim", "family_name": " x\u0301 "})
    draft = PersonForm(typed, email_required=True).draft()
    assert draft == FILLED | {"family_name": " x\u0301 "}
    assert PersonForm(draft, email_required=True)["family_name"].value() == " x\u0301 "


def test_only_what_counts_is_asked():
    asked = [
        list(before_form(asks_residence=residence, max_persons=persons).fields)
        for residence, persons in ((True, 4), (True, 1), (False, 4), (False, 1))
    ]
    assert asked == [["residence", "persons"], ["residence"], ["persons"], []]


def test_where_no_town_is_known_none_is_asked():
    concern = ConcernFactory.build(asks_residence=True)
    assert list(BeforeForm(None, concern=concern, municipalities=[]).fields) == []


def test_persons_go_up_to_what_the_concern_allows():
    choices = before_form(max_persons=3).fields["persons"].choices
    assert [(number, str(label)) for number, label in choices] == [
        (1, "1 Person"),
        (2, "2 Personen"),
        (3, "3 Personen"),
    ]


@pytest.mark.parametrize("persons", ["0", "4", "-1", "x", "", "1.0", "٣"])
def test_another_number_is_refused(persons):
    assert list(before_form({"persons": persons}, max_persons=3).errors) == ["persons"]


def test_a_number_is_a_number():
    form = before_form({"persons": "3"}, max_persons=3)
    assert (form.is_valid(), form.number_of_persons) == (True, 3)


def test_where_persons_are_not_asked_it_is_one():
    form = before_form({}, max_persons=1)
    assert (form.is_valid(), form.number_of_persons) == (True, 1)


@pytest.mark.parametrize(
    ("residence", "valid"), [("05978036", True), ("outside", True), ("", False), ("99", False), ("Unna", False)]
)
def test_a_town_is_one_of_the_list(residence, valid):
    assert before_form({"residence": residence}, asks_residence=True).is_valid() is valid


def test_an_urgent_request_is_a_person_and_a_reason():
    form = urgent_form(text="Läuft Freitag ab")
    assert form.is_valid()
    assert form.person() == Person("Al-Ḥusaynī", "Maryam", "1990-01-31")
    assert form.urgency() == Urgency("job", "Läuft Freitag ab", "+49 170 0000000")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "holiday"}, "reason"),
        ({"text": "x" * 501}, "text"),
        ({"contact": ""}, "contact"),
        ({"contact": "x" * 201}, "contact"),
        ({"attempt": ""}, "attempt"),
        ({"birth_date_year": ""}, "birth_date"),
        ({"family_name": "", "given_names": ""}, "family_name"),
    ],
)
def test_an_urgent_request_with_a_gap_names_it(typed, wrong):
    assert list(urgent_form(**typed).errors) == [wrong]


@pytest.fixture(scope="module")
def django_sentences():
    """Every sentence Django has for its own form fields, in German."""
    with translation.override("de"):
        kinds = [getattr(forms, name) for name in forms.fields.__all__]
        found = {str(text) for kind in kinds for text in getattr(kind, "default_error_messages", {}).values()}
        return found | {str(validators.validate_email.message), str(validators.ProhibitNullCharactersValidator.message)}


def everything_wrong():
    """Citizen forms filled in wrongly in every way, by name."""
    concern = {"asks_residence": True, "max_persons": 4}
    for name, typed in (("nothing", ""), ("not offered", "x"), ("a null", "a\0b"), ("too long", "x" * 5000)):
        fields = dict.fromkeys(
            ["residence", "persons", "start", "attempt", "family_name", "given_names", "email", "needs"], typed
        )
        fields |= dict.fromkeys(["writer_family_name", "reason", "text", "contact", "code", "birth_date_year"], typed)
        number = NumberForm(fields, concern=ConcernFactory.build(max_persons=4))
        person = PersonForm(fields, email_required=True)
        others = [
            TimeForm(fields),
            UrgentForm(fields),
            FindForm(fields),
            FindByAddressForm(fields),
            ArrivalForm(fields),
        ]
        for form in [before_form(fields, **concern), number, person, *others]:
            yield f"{type(form).__name__}, {name}", form


@pytest.mark.parametrize(("name", "form"), [pytest.param(*case, id=case[0]) for case in everything_wrong()])
def test_every_mistake_is_told_in_our_own_words(name, form, django_sentences):
    said = {error for errors in form.errors.values() for error in errors}
    stock = re.compile("|".join(re.sub(r"%\\\(\w+\\\)[sd]", ".*", re.escape(text)) for text in django_sentences))
    assert [sentence for sentence in said if stock.fullmatch(sentence)] == []


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        (
            lambda: person_form(email="keine"),
            "email",
            "So ist die E-Mail-Adresse nicht richtig. Sie sieht zum Beispiel so aus: name@example.org",
        ),
        (
            lambda: person_form(needs="x" * 301),
            "needs",
            "Das ist länger als 300 Zeichen. Bitte schreiben Sie es kürzer.",
        ),
        (
            lambda: person_form(needs="\0"),
            "needs",
            "Hier steht ein Zeichen, das wir nicht lesen können. Bitte tippen Sie den Text neu ein.",
        ),
        (lambda: urgent_form(reason=""), "reason", "Bitte wählen Sie aus, warum es dringend ist."),
        (
            lambda: before_form({"residence": ""}, asks_residence=True),
            "residence",
            "Bitte wählen Sie aus der Liste, wo Sie wohnen.",
        ),
    ],
)
def test_a_mistake_says_what_to_do(form, field, sentence):
    assert form().errors[field] == [sentence]


def test_finding_by_address_needs_address_and_date_of_birth():
    assert list(FindByAddressForm({}).errors) == ["email", "birth_date"]
    form = FindByAddressForm({"email": " maryam@example.org ", **BORN})
    assert form.is_valid()
    assert form.cleaned_data == {"email": "maryam@example.org", "birth_date": "1990-01-31"}


def test_finding_needs_a_code_and_a_date_of_birth():
    assert list(FindForm({}).errors) == ["code", "birth_date"]
    form = FindForm({"code": " abcd efgh ", **BORN})
    assert form.is_valid()
    assert form.cleaned_data == {"code": "abcd efgh", "birth_date": "1990-01-31"}
