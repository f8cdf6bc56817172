"""The board is read and drawn once for all clerks who see the same, and holds nothing of one of them."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from appointments import board, desk
from appointments.models import Attendance
from tests import counters
from tests.appointments.day import NINE, booked, counter, minutes, waiting
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def own_cache():
    """An empty Redis database of this process alone."""
    with override_settings(CACHES=counters.own()):
        cache.clear()
        yield
        cache.clear()


@pytest.fixture
def clerk_at(concern):
    """Another clerk's browser, at a counter of her own: `clerk_at("front_desk", "Schalter 7")`."""

    def make(role, name=""):
        user, browser = staff(role, username=f"{role} {name}"), Client()
        if name:
            counter(concern, name, clerk=user)
        browser.force_login(user)
        return browser

    return make


@pytest.fixture
def reads(monkeypatch):
    """Counts how often the rows of the board were read."""
    found = []
    read = board.board
    monkeypatch.setattr(board, "board", lambda office, *, now: found.append(now) or read(office, now=now))
    return found


def shown(browser, to):
    return browser.get(to("desk_live")).content.decode()


def test_all_clerks_together_read_the_rows_once_for_each_version(client, seat, to, concern, clerk_at, reads):
    waiting(concern)
    browsers = [
        client,
        clerk_at("front_desk", "Schalter 7"),
        clerk_at("caseworker", "Schalter 8"),
        clerk_at("team_lead"),
    ]
    for browser in browsers:
        shown(browser, to)
    once = len(reads)
    waiting(concern)
    for browser in browsers:
        shown(browser, to)
    assert (once, len(reads)) == (1, 2)


def test_whoever_comes_second_asks_less_of_the_database(client, seat, to, concern, clerk_at):
    waiting(concern)
    costs = []
    for browser in (client, clerk_at("front_desk", "Schalter 7")):
        with CaptureQueriesContext(connection) as queries:
            shown(browser, to)
        costs.append(len(queries))
    assert costs[0] - costs[1] >= 7  # the six of the board, and the urgent requests


def test_files_are_linked_only_for_those_who_may_open_them(client, seat, to, concern, clerk_at):
    waiting(concern, case_file=CaseFileFactory())
    pages = [shown(browser, to) for browser in (clerk_at("caseworker", "Schalter 7"), client, clerk_at("caseworker"))]
    assert ["Akte<" in page for page in pages] == [True, False, True]


def test_only_who_sits_at_a_counter_is_offered_to_call(client, seat, to, concern, clerk_at):
    address = to("desk_step", waiting(concern).pk, "aufrufen")
    assert [address in shown(browser, to) for browser in (client, clerk_at("front_desk"))] == [True, False]


def test_every_clerk_finds_her_own_among_the_called(client, seat, to, concern, clerk_at):
    visit = waiting(concern)
    desk.call(attendance=visit, counter=seat, seen=visit.changed_at, now=NINE)
    other = clerk_at("front_desk", "Schalter 7")
    assert ["desk-row--mine" in shown(browser, to) for browser in (client, other)] == [True, False]


def test_each_clerk_sends_her_own_token_and_the_buttons_of_the_columns_work(seat, to, concern, clerk_at):
    visit, expected = waiting(concern), booked(concern)
    browsers = [Client(enforce_csrf_checks=True) for _clerk in range(2)]
    for number, browser in enumerate(browsers):
        user = staff("front_desk", username=f"clerk{number}")
        counter(concern, f"Schalter 2{number}", clerk=user)
        browser.force_login(user)
    first, second = (shown(browser, to) for browser in browsers)
    columns = re.compile(
        r'<form class="desk-columns" method="post">\s*<input[^>]*name="csrfmiddlewaretoken" value="(\w+)"'
    )
    press = re.search(rf'formaction="{to("desk_step", visit.pk, "aufrufen")}" name="seen" value="([^"]+)"', second)
    browsers[0].post(to("desk_arrived", expected.pk), {"csrfmiddlewaretoken": columns.search(first)[1]})
    values = {"csrfmiddlewaretoken": columns.search(second)[1], "seen": press[1]}
    answer = browsers[1].post(to("desk_step", visit.pk, "aufrufen"), values)
    visit.refresh_from_db()
    assert (answer.status_code, visit.status, Attendance.objects.count()) == (302, "called", 2)


def test_nothing_lies_in_the_cache_longer_than_the_minute(client, seat, to, concern, clock):
    waiting(concern)
    clock.move_to(NINE + minutes(1) - minutes(1) / 6)
    shown(client, to)
    store = cache._cache.get_client(write=True)
    left = [store.ttl(name) for name in counters.names() if "board:" in name]
    assert (len(left), max(left) <= 10) == (2, True)
