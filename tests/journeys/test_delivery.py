"""A delivery of cards: one line is wrong, two numbers nobody knows; read in, taken back, and one card stays."""

import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from appointments import holds, pickups
from appointments.availability import Visit, next_days
from appointments.models import Concern
from eakte.models import Delivery, DeliveryLine, ResidenceCard
from eakte.services import cards
from tests.journeys.conftest import DESKTOP
from tests.journeys.lead import press, sign_in, told
from tests.journeys.record import file_of, table, user, words, write_files

pytestmark = pytest.mark.django_db(transaction=True)
SERIALS = {"Nguyễn": "L01X00T47", "Erdoğan": "L01X00T48", "Kovalenko": "L01X00T49"}
SCANNED = ["l01x 00t47", "L01X00T48", "L01X#0T50", "L01X00T49", "L99Y11Z22", "L01X00T48", ""]


@pytest.fixture
def ordered(portal) -> dict[str, ResidenceCard]:
    """Three cards whose numbers are known."""
    write_files()
    lead, now, made = user("teamleitung"), timezone.now(), {}
    for name, serial in SERIALS.items():
        case_file = file_of(name)
        title = case_file.person.titles.get(ended_on=None)
        office = case_file.department.office
        made[name] = cards.order_card(
            person=case_file.person, office=office, title=title, serial=serial, by=lead, now=now
        )
    return made


@pytest.fixture
def desk(ordered, portal, open_browser) -> Page:
    """The front desk has opened the parcel."""
    page = open_browser(DESKTOP, locale="de")
    sign_in(page, portal, "empfang")
    return page


def test_a_wrong_line_is_named_the_list_is_undone_and_what_is_booked_stays(desk, ordered, picture):
    the_list_is_looked_at(desk, picture)
    it_is_read_in_and_the_second_time_changes_nothing(desk)
    assert states(ordered) == {"Nguyễn": "arrived", "Erdoğan": "arrived", "Kovalenko": "arrived"}

    book_pickup(ordered["Erdoğan"])
    press(desk, "Lieferung zurücknehmen")
    assert told(desk) == ["Zurückgenommen: 2 Karten. Eine bleibt und steht hier mit dem Grund."]
    assert table(desk, ".abv-panel--warning") == [["Erdoğan, Şengül", "Termin gebucht"]]
    assert states(ordered) == {"Nguyễn": "ordered", "Erdoğan": "arrived", "Kovalenko": "ordered"}
    press(desk, "Unbekannte Nummern")
    expect(desk.locator(".abv-empty__title")).to_have_text("Alle Nummern sind bekannt.")
    press(desk, "Lieferungen")
    assert [row[2:] for row in table(desk)] == [["3", "–", "–", "zurückgenommen am 15.03.2027"]]
    assert list(Delivery.objects.values_list("undone_by__username", flat=True)) == ["empfang"]


def the_list_is_looked_at(desk: Page, picture) -> None:
    press(desk, "Lieferung einlesen")
    desk.locator("[name=serials]").fill("\n".join(SCANNED))
    press(desk.locator("main"), "Prüfen")
    assert [words(number) for number in desk.locator(".card-numbers li").all_inner_texts()] == [
        "3 Karten kommen an",
        "1 Nummer ist unbekannt",
        "2 Zeilen bleiben weg",
    ]
    assert table(desk, ".abv-panel--warning") == [
        ["3", "L01X#0T50", "keine Seriennummer, nur Buchstaben und Ziffern"],
        ["6", "L01X00T48", "steht schon in Zeile 2"],
    ]
    picture(desk, "delivery-1280")
    assert Delivery.objects.count() == 0


def it_is_read_in_and_the_second_time_changes_nothing(desk: Page) -> None:
    press(desk.locator("main"), "Einlesen")
    told_once = "Die Lieferung ist eingelesen. Sie lässt sich zurücknehmen, solange nichts angekündigt ist."
    assert told(desk) == [told_once]
    delivery = desk.url
    press(desk.locator("nav"), "Lieferung einlesen")
    desk.locator("[name=serials]").fill("\n".join(reversed(SCANNED)))
    press(desk.locator("main"), "Prüfen")
    expect(desk.locator(".abv-message--warning")).to_contain_text("Diese Liste ist schon am 15.03.2027")
    assert desk.get_by_role("button", name="Einlesen").count() == 0
    press(desk.locator(".abv-message--warning"), "Zur Lieferung")
    assert (desk.url, Delivery.objects.count(), DeliveryLine.objects.filter(card=None).count()) == (delivery, 1, 1)


def book_pickup(card: ResidenceCard) -> None:
    """The holder takes the first free place, at home."""
    now = timezone.now()
    visit = Visit(Concern.objects.for_booking().get(needs_card=True), 1, "everyone")
    (day,) = next_days(visit, now=now, after=timezone.localdate(now))
    hold = holds.hold_place(visit=visit, start=day.times[0], attempt=uuid.uuid4(), now=now)
    pickups.book_pickup(hold=hold, cards=[str(card.pk)], email="", language="tr", now=now)


def states(ordered: dict[str, ResidenceCard]) -> dict[str, str]:
    """How each card stands."""
    known = dict(ResidenceCard.objects.values_list("pk", "state"))
    return {name: known[card.pk] for name, card in ordered.items()}
