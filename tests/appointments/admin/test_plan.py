"""Wochenplan: what is planned, who is concerned by a change, and who made it."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import PlanLine
from tests.appointments.planned import EIGHT, MONDAY, SEVEN, grid, planned_concern, somebody
from tests.factories.accounts import staff
from tests.factories.appointments import PlanLineFactory

pytestmark = pytest.mark.django_db
NOW = SEVEN - timedelta(days=5)


@pytest.fixture(autouse=True)
def wednesday():
    """Five days before the Monday of the plan."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def lead(client, wednesday):
    user = staff("team_lead", first_name="Petra", last_name="Lind")
    client.force_login(user)
    return user


@pytest.fixture
def concern():
    return planned_concern(everyone=2)


@pytest.fixture
def line(concern):
    return PlanLine.objects.get()


def url(name, *arguments, **query):
    return reverse(f"admin:appointments_{name}", args=arguments, query=query or None)


def values(**changed):
    usual = {"weekday": "0", "starts": "08:00", "ends": "08:30", "clerks": "1", "channel": "everyone"}
    return usual | {"opens_time": "", "effective_from": "2027-04-05", "effective_until": ""} | changed


def test_the_plan_shows_weeks_and_lines_of_one_queue(client, concern, line):
    other = planned_concern(queue__office=concern.queue.office)
    pages = [client.get(url("plan")), client.get(url("plan", schlange=other.queue.slug))]
    assert [page.context["queue"] for page in pages] == [concern.queue, other.queue]
    assert (list(pages[0].context["lines"]), len(pages[0].context["weeks"])) == ([line], 13)


def test_lines_that_are_over_are_not_listed(client, concern, line):
    PlanLine.objects.update(effective_until=MONDAY - timedelta(days=20))
    assert list(client.get(url("plan")).context["lines"]) == []


def test_a_change_is_checked_before_it_is_saved(client, concern, line, book_at):
    for number in range(2):
        book_at(concern, EIGHT, NOW, person=somebody(number))
    page = client.get(url("line", concern.queue.slug, line.pk, **values()))
    assert (page.context["number"], [found.day for found in page.context["conflicts"]]) == (1, [MONDAY])
    assert (PlanLine.objects.count(), "Speichern" in page.text) == (1, True)


def test_saving_changes_the_plan_and_the_places_at_once(client, concern, line):
    answer = client.post(url("line", concern.queue.slug, line.pk), values())
    assert answer["Location"] == url("plan", schlange=concern.queue.slug)
    assert [offered for _minute, _channel, offered, _capacity, _booked in grid(concern)] == [1, 1, 1]
    assert list(PlanLine.objects.order_by("pk").values_list("clerks", "effective_until")) == [
        (2, MONDAY - timedelta(days=1)),
        (1, None),
    ]


def test_a_new_line_is_added(client, concern):
    client.post(url("line_add", concern.queue.slug), values(channel="door", opens_time="07:30"))
    line = PlanLine.objects.get(channel="door")
    assert (line.weekday, line.starts, line.clerks, line.opens_time) == (0, time(8), 1, time(7, 30))


def test_only_the_door_opens_at_a_time(client, concern):
    client.post(url("line_add", concern.queue.slug), values(opens_time="07:30"))
    assert PlanLine.objects.get(clerks=1).opens_time is None


def test_a_line_is_ended(client, concern, line):
    client.post(url("line_end", concern.queue.slug, line.pk), {"last_day": "2027-04-01"})
    line.refresh_from_db()
    assert (line.effective_until, grid(concern)) == (date(2027, 4, 1), [])


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"ends": "08:00"}, ["ends"]),
        ({"effective_from": "2027-03-30"}, ["effective_from"]),
        ({"effective_until": "2027-04-04"}, ["effective_until"]),
        ({"clerks": "0"}, ["clerks"]),
        ({"weekday": "7"}, ["weekday"]),
    ],
)
def test_what_makes_no_sense_is_told(client, concern, line, changed, wrong):
    page = client.post(url("line", concern.queue.slug, line.pk), values(**changed))
    assert (list(page.context["form"].errors), PlanLine.objects.count()) == (wrong, 1)


def test_a_line_cannot_end_in_the_past(client, concern, line):
    page = client.post(url("line_end", concern.queue.slug, line.pk), {"last_day": "2027-03-29"})
    assert list(page.context["form"].errors) == ["last_day"]


def test_lines_of_other_queues_are_not_found(client, concern, line):
    other = planned_concern(queue__office=concern.queue.office)
    assert client.get(url("line", other.queue.slug, line.pk)).status_code == 404


def test_who_changed_what_is_named(client, concern, line):
    client.post(url("line", concern.queue.slug, line.pk), values())
    entries = client.get(url("plan_history")).context["entries"]
    named = sorted((entry.kind, entry.deed) for entry in entries if entry.who == "Petra Lind")
    assert named == [("line", "angelegt"), ("line", "geändert")]


@pytest.mark.parametrize("page", ["nonsense", "0", "99999999999", "-1"])
def test_any_page_of_the_history_opens(client, concern, page):
    assert client.get(url("plan_history", seite=page)).status_code == 200


def test_the_plan_costs_the_same_for_one_and_three(client, concern):
    def count():
        with CaptureQueriesContext(connection) as seen:
            client.get(url("plan"))
        return len(seen)

    client.get(url("plan"))
    one = count()
    for weekday in (1, 2):
        PlanLineFactory(queue=concern.queue, weekday=weekday)
        planned_concern(queue__office=concern.queue.office)
    assert count() == one
