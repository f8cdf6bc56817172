"""The desk's forenoon: two clerks in two browsers, one of them without a mouse; what gets in their way."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from appointments import services, tickets
from appointments.models import Appointment, Attendance, DoorCode, UrgentRequest
from auslaenderbehoerde.authority.models import Office
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk import (
    at,
    bar,
    called,
    column,
    four_people,
    press,
    receive,
    row,
    sit_down,
    states,
)
from tests.journeys.lead import password_of, sign_in
from tests.journeys.steps import SUBMIT

pytestmark = pytest.mark.django_db(transaction=True)
GUESTS = "Verpflichtungserklärung für Gäste abgeben"
WIDE = {"width": 1920, "height": 1080}


@pytest.fixture
def people(clock) -> list[Appointment]:
    """Four people with an appointment; it is twenty past eight."""
    clock.move_to(at(8, 20))
    return four_people()


@pytest.fixture
def one(people, portal, open_browser) -> Page:
    """The clerk at counter 1."""
    return sit_down(open_browser(DESKTOP, locale="de"), portal, "empfang", "Schalter 1")


@pytest.fixture
def two(people, portal, open_browser) -> Page:
    """The clerk at counter 2."""
    return sit_down(open_browser(WIDE, locale="de"), portal, "sachbearbeitung", "Schalter 2")


def from_the_door(portal: str, visitor: Page) -> UrgentRequest:
    """Somebody without an appointment says on the phone that it is urgent."""
    visitor.goto(f"{portal}/de/tuer/{DoorCode.objects.get().code}/dringend/")
    visitor.locator("label[for=id_reason_0]").click()
    for name, value in {"family_name": "Erdoğan", "birth_date_year": "1985", "contact": "+49 170 0000000"}.items():
        visitor.locator(f"[name={name}]").fill(value)
    visitor.locator(SUBMIT).first.click()
    expect(visitor).to_have_url(re.compile(r"/de/dringend/[\w-]{64}/"))
    return UrgentRequest.objects.get()


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Walk with the tabulator until this has the focus."""
    for _step in range(150):
        page.keyboard.press(key)
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"not reached with the tabulator: {wanted}")


# --- two clerks ---


def test_two_clerks_press_at_once_and_never_call_the_same_person(one, two, people, picture, clock):
    receive(one, *people[:3])
    clock.move_to(at(8, 31))
    one.get_by_role("button", name="Nächste Person aufrufen").click(no_wait_after=True)
    press(two, "Nächste Person aufrufen")
    expect(called(one)).to_be_visible()
    expect(called(two)).to_be_visible()
    mine, other = called(one).inner_text(), called(two).inner_text()
    assert {mine, other} == {person.number for person in people[:2]}
    picture(one, "desk-1280", whole=True)

    press(one, "Noch einmal aufrufen")
    expect(bar(one)).to_contain_text(f"{mine} ist noch einmal aufgerufen.")
    expect(one.locator(".desk-card__status")).to_contain_text("2‑mal")
    press(one, "Zurück in den Warteraum")
    expect(bar(one)).to_contain_text(f"{mine} wartet wieder.")
    assert states() == {mine: "waiting", other: "called", people[2].number: "waiting"}
    row(one, mine).get_by_role("button", name="Aufrufen").click()
    expect(called(one)).to_have_text(mine)
    one.get_by_label("Was wurde erledigt?").select_option(label=GUESTS)
    press(one, "Fertig")
    expect(bar(one)).to_contain_text(f"{mine} ist fertig: {GUESTS}.")
    assert states() == {mine: "served", other: "called", people[2].number: "waiting"}
    assert Attendance.objects.get(number=mine).done.slug == "verpflichtung"


def test_who_did_not_come_comes_after_all_goes_to_another_line_and_a_call_is_undone(two, people):
    first, second = (person.number for person in people[:2])
    receive(two, *people[:2])
    press(two, "Nächste Person aufrufen")
    expect(called(two)).to_have_text(first)
    press(two, "Nicht gekommen")
    expect(bar(two)).to_contain_text(f"{first} ist nicht gekommen.")
    row(two, first).get_by_role("link").click()
    two.locator(".desk-card--absent").get_by_role("button", name="Aufrufen").click()
    expect(called(two)).to_have_text(first)

    two.get_by_text("Andere Schlange", exact=True).click()
    press(two, "Kartenausgabe")
    expect(bar(two)).to_contain_text(f"{first} wartet jetzt in „Kartenausgabe“")
    press(two, "Nächste Person aufrufen")
    expect(called(two)).to_have_text(second)
    press(two, "Rückgängig")
    expect(called(two)).to_have_count(0)
    assert states() == {first: "waiting", second: "waiting"}
    assert Attendance.objects.get(number=first).queue.slug == "abholung"


