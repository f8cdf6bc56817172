"""The screen in the waiting room: opened on Monday morning, never touched again, and right on Tuesday morning."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

from appointments import desk
from appointments.models import Attendance, Counter
from tests.journeys.desk import PEOPLE, at, four_people

pytestmark = pytest.mark.django_db(transaction=True)
SCREEN = {"width": 1920, "height": 1080}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
NAMES = re.compile("|".join(name for person, _ in PEOPLE.values() for name in (person.family_name, person.given_names)))
LOOK = 3100  # milliseconds, a little more than the screen waits between two looks
# What would be heard: the gong's tones and the spoken calls, noted instead of made.
EARS = """
window.heard = [];
speechSynthesis.speak = (spoken) => heard.push([spoken.lang, spoken.text]);
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { heard.push(["gong"]); start.apply(this, when); };
"""


@pytest.fixture
def wall(portal):
    """The clock on the office's wall; it stands still until it is moved, so that the languages wait for us."""
    with time_machine.travel(at(8, 20), tick=False) as travelled:
        yield travelled


@pytest.fixture
def numbers(wall) -> list[str]:
    """Four people are here and wait."""
    people = four_people()
    for person in people:
        desk.arrive(appointment=person, now=at(8, 20))
    return [person.number for person in people]


@pytest.fixture
def open_screen(numbers, portal, open_browser, wall):
    """Opens the screen: `open_screen("?ton=aus")`. Its own clock goes on, and faster when we say so."""

    def make(query: str = "") -> Page:
        page = open_browser(SCREEN, locale="de")
        page.clock.install(time=at(8, 20))
        page.add_init_script(EARS)
        page.goto(f"{portal}/de/anzeige/unna/{query}")
        return page

    return make


@pytest.fixture
def later(wall):
    """Lets the time pass to a moment, and the screen see it: `later(screen, at(8, 30))`."""

    def pass_time(screen: Page, moment: datetime) -> None:
        stand = screen.locator("#stand")
        before = stand.get_attribute("data-mark")
        wall.move_to(moment)
        cache.clear()
        screen.clock.run_for(LOOK)
        expect(stand).not_to_have_attribute("data-mark", before, timeout=20_000)
        expect(screen.locator(".screen-clock")).to_have_text(f"{moment.hour}:{moment.minute:02}")

    return pass_time


def call(number: str, counter: str, now: datetime) -> Attendance:
    """A clerk calls this number."""
    visit, place = Attendance.objects.get(number=number, day=now.date()), Counter.objects.get(name=counter)
    if visit.status == "called":
        visit = desk.finish(attendance=visit, done=visit.concern, seen=visit.changed_at, now=now)
    return desk.call(attendance=visit, counter=place, seen=visit.changed_at, now=now)


def shown(screen: Page) -> tuple[str, list[str], list[str]]:
    """What stands large, who was called before, who is next."""
    large = " ".join(screen.locator(".screen-call bdi").all_inner_texts())
    before = [" ".join(one.split()) for one in screen.locator(".screen-before [data-call]").all_inner_texts()]
    return large, before, screen.locator(".screen-next li").all_inner_texts()


def test_a_day_a_night_and_the_next_morning(open_screen, later, numbers, picture):
    first, second, third, fourth = numbers
    screen = open_screen()
    assert shown(screen) == ("", [], numbers)
    call(first, "Schalter 1", at(8, 30))
    later(screen, at(8, 30))
    assert shown(screen) == (f"{first} Schalter 1", [], [second, third, fourth])
    call(second, "Schalter 2", at(8, 31))
    call(third, "Kartenausgabe", at(8, 32))
    later(screen, at(8, 32))
    assert shown(screen) == (f"{third} Kartenausgabe", [f"{second} Schalter 2", f"{first} Schalter 1"], [fourth])
    expect(screen.locator(".screen-now--fresh")).to_be_visible()
    later(screen, at(8, 33))
    expect(screen.locator(".screen-now--fresh")).to_have_count(0)
    picture(screen, "display-1920")

    later(screen, at(23, 59, 50))
    assert shown(screen)[0] == f"{third} Kartenausgabe"
    tuesday = at(0) + timedelta(days=1)
    later(screen, tuesday)
    assert shown(screen) == ("", [], ["–"])
    for hours in (1, 3, 5):
        with screen.expect_event("load"):  # once in an hour the page takes itself anew
            screen.clock.fast_forward("02:00:00")
        later(screen, tuesday + timedelta(hours=hours))

    morning = tuesday + timedelta(hours=9)
    concern = Attendance.objects.first().concern
    number = desk.give_number(concern=concern, persons=1, language="uk", now=morning).number
    call(number, "Schalter 3", morning)
    later(screen, morning)
    assert shown(screen) == (f"{number} Schalter 3", [], ["–"])


