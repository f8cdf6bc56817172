"""A morning's post: three scans come in, one is two letters, one comes from nobody knows whom, one goes wrong."""

import pytest
from playwright.sync_api import Page, expect

from eakte.models import Document, IntakeItem, Task
from tests.journeys.conftest import DESKTOP
from tests.journeys.lead import press, sign_in, told
from tests.journeys.record import file_of, panel, scan, words, write_files

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = "Mietvertrag\nVermieterin: Wohnbau Kamen\nMieterin: D. Dordevic\n48 qm, 590 Euro warm"
WAGES = "Lohnabrechnung Februar 2027\nD. Dordevic\nBrutto 2.940,00 Euro"
COURT = "Verwaltungsgericht Gelsenkirchen\n11 K 217/27\nLadung zum 4. Mai 2027"
NOBODY = "Guten Tag,\nich warte noch auf meinen Brief.\nBitte um Antwort."


@pytest.fixture
def post(portal, open_browser) -> Page:
    """Records staff at a quarter to eight, with the scanner's files."""
    write_files()
    page = open_browser(DESKTOP, locale="de")
    sign_in(page, portal, "aktenhaltung")
    press(page, "Posteingang")
    return page


def test_a_batch_is_split_named_and_assigned_one_stays_and_one_is_taken_back(post, picture):
    three_files_come_in(post)
    the_stack_is_split(post)
    picture(post, "post-1280")
    dordevic, haddad = file_of("Đorđević"), file_of("Haddad")

    name_and_find(post, "Mietvertrag", "Wohnung", "dordevic 1985")
    press(post.locator(".doc-targets"), "In diese Akte")
    expect(post.locator(".doc-undo")).to_contain_text(f"Zugeordnet: Mietvertrag zu {dordevic.reference}")
    name_and_find(post, "Lohnabrechnung Februar", "Arbeit und Ausbildung", dordevic.reference)
    press(post.locator(".doc-targets"), "Zum Vorgang")
    nobody_knows_the_sender(post)
    a_letter_goes_into_the_wrong_file(post, haddad)

    assert waiting(post) == ["Ohne Namen Absender unbekannt Stempel Kamen, ohne Namen", "Ladung"]
    assert in_files() == {
        "Mietvertrag": (dordevic.reference, False),
        "Lohnabrechnung Februar": (dordevic.reference, True),
    }
    assert sorted(Task.objects.open().filter(text__startswith="Neue Post").values_list("text", flat=True)) == [
        "Neue Post: Lohnabrechnung Februar",
        "Neue Post: Mietvertrag",
    ]


def three_files_come_in(post: Page) -> None:
    """A file that is none is refused with its reason, and nothing of the batch is kept."""
    broken = {"name": "Kaputt.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 broken"}
    good = [scan("Stapel.pdf", LEASE, "Seite 2", WAGES), scan("Ohne Namen.pdf", NOBODY), scan("Ladung.pdf", COURT)]
    post.locator("[name=upload]").set_input_files([*good, broken])
    press(post, "Hochladen")
    expect(post.locator(".rec-field__error")).to_contain_text("Diese Datei lässt sich nicht öffnen.")
    assert IntakeItem.objects.count() == 0
    post.locator("[name=upload]").set_input_files(good)
    press(post, "Hochladen")
    assert (told(post), waiting(post)) == (["3 Dateien aufgenommen."], ["Stapel", "Ohne Namen", "Ladung"])


def the_stack_is_split(post: Page) -> None:
    """The pages are looked at; ranges that forget one are explained and stay typed."""
    press(post.locator(".doc-stack"), "Stapel")
    expect(post.locator(".doc-sheet img")).to_have_js_property("naturalWidth", 1240)
    for number in (2, 3):
        post.keyboard.press("ArrowRight")
        expect(post.locator(".doc-turn__where")).to_have_text(f"Seite {number} von 3")
    post.get_by_text("Mehrere Schreiben in einer Datei? Teilen").click()
    post.locator("[name=ranges]").fill("1, 3")
    press(post.locator("main"), "Teilen")
    expect(post.locator("main .rec-field--wrong, main [role=alert]").first).to_contain_text("Seite 2 fehlt")
    expect(post.locator("[name=ranges]")).to_have_value("1, 3")
    post.locator("[name=ranges]").fill("1-2, 3")
    press(post.locator("main"), "Teilen")
    assert told(post) == ["In 2 Teile geteilt."]
    press(post.locator("main"), "Zum Posteingang")
    assert waiting(post) == ["Ohne Namen", "Ladung", "Stapel, Seiten 1 bis 2", "Stapel, Seite 3"]
    press(post.locator(".doc-stack"), "Stapel, Seiten 1 bis 2")


def name_and_find(post: Page, title: str, category: str, text: str) -> None:
    """Say what it is and look for whose it is; nothing that was typed stands in the address."""
    post.locator("[name=title]").fill(title)
    post.locator("[name=category]").select_option(label=category)
    post.locator("#suche").fill(text)
    press(panel(post, "Wohin gehört es?"), "Suchen")
    expect(post.locator("[name=title]")).to_have_value(title)
    assert text not in post.url


def nobody_knows_the_sender(post: Page) -> None:
    """After the last piece of the stack comes what was scanned before it."""
    expect(post.locator("h1")).to_have_text("Ohne Namen")
    post.locator("summary").get_by_text("Absender unbekannt").click()
    post.locator("[name=note]").fill("Stempel Kamen, ohne Namen")
    press(post, "Zurücklegen")
    assert told(post) == ["Bleibt auf der Liste: Absender unbekannt."]


def a_letter_goes_into_the_wrong_file(post: Page, wrong) -> None:
    """It is taken back at once; then it waits again, and nothing of it is left in the file."""
    expect(post.locator("h1")).to_have_text("Ladung")
    name_and_find(post, "Ladung", "Gericht und Behörden", wrong.reference)
    press(post.locator(".doc-targets"), "In diese Akte")
    assert Document.objects.filter(case_file=wrong).count() == 1
    press(post.locator(".doc-undo").filter(has_text="Ladung"), "Zurücknehmen")
    assert told(post) == ["Zurückgenommen."]
    expect(post.locator("h1")).to_have_text("Ladung")
    press(post.locator("main"), "Zum Posteingang")


def waiting(post: Page) -> list[str]:
    """What is on the list, without pages and sizes."""
    pieces = post.locator(".doc-stack li")
    return [" ".join(words(part) for part in _parts(piece)) for piece in pieces.all()]


def _parts(piece) -> list[str]:
    parts = piece.locator("a, .rec-state, .rec-state ~ .doc-list__facts")
    return parts.all_inner_texts()


def in_files() -> dict[str, tuple[str, bool]]:
    """Every document that lies in a file: in which one, and whether it belongs to a proceeding."""
    rows = Document.objects.exclude(case_file=None).select_related("case_file")
    return {row.title: (row.case_file.reference, row.proceeding_id is not None) for row in rows}
