"""Taking over from the specialist software: good lines in, wrong ones named, the same file twice is one."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from eakte import pickup_codes
from eakte.exceptions import UnreadableFile
from eakte.imports import cards, persons, runs, titles
from eakte.models import AccessRecord, CardStatus, CaseFile, Person, ResidenceCard, ResidenceTitle
from eakte.services import merging
from tests.factories.accounts import staff
from tests.factories.authority import DepartmentFactory, OfficeFactory, TeamFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db

GOOD = {
    "kennung": "P1",
    "familienname": "Nguyễn",
    "vornamen": "Thị Ánh",
    "geburtsdatum": "00.00.1980",
    "geburtsstaat": "SUN",
    "staatsangehoerigkeiten": "VNM,XXA",
    "sprache": "en",
    "ort": "Unna",
    "plz": "59425",
    "team": "Familie",
}


@pytest.fixture(autouse=True)
def team():
    return TeamFactory(name="Familie", department=DepartmentFactory(code="33"))


def csv(columns, *rows: dict[str, str]) -> bytes:
    lines = [";".join(columns), *(";".join(row.get(name, "") for name in columns) for row in rows)]
    return "\n".join(lines).encode()


def take(subject: str, data: bytes, *, write: bool = True):
    run = runs.take_over(subject=subject, data=data, write=write, by=None, now=NOW)
    return (run.lines, run.added, run.changed, run.unchanged, run.errors)


def persons_csv(*rows):
    return csv(persons.COLUMNS, *rows)


def test_persons_come_with_address_and_file_and_a_second_time_nothing_changes():
    rows = [GOOD | {"kennung": f"P{number}"} for number in range(3)]

    first, second = take("persons", persons_csv(*rows)), take("persons", persons_csv(*rows))

    assert (first, second) == ((3, 3, 0, 0, []), (3, 0, 0, 3, []))
    assert sorted(CaseFile.objects.values_list("reference", flat=True)) == [f"33-2026-0000{n}" for n in (1, 2, 3)]
    person = Person.objects.get(external_key="P1")
    assert (person.full_name, person.birth_date, person.nationalities, person.search_name) == (
        "Thị Ánh Nguyễn",
        "1980",
        ["VNM", "XXA"],
        " NGUYEN THI ANH",
    )


def test_a_preview_counts_and_writes_nothing():
    assert take("persons", persons_csv(GOOD), write=False) == (1, 1, 0, 0, [])
    assert Person.objects.count() == 0


def test_what_changed_is_changed_and_a_new_address_ends_the_old_one():
    take("persons", persons_csv(GOOD))

    assert take("persons", persons_csv(GOOD | {"ort": "Kamen", "telefon": "1"})) == (1, 0, 1, 0, [])
    person = Person.objects.get()
    assert (person.phone, person.version) == ("1", 2)
    assert [(row.city, row.valid_until is None) for row in person.addresses.all()] == [("Kamen", True), ("Unna", False)]


def test_ten_broken_lines_are_named_and_the_good_ones_are_taken():
    broken = [
        {"kennung": ""},
        {"familienname": "Мюллер"},
        {"familienname": "", "vornamen": ""},
        {"geburtsdatum": "31.02.1990"},
        {"geburtsdatum": "1.1.2090"},
        {"geburtsstaat": "XYZ"},
        {"geschlecht": "w"},
        {"sprache": "fr"},
        {"email": "keine"},
        {"team": "Unbekannt"},
    ]
    rows = [GOOD | {"kennung": f"B{number}"} | row for number, row in enumerate(broken)]

    lines, added, _changed, _same, errors = take("persons", persons_csv(GOOD, *rows, GOOD | {"kennung": "P2"}))

    assert (lines, added) == (12, 2)
    assert [(number, column) for number, column, _reason in errors] == [
        (3, "kennung"),
        (4, "familienname"),
        (5, "familienname"),
        (6, "geburtsdatum"),
        (7, "geburtsdatum"),
        (8, "geburtsstaat"),
        (9, "geschlecht"),
        (10, "sprache"),
        (11, "email"),
        (12, "team"),
    ]
    assert not any("Мюллер" in reason or "keine@" in reason for _number, _column, reason in errors)


def test_a_line_with_too_few_columns_and_a_doubled_key_are_named():
    data = persons_csv(GOOD, GOOD) + b"\nP9;nur;drei\n"

    errors = take("persons", data)[4]
    assert [error[:2] for error in errors] == [[3, "kennung"], [4, ""]]


@pytest.mark.parametrize("data", [b"", b"name;ort\nA;B", "kennung;fämily".encode("latin-1")])
def test_another_file_altogether_is_refused(data):
    with pytest.raises(UnreadableFile):
        take("persons", data)


def test_titles_hang_on_known_persons():
    take("persons", persons_csv(GOOD))
    row = {
        "kennung": "T1",
        "person": "P1",
        "art": "permit",
        "rechtsgrundlage": "§ 18b AufenthG",
        "ab": "01.01.2025",
        "bis": "2027-12-31",
    }
    data = csv(titles.COLUMNS, row, row | {"kennung": "T2", "person": "nobody"})

    first, second = take("titles", data), take("titles", data)

    wrong = [[3, "person", "Diese Person ist nicht bekannt."]]
    assert (first, second) == ((2, 1, 0, 0, wrong), (2, 0, 0, 1, wrong))
    title = ResidenceTitle.objects.get()
    assert (title.person.external_key, title.valid_until) == ("P1", date(2027, 12, 31))


def card_csv(**values):
    row = {
        "kennung": "K1",
        "person": "P1",
        "standort": "unna",
        "art": "card",
        "stand": "ordered",
        "bestellt": "01.11.2026",
    }
    return csv(cards.COLUMNS, row | values)


def test_cards_move_forward_only_and_the_public_answer_follows():
    OfficeFactory(slug="unna")
    take("persons", persons_csv(GOOD))
    came = {"stand": "arrived", "angekommen": "20.11.2026", "seriennummer": "YZX4711AB"}

    runs_done = [take("cards", card_csv(**values))[1:4] for values in ({}, {}, came, {})]

    assert runs_done == [(1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 0, 1)]
    card = ResidenceCard.objects.get()
    status = CardStatus.objects.get(code_key=pickup_codes.code_key(pickup_codes.code(card), "1980"))
    assert (card.state, status.state, status.serial_key) == (
        "arrived",
        "arrived",
        pickup_codes.serial_key("YZX4711AB", "1980"),
    )


def test_the_command_names_wrong_lines_and_fails(tmp_path, capsys):
    begun, file = timezone.now(), tmp_path / "personen.csv"
    file.write_bytes(persons_csv(GOOD, GOOD | {"kennung": "P2", "team": "?"}))

    call_command("take_over", "persons", str(file), "--preview")
    with pytest.raises(CommandError):
        call_command("take_over", "persons", str(file))

    told = capsys.readouterr()
    lines = AccessRecord.objects.filter(route="take_over", at__gte=begun).values_list("deed", "subject")
    assert list(lines) == [("list", "2 Zeilen")]  # the preview took nothing over
    assert told.out.splitlines() == ["2 Zeilen: 1 neu, 0 geändert, 0 unverändert, 1 mit Fehlern."] * 2
    assert told.err.splitlines() == ["Zeile 3, team: Dieses Team gibt es nicht."] * 2


def test_what_comes_for_somebody_who_was_merged_goes_to_the_one_who_stays():
    take("persons", persons_csv(GOOD, GOOD | {"kennung": "P2", "vornamen": "Anh"}))
    kept, gone = (Person.objects.get(external_key=key) for key in ("P1", "P2"))
    merging.merge(kept=kept, gone=gone, seen=(1, 1), by=staff("team_lead"), now=NOW)
    OfficeFactory(slug="unna")
    title = {"kennung": "T1", "person": "P2", "art": "permit", "rechtsgrundlage": "§ 18b", "ab": "01.01.2025"}

    told = [
        take("persons", persons_csv(GOOD | {"kennung": "P2", "vornamen": "Ann", "ort": "Kamen"})),
        take("titles", csv(titles.COLUMNS, title | {"bis": "31.12.2027"})),
        take("cards", card_csv(person="P2")),
    ]

    assert told == [(1, 0, 0, 1, []), (1, 1, 0, 0, []), (1, 1, 0, 0, [])]
    gone.refresh_from_db()
    assert (gone.given_names, gone.addresses.count()) == ("Anh", 0)
    assert [row.person for row in (ResidenceTitle.objects.get(), ResidenceCard.objects.get())] == [kept, kept]
