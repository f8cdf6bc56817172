"""What is written down about a person, and who looks like whom."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from eakte import nationalities
from eakte.exceptions import ChangedMeanwhile
from eakte.models import Person
from eakte.services import people
from tests.factories.eakte import PersonFactory

pytestmark = pytest.mark.django_db

FACTS = {"family_name": "Nguyễn", "given_names": "Thị Ánh", "birth_date": "1994", "nationalities": ["VNM", "SUN"]}


def facts_of(person: Person) -> dict:
    return {name: getattr(person, name) for name in FACTS} | {"search": person.search_name}


def test_a_person_is_written_as_in_the_passport_and_found_without_marks():
    person = people.create_person(facts=FACTS, address={"city": "Unna", "care_of": "Ali"})

    assert facts_of(person) == FACTS | {"search": " NGUYEN THI ANH"}
    assert [address.lines for address in person.addresses.all()] == [["c/o Ali", "Unna"]]


@pytest.mark.parametrize(("family", "given"), [("Suharto", ""), ("", "Mononymous"), ("Ł" * 300, "Þ" * 300)])
def test_either_name_may_be_absent_and_three_hundred_characters_hold(family, given):
    person = PersonFactory(family_name=family, given_names=given)

    person.refresh_from_db()
    assert (person.family_name, person.given_names) == (family, given)


@pytest.mark.parametrize(("family", "given"), [("", ""), ("A" * 301, "")])
def test_the_database_refuses_no_name_and_one_that_is_too_long(family, given):
    with pytest.raises(IntegrityError):
        PersonFactory(family_name=family, given_names=given)


def test_a_list_of_persons_stands_in_the_order_of_a_german_phone_book():
    for family in ["Zimmer", "Ärger", "Aerger", "Öl", "Ofen", "Oğuz"]:
        PersonFactory(family_name=family, given_names="")

    assert [person.family_name for person in Person.objects.all()] == [
        "Aerger",
        "Ärger",
        "Öl",
        "Ofen",
        "Oğuz",
        "Zimmer",
    ]


def test_a_change_keeps_the_earlier_name_findable():
    person = PersonFactory(family_name="Yılmaz", given_names="Ayşe")

    changed = people.change_person(person=person, facts={"family_name": "Öztürk"}, version=1)

    assert (changed.search_name, changed.version) == (" OEZTUERK AYSE OZTURK", 2)
    assert [(name.kind, str(name)) for name in person.other_names.all()] == [("earlier", "Ayşe Yılmaz")]


def test_of_two_people_who_edit_at_once_the_second_is_told():
    person = PersonFactory()
    people.change_person(person=person, facts={"email": "neu@example.org"}, version=1)

    with pytest.raises(ChangedMeanwhile):
        people.change_person(person=person, facts={"email": "alt@example.org"}, version=1)
    person.refresh_from_db()
    assert person.email == "neu@example.org"


def test_a_new_address_ends_the_old_one_the_day_before():
    person = PersonFactory()
    people.move_house(person=person, address={"city": "Unna"}, since=date(2026, 1, 1))
    people.move_house(person=person, address={"city": "Kamen"}, since=date(2026, 11, 1))

    assert [(row.city, row.valid_from, row.valid_until) for row in person.addresses.all()] == [
        ("Kamen", date(2026, 11, 1), None),
        ("Unna", date(2026, 1, 1), date(2026, 10, 31)),
    ]


def test_the_number_of_a_passport_is_unreadable_in_the_database_and_written_once():
    person = PersonFactory()
    facts = {"kind": "national", "state": "TUR"}
    passport = people.add_passport(person=person, number="U 12345678", facts=facts)
    again = people.add_passport(person=person, number="u12345678", facts=facts | {"valid_until": date(2030, 1, 1)})

    with connection.cursor() as cursor:
        cursor.execute("SELECT eakte_passport::text FROM eakte_passport")
        rows = [row for (row,) in cursor.fetchall()]
    assert (again.pk, len(rows), "12345678" in rows[0]) == (passport.pk, 1, False)
    assert people.passport_number(again) == "u12345678"


@pytest.mark.parametrize(
    ("family", "given", "born", "alike"),
    [
        ("Mueller", "Hans", "1980-05-01", True),
        ("Müller", "Hans", "1980", True),
        ("Muller", "Hans", "", True),
        ("Hans", "Müller", "1980-05-01", True),
        ("Müller", "Hans", "1981-05-01", False),
        ("Öztürk", "Ayşe", "1980-05-01", False),
    ],
)
def test_likely_duplicates_are_found_however_the_name_is_written(family, given, born, alike):
    person = PersonFactory(family_name="Müller", given_names="Hans", birth_date="1980-05-01")

    found = people.alike(family_name=family, given_names=given, birth_date=born)

    assert found == ([person] if alike else [])
    assert people.alike(family_name=family, given_names=given, birth_date=born, but=person) == []


def test_changes_of_many_rows_at_once_are_in_the_history_too():
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1)

    events = Person.pgh_event_model.objects.filter(pgh_obj=person).order_by("pgh_id")
    assert [(event.pgh_label, event.version) for event in events] == [("insert", 1), ("update", 2)]


def test_nationalities_name_states_of_today_and_those_that_are_gone():
    known = nationalities.known()

    named = {code: known[code] for code in ("TUR", "SUN", "YUG", "XXA", "RKS")}
    assert named == {
        "TUR": "Türkei",
        "SUN": "Sowjetunion (ehemalig)",
        "YUG": "Jugoslawien (ehemalig)",
        "XXA": "staatenlos",
        "RKS": "Kosovo",
    }
    assert list(known)[-3:] == ["XXB", "XXA", "XXX"]