def test_a_number_without_an_appointment_waits_behind_everybody_and_is_counted_apart(two, people, picture, clock):
    receive(two, *people)
    two.get_by_role("link", name="Nummer ohne Termin").click()
    two.get_by_label("Anliegen").select_option(label="Fiktionsbescheinigung bekommen")
    two.get_by_label("Sprache").select_option(label="Arabisch")
    press(two, "Nummer geben")
    expect(two.locator(".desk-bar--success")).to_contain_text("Die Nummer ist ")
    walk_in = Attendance.objects.get(appointment=None)
    expect(two.locator(".desk-bar--success")).to_contain_text(f"Die Nummer ist {walk_in.number}.")
    clock.move_to(at(8, 45))
    press(two, "Nächste Person aufrufen")
    expect(called(two)).to_have_text(people[0].number)
    assert column(two, "wartet") == [*(person.number for person in people[1:]), walk_in.number]
    figures = two.locator(".desk-figures tbody tr").all_inner_texts()
    assert [line.split("\t") for line in figures] == [["Schalter", "0", "4", "1", "1", "0", "0"]]
    picture(two, "desk-1920", whole=True)


def test_an_urgent_request_from_the_door_is_answered_with_a_number_or_a_reason(one, portal, open_browser, picture):
    visitor = open_browser(PHONE, java_script_enabled=False, locale="de")
    asked = from_the_door(portal, visitor)
    one.get_by_role("link", name=asked.get_reason_display()).click(timeout=15_000)
    expect(one.locator(".desk-asked")).to_contain_text("Erdoğan")
    picture(one, "urgent-1280")
    press(one, "Antworten")
    assert one.locator("#grund").evaluate("field => field.matches(':invalid')")
    one.locator("#grund").fill("Nein.")
    press(one, "Antworten")
    expect(one.get_by_role("alert")).to_contain_text("Bitte schreiben Sie den Grund in einem Satz.")
    expect(one.locator("#grund")).to_have_value("Nein.")

    one.locator("#anliegen").select_option(label="Duldung oder Aufenthaltsgestattung erneuern")
    one.wait_for_url(f"**/dringend/{asked.pk}/?anliegen=*")
    expect(one.locator("#anliegen option:checked")).to_have_text("Duldung oder Aufenthaltsgestattung erneuern")
    press(one, "Wartenummer für heute geben")
    expect(bar(one)).to_contain_text("Angenommen: ")
    number = Attendance.objects.get().number
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text(number)
    expect(one.locator(".desk-requests")).to_have_count(0)
    assert UrgentRequest.objects.get().state == "accepted"


def test_a_screen_that_has_locked_itself_gives_the_written_reason_back(one, portal, open_browser, clock):
    asked = from_the_door(portal, open_browser(PHONE, java_script_enabled=False, locale="de"))
    one.get_by_role("link", name=asked.get_reason_display()).click(timeout=15_000)
    one.locator("#grund").fill("Bitte kommen Sie morgen um neun Uhr, dann ist Frau Kovač da.")
    clock.move_to(at(8, 55))
    press(one, "Antworten")
    one.locator("[name=password]").fill(password_of("empfang"))
    one.locator("main form button").first.click()
    one.get_by_role("button", name="Abschicken").click()
    expect(bar(one)).to_contain_text("Die dringende Bitte ist beantwortet.")
    assert UrgentRequest.objects.get().answer == "Bitte kommen Sie morgen um neun Uhr, dann ist Frau Kovač da."


