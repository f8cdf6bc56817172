"""An afternoon is closed because of illness: everybody is asked or told, and nobody is lost."""

import re
from collections import Counter
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from appointments import tasks
from appointments.models import Appointment
from appointments.services import Person
from auslaenderbehoerde.clock import BERLIN
from tests.journeys.booked import book, miscounted, places_of
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.lead import affected, answers, change, grid, press, preview, sign_in, told
from tests.journeys.steps import SUBMIT, press_first_time, read_mail, text_of

pytestmark = pytest.mark.django_db(transaction=True)
BOOKED_ON = datetime(2027, 3, 1, 10, tzinfo=BERLIN)
WEDNESDAY = datetime(2027, 3, 17, 7, 50, tzinfo=BERLIN)

MARYAM = "B 3 · Maryam Al-Ḥusaynī Aufenthaltserlaubnis für die Familie · 3 Personen mit Frist"
SUHARTO = "B 5 · Suharto Fiktionsbescheinigung bekommen mit Frist ohne E-Mail-Adresse"
MINH = "B 6 · Minh Nguyễn Aufenthaltstitel zum Arbeiten beantragen oder verlängern mit Frist"
ELIF = "B 1 · Elif Yılmaz Andere Arbeit oder anderer Wohnort: Nebenbestimmung ändern"
OLENA = "B 2 · Olena Kovalenko Niederlassungserlaubnis oder Daueraufenthalt – EU beantragen"
MILAN = "B 4 · Milan Petrović Neue Karte: neuer Pass, neuer Name, verloren oder defekt"
ASKED = "Vorgeschlagen: Fr 19.3. 08:30, gehalten bis Mi 17.3. 07:45. Noch keine Antwort."
LAPSED = "Der Vorschlag Fr 19.3. 08:30 ist ohne Antwort abgelaufen."

# Times, clerks; places planned, offered, free, opening later, booked, booked without a clerk.
FORENOON = ("08:30–11:50", "6 von 6", "6 6 4 2 0 0")
COUNTER = [
    FORENOON,
    ("13:30–13:40", "0 von 4", "4 0 0 0 1 1"),  # Elif, who is served all the same
    ("13:50–15:20", "0 von 4", "4 0 0 0 0 0"),
    ("15:30–15:40", "0 von 4", "4 0 0 0 1 1"),  # Suharto
    ("15:50–15:50", "0 von 4", "4 0 0 0 0 0"),
    ("16:00–16:20", "0 von 4", "4 0 0 0 1 1"),  # Minh
    ("16:30–17:20", "0 von 4", "4 0 0 0 0 0"),
]
CARDS = [("08:30–11:50", "2 von 2", "2 2 1 1 0 0"), ("13:30–17:20", "0 von 1", "1 0 0 0 0 0")]


def thursday(hour: int, minute: int) -> datetime:
    """A time of the afternoon that will be closed."""
    return datetime(2027, 3, 18, hour, minute, tzinfo=BERLIN)


@pytest.fixture
def people(portal, mails) -> dict[str, Appointment]:
    """Everybody who has booked for Thursday afternoon, by given name; Suharto has no e-mail address."""

    def person(family: str, given: str, born: str) -> Person:
        return Person(family, given, born, email=f"{given.lower()}@example.org")

    made = [
        ("nebenbestimmung", thursday(13, 30), person("Yılmaz", "Elif", "1990-01-31"), {"language": "tr"}),
        ("niederlassung", thursday(14, 0), person("Kovalenko", "Olena", "1979-12-09"), {"language": "uk"}),
        ("familie", thursday(14, 30), person("Al-Ḥusaynī", "Maryam", "1988-05"), {"language": "ar", "persons": 3}),
        ("neue-karte", thursday(15, 0), person("Petrović", "Milan", "1985"), {}),
        ("fiktion", thursday(15, 30), Person("Suharto", "", "1960"), {"language": "en"}),
        ("arbeit", thursday(16, 0), person("Nguyễn", "Minh", "1995-07-20"), {}),
    ]
    booked = [book(*who, now=BOOKED_ON, **more) for *who, more in made]
    mails()  # what confirms these bookings is out long ago
    return {row.given_names or row.family_name: row for row in booked}


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def lead(portal, people, open_browser, request) -> Page:
    """The team lead has signed in and looks at Thursday."""
    page = open_browser(DESKTOP, java_script_enabled=request.param, locale="de")
    sign_in(page, portal)
    press(page, "Heute planen")
    page.locator("#tag").fill("2027-03-18")
    press(page, "Öffnen")
    return page


@pytest.fixture
def post(mails):
    """What was written to somebody: `post("olena")`; without a name how many mails everybody has got."""

    def find(given: str = ""):
        found = [read_mail(file) for file in mails()]
        if not given:
            return Counter(mail["To"].partition("@")[0] for mail in found)
        return "".join(text_of(mail) for mail in found if mail["To"] == f"{given}@example.org")

    return find


