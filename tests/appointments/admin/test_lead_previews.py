"""The preview names whom a press would concern: the same people, in the same order, as the list afterwards."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import proposals
from tests.appointments.planned import EIGHT, MONDAY, SEVEN, at, limit, planned_concern, somebody
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def lead(client):
    """The team lead on Monday at seven."""
    with time_machine.travel(SEVEN, tick=False):
        client.force_login(staff("team_lead"))
        yield


@pytest.fixture
def concern():
    """Two clerks for everyone and one for the door, three steps."""
    return planned_concern(everyone=2, door=1, has_deadline=True)


@pytest.fixture
def booked(concern, book_at):
    """Two people at eight, one at ten past."""
    times = [(EIGHT, 0), (EIGHT, 1), (at(10), 2)]
    return [book_at(concern, start, SEVEN - WEEK, person=somebody(number)) for start, number in times]


def url(name, *arguments, **query):
    return reverse(f"admin:appointments_{name}", args=arguments, query=query or None)


def staffing(concern, **changed):
    usual = {"queue": str(concern.queue.pk), "starts": "08:00", "ends": "08:30", "clerks": "1", "reason": "illness"}
    return usual | changed


@pytest.mark.parametrize("clerks", ["1", "0"])
def test_a_preview_names_those_the_press_then_lists(client, concern, booked, clerks):
    asked = staffing(concern, clerks=clerks)
    page = client.get(url("staffing", MONDAY, **asked))
    named = page.context["people"]
    client.post(url("staffing", MONDAY), asked)
    listed = [row.appointment for row, _next in client.get(url("affected")).context["rows"]]
    assert (named, page.context["people_hidden"]) == (listed, 0)
    assert len(named) == {"1": 1, "0": 3}[clerks]
    assert [person.full_name in page.text for person in named] == [True] * len(named)


def test_a_preview_asks_about_those_again_who_were_kept_before(client, concern, booked):
    limit(concern, 0)
    proposals.keep(appointment=booked[0], reason="illness", now=SEVEN)
    page = client.get(url("close", MONDAY, **staffing(concern, starts="08:00", ends="08:20")))
    assert booked[0] in page.context["people"]


def test_a_preview_names_the_first_twenty_and_counts_the_rest_for_the_same_price(client, book_at):
    crowd = planned_concern(everyone=22)

    def preview():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url("close", MONDAY, **staffing(crowd)))
        return len(seen), page

    made = [book_at(crowd, EIGHT, SEVEN - WEEK, person=somebody(0))]
    one, _page = preview()
    made += [book_at(crowd, EIGHT, SEVEN - WEEK, person=somebody(number)) for number in range(1, 22)]
    many, page = preview()
    assert (page.context["people"], page.context["people_number"], "… und 2 weitere" in page.text) == (
        made[:20],
        22,
        True,
    )
    assert many == one
