"""Somebody stands before the door with a phone, reads Arabic, and has JavaScript switched off."""

import re

import pytest
from playwright.sync_api import expect

from appointments.models import Appointment, DoorCode, Slot, UrgentRequest
from tests.journeys.conftest import PHONE
from tests.journeys.steps import SUBMIT, fill_person, press_first_time

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor(open_browser):
    """A phone of 360 pixels without JavaScript."""
    return open_browser(PHONE, java_script_enabled=False, locale="ar")


def choose_concern(visitor):
    """The first concern that needs no card, for one person where persons count."""
    visitor.locator(".abh-links a[href*='/tuer/']").first.click()
    if visitor.locator("[name=persons]").count():
        visitor.locator("[name=persons]").select_option("1")
        visitor.locator(SUBMIT).first.click()


@pytest.fixture
def poster(portal) -> str:
    """What the QR code at the door opens: no language in it, the phone's own decides."""
    return f"{portal}/tuer/{DoorCode.objects.get(replaced_at=None).code}/"


def test_a_visitor_takes_one_of_todays_places_and_holds_a_ticket(visitor, poster, mails, picture):
    visitor.goto(poster)
    expect(visitor.locator("html")).to_have_attribute("dir", "rtl")
    expect(visitor).to_have_url(re.compile("/ar/tuer/"))
    picture(visitor, "door-ar-360")
    choose_concern(visitor)
    press_first_time(visitor)
    fill_person(visitor, family="Al-Ḥusaynī", given="Maryam", born=("31", "1", "1990"), email="maryam@example.org")
    visitor.locator(SUBMIT).first.click()
    number = visitor.locator(".abh-ticket__number").inner_text()
    assert re.fullmatch(r"[A-Z] \d+", number.strip("\u2066\u2069\u2068 \n"))
    expect(visitor.locator(".abh-ticket svg, .abh-ticket img").first).to_be_visible()
    expect(visitor.locator("main ul li").first).to_be_visible()
    picture(visitor, "ticket-ar-360", whole=True)
    assert Appointment.objects.get().language == "ar"
    assert len(mails()) == 1


def test_without_an_address_the_ticket_says_to_keep_it(visitor, poster, mails):
    visitor.goto(poster)
    choose_concern(visitor)
    press_first_time(visitor)
    fill_person(visitor, family="Suharto", given="", born=("", "", "1960"), email="")
    visitor.locator(SUBMIT).first.click()
    expect(visitor.locator(".abh-ticket__number")).to_be_visible()
    assert mails() == []


def test_when_nothing_is_free_the_page_says_why_and_takes_an_urgent_request(visitor, poster):
    Slot.objects.update(offered=0)
    visitor.goto(poster)
    choose_concern(visitor)
    expect(visitor.locator(".abh-empty")).to_be_visible()
    visitor.locator("a[href$='/dringend/']").first.click()
    visitor.locator("label[for=id_reason_0]").click()
    visitor.locator("[name=family_name]").fill("Erdoğan")
    visitor.locator("[name=given_names]").fill("Şengül")
    visitor.locator("[name=birth_date_year]").fill("1985")
    visitor.locator("[name=contact]").fill("+49 170 0000000")
    visitor.locator(SUBMIT).first.click()
    expect(visitor).to_have_url(re.compile(r"/ar/dringend/[\w-]{64}/"))
    assert UrgentRequest.objects.get().reason == "title"


def test_a_replaced_poster_says_so(visitor, poster):
    from django.utils import timezone

    DoorCode.objects.update(replaced_at=timezone.now())
    answer = visitor.goto(poster)
    assert answer.status == 410
    expect(visitor.locator("h1")).to_be_visible()
