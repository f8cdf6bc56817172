"""Two persons who are one: what moves, what stays, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from eakte import pickup_codes, search
from eakte.exceptions import ChangedMeanwhile, NotAllowed, WrongState
from eakte.models import Address, CardStatus, CaseFile, Note, OtherName, Passport, Person, Task
from eakte.services import cards, files, merging, people, titles
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory, TaskFactory, TitleFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def lead(db):
    return staff("team_lead", username="lead")


@pytest.fixture
def ayse(db):
    return CaseFileFactory(reference="33-2026-00001")


@pytest.fixture
def aisha(db):
    """The same woman, as an earlier passport wrote her."""
    person = PersonFactory(family_name="Yilmaz", given_names="Aisha", birth_date="1990-01-13", email="", sex="")
    return CaseFileFactory(reference="33-2026-00002", person=person)


def merge(kept, gone, by, **values):
    given = {"kept": kept.person, "gone": gone.person, "seen": (1, 1), "by": by, "now": NOW}
    return merging.merge(**given | values)


def test_matters_and_tasks_come_into_the_file_that_stays(ayse, aisha, lead):
    matter, task = ProceedingFactory(case_file=aisha), TaskFactory(case_file=aisha)
    TitleFactory(person=aisha.person, valid_until=date(2026, 12, 24))

    merge(ayse, aisha, lead)

    matter.refresh_from_db()
    task.refresh_from_db()
    assert (matter.case_file, task.case_file, task.lapses_on) == (ayse, ayse, date(2026, 12, 24))


def test_the_other_file_is_an_empty_cover_and_the_note_says_where_it_came_from(ayse, aisha, lead):
    ProceedingFactory(case_file=aisha)

    merge(ayse, aisha, lead)

    aisha.refresh_from_db()
    assert (aisha.close_reason, aisha.closed_at, aisha.version) == ("merged", NOW, 2)
    assert [(note.text, note.written_by) for note in Note.objects.filter(case_file=ayse)] == [
        (
            "Zusammengeführt mit der Akte 33-2026-00002. "
            "Dort geführt als Aisha Yilmaz, geboren 13.01.1990. Vorgänge: 1",
            lead,
        )
    ]


@pytest.mark.parametrize("text", ["Aisha", "yilmaz 1990", "13.01.1990 Yilmaz", "33-2026-00002"])
def test_the_other_name_and_reference_lead_to_the_one_who_stays(ayse, aisha, lead, text):
    merge(ayse, aisha, lead)

    assert [row.case_file for row in search.find(text, user=lead, today=TODAY).found] == [ayse]
    name = OtherName.objects.get(person=ayse.person)
    assert (str(name), name.kind, name.source) == (
        "Aisha Yilmaz",
        "spelling",
        "zusammengeführt mit 33-2026-00002",
    )


def test_the_same_name_is_not_written_down_twice(ayse, lead):
    twin = CaseFileFactory(reference="33-2026-00003")

    merge(ayse, twin, lead)

    assert OtherName.objects.count() == 0


def test_letters_go_to_the_address_of_the_one_who_stays(ayse, aisha, lead):
    for file, street in ((ayse, "Neue Straße 1"), (aisha, "Alte Straße 2")):
        people.move_house(person=file.person, address={"street": street, "city": "Köln"}, since=date(2026, 1, 1))

    merge(ayse, aisha, lead)

    rows = Address.objects.filter(person=ayse.person).values_list("street", "valid_until")
    assert list(rows) == [("Neue Straße 1", None), ("Alte Straße 2", date(2026, 11, 23))]


def test_the_same_passport_becomes_one_with_what_both_know(ayse, aisha, lead):
    facts = {"kind": "national", "state": "TUR", "issued_on": None, "valid_until": None}
    people.add_passport(person=ayse.person, number="U 123", facts=facts | {"issued_on": date(2020, 1, 1)})
    people.add_passport(person=aisha.person, number="U123", facts=facts | {"valid_until": date(2030, 1, 1)})
    people.add_passport(person=aisha.person, number="X 9", facts=facts)

    merge(ayse, aisha, lead)

    rows = Passport.objects.filter(person=ayse.person).values_list("issued_on", "valid_until")
    assert set(rows) == {(date(2020, 1, 1), date(2030, 1, 1)), (None, None)}
    assert Passport.objects.count() == 2


def test_what_one_record_leaves_empty_is_filled_and_protection_stays(ayse, aisha, lead):
    Person.objects.filter(pk=ayse.person_id).update(email="", phone="")
    Person.objects.filter(pk=aisha.person_id).update(phone="0221 1", address_blocked=True, birth_place="Van")

    kept = merge(ayse, aisha, lead)

    assert (kept.phone, kept.birth_place, kept.address_blocked, kept.birth_date) == (
        "0221 1",
        "Van",
        True,
        "1990-01-31",
    )


def test_the_public_answer_to_a_card_listens_to_the_date_of_birth_of_the_one_who_stays(ayse, aisha, lead):
    made = []
    for file in (ayse, aisha):
        title = TitleFactory(person=file.person)
        made.append(cards.order_card(person=file.person, office=OfficeFactory(), title=title, by=lead, now=NOW))

    merge(ayse, aisha, lead)

    wanted = {pickup_codes.code_key(pickup_codes.code(card), "1990-01-31") for card in made}
    assert set(CardStatus.objects.values_list("code_key", flat=True)) == wanted


def test_a_date_of_birth_only_the_other_one_had_lets_her_own_cards_answer(ayse, aisha, lead):
    Person.objects.filter(pk=ayse.person_id).update(birth_date="")
    person = Person.objects.get(pk=ayse.person_id)
    card = cards.order_card(person=person, office=OfficeFactory(), title=TitleFactory(person=person), by=lead, now=NOW)
    assert CardStatus.objects.count() == 0

    merge(ayse, aisha, lead)

    key = pickup_codes.code_key(pickup_codes.code(card), "1990-01-13")
    assert list(CardStatus.objects.values_list("code_key", flat=True)) == [key]


def test_a_date_of_birth_the_other_one_knew_more_exactly_counts(ayse, aisha, lead):
    Person.objects.filter(pk=ayse.person_id).update(birth_date="1990-01")

    assert merge(ayse, aisha, lead).birth_date == "1990-01-13"


def test_somebody_without_a_file_takes_over_that_of_the_other(aisha, lead):
    person = PersonFactory()

    merging.merge(kept=person, gone=aisha.person, seen=(1, 1), by=lead, now=NOW)

    aisha.refresh_from_db()
    assert (aisha.person, aisha.closed_at, CaseFile.objects.count()) == (person, None, 1)


def test_a_closed_file_opens_again_when_the_other_one_was_open(ayse, aisha, lead):
    files.close_file(case_file=ayse, reason="left", now=NOW, version=1)

    merge(ayse, aisha, lead)

    ayse.refresh_from_db()
    assert (ayse.closed_at, ayse.close_reason, ayse.counts_from) == (None, "", None)


def test_whoever_was_merged_before_follows(ayse, aisha, lead):
    first = CaseFileFactory(person=PersonFactory(family_name="Jilmas"))
    merge(aisha, first, lead)

    merge(ayse, aisha, lead, seen=(1, 2))

    first.person.refresh_from_db()
    assert first.person.merged_into == ayse.person
    assert [row.case_file for row in search.find("jilmas", user=lead, today=TODAY).found] == [ayse]


def test_what_has_changed_since_it_was_compared_is_compared_again(ayse, aisha, lead):
    people.change_person(person=aisha.person, facts={"phone": "0221"}, version=1)

    with pytest.raises(ChangedMeanwhile):
        merge(ayse, aisha, lead)


def test_only_a_team_lead_merges(ayse, aisha):
    with pytest.raises(NotAllowed):
        merge(ayse, aisha, staff("caseworker"))


def test_nobody_is_merged_twice_or_with_herself(ayse, aisha, lead):
    with pytest.raises(WrongState, match="dieselbe"):
        merge(ayse, ayse, lead)
    merge(ayse, aisha, lead)
    with pytest.raises(WrongState, match="schon"):
        merge(CaseFileFactory(), aisha, lead, seen=(1, 2))


def test_a_file_that_is_blocked_for_whoever_does_it_is_refused(ayse, aisha, lead):
    files.block(case_file=aisha, contact="Frau Adler", readers=[staff("team_lead", username="other")], version=1)

    with pytest.raises(WrongState, match="33-2026-00002 ist gesperrt"):
        merge(ayse, aisha, lead)


def test_what_was_blocked_does_not_come_into_an_open_file(ayse, aisha, lead):
    files.block(case_file=aisha, contact="Frau Adler", readers=[lead], version=1)

    with pytest.raises(WrongState, match="Sperren Sie zuerst auch die Akte 33-2026-00001"):
        merge(ayse, aisha, lead)


def test_nor_into_one_that_more_people_read(ayse, aisha, lead):
    files.block(case_file=aisha, contact="Frau Adler", readers=[lead], version=1)
    files.block(case_file=ayse, contact="Frau Adler", readers=[lead, staff("caseworker")], version=1)

    with pytest.raises(WrongState, match="lesen mehr Menschen"):
        merge(ayse, aisha, lead)


def test_whoever_saves_late_does_not_write_where_nobody_looks(ayse, aisha, lead):
    merge(ayse, aisha, lead)

    with pytest.raises(DatabaseError, match="merged into another one"), transaction.atomic():
        Task.objects.create(kind="review", text="zu spät", case_file=aisha)
    facts = {"kind": "permit", "legal_basis": "§ 18b", "valid_from": TODAY, "valid_until": None}
    with pytest.raises(DatabaseError, match="merged into another one"), transaction.atomic():
        titles.record_title(person=aisha.person, facts=facts, now=NOW)
