"""A card from its order to the counter: the holder has a phone of 360 pixels in Turkish, and no JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from appointments import desk
from appointments.models import Appointment, Pickup
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from eakte.models import CardStatus, ResidenceCard
from eakte.pickup_codes import code, grouped
from eakte.services import cards, handovers
from tests.factories.eakte import CaseFileFactory, PersonFactory, TitleFactory
from tests.journeys.conftest import PHONE
from tests.journeys.steps import SUBMIT, press_first_time, read_mail, text_of

pytestmark = pytest.mark.django_db(transaction=True)
BORN = {"1990-01-31": "Ayşe", "2015-05-01": "Elif"}


@pytest.fixture
def phone(open_browser) -> Page:
    """The holder's telephone."""
    return open_browser(PHONE, java_script_enabled=False, locale="tr")


@pytest.fixture
def ordered(portal) -> list[ResidenceCard]:
    """A mother's card and her daughter's, as a caseworker has ordered them."""
    lead, made = User.objects.get(username="teamleitung"), []
    for born, name in BORN.items():
        person = PersonFactory(given_names=name, birth_date=born)
        title = TitleFactory(person=CaseFileFactory(person=person).person)
        office, now = Office.objects.get(slug="unna"), timezone.now()
        made.append(cards.order_card(person=person, office=office, title=title, by=lead, now=now))
    return made


@pytest.fixture
def ask(phone, portal):
    """Asks for a card, as it is printed on the leaflet; gives the answer."""

    def make(card: ResidenceCard, *, wrong: bool = False) -> Locator:
        phone.goto(f"{portal}/karte/")
        expect(phone).to_have_url(re.compile("/tr/karte/$"))
        fill(phone, card, wrong=wrong)
        phone.locator(SUBMIT).first.click()
        return phone.locator("main .kern-alert")

    return make


def fill(phone: Page, card: ResidenceCard, *, wrong: bool = False) -> None:
    signs = grouped(code(card)).lower()
    phone.locator("main [name=code]").fill(signs[::-1] if wrong else signs)
    year, month, day = card.person.birth_date.split("-")
    for part, value in (("day", day), ("month", month), ("year", year)):
        phone.locator(f"main [name=birth_date_{part}]").fill(value)


def said(answer: Locator) -> tuple[str, bool]:
    """Which kind of answer it is, and whether it leads to an appointment."""
    kind = re.search(r"kern-alert--(\w+)", answer.get_attribute("class")).group(1)
    return kind, answer.page.locator("[name=collect]").count() == 1


def test_a_card_from_its_order_to_the_counter(phone, ordered, ask, clock, mails, picture):
    lead, (mother, child) = User.objects.get(username="teamleitung"), ordered
    assert said(ask(mother, wrong=True)) == ("warning", False)
    assert said(ask(mother)) == ("info", False)
    for card in ordered:
        cards.arrived(card=card, by=lead, now=timezone.now())
    assert said(ask(mother)) == ("success", True)
    picture(phone, "card-tr-360", whole=True)
    assert code(mother) not in phone.url

    phone.locator("button[name=collect]").click()
    phone.locator("main summary").click()
    fill(phone, child)
    phone.locator("button[name=collect]").click()
    expect(phone.locator("main dl dt")).to_have_count(2)
    phone.locator("main a.abh-button").click()
    phone.locator(".abh-month__free a").nth(2).click()
    press_first_time(phone)
    phone.locator("[name=email]").fill("ayse@example.org")
    phone.locator(SUBMIT).first.click()
    number = phone.locator(".abh-ticket__number").inner_text().strip("\u2066\u2069\u2068 \n")
    picture(phone, "pickup-ticket-tr-360", whole=True)

    booked = Appointment.objects.get()
    assert (booked.number, booked.persons, booked.language, booked.full_name) == (number, 2, "tr", "Ayşe Yılmaz")
    assert "Yılmaz" not in phone.locator("main").inner_text()
    assert set(Pickup.objects.filter(active=True).values_list("card", flat=True)) == {mother.pk, child.pk}
    tickets = [mail for mail in map(read_mail, mails()) if number in text_of(mail)]
    assert [mail["To"] for mail in tickets] == ["ayse@example.org"]

    assert said(ask(child)) == ("success", True)
    phone.locator("button[name=collect]").click()
    expect(phone.locator("main .kern-alert--warning")).to_be_visible()

    clock.move_to(booked.starts_at - timedelta(minutes=5))
    desk.arrive(appointment=booked, now=timezone.now())
    for card in ordered:
        handovers.hand_over(
            card=card, office=booked.office, to="holder", identity_checked=True, by=lead, now=timezone.now()
        )
    assert said(ask(mother)) == ("success", False)
    assert not Pickup.objects.filter(active=True).exists()
    assert set(CardStatus.objects.values_list("state", flat=True)) == {"handed_over"}
