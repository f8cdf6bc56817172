"""The first filling from the specialist software: ten of forty lines are wrong; the others come over, once."""

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from eakte.imports import persons, waiting
from eakte.models import CaseFile, ImportRun, Person
from tests.journeys.conftest import DESKTOP
from tests.journeys.lead import press, sign_in
from tests.journeys.record import look_for, table

pytestmark = pytest.mark.django_db(transaction=True)
TEAM = "Arbeit und Ausbildung"
LINE = {"familienname": "Yılmaz", "geburtsdatum": "31.01.1990", "sprache": "tr", "ort": "Unna", "team": TEAM}
BROKEN = {
    3: ({"familienname": ""}, "familienname", "Familienname und Vornamen fehlen."),
    7: ({"geburtsdatum": "31.02.1990"}, "geburtsdatum", "Das ist kein Geburtsdatum."),
    8: ({"kennung": "P2"}, "kennung", "Diese Kennung steht schon in einer Zeile davor."),
    12: ({"kennung": ""}, "kennung", "Die Kennung fehlt oder ist länger als 60 Zeichen."),
    15: ({"familienname": "漢字"}, "familienname", "Der Name enthält Zeichen, die es in DIN 91379 nicht gibt."),
    19: ({"geburtsstaat": "XYZ"}, "geburtsstaat", "Diesen Staat gibt es in der Liste nicht."),
    23: ({"sprache": "fr"}, "sprache", "Erlaubt sind: de, en, ru, sr-latn, tr, uk, ar."),
    30: ({"email": "ohne-at.example.org"}, "email", "Das ist keine E-Mail-Adresse."),
    34: ({"team": "Gibt es nicht"}, "team", "Dieses Team gibt es nicht."),
    40: (None, "–", "Die Zeile hat 3 statt 15 Spalten."),
}


def csv_of(lines: int) -> FilePayload:
    """A file as the specialist software writes it; the header is its first line."""
    rows = [";".join(persons.COLUMNS)]
    for number in range(2, lines + 2):
        changed = BROKEN.get(number, ({},))[0]
        values = LINE | {"kennung": f"P{number}", "vornamen": "" if number == 3 else f"Ayşe {_roman(number)}"}
        rows.append("P;nur;drei" if changed is None else _row(values | changed))
    return {"name": "personen.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}


def _row(values: dict[str, str]) -> str:
    return ";".join(values.get(column, "") for column in persons.COLUMNS)


def _roman(number: int) -> str:
    """Names hold no digits."""
    return "ivxlc"[number % 5] * (1 + number // 5)


@pytest.fixture
def records(portal, open_browser) -> Page:
    """Records staff have signed in."""
    page = open_browser(DESKTOP, locale="de")
    sign_in(page, portal, "aktenhaltung")
    return page


def test_ten_broken_lines_are_named_the_others_are_taken_over_and_again_nothing_changes(records):
    look_at(records)
    expect(said(records)).to_contain_text("Das würde geschehen: von 40 Zeilen 30 neu, 0 geändert, 0 unverändert")
    expect(said(records)).to_contain_text("10 mit Fehlern")
    for row, (number, (_changed, column, reason)) in zip(table(records), BROKEN.items(), strict=True):
        assert (row[:2], row[2].startswith(reason)) == ([str(number), column], True), row
    assert ("漢字" in records.content(), Person.objects.count()) == (False, 0)

    press(records, "Übernehmen, ohne die Zeilen mit Fehlern")
    work(records, "Übernommen: von 40 Zeilen 30 neu")
    assert (Person.objects.count(), CaseFile.objects.count()) == (30, 30)

    look_at(records)
    expect(said(records)).to_contain_text("von 40 Zeilen 0 neu, 0 geändert, 30 unverändert")
    press(records, "Übernehmen")
    work(records, "Übernommen: von 40 Zeilen 0 neu, 0 geändert, 30 unverändert")
    assert (Person.objects.count(), CaseFile.objects.count()) == (30, 30)
    assert set(ImportRun.objects.values_list("state", "added", "unchanged")) == {("done", 30, 0), ("done", 0, 30)}

    look_for(records, "yilmaz ayse")
    assert {row[0].split(" ")[0] for row in table(records)} == {"Yılmaz,"}


def look_at(records: Page) -> None:
    """Upload the file and let the worker look at it; the page waits by itself."""
    press(records, "Übernahme")
    records.locator("[name=subject]").select_option(value="persons")
    records.locator("[name=file]").set_input_files(csv_of(40))
    press(records.locator("main"), "Prüfen")
    work(records, "Das würde geschehen")


def work(records: Page, answer: str) -> None:
    """What the worker does, and what the page then says without being loaded again."""
    waiting.sweep(now=timezone.now())
    expect(said(records)).to_contain_text(answer)


def said(records: Page):
    """The sentence about the run."""
    return records.locator("#stand .abv-panel")
