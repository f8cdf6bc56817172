"""The screen in the waiting room: numbers and counters, never a name, for days without anybody touching it."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import calls, desk
from auslaenderbehoerde.clock import berlin
from tests import counters
from tests.appointments.day import NINE, counter, minutes, waiting, without

pytestmark = pytest.mark.django_db
NAMES = re.compile("Ayşe|Yılmaz")


@pytest.fixture
def look(client, concern):
    """The screen at a moment: `look(at=NINE)`."""

    def get(at=NINE, page="display", **request):
        with time_machine.travel(at, tick=False):
            return client.get(reverse(f"appointments:{page}", args=[concern.queue.office.slug]), **request)

    return get


@pytest.fixture
def forenoon(concern):
    """Three people called one after the other, two who wait; all with names."""
    places = [counter(concern, f"Schalter {number}") for number in (1, 2)]
    for number, place in enumerate([*places, places[0]]):
        visit = waiting(concern, number=f"B {number + 1}")
        moment = NINE + minutes(number)
        visit = desk.call(attendance=visit, counter=place, seen=visit.changed_at, now=moment)
        if number == 0:
            desk.finish(attendance=visit, done=concern, seen=visit.changed_at, now=moment)
    waiting(concern, number="B 4")
    return concern, without(concern).number


def shown(concern, at=NINE):
    return calls.read_calls(concern.queue.office, now=at)


def test_the_last_call_the_previous_ones_and_the_next_ones(forenoon):
    concern, walk_in = forenoon
    found = shown(concern, NINE + minutes(5))
    assert (found.last.number, found.last.counter) == ("B 3", "Schalter 1")
    assert [(call.number, call.counter) for call in found.previous] == [("B 2", "Schalter 2"), ("B 1", "Schalter 1")]
    assert found.coming == ["B 4", walk_in]


def test_who_went_back_to_the_waiting_room_is_not_shown_as_called(concern):
    visit = waiting(concern, number="B 1")
    visit = desk.call(attendance=visit, counter=counter(concern), seen=visit.changed_at, now=NINE)
    desk.send_back(attendance=visit, seen=visit.changed_at, now=NINE)
    found = shown(concern)
    assert (found.last, found.previous, found.coming) == (None, [], ["B 1"])


def test_a_second_call_of_the_same_number_is_a_new_call(concern):
    visit, place, marks = waiting(concern), counter(concern), []
    for _call in range(2):
        visit = desk.call(attendance=visit, counter=place, seen=visit.changed_at, now=visit.changed_at)
        marks.append(shown(concern).last.mark)
    assert len(set(marks)) == 2


def test_the_screen_needs_no_sign_in_and_never_shows_a_name(look, forenoon):
    pages = [look(NINE + minutes(5), page) for page in ("display", "display_part")]
    assert [page.status_code for page in pages] == [200, 200]
    texts = [page.content.decode() for page in pages]
    assert ["B 3" in text and "Schalter 1" in text for text in texts] == [True, True]
    assert [NAMES.search(text) for text in texts] == [None, None]


def test_it_stands_in_no_search_engine(look):
    assert [look(page=page)["X-Robots-Tag"] for page in ("display", "display_part")] == ["noindex, nofollow"] * 2


def test_an_unknown_office_has_no_screen(client):
    assert client.get("/de/anzeige/nirgends/").status_code == 404


def test_the_seven_languages_take_turns_and_arabic_runs_from_the_right(look):
    found = []
    for turn in range(8):
        text = look(NINE + timedelta(seconds=9 * turn), "display_part").content.decode()
        found.append(re.search(r'id="stand" lang="([\w-]+)" dir="(\w+)"', text).groups())
    assert sorted(found[:7]) == sorted(
        [("de", "ltr"), ("en", "ltr"), ("ru", "ltr"), ("sr-latn", "ltr"), ("tr", "ltr"), ("uk", "ltr"), ("ar", "rtl")]
    )
    assert found[7] == found[0]


def test_numbers_and_counters_run_from_the_left_in_every_language(look, forenoon):
    for turn in range(7):
        text = look(NINE + timedelta(seconds=9 * turn), "display_part").content.decode()
        around = re.findall(r"<([^<>]*)>(?:B \d+|Schalter \d)<", text)
        assert around
        assert [tag for tag in around if 'dir="ltr"' not in tag] == []


def test_nothing_changed_is_answered_with_304(look, forenoon):
    first = look(NINE, "display_part")
    again = look(NINE + timedelta(seconds=1), "display_part", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_without_javascript_the_page_renews_itself(look):
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in look().content.decode()


@pytest.mark.parametrize(("query", "quiet"), [("", False), ("?ton=aus", True), ("?ton=an", False)])
def test_the_quiet_mode_has_no_button_for_sound(client, concern, query, quiet):
    address = reverse("appointments:display", args=[concern.queue.office.slug])
    text = client.get(address + query).content.decode()
    assert ("data-quiet" in text, 'id="ton"' in text) == (quiet, not quiet)


def test_ten_screens_cost_one_look(concern, forenoon):
    office = concern.queue.office
    with CaptureQueriesContext(connection) as queries:
        found = {calls.shown_calls(office, now=NINE).mark for _screen in range(10)}
    assert (len(queries), len(found)) == (2, 1)


def test_without_redis_the_screen_goes_on(look, forenoon):
    with override_settings(CACHES=counters.out_of_reach()):
        page = look(NINE, "display_part")
    assert (page.status_code, "B 3" in page.content.decode()) == (200, True)


def test_a_day_and_a_night_and_the_next_morning(concern, look):
    """The screen is opened on Monday and never touched again."""
    place = counter(concern)
    for day in range(3):
        cache.clear()
        morning = NINE + timedelta(days=day)
        assert 'class="screen-call"' not in look(morning - timedelta(hours=8), "display_part").content.decode()
        visit = without(concern, now=morning)
        desk.call(attendance=visit, counter=place, seen=visit.changed_at, now=morning)
        cache.clear()
        page = look(morning, "display_part").content.decode()
        assert (visit.number in page, "screen-now--fresh" in page) == (True, True)
        assert "screen-now--fresh" not in look(morning + minutes(1), "display_part").content.decode()


@pytest.mark.parametrize("day", ["2027-03-27", "2027-03-28", "2027-10-31"])
def test_the_clock_of_the_turns_is_the_one_on_the_wall(day):
    moments = [berlin(date.fromisoformat(day), at) for at in (time(0), time(12), time(23, 59))]
    assert [calls.seconds_of_day(moment) for moment in moments] == [0, 43200, 86340]