def test_a_note_that_was_not_sent_comes_back_when_the_board_finds_the_screen_locked(one, people, clock):
    receive(one, people[0])
    press(one, "Nächste Person aufrufen")
    one.get_by_label("Notiz für heute").fill("bringt das Passfoto nach")
    clock.move_to(at(8, 55))
    one.locator("[name=password]").fill(password_of("empfang"), timeout=15_000)
    one.locator("main form button").first.click()
    one.get_by_role("button", name="Abschicken").click()
    expect(one.get_by_label("Notiz für heute")).to_have_value("bringt das Passfoto nach")
    assert Attendance.objects.get().note == "bringt das Passfoto nach"


# --- without a mouse ---


@pytest.fixture
def keys(people, portal, open_browser) -> Page:
    """A clerk without a mouse, who has walked to the second counter with the keyboard."""
    page = open_browser(DESKTOP, locale="de")
    sign_in(page, portal, "empfang")
    page.goto(f"{portal}/verwaltung/schalter/")
    tab_to(page, page.get_by_role("radio", name="Schalter 1"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".desk-head__place")).to_contain_text("Schalter 2")
    expect(page.locator("[data-keys]")).to_be_visible()
    return page


def enter(page: Page, wanted: Locator) -> None:
    """Walk there and press Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_people_are_called_and_served_with_nothing_but_the_keyboard(keys, people):
    first, second = (person.number for person in people[:2])
    for number in (first, second):
        enter(keys, row(keys, number).get_by_role("button", name="Ist da"))
        expect(bar(keys)).to_contain_text(f"{number} ist da.")
    told = {
        "n": "ist aufgerufen.",
        "a": "ist noch einmal aufgerufen.",
        "b": "wartet wieder.",
    }
    for key, text in told.items():
        keys.keyboard.press(key)
        expect(bar(keys)).to_contain_text(f"{first} {text}")
    keys.keyboard.press("r")
    expect(called(keys)).to_have_text(first)
    keys.keyboard.press("k")
    expect(bar(keys)).to_contain_text(f"{first} ist nicht gekommen.")
    keys.keyboard.press("r")
    expect(called(keys)).to_have_text(first)
    tab_to(keys, keys.locator("#erledigt"))
    keys.keyboard.type("Verpfl")
    keys.keyboard.press("Escape")
    keys.keyboard.press("f")
    expect(bar(keys)).to_contain_text(f"{first} ist fertig: {GUESTS}.")

    keys.keyboard.press("n")
    expect(called(keys)).to_have_text(second)
    enter(keys, keys.get_by_text("Andere Schlange", exact=True))
    enter(keys, keys.get_by_role("button", name="Kartenausgabe"))
    expect(bar(keys)).to_contain_text(f"{second} wartet jetzt in „Kartenausgabe“")
    assert states() == {first: "served", second: "waiting"}


def test_people_are_received_and_found_with_nothing_but_the_keyboard(keys, people):
    number = people[2].number
    keys.keyboard.press("w")
    expect(keys.get_by_label("Anliegen")).to_be_focused()
    keys.keyboard.type("Duldung")
    tab_to(keys, keys.get_by_label("Notiz für heute"))
    keys.keyboard.type("wegen der Frist")
    keys.keyboard.press("Enter")
    expect(keys.locator(".desk-bar--success")).to_contain_text("Die Nummer ist ")
    walk_in = Attendance.objects.get()
    assert (walk_in.concern.slug, walk_in.note) == ("duldung", "wegen der Frist")

    keys.keyboard.press("/")
    expect(keys.get_by_label("Nummer oder Name")).to_be_focused()
    keys.keyboard.type("olena")
    keys.keyboard.press("Enter")
    expect(keys.locator(".desk-column--found")).to_be_visible()
    enter(keys, row(keys, number).get_by_role("button", name="Ist da"))
    expect(bar(keys)).to_contain_text(f"{number} ist da.")
    assert states() == {number: "waiting", walk_in.number: "waiting"}


# --- what gets in the way ---


def test_a_colleagues_deed_appears_without_reloading_and_leaves_alone_what_is_typed(one, two, people):
    receive(one, people[0])
    one.evaluate("window.untouched = true")
    one.get_by_label("Nummer oder Name").fill("Al-Hus")
    number = people[1].number
    receive(two, people[1])
    expect(one.locator("section:has(#spalte-wartet)")).to_contain_text(number, timeout=15_000)
    expect(one.get_by_label("Nummer oder Name")).to_have_value("Al-Hus")
    expect(one.get_by_label("Nummer oder Name")).to_be_focused()
    assert one.evaluate("window.untouched") is True

    press(one, "Nächste Person aufrufen")
    expect(called(one)).to_have_text(people[0].number)
    one.get_by_label("Notiz für heute").fill("bringt den Pass morgen")
    receive(two, people[2])
    one.wait_for_timeout(6000)
    expect(one.get_by_label("Notiz für heute")).to_have_value("bringt den Pass morgen")
    press(one, "Merken")
    expect(one.locator("section:has(#spalte-wartet)")).to_contain_text(people[2].number)
    assert Attendance.objects.get(number=people[0].number).note == "bringt den Pass morgen"


def test_a_lost_connection_says_so_and_nothing_typed_is_lost(one, people, picture):
    receive(one, people[0])
    press(one, "Nächste Person aufrufen")
    expect(called(one)).to_have_text(people[0].number)
    one.get_by_label("Notiz für heute").fill("hat keine Fotos dabei")
    one.context.set_offline(True)
    expect(one.get_by_text("Keine Verbindung")).to_be_visible()
    press(one, "Merken")
    press(one, "Fertig")
    one.wait_for_timeout(1000)
    expect(called(one)).to_have_text(people[0].number)
    expect(one.get_by_label("Notiz für heute")).to_have_value("hat keine Fotos dabei")
    picture(one, "desk-offline-1280")
    one.context.set_offline(False)
    expect(one.get_by_text("Keine Verbindung")).to_be_hidden(timeout=15_000)
    press(one, "Merken")
    expect(one.get_by_label("Notiz für heute")).to_have_js_property("defaultValue", "hat keine Fotos dabei")
    assert (states(), Attendance.objects.get().note) == ({people[0].number: "called"}, "hat keine Fotos dabei")


def test_a_called_person_who_cancels_by_the_link_is_told_to_the_clerk(one, people, portal, open_browser):
    Office.objects.update(change_limit_hours=0)
    receive(one, people[0])
    press(one, "Nächste Person aufrufen")
    expect(called(one)).to_have_text(people[0].number)
    phone = open_browser(PHONE, java_script_enabled=False, locale="tr")
    phone.goto(f"{portal}{tickets.path(people[0])}absagen/")
    phone.locator(SUBMIT).first.click()
    expect(phone.locator("h1")).to_have_text("Dieser Termin ist abgesagt")
    expect(one.locator("#stand .desk-card")).to_contain_text("hat den Termin abgesagt", timeout=15_000)
    press(one, "Nicht gekommen")
    expect(bar(one)).to_contain_text("ist nicht gekommen.")
    assert states() == {people[0].number: "absent"}
    assert not services.changeable(people[0], now=at(8, 31))


def test_a_clerk_in_two_tabs_is_told_about_the_stale_one_and_does_nothing_twice(one, people):
    receive(one, *people[:2])
    sleeping = one.context.new_page()
    sleeping.route("**/stand/", lambda route: route.fulfill(status=304))
    sleeping.goto(one.url)
    press(one, "Nächste Person aufrufen")
    expect(called(one)).to_have_text(people[0].number)
    press(sleeping, "Nächste Person aufrufen")
    expect(called(sleeping)).to_have_text(people[0].number)
    assert states() == {people[0].number: "called", people[1].number: "waiting"}

    press(one, "Fertig")
    expect(bar(one)).to_contain_text(f"{people[0].number} ist fertig")
    press(sleeping, "Fertig")
    expect(sleeping.locator(".desk-bar--warning")).to_contain_text("Die Ansicht ist jetzt neu geladen.")
    expect(sleeping.get_by_role("button", name="Nächste Person aufrufen")).to_be_visible()
    press(sleeping, "Rückgängig")
    expect(called(sleeping)).to_have_text(people[0].number)
    press(one, "Rückgängig")
    expect(one.locator(".desk-bar--warning")).to_contain_text("Das lässt sich nicht mehr rückgängig machen.")
    expect(called(one)).to_have_text(people[0].number)
    assert states() == {people[0].number: "called", people[1].number: "waiting"}
    assert Attendance.objects.get(number=people[0].number).calls == 1
