"""One field finds people however they are written."""

from datetime import date

import pytest

from eakte import sealing, search
from eakte.models import OtherName
from eakte.services import people
from tests.factories.accounts import staff
from tests.factories.eakte import CardFactory, CaseFileFactory, PersonFactory, TitleFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def ada():
    return staff("caseworker", username="ada")


def file_of(family: str, given: str = "", born: str = "1990-01-31", **values):
    return CaseFileFactory(person=PersonFactory(family_name=family, given_names=given, birth_date=born), **values)


def found(text: str, user) -> list[str]:
    return [row.case_file.person.full_name for row in search.find(text, user=user, today=TODAY).found]


@pytest.mark.parametrize(
    "text",
    [
        "Muller",
        "müller",
        "MUELLER han",
        "hans müller",
        "31.01.1990",
        "1.1990 Mü",
        "1990-01-31",
        "1990 müll",
        "33-2026-00007",
    ],
)
def test_a_person_is_found_by_name_date_of_birth_or_reference(ada, text):
    file_of("Müller", "Hans", reference="33-2026-00007")
    file_of("Öztürk", "Ayşe", born="1985-03-02", reference="33-2026-00008")

    assert found(text, ada) == ["Hans Müller"]


@pytest.mark.parametrize("text", ["00.00.1980", "Haddad 00.00.1980", "0.1980", "1980-00-00"])
def test_unknown_parts_of_a_date_of_birth_may_be_written_as_zeros(ada, text):
    file_of("Haddad", "Rana", born="1980")
    file_of("Haddad", "Sami", born="1985-03-02")

    assert found(text, ada) == ["Rana Haddad"]


def test_marks_are_not_needed_and_every_word_counts(ada):
    file_of("Nguyễn", "Thị Ánh")
    file_of("Nguyễn", "Văn Hùng")

    assert found("nguyen anh", ada) == ["Thị Ánh Nguyễn"]
    assert found("Nguyễn", ada) == ["Thị Ánh Nguyễn", "Văn Hùng Nguyễn"]
    assert found("guyen", ada) == []


@pytest.mark.parametrize("text", ["U 123 456-78", "yzx4711ab"])
def test_numbers_of_passports_and_cards_find_their_holder(ada, text):
    person = file_of("Suharto").person
    people.add_passport(person=person, number="U12345678", facts={"kind": "national", "state": "IDN"})
    CardFactory(person=person, serial_hash=sealing.number_hash("serial", "YZX4711AB"))

    assert found(text, ada) == ["Suharto"]


def test_earlier_names_are_found_and_protected_ones_only_with_the_right(ada):
    person = file_of("Öztürk", "Deniz").person
    names = {"person": person, "family_name": "Öztürk", "source": "Pass von 2015"}
    OtherName.objects.create(kind="earlier", given_names="Kemal", protected=True, **names)
    OtherName.objects.create(kind="spelling", given_names="Denis", **names)

    asked = [found(text, user) for user in (ada, staff("team_lead")) for text in ("Denis", "Kemal")]
    assert asked == [["Deniz Öztürk"], [], ["Deniz Öztürk"], ["Deniz Öztürk"]]


def test_a_blocked_file_is_named_by_its_reference_and_opens_to_its_readers(ada):
    case_file = file_of("Adler", blocked=True, blocked_contact="Frau Adler")
    case_file.readers.add(ada)

    rows = [search.find("Adler", user=user, today=TODAY).found for user in (ada, staff("team_lead"))]
    assert [[(row.case_file, row.open_to_me) for row in found] for found in rows] == [
        [(case_file, True)],
        [(case_file, False)],
    ]


@pytest.mark.parametrize("text", ["", " ", "a", "%", "Nobody", "99.99.9999", "''; DROP TABLE", "\x00y"])
def test_nothing_found_is_an_empty_answer(ada, text):
    file_of("Müller")

    assert search.find(text, user=ada, today=TODAY) == search.Answer([])


def test_who_may_not_see_files_finds_nobody():
    file_of("Müller")

    assert found("Müller", staff("front_desk")) == []


def test_the_title_that_counts_today_is_shown(ada):
    person = file_of("Müller").person
    TitleFactory(person=person, valid_from=date(2020, 1, 1), valid_until=date(2022, 1, 1))
    TitleFactory(person=person, valid_from=date(2025, 1, 1), valid_until=date(2026, 12, 31))

    (row,) = search.find("Müller", user=ada, today=TODAY).found
    assert (row.has_title, row.valid_until) == (True, date(2026, 12, 31))


def test_many_hits_cost_as_many_queries_as_one(ada, django_assert_num_queries):
    for number in range(search.SHOWN + 3):
        file_of("Müller", f"Hans {number}")
    search.find("Hans", user=ada, today=TODAY)  # the rights are read once

    with django_assert_num_queries(5):
        answer = search.find("Müller", user=ada, today=TODAY)
    assert (len(answer.found), answer.more) == (search.SHOWN, True)
