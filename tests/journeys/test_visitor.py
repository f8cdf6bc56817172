"""A visitor who reads Turkish, from the mail to the counter: on her phone, at the terminal, in the waiting room."""

import re

import pytest
from playwright.sync_api import Page, expect

from appointments import tickets
from appointments.models import Appointment, Attendance, DoorCode
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk import at, called, four_people, press, receive, row, sit_down, states
from tests.journeys.steps import SUBMIT, fill_person, press_first_time, read_mail, text_of

pytestmark = pytest.mark.django_db(transaction=True)
BORN = ("7", "4", "1992")


@pytest.fixture
def booked(clock, portal, open_browser) -> Appointment:
    """At a quarter to eight she stood before the door and took a place of today, in Turkish."""
    phone = open_browser(PHONE, java_script_enabled=False, locale="tr")
    phone.goto(f"{portal}/tr/tuer/{DoorCode.objects.get().code}/arbeit/")
    phone.locator("[name=persons]").select_option("1")
    phone.locator(SUBMIT).first.click()
    press_first_time(phone)
    fill_person(phone, family="Öztürk", given="Elif", born=BORN, email="elif@example.org")
    phone.locator(SUBMIT).first.click()
    expect(phone.locator(".abh-ticket__number")).to_be_visible()
    phone.context.close()
    return Appointment.objects.get()


@pytest.fixture
def clerk(booked, clock, portal, open_browser) -> Page:
    """It is twenty past eight; two people are there before her, and somebody sits at counter 1."""
    clock.move_to(at(8, 20))
    earlier = four_people()[:2]
    page = sit_down(open_browser(DESKTOP, locale="de"), portal, "empfang", "Schalter 1")
    receive(page, *earlier)
    return page


def figures(phone: Page) -> list[str]:
    """How many are before her, and how long it takes."""
    return phone.locator(".abh-stand__figures dd").all_inner_texts()


def serve(clerk: Page) -> str:
    """Call the next person and be done with them; their number."""
    press(clerk, "Nächste Person aufrufen")
    number = called(clerk).inner_text()
    press(clerk, "Fertig")
    expect(clerk.locator(".desk-bar--undo")).to_contain_text(f"{number} ist fertig")
    return number


def test_from_the_mail_to_the_counter_on_a_phone_without_javascript(booked, clerk, clock, mails, open_browser, picture):
    mail = read_mail(mails()[0])
    assert (mail["To"], len(mails())) == ("elif@example.org", 1)
    link = re.search(r"http://\S+/tr/termin/[\w-]{64}/", text_of(mail)).group()
    phone = open_browser(PHONE, java_script_enabled=False, locale="de")
    phone.goto(link)
    expect(phone.locator("html")).to_have_attribute("lang", "tr")
    expect(phone.locator("h1")).to_have_text("Bugünkü randevunuz")
    picture(phone, "visit-tr-360")

    phone.get_by_role("button", name="Geldim").click()
    expect(phone.locator("#stand h2")).to_have_text("Kaydınız yapıldı")
    assert figures(phone) == ["1", "20–45 dakika"]
    picture(phone, "waiting-tr-360")
    expect(row(clerk, booked.number)).to_contain_text("Türkisch", timeout=15_000)

    clock.move_to(at(8, 32))
    serve(clerk)
    phone.get_by_role("link", name="Yenile").click()
    expect(phone.locator(".abh-stand__next")).to_be_visible()
    press(clerk, "Nächste Person aufrufen")
    expect(called(clerk)).to_have_text(booked.number)
    phone.get_by_role("link", name="Yenile").click()
    expect(phone.locator("#stand h2")).to_have_text("Sıra sizde")
    expect(phone.locator(".abh-stand__number")).to_contain_text(booked.number)
    expect(phone.locator(".abh-stand__counter")).to_contain_text("Schalter 1")
    picture(phone, "called-tr-360")

    clock.move_to(at(8, 50))
    press(clerk, "Fertig")
    expect(clerk.locator(".desk-bar--undo")).to_contain_text(f"{booked.number} ist fertig")
    phone.get_by_role("link", name="Yenile").click()
    expect(phone.locator("#stand h2")).to_have_text("Ziyaretiniz tamamlandı")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    assert Attendance.objects.get(appointment=booked).status == "served"


def test_a_phone_with_javascript_learns_of_the_call_by_itself(booked, clerk, clock, portal, open_browser):
    phone = open_browser(PHONE, locale="tr")
    phone.clock.install()
    phone.goto(f"{portal}/tr{tickets.path(booked).removeprefix('/de')}")
    phone.get_by_role("button", name="Geldim").click()
    expect(phone.locator("#stand h2")).to_have_text("Kaydınız yapıldı")
    row(clerk, booked.number).get_by_role("button", name="Aufrufen").click(timeout=15_000)
    expect(called(clerk)).to_have_text(booked.number)
    phone.clock.run_for(16_000)
    expect(phone.get_by_role("alert")).to_contain_text("Sıra sizde")
    expect(phone.get_by_role("alert")).to_contain_text("Schalter 1")


def test_at_the_terminal_with_the_code_and_the_date_of_birth(booked, clerk, portal, open_browser, picture):
    terminal = open_browser({"width": 1080, "height": 1920}, locale="de")
    terminal.goto(f"{portal}/tr/ankunft/unna/")
    terminal.locator("[name=code]").fill("ABCD EFGH")
    for part, value in zip(("day", "month", "year"), BORN, strict=True):
        terminal.locator(f"[name=birth_date_{part}]").fill(value)
    terminal.locator(SUBMIT).first.click()
    expect(terminal.locator("main .kern-alert")).to_be_visible()
    assert Attendance.objects.filter(appointment=booked).count() == 0

    terminal.locator("[name=code]").fill(tickets.code(booked).lower())
    terminal.locator(SUBMIT).first.click()
    expect(terminal.locator("h1")).to_have_text("Hoş geldiniz")
    expect(terminal.locator(".abh-welcome__number")).to_contain_text(booked.number)
    assert booked.family_name not in terminal.content()
    picture(terminal, "terminal-tr")
    expect(row(clerk, booked.number).get_by_role("button", name="Aufrufen")).to_be_visible(timeout=15_000)
    assert states()[booked.number] == "waiting"
