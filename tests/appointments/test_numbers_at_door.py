"""Numbers for those who may come without an appointment today, drawn at the poster's page."""

import re
import uuid
from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from appointments import passes, walk_ins
from appointments.models import Attendance, PlanException
from tests.design.html import only, tags
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory, DoorCodeFactory
from tests.factories.authority import ClosingDayFactory, OpeningHoursFactory

pytestmark = pytest.mark.django_db
MONDAY = 0


@pytest.fixture(autouse=True)
def travelled(now):
    """The request's own clock shows the test's Monday, seven in the morning."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def walk_in(concern):
    """The concern may come without an appointment on Mondays, up to four people."""
    concern.walk_in_weekdays = [MONDAY]
    concern.save()
    return concern


@pytest.fixture
def poster(walk_in):
    return DoorCodeFactory(office=walk_in.queue.office)


@pytest.fixture
def draw_page(poster, walk_in):
    return reverse("appointments:draw_number", args=[poster.code, walk_in.slug])


@pytest.fixture
def door(client, poster):
    """The door's page."""
    return lambda: client.get(reverse("appointments:door", args=[poster.code])).text


def test_the_door_offers_a_number_for_what_needs_no_appointment_today(door, poster, walk_in, draw_page):
    ConcernFactory(queue=walk_in.queue, walk_in_weekdays=[1])
    links = [tag["href"] for tag in tags(door(), tag="a") if (tag.get("href") or "").endswith("/nummer/")]
    assert links == [draw_page]


def test_a_number_waits_behind_the_booked_with_its_persons_and_language(client, walk_in, draw_page, now):
    attempt = re.search(r'name="attempt" value="([^"]+)"', client.get(draw_page).text).group(1)
    answer = client.post(draw_page.replace("/de/", "/tr/"), {"attempt": attempt, "persons": "3"})
    visit = Attendance.objects.get()
    assert answer["Location"] == passes.number_path(visit).replace("/de/", "/tr/")
    assert (visit.number, visit.persons, visit.language, visit.appointment, visit.rank_at, visit.status) == (
        f"{walk_in.queue.ticket_letter} 1",
        3,
        "tr",
        None,
        now,
        "waiting",
    )


def test_a_double_press_draws_one_number(client, draw_page):
    attempt = str(uuid.uuid4())
    answers = {client.post(draw_page, {"attempt": attempt, "persons": "1"})["Location"] for _press in range(2)}
    assert (len(answers), Attendance.objects.count()) == (1, 1)


def test_the_identifier_of_a_visit_is_no_attempt_that_leads_to_it(client, draw_page):
    client.post(draw_page, {"attempt": str(uuid.uuid4()), "persons": "1"})
    first = Attendance.objects.get()
    client.post(draw_page, {"attempt": str(first.pk), "persons": "1"})
    assert Attendance.objects.count() == 2


@pytest.mark.parametrize("pressed", [{"persons": "1"}, {"attempt": "x", "persons": "1"}, {"persons": "9"}])
def test_a_broken_press_draws_nothing(client, draw_page, pressed):
    if pressed["persons"] == "9":
        pressed = pressed | {"attempt": str(uuid.uuid4())}
    assert (client.post(draw_page, pressed).status_code, Attendance.objects.count()) == (400, 0)


def test_persons_are_asked_only_where_they_count(client, draw_page, walk_in):
    walk_in.max_persons = 1
    walk_in.save()
    assert tags(client.get(draw_page).text, name="persons") == []
    client.post(draw_page, {"attempt": str(uuid.uuid4())})
    assert Attendance.objects.get().persons == 1


def test_the_page_of_the_number_shows_it_with_a_code_and_the_standing(client, draw_page, concern):
    page = client.get(client.post(draw_page, {"attempt": str(uuid.uuid4()), "persons": "1"})["Location"]).text
    assert only(page, cls="abh-ticket__number")["text"] == f"{concern.queue.ticket_letter} 1"
    assert "Sie sind als Nächstes dran." in only(page, id="stand")["text"]
    assert len(tags(page, tag="svg", **{"aria-label": "QR-Code mit dem Link zu Ihrer Nummer"})) == 1


def test_the_page_of_the_number_renews_only_its_top_and_ends_with_the_day(client, draw_page, now):
    address = client.post(draw_page, {"attempt": str(uuid.uuid4()), "persons": "1"})["Location"]
    part = client.get(address, headers={"HX-Request": "true"}).text
    with time_machine.travel(now + timedelta(days=1), tick=False):
        page = client.get(address)
        again = client.get(address, headers={"HX-Request": "true"})
    assert (tags(part, tag="h1"), page.status_code, again["HX-Refresh"]) == ([], 410, "true")
    assert "Diese Nummer gilt nicht mehr" in page.text


def test_a_stranger_sees_no_number(client, draw_page):
    client.post(draw_page, {"attempt": str(uuid.uuid4()), "persons": "1"})
    wrong = passes.number_token(Attendance.objects.get())[:-1] + "-"
    assert client.get(reverse("appointments:number", args=[wrong])).status_code == 404


def closing_day(office):
    ClosingDayFactory(day=date(2027, 3, 15))


def closed_line(office):
    queue = office.queues.get()
    PlanException.objects.create(
        queue=queue, day=date(2027, 3, 15), starts=time(0), ends=time(12), clerks=0, reason="alarm",
        created_by=staff("team_lead"),
    )  # fmt: skip


def after_hours(office):
    OpeningHoursFactory(office=office, opens=time(5), closes=time(6, 30))


def before_hours(office):
    OpeningHoursFactory(office=office, opens=time(8), closes=time(12))


@pytest.mark.parametrize("closed", [closing_day, closed_line, after_hours, before_hours])
def test_when_closed_there_are_no_numbers(client, door, draw_page, walk_in, closed):
    closed(walk_in.queue.office)
    answer = client.post(draw_page, {"attempt": str(uuid.uuid4()), "persons": "1"})
    assert (draw_page in door(), answer.status_code, Attendance.objects.count()) == (False, 409, 0)


def test_before_opening_the_door_says_from_when(door, walk_in, poster):
    before_hours(walk_in.queue.office)
    assert "Nummern gibt es ab 7:30 Uhr" in door()


def test_on_another_weekday_there_are_none(client, draw_page, now):
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert client.get(draw_page).status_code == 409


def test_a_replaced_poster_draws_nothing(client, poster, draw_page, now):
    poster.replaced_at = now
    poster.save()
    assert client.post(draw_page, {"attempt": str(uuid.uuid4()), "persons": "1"}).status_code == 404


def test_the_offer_costs_the_same_for_one_and_three_concerns(walk_in, now, django_assert_num_queries):
    office = walk_in.queue.office
    with django_assert_num_queries(4):
        assert len(walk_ins.walk_ins(office, now=now)) == 1
    for _concern in range(2):
        ConcernFactory(queue=walk_in.queue, walk_in_weekdays=[MONDAY])
    with django_assert_num_queries(4):
        assert len(walk_ins.walk_ins(office, now=now)) == 3
