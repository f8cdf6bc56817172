"""Somebody books from home in German, opens the mail, moves the appointment, loses the link, cancels."""

import re

import pytest
from playwright.sync_api import expect

from appointments import tickets
from appointments.models import Appointment, Slot
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import SUBMIT, fill_person, press_first_time, read_mail, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(open_browser):
    """A desktop browser in German."""
    return open_browser(DESKTOP, locale="de")


@pytest.fixture
def choose_a_time(portal, picture):
    """From the start page to the first free time of next week's first free day."""

    def choose(page, town="Unna"):
        page.goto(f"{portal}/de/")
        picture(page, "start-de")
        page.get_by_role("link", name="Termin buchen").first.click()
        page.locator("a[href$='/termine/arbeit/']").click()
        page.locator("[name=residence]").select_option(label=town)
        if page.locator("[name=persons]").count():
            page.locator("[name=persons]").select_option("1")
        page.locator(SUBMIT).first.click()
        if town != "Lünen":
            page.locator(".abh-month__free a").nth(5).click()

    return choose


def test_an_appointment_from_the_start_page_to_its_end(page, choose_a_time, mails, picture):
    choose_a_time(page)
    picture(page, "day-de")
    press_first_time(page)
    fill_person(page, family="Łukasz", given="Żółć", born=("2", "3", "1984"), email="lukasz@example.org")
    expect(page.get_by_role("heading", name="Stimmt alles?")).to_be_visible()
    page.get_by_role("button", name="Bestätigen und Termin buchen").click()
    expect(page.get_by_role("heading", name="Ihr Termin ist gebucht")).to_be_visible()
    picture(page, "ticket-de", whole=True)
    appointment = Appointment.objects.get()

    mail = read_mail(mails()[0])
    assert mail["To"] == "lukasz@example.org"
    link = re.search(r"http://\S+/de/termin/[\w-]{64}/", text_of(mail)).group()
    page.goto(link)
    page.get_by_role("link", name="Termin verschieben").click()
    page.locator(".abh-month__free a").nth(8).click()
    press_first_time(page)
    expect(page.get_by_role("heading", name="Ihr Termin ist gebucht")).to_be_visible()
    moved = Appointment.objects.get()
    assert (moved.pk, moved.starts_at > appointment.starts_at, len(mails())) == (appointment.pk, True, 2)

    page.goto(page.url.split("/de/")[0] + "/de/termin/finden/")
    page.locator("[name=code]").fill(tickets.code(moved).lower())
    for part, value in (("day", "02"), ("month", "03"), ("year", "1984")):
        page.locator(f"[name=birth_date_{part}]").fill(value)
    page.get_by_role("button", name="Termin öffnen").click()
    expect(page.get_by_role("heading", name="Ihr Termin ist gebucht")).to_be_visible()

    page.get_by_role("link", name="Termin absagen").click()
    page.get_by_role("button", name="Ja, Termin absagen").click()
    expect(page.get_by_role("heading", name="Dieser Termin ist abgesagt")).to_be_visible()
    assert (Appointment.objects.get().status, len(mails())) == ("cancelled", 3)


def test_a_parent_books_for_a_child(page, choose_a_time):
    choose_a_time(page)
    press_first_time(page)
    page.get_by_text("Ich fülle das Formular für eine andere Person aus").click()
    page.locator("[name=writer_family_name]").fill("Nguyễn")
    page.locator("[name=writer_given_names]").fill("Thị Ánh")
    fill_person(page, family="Nguyễn", given="Minh", born=("", "5", "2024"), email="anh@example.org")
    expect(page.locator("main")).to_contain_text("Thị Ánh Nguyễn")
    page.locator(SUBMIT).first.click()
    expect(page.locator(".abh-ticket__number")).to_be_visible()
    child = Appointment.objects.get()
    assert (child.full_name, child.writer_name, child.birth_date) == ("Minh Nguyễn", "Thị Ánh Nguyễn", "2024-05")


def test_a_name_of_two_hundred_characters_is_kept_whole(page, choose_a_time):
    name = "Wolfeschlegelsteinhausenbergerdorff " * 5 + "Ñuñez-O’Hara d’Angelo"
    name = name[:200].strip()
    choose_a_time(page)
    press_first_time(page)
    fill_person(page, family=name, given="", born=("", "", "1970"), email="lang@example.org")
    page.locator(SUBMIT).first.click()
    expect(page.locator(".abh-ticket")).to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Appointment.objects.get().family_name == name


def test_the_last_place_is_lost_with_the_next_ones_shown_and_nothing_typed_lost(page, choose_a_time):
    choose_a_time(page)
    value = page.locator(".abh-times button").first.get_attribute("value")
    Slot.objects.filter(starts_at=value).update(offered=0)
    press_first_time(page)
    expect(page.get_by_text("Diese Zeit ist vergeben")).to_be_visible()
    assert page.locator(f".abh-times button[value='{value}']").count() == 0
    press_first_time(page)
    expect(page.locator("[name=family_name]")).to_be_visible()


def test_somebody_from_luenen_is_sent_to_the_right_office(page, choose_a_time):
    choose_a_time(page, town="Lünen")
    expect(page.locator("main")).to_contain_text("Lünen hat eine eigene Ausländerbehörde")
    assert page.locator("main a[href^='https://']").count() == 1


def test_mistakes_are_named_beside_their_field_and_nothing_is_lost(page, choose_a_time):
    choose_a_time(page)
    press_first_time(page)
    fill_person(page, family="Иванов", given="Anna", born=("31", "2", "1990"), email="keine-adresse")
    expect(page.locator("[name=family_name]")).to_have_value("Иванов")
    expect(page.locator("[name=given_names]")).to_have_value("Anna")
    assert page.locator("[aria-invalid=true]").count() >= 3