def test_seven_languages_take_turns_and_no_name_is_anywhere(open_screen, later, numbers, picture):
    screen, seen = open_screen(), {}
    for number, counter in zip(numbers[:3], ("Schalter 1", "Schalter 2", "Schalter 3"), strict=True):
        call(number, counter, at(8, 30))
    for turn in range(len(LANGUAGES)):
        later(screen, at(8, 31, 9 * turn % 60) + timedelta(minutes=9 * turn // 60))
        stand = screen.locator("#stand")
        language = stand.get_attribute("lang")
        seen[language] = stand.get_attribute("dir")
        assert NAMES.search(screen.content()) is None
        assert shown(screen)[2] == [numbers[3]]
        if language == "ar":
            picture(screen, "display-ar-1920")
    assert seen == {language: "rtl" if language == "ar" else "ltr" for language in LANGUAGES}


def test_gong_and_voice_come_only_where_somebody_has_allowed_them(open_screen, later, numbers):
    screen = open_screen()
    call(numbers[0], "Schalter 1", at(8, 30))
    later(screen, at(8, 30))
    screen.clock.run_for(2000)
    assert screen.evaluate("heard") == []
    screen.get_by_role("button", name="Ton einschalten").click()
    expect(screen.locator("#ton")).to_be_hidden()
    assert screen.evaluate("heard") == [["gong"], ["gong"]]

    screen.evaluate("heard.length = 0")
    call(numbers[1], "Schalter 2", at(8, 31))
    later(screen, at(8, 31))
    screen.clock.run_for(2000)
    assert screen.evaluate("heard") == [["gong"], ["gong"], ["de", f"Nummer {numbers[1]}, bitte Schalter 2."]]


def test_the_quiet_screen_never_asks_for_sound_and_never_makes_any(open_screen, later, numbers):
    screen = open_screen("?ton=aus")
    expect(screen.get_by_role("button")).to_have_count(0)
    screen.mouse.click(600, 400)
    call(numbers[0], "Schalter 1", at(8, 30))
    later(screen, at(8, 30))
    screen.clock.run_for(2000)
    assert (shown(screen)[0], screen.evaluate("heard")) == (f"{numbers[0]} Schalter 1", [])


def test_when_the_server_is_gone_the_screen_says_so_and_recovers_by_itself(open_screen, later, numbers, picture):
    screen = open_screen()
    call(numbers[0], "Schalter 1", at(8, 30))
    later(screen, at(8, 30))
    screen.context.set_offline(True)
    screen.clock.run_for(LOOK)
    expect(screen.locator("#weg")).to_be_visible()
    assert shown(screen)[0] == f"{numbers[0]} Schalter 1"
    picture(screen, "display-away-1920")
    for _hour in range(3):
        screen.clock.fast_forward("01:00:00")
        screen.wait_for_timeout(100)
    expect(screen.locator("#weg")).to_be_visible()
    screen.context.set_offline(False)
    screen.route("**/stand/", lambda route: route.fulfill(status=503, body="down"))
    screen.clock.run_for(LOOK)
    expect(screen.locator("#weg")).to_be_visible()
    screen.unroute("**/stand/")

    call(numbers[1], "Schalter 2", at(11, 30))
    with screen.expect_event("load"):
        later(screen, at(11, 30))
    expect(screen.locator("#weg")).to_be_hidden()
    expect(screen.locator(".screen-call")).to_contain_text(numbers[1])
    assert shown(screen)[1] == [f"{numbers[0]} Schalter 1"]
