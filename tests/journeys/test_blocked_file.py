"""A file is blocked: who is not named learns whom to ask and nothing else, and the attempt is on record."""

import pytest
from playwright.sync_api import Page, expect

from eakte.models import AccessRecord, CaseFile, Note
from tests.journeys.conftest import DESKTOP
from tests.journeys.lead import press, sign_in, told
from tests.journeys.record import do, file_of, fill, look_for, table, user, write_files

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = "Frau Adler, Zimmer 12"


@pytest.fixture
def case_file(portal) -> CaseFile:
    """The one that will be blocked."""
    write_files()
    return file_of("Haddad")


@pytest.fixture
def enter(portal, open_browser):
    """Opens a window for somebody who works here."""

    def make(name: str) -> Page:
        page = open_browser(DESKTOP, locale="de")
        sign_in(page, portal, name)
        return page

    return make


def test_a_blocked_file_opens_for_those_it_names_and_the_protocol_tells_of_the_others(case_file, enter, portal):
    address = f"{portal}/verwaltung/akten/{case_file.pk}/"
    blocks(enter("teamleitung"), address)
    a_colleague_finds_whom_to_ask(enter("aktenhaltung"), case_file, address)
    the_officer_sees_the_try(enter("datenschutz"), case_file)
    the_named_reader_works_on(enter("sachbearbeitung"), case_file, address)


def blocks(lead: Page, address: str) -> None:
    """Without somebody who reads, nothing is blocked, and what was typed stays."""
    lead.goto(address)
    lead.locator(".rec-more summary").click()
    press(lead.locator(".rec-more"), "Akte sperren")
    fill(lead, blocked_contact=CONTACT)
    press(lead.locator("#formular"), "Sperren")
    expect(lead.locator("#formular [name=blocked_contact]")).to_have_value(CONTACT)
    for name in ("teamleitung", "sachbearbeitung"):
        lead.locator("#formular").get_by_label(name).check()
    press(lead.locator("#formular"), "Sperren")
    assert (told(lead), lead.url) == (["Die Akte ist gesperrt."], address)
    expect(lead.locator(".rec-more")).to_contain_text("Sperre aufheben")


def a_colleague_finds_whom_to_ask(colleague: Page, case_file: CaseFile, address: str) -> None:
    look_for(colleague, case_file.reference)
    assert table(colleague) == [[f"Gesperrte Akte, bitte an {CONTACT}", case_file.reference, ""]]
    look_for(colleague, "haddad 2.10.2005")
    assert "Haddad" not in colleague.locator("main").inner_text()
    assert [colleague.goto(address + more).status for more in ("", "tun/vermerk/")] == [404, 404]
    assert case_file.person.family_name not in colleague.content()


def the_officer_sees_the_try(officer: Page, case_file: CaseFile) -> None:
    """Who tried what in which file; the content of the file is nowhere on the page."""
    press(officer, "Zugriffe")
    officer.locator("[name=user]").select_option(label="aktenhaltung")
    officer.locator("[name=reference]").fill(case_file.reference)
    press(officer.locator("main"), "Zeigen")
    refused = AccessRecord.Deed.REFUSED.label
    assert [row[1:4] for row in table(officer)] == [["aktenhaltung", refused, case_file.reference]] * 2
    assert (case_file.reference in officer.url, "Haddad" in officer.content()) == (False, False)


def the_named_reader_works_on(reader: Page, case_file: CaseFile, address: str) -> None:
    look_for(reader, "haddad 2.10.2005")
    reader.goto(address)
    expect(reader.locator(".rec-flag")).to_have_text(f"Gesperrte Akte: Auskunft gibt {CONTACT}")
    do(reader, "Vermerk", "Vermerk schreiben", text="Ruft nur von einer sicheren Nummer an.")
    assert told(reader) == ["Der Vermerk steht in der Akte."]
    assert Note.objects.get(case_file=case_file).written_by == user("sachbearbeitung")
