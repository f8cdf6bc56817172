"""The team lead's morning: two clerks are ill, colleagues help out, the door's poster gets a new code."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from appointments.models import Appointment, DoorCode, Slot
from appointments.services import Person
from auslaenderbehoerde.clock import BERLIN
from tests.journeys.booked import book, miscounted
from tests.journeys.conftest import DESKTOP, MORNING, PHONE
from tests.journeys.lead import affected, change, changed, grid, press, preview, sign_in, told
from tests.journeys.steps import SUBMIT, fill_person

pytestmark = pytest.mark.django_db(transaction=True)

# Times, clerks; places planned, offered, free, opening later, booked, booked without a clerk.
AS_PLANNED = [("08:30–08:40", "6 von 6", "6 6 1 0 5 0"), ("08:50–11:50", "6 von 6", "6 6 2 0 4 0")]
TWO_ILL = [("08:30–08:40", "4 von 6", "6 4 0 0 5 1"), ("08:50–11:50", "4 von 6", "6 4 0 0 4 0")]
AROUND = [TWO_ILL[0], ("08:50–08:50", *TWO_ILL[1][1:]), ("11:30–11:50", *TWO_ILL[1][1:])]
THIRTY_MORE = [*AROUND[:2], ("09:00–11:20", "6 von 6", "6 6 0 2 4 0"), AROUND[2]]
ONE_TAKEN = [
    *AROUND[:2],
    ("09:00–09:10", "6 von 6", "6 6 1 0 5 0"),
    ("09:20–11:20", "6 von 6", "6 6 2 0 4 0"),
    AROUND[2],
]
CARDS = [("08:30–11:50", "2 von 2", "2 2 2 0 0 0")]
SLIP = [("08:30–09:20", "3 von 2", "2 3 2 1 0 0"), ("09:30–11:50", "2 von 2", "2 2 2 0 0 0")]

BY = "teamleitung, 15.3. 07:45"
FOUR = f"4 Kräfte anwesend Krankheit 08:30–12:00 Schalter {BY} Aufheben"
THIRTY = "30 Plätze freigegeben, nur an der Tür {} vergeben; öffnet 15.3. 08:00 09:00–11:30 Schalter " + BY
SIX = f"6 Plätze freigegeben, für alle 0 vergeben; öffnet 15.3. 08:00–08:15, verteilt 08:30–09:30 Kartenausgabe {BY}"


def at(hour: int, minute: int) -> datetime:
    """A time of this Monday."""
    return datetime(2027, 3, 15, hour, minute, tzinfo=BERLIN)


@pytest.fixture
def booked_out(portal) -> None:
    """Nothing is left of what could be booked from home; at the door one person has just taken a place."""
    starts = [at(8, 30) + timedelta(minutes=30) * number for number in range(7)]
    for number, start in enumerate(starts * 4):
        person = Person(f"Familie {'abcdefghijklmnopqrstuvwxyzäö'[number]}", "", "1990")
        book("arbeit", start, person, now=MORNING - timedelta(weeks=3))
    book("fiktion", at(8, 30), Person("Suharto", "", "1960"), channel="door", now=MORNING - timedelta(minutes=10))


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def lead(portal, booked_out, open_browser, request) -> Page:
    """The team lead has signed in and looks at today."""
    page = open_browser(DESKTOP, java_script_enabled=request.param, locale="de")
    sign_in(page, portal)
    press(page, "Heute planen")
    return page


@pytest.fixture
def visitor(open_browser) -> Page:
    """Somebody before the door, with a phone without JavaScript."""
    return open_browser(PHONE, java_script_enabled=False, locale="de")


def test_two_are_ill_others_help_out_and_the_door_has_places_at_eight(lead, visitor, portal, clock, picture):
    assert (grid(lead, "schalter"), grid(lead, "abholung"), changed(lead)) == (AS_PLANNED, CARDS, [])
    two_are_ill(lead)
    thirty_more(lead, picture)
    a_slip_is_taken_back(lead)
    poster = another_poster(lead, portal, visitor)

    visitor.goto(poster)
    expect(visitor.locator("li:has(a[href$='/duldung/'])")).to_contain_text("neue Plätze um 8:00 Uhr")
    clock.move_to(at(8, 1))
    a_walk_in_takes_a_place(visitor, poster)

    press(lead, "Zurücknehmen")  # the page is older than the booking
    assert told(lead) == ["Aus dieser Freigabe ist schon etwas vergeben. Sie lässt sich nicht mehr zurücknehmen."]
    assert changed(lead) == [FOUR, THIRTY.format(2) + " vergeben"]
    assert (grid(lead, "schalter"), grid(lead, "abholung"), miscounted()) == (ONE_TAKEN, CARDS, [])


def two_are_ill(lead: Page) -> None:
    """The preview says how many it concerns; then the lead decides about this one person."""
    lead.locator("#kraefte-schalter").click()
    change(lead, clerks="4", reason="Krankheit")
    assert preview(lead) == [
        "42 Plätze weniger, 2 gebuchte Plätze betroffen",
        "Danach entscheiden Sie für jeden Termin: behalten, andere Zeit vorschlagen oder absagen. "
        "Bis dahin bleibt alles gebucht.",
        "1 Termin ohne Kraft",
        "08:30 6 → 4 5 1",
        "08:40 6 → 4 5 1",
        "08:50–12:00 6 → 4 4 –",
    ]
    press(lead, "So eintragen")
    concerned = ["B 29 · Suharto Fiktionsbescheinigung bekommen mit Frist ohne E-Mail-Adresse"]
    assert (told(lead), affected(lead)) == (["Eingetragen."], concerned)
    press(lead, "Behalten")
    assert (told(lead), affected(lead)) == (["B 29: Der Termin bleibt."], [])
    press(lead, "Zum Tag")
    assert (changed(lead), grid(lead, "schalter")) == ([FOUR], TWO_ILL)


def thirty_more(lead: Page, picture) -> None:
    """Two colleagues of another team help from nine to half past eleven; the door has their places at eight."""
    lead.locator("#plaetze-schalter").click()
    moment = {"opening": "zu einer Uhrzeit", "opens_at": "2027-03-15T08:00"}
    change(lead, starts="09:00", ends="11:30", clerks="2", channel="nur an der Tür", **moment)
    times = [at(9, 0) + timedelta(minutes=10) * number for number in range(15)]
    assert preview(lead) == [
        "30 neue Plätze, nur an der Tür",
        "Sie öffnen am 15.3.2027 um 8:00 Uhr.",
        *[f"{start:%H:%M} 2" for start in times],
    ]
    picture(lead, "lead-release-de")
    press(lead, "Jetzt freigeben")
    picture(lead, "lead-day-de")
    assert told(lead) == ["30 Plätze sind freigegeben."]
    assert changed(lead) == [FOUR, THIRTY.format(0) + " Zurücknehmen"]
    assert grid(lead, "schalter") == THIRTY_MORE


def a_slip_is_taken_back(lead: Page) -> None:
    """Places of the wrong queue, spread over a quarter of an hour: nothing of them is booked, so they vanish."""
    lead.locator("#plaetze-abholung").click()
    window = {"opens_at": "2027-03-15T08:00", "opens_until": "2027-03-15T08:15"}
    change(lead, ends="09:30", channel="für alle", opening="über ein Zeitfenster verteilt", **window)
    assert preview(lead)[:2] == [
        "6 neue Plätze, für alle",
        "Sie öffnen zu zufälligen Minuten zwischen 15.3. 8:00 Uhr und 15.3. 8:15 Uhr.",
    ]
    press(lead, "Jetzt freigeben")
    opening = Slot.objects.filter(release__opening="spread").values_list("opens_at", flat=True)
    assert (len(opening), min(opening) >= at(8, 0), max(opening) <= at(8, 15)) == (6, True, True)
    assert changed(lead) == [FOUR, THIRTY.format(0) + " Zurücknehmen", SIX + " Zurücknehmen"]
    assert grid(lead, "abholung") == SLIP
    press(lead.locator("tr", has_text="Kartenausgabe"), "Zurücknehmen")
    assert told(lead) == ["Die Freigabe ist zurückgenommen."]
    assert changed(lead) == [FOUR, THIRTY.format(0) + " Zurücknehmen"]
    assert (grid(lead, "schalter"), grid(lead, "abholung")) == (THIRTY_MORE, CARDS)


def another_poster(lead: Page, portal: str, visitor: Page) -> str:
    """The code of the poster is replaced; who still has the old one is told so. The address of the new one."""
    day = lead.url
    assert visitor.goto(f"{portal}/de/tuer/{DoorCode.objects.get().code}/").status == 200
    press(lead, "Aushang")
    press(lead, "Code jetzt ersetzen")
    assert told(lead) == ["Der neue Code gilt. Bitte drucken Sie den Aushang und hängen Sie ihn auf."]
    poster = lead.get_by_text(f"{portal}/tuer/").inner_text()
    answer = visitor.reload()
    assert (answer.status, visitor.locator("h1").inner_text()) == (410, "Dieser Aushang ist veraltet")
    lead.goto(day)
    return poster


def a_walk_in_takes_a_place(visitor: Page, poster: str) -> None:
    """One of the thirty, on the phone."""
    visitor.goto(poster)
    visitor.locator("a[href$='/duldung/']").click()
    visitor.locator("[name=persons]").select_option("1")
    visitor.locator(SUBMIT).first.click()
    visitor.get_by_role("button", name="9:00 Uhr", exact=True).click()
    fill_person(visitor, family="Owusu", given="Ama", born=("", "", "1999"), email="")
    visitor.locator(SUBMIT).first.click()
    expect(visitor.locator(".abh-ticket__number")).to_have_text("B 30")
    taken = Appointment.objects.latest("booked_at")
    places = taken.places.values_list("slot__starts_at", "slot__release__clerks")
    assert (taken.full_name, taken.channel) == ("Ama Owusu", "door")
    assert sorted(places) == [(at(9, 0), 2), (at(9, 10), 2)]