@pytest.fixture
def proposal(open_browser, post):
    """Opens the link in somebody's mail on a phone without JavaScript: `proposal("olena", "uk")`."""

    def open_link(given: str, language: str) -> Page:
        phone = open_browser(PHONE, java_script_enabled=False, locale=language)
        phone.goto(re.search(rf"http://\S+/{language}/termin/[\w-]{{64}}/vorschlag/", post(given)).group())
        return phone

    return open_link


def test_everybody_of_a_closed_afternoon_is_asked_or_told_and_nobody_is_lost(
    lead, portal, people, post, proposal, clock, picture
):
    close_the_afternoon(lead, picture)
    decide_for_each(lead, post, picture)
    olena_accepts(proposal("olena", "uk"), picture)
    maryam_takes_another_time(proposal("maryam", "ar"))
    assert post() == {"elif": 1, "olena": 3, "maryam": 3, "milan": 2, "minh": 2}

    clock.move_to(WEDNESDAY)  # Minh's two days are over
    tasks.release_places()
    sign_in(lead, portal)
    assert lead.locator(".abv-card--urgent").inner_text().split("\n\n")[:2] == ["2", "Termine ohne Kraft"]
    press(lead, "Termine ohne Kraft")
    assert affected(lead) == [SUHARTO, f"{MINH} {LAPSED}"]
    assert answers(lead) == {
        "B 1 · Maryam Al-Ḥusaynī": "andere Zeit gewählt",
        "B 6 · Minh Nguyễn": "abgelaufen",
        "B 1 · Olena Kovalenko": "angenommen",
    }
    everybody_has_a_place_or_knows(people)
    lead.goto(f"{portal}/verwaltung/tag/2027-03-18/")
    assert (grid(lead, "schalter"), grid(lead, "abholung")) == (COUNTER, CARDS)


def close_the_afternoon(lead: Page, picture) -> None:
    """All queues from half past one on; the preview says how much is booked in them."""
    press(lead, "Ganzen Tag schließen")
    change(lead, starts="13:30", reason="Krankheit")
    shown = preview(lead)
    assert shown[0] == "120 Plätze weniger, 19 gebuchte Plätze betroffen"
    assert shown[-2:] == ["Kartenausgabe", "13:30–17:30 1 → 0 0 –"]
    picture(lead, "lead-close-de")
    press(lead, "Jetzt schließen")
    assert told(lead) == ["Geschlossen."]
    assert affected(lead) == [MARYAM, SUHARTO, MINH, ELIF, OLENA, MILAN]


def decide_for_each(lead: Page, post, picture) -> None:
    """One is kept, one cancelled, the others are asked; who has no address stays on the list."""
    press(lead.locator(".lead-person", has_text="Yılmaz"), "Behalten")
    assert told(lead) == ["B 1: Der Termin bleibt."]
    press(lead.locator(".lead-person", has_text="Petrović"), "Mehr")
    press(lead, "Termin absagen")
    assert told(lead) == ["B 4: Der Termin ist abgesagt. Die Person bekommt eine Nachricht."]
    letter = "Wir mussten diesen Termin leider absagen. Bitte kommen Sie nicht. Bei uns sind mehrere Menschen krank."
    assert letter in post("milan")
    press(lead, "Allen den nächsten freien Termin vorschlagen")
    assert told(lead) == ["3 Vorschläge sind geschickt.", "Ohne Vorschlag, weil eine E-Mail-Adresse fehlt: B 5"]
    assert affected(lead) == [f"{MARYAM} {ASKED}", SUHARTO, f"{MINH} {ASKED}", f"{OLENA} {ASKED}"]
    picture(lead, "lead-affected-de")


def olena_accepts(phone: Page, picture) -> None:
    """One press; the ticket says the new time."""
    picture(phone, "proposal-uk-360", whole=True)
    phone.locator(SUBMIT).first.click()
    expect(phone.locator(".abh-ticket")).to_contain_text("19 березня 2027")


def maryam_takes_another_time(phone: Page) -> None:
    """The proposed Friday does not suit her: Monday a week later does, for all three of the family."""
    phone.locator("a[href$='/verschieben/']").click()
    phone.locator(".abh-month__free a[href$='/2027-03-22/']").click()
    press_first_time(phone)
    expect(phone.locator(".abh-ticket")).to_contain_text("22 مارس 2027")


def everybody_has_a_place_or_knows(people: dict[str, Appointment]) -> None:
    """Where the six stand in the end; every slot counts exactly the places that are taken of it."""
    now = {name: Appointment.objects.get(pk=booked.pk) for name, booked in people.items()}
    assert {name: row.status for name, row in now.items() if row.status != "booked"} == {"Milan": "cancelled"}
    assert dict(zip(now, places_of(list(now.values())), strict=True)) == {
        "Elif": ["18.3. 13:30", "18.3. 13:40"],
        "Olena": ["19.3. 08:30", "19.3. 08:40", "19.3. 08:50", "19.3. 09:00"],
        "Maryam": [f"22.3. {time}" for time in ("08:30", "08:40", "08:50", "09:00", "09:10", "09:20")],
        "Milan": [],
        "Suharto": ["18.3. 15:30", "18.3. 15:40"],
        "Minh": ["18.3. 16:00", "18.3. 16:10", "18.3. 16:20"],
    }
    assert miscounted() == []
