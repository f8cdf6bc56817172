"""A caseworker's day from first coffee to last hand-over: one file from the inbox to the ordered card."""

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from eakte.models import CaseFile, Note, Person, Proceeding, ResidenceCard, ResidenceTitle, Task
from eakte.pickup_codes import code, grouped
from tests.cards import make_card
from tests.journeys.conftest import DESKTOP
from tests.journeys.lead import press, sign_in, told
from tests.journeys.record import do, file_of, fill, look_for, panel, scan, table, user, words, write_files
from tests.journeys.steps import read_mail, text_of

pytestmark = pytest.mark.django_db(transaction=True)
MISSING = ("Mietvertrag mit Angabe der Wohnfläche", "Lohnabrechnungen der letzten drei Monate")
LEASE = "Mietvertrag\nVermieterin: Wohnbau Kamen\nKamener Straße 1, 59425 Unna\nWohnraum: 48 qm\nab 1. April 2026"


@pytest.fixture
def case_file(portal) -> CaseFile:
    """Her title ends in nine days, her application came this morning, and nobody has taken it."""
    write_files()
    found = file_of("Țîmpău-Șerban")
    Person.objects.filter(pk=found.person_id).update(email="ionita@example.org", channel="mail", language="en")
    return found


@pytest.fixture
def desk(case_file, portal, open_browser) -> Page:
    """The caseworker's browser."""
    page = open_browser(DESKTOP, locale="de")
    sign_in(page, portal, "sachbearbeitung")
    return page


@pytest.fixture
def waiting_card(case_file) -> ResidenceCard:
    """A card that lies here for somebody else."""
    holder = file_of("Erdoğan")
    return make_card(person=holder.person, office=holder.department.office)


def test_a_day_from_the_first_coffee_to_the_last_hand_over(desk, case_file, waiting_card, mails, portal, picture):
    takes_the_most_urgent(desk, case_file, picture)
    finds_the_name_without_marks(desk, case_file)
    asks_for_papers(desk, case_file, mails)
    a_paper_comes_in_and_is_looked_at(desk, case_file)
    picture(desk, "casefile-1280")
    decides_and_records_the_title(desk, case_file)
    orders_the_card(desk, case_file, portal)
    leaves_a_note_and_hands_a_task_over(desk, case_file)
    hands_a_card_over(desk, waiting_card)


def takes_the_most_urgent(desk: Page, case_file: CaseFile, picture) -> None:
    press(desk, "Meine Arbeit")
    picture(desk, "worklist-1280")
    press(desk.locator(".job-tabs"), "Eingang des Teams")
    row = desk.locator(".job-row").filter(has_text=case_file.reference)
    assert words(row.locator(".job-mark").first.inner_text()) == "Titel 24.03.2027 in 9 Tagen"
    press(row, "Nehmen")
    assert told(desk) == ["Die Aufgabe liegt jetzt bei Ihnen."]
    assert Task.objects.get(case_file=case_file).assignee == user("sachbearbeitung")


def finds_the_name_without_marks(desk: Page, case_file: CaseFile) -> None:
    look_for(desk, "timpau serban")
    assert [row[0] for row in table(desk)] == ["Țîmpău-Șerban, Ioniță"] * 3
    look_for(desk, "timpau 31.3.1993")
    press(desk.locator(".abv-table"), "Țîmpău-Șerban, Ioniță")
    expect(desk.locator("h1")).to_have_text("Ioniță Țîmpău-Șerban")
    expect(desk.locator(".rec-until")).to_contain_text("noch 9 Tage")
    assert ("mpău" in desk.title(), desk.url.endswith(f"/akten/{case_file.pk}/")) == (False, True)
    do(desk, "In Bearbeitung nehmen", "In Bearbeitung nehmen")
    assert told(desk) == ["Verlängerung: in Bearbeitung."]


def asks_for_papers(desk: Page, case_file: CaseFile, mails) -> None:
    """The deadline falls on Easter Monday and moves to the next working day."""
    do(desk, "Unterlagen anfordern", "Unterlagen anfordern", papers="\n".join(MISSING), deadline="2027-03-29")
    expect(panel(desk, "Vorgänge")).to_contain_text("bis 30.03.2027")
    (mail,) = map(read_mail, mails())
    assert mail["To"] == "ionita@example.org"
    assert not [word for word in ("mpău", case_file.reference, *MISSING) if word in f"{mail['Subject']}{text_of(mail)}"]
    with desk.expect_download() as letter:
        desk.get_by_role("button", name="Schreiben drucken").click()
    printed = text_of_pdf(letter.value.path())
    assert [words(line) for line in (case_file.reference, *MISSING) if line not in printed] == []


def text_of_pdf(file) -> str:
    """All words of a printed letter."""
    pages = pypdfium2.PdfDocument(file)
    return words(" ".join(page.get_textpage().get_text_bounded() for page in pages))


def a_paper_comes_in_and_is_looked_at(desk: Page, case_file: CaseFile) -> None:
    desk.get_by_text("Schriftstücke aufnehmen", exact=True).click()
    desk.locator("[name=upload]").set_input_files(scan("IMG_2041.pdf", LEASE, "Seite 2"))
    desk.locator(".doc-add [name=title]").fill("Mietvertrag")
    desk.locator(".doc-add [name=category]").select_option(label="Wohnung")
    press(desk.locator(".doc-add"), "Aufnehmen")
    assert told(desk) == ["Aufgenommen."]
    press(desk.locator(".doc-list"), "Mietvertrag")
    expect(desk.locator(".doc-sheet img")).to_have_js_property("naturalWidth", 1240)
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(".doc-turn__where")).to_have_text("Seite 2 von 2")
    desk.keyboard.press("Escape")
    expect(desk.locator("h1")).to_have_text("Ioniță Țîmpău-Șerban")


def decides_and_records_the_title(desk: Page, case_file: CaseFile) -> None:
    do(desk, "Unterlagen sind da", "Unterlagen sind da")
    do(desk, "Entscheiden", "Entscheiden", outcome="bewilligt")
    expect(panel(desk, "Vorgänge")).to_contain_text("bewilligt")
    new = {"legal_basis": "§ 18a AufenthG", "valid_from": "2027-03-15", "valid_until": "2029-03-14"}
    do(desk, "Titel erfassen", "Speichern", kind="Aufenthaltserlaubnis", **new)
    expect(desk.locator(".rec-until")).to_contain_text("bis 14.03.2029")
    do(desk, "Abschließen", "Abschließen")
    matter = Proceeding.objects.get(case_file=case_file)
    titles = ResidenceTitle.objects.filter(person=case_file.person).order_by("valid_from")
    assert (matter.state, matter.outcome) == ("closed", "granted")
    assert list(titles.values_list("ended", flat=True)) == ["replaced", ""]


def orders_the_card(desk: Page, case_file: CaseFile, portal: str) -> None:
    press(panel(desk, "Karten"), "Karte bestellen")
    desk.locator("[name=serial]").fill("l01x 00t47")
    press(desk.locator("main form.abv-panel"), "Bestellen")
    leaflet = desk.locator(".abv-message a").get_attribute("href")
    card = ResidenceCard.objects.get(person=case_file.person)
    answer = desk.context.request.get(f"{portal}{leaflet}")
    assert (answer.headers["content-type"], answer.body()[:5]) == ("application/pdf", b"%PDF-")
    assert (card.state, card.title.valid_until.isoformat()) == ("ordered", "2029-03-14")
    assert case_file.person.family_name not in leaflet


def leaves_a_note_and_hands_a_task_over(desk: Page, case_file: CaseFile) -> None:
    do(desk, "Vermerk", "Vermerk schreiben", text="Hat angerufen: Der Umzug ist im Mai.")
    expect(panel(desk, "Verlauf")).to_contain_text("Der Umzug ist im Mai.")
    press(desk.locator(".rec-deeds"), "Aufgabe")
    fill(desk, text="Neue Anschrift eintragen", due_on="2027-05-03", assignee="sachbearbeitung")
    press(desk.locator("#formular"), "Aufgabe anlegen")
    press(desk, "Meine Arbeit")
    press(desk.locator(".job-row").filter(has_text="Neue Anschrift eintragen"), "Übergeben")
    desk.locator("[name=colleague]").select_option(label="teamleitung")
    press(desk.locator("main"), "Übergeben")
    assert told(desk) == ["Übergeben an teamleitung."]
    task = Task.objects.get(text="Neue Anschrift eintragen")
    assert (task.assignee, Note.objects.filter(case_file=case_file).count()) == (user("teamleitung"), 1)


def hands_a_card_over(desk: Page, card: ResidenceCard) -> None:
    press(desk, "Ausgabe")
    desk.locator("[name=text]").fill(grouped(code(card)).lower())
    press(desk, "Karte zeigen")
    expect(desk.locator("#inhaber")).to_have_text("Şengül Erdoğan")
    press(desk, "Karte ausgeben")
    expect(desk.locator("main [role=alert]")).to_be_visible()
    desk.locator("[name=identity]").check()
    press(desk, "Karte ausgeben")
    assert [words(message) for message in told(desk)] == ["Die Karte ist ausgegeben. Noch einmal ansehen"]
    card.refresh_from_db()
    assert (card.state, card.handed_over_by, code(card) in desk.url) == ("handed_over", user("sachbearbeitung"), False)
    assert card.handed_over_at <= timezone.now()
