"""The board: who is shown where, in what words, for how many queries."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import board, desk
from appointments.models import Appointment, UrgentRequest
from tests.appointments.day import NINE, booked, counter, minutes, waiting, without
from tests.factories.appointments import ConcernFactory, QueueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(concern):
    return concern.queue.office


@pytest.fixture
def seen(office):
    """The board now: `seen()`."""

    def read(now=NINE):
        return board.board(office, now=now)

    return read


def numbers(rows):
    return [row.number for row in rows]


def full_day(concern, at_desk, people):
    """So many people in every column."""
    for number in range(people):
        booked(concern, at=NINE + minutes(number))
        waiting(concern)
        without(concern)
        visit = waiting(concern)
        called = desk.call(attendance=visit, counter=at_desk, seen=visit.changed_at, now=NINE)
        desk.finish(attendance=called, done=concern, seen=called.changed_at, now=NINE)
        visit = waiting(concern)
        desk.call(attendance=visit, counter=at_desk, seen=visit.changed_at, now=NINE)


def test_the_expected_stand_by_time_and_the_overdue_are_marked(concern, seen):
    for at, number in ((15, "B 3"), (-11, "B 1"), (-10, "B 2")):
        booked(concern, at=NINE + minutes(at), number=number)
    found = [(row.number, row.late, row.minutes, row.name) for row in seen().expected]
    name = "Ayşe Yılmaz"
    assert found == [("B 1", True, 11, name), ("B 2", False, 10, name), ("B 3", False, 0, name)]


def test_who_is_overdue_for_more_than_an_hour_is_only_counted(concern, seen):
    booked(concern, at=NINE - minutes(61))
    booked(concern, number="B 2")
    found = seen()
    assert (numbers(found.expected), found.expected_older, found.totals["expected"]) == (["B 2"], 1, 2)


def test_cancelled_people_other_days_and_other_offices_are_not_shown(concern, seen):
    booked(concern, status=Appointment.Status.CANCELLED)
    booked(concern, at=NINE + timedelta(days=1))
    waiting(ConcernFactory())
    found = seen()
    assert (found.expected, found.waiting, found.queues) == ([], [], [])


def test_the_waiting_stand_in_turn_with_what_a_clerk_must_know(concern, seen):
    number = without(concern, now=NINE - minutes(30), persons=2, language="ar").number
    visit = waiting(concern, at=NINE - minutes(30), now=NINE - minutes(5), number="B 40", needs="Rollstuhl")
    desk.write_note(attendance=visit, note="hört schlecht")
    found = [
        (row.number, row.late, row.walk_in, row.minutes, row.persons, row.language, row.needs, row.note)
        for row in seen().waiting
    ]
    assert found == [
        ("B 40", True, False, 5, 1, "de", "Rollstuhl", "hört schlecht"),
        (number, False, True, 30, 2, "ar", "", ""),
    ]


def test_the_called_say_where_since_when_and_how_often(concern, seen):
    visit = waiting(concern, number="B 40")
    at_desk = counter(concern)
    for moment in (NINE, NINE + minutes(1)):
        visit = desk.call(attendance=visit, counter=at_desk, seen=visit.changed_at, now=moment)
    row = seen().called[0]
    assert (row.number, row.counter, row.called_at, row.calls) == ("B 40", "Schalter 1", NINE + minutes(1), 2)


def test_somebody_called_who_has_cancelled_is_marked(concern, seen):
    visit = waiting(concern)
    desk.call(attendance=visit, counter=counter(concern), seen=visit.changed_at, now=NINE)
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    assert [row.cancelled for row in seen().called] == [True]


def test_the_finished_stand_latest_first_with_what_was_done(concern, seen):
    at_desk, other = counter(concern), ConcernFactory(queue=concern.queue, name_de="Karte abholen")
    visit = waiting(concern, number="B 40")
    visit = desk.call(attendance=visit, counter=at_desk, seen=visit.changed_at, now=NINE)
    desk.finish(attendance=visit, done=other, seen=visit.changed_at, now=NINE + minutes(5))
    desk.mark_absent(appointment=booked(concern, number="B 41"), now=NINE + minutes(6))
    found = [(row.number, row.status, row.done) for row in seen(NINE + minutes(7)).finished]
    assert found == [("B 41", "absent", ""), ("B 40", "served", "Karte abholen")]


def test_each_queue_is_counted_and_walk_ins_apart(concern, seen, office):
    second = ConcernFactory(queue=QueueFactory(office=office, name_de="Karten", order=1))
    booked(concern)
    waiting(concern)
    without(concern)
    without(second)
    found = [(queue.name, queue.expected, queue.waiting, queue.waiting_without) for queue in seen().queues]
    assert found == [("Schalter", 1, 2, 1), ("Karten", 0, 1, 1)]
    assert seen().totals["waiting"] == 3


def test_a_full_house_is_cut_to_what_fits_but_counted_whole(concern, seen):
    for _person in range(board.WAITING_SHOWN + 5):
        without(concern)
    found = seen()
    assert (len(found.waiting), found.totals["waiting"]) == (board.WAITING_SHOWN, board.WAITING_SHOWN + 5)


def test_the_board_costs_six_queries_for_one_person_and_for_many(concern, seen, django_assert_num_queries):
    at_desk = counter(concern)
    for people in (1, 4):
        full_day(concern, at_desk, people)
        with django_assert_num_queries(6):
            seen()


def test_the_version_costs_one_query_and_stands_still_while_nothing_happens(concern, office):
    full_day(concern, counter(concern), 2)
    with CaptureQueriesContext(connection) as queries:
        found = {board.version(office, now=NINE + timedelta(seconds=second)) for second in (0, 5, 59)}
    assert (len(found), len(queries)) == (1, 3)


def test_everything_the_board_shows_changes_its_version(concern, office):
    def version():
        return board.version(office, now=NINE)

    at_desk, visit, expected = counter(concern), waiting(concern), booked(concern)
    found = [version()]
    for change in (
        lambda: desk.write_note(attendance=visit, note="x"),
        lambda: desk.call(attendance=visit, counter=at_desk, seen=visit.changed_at, now=NINE - minutes(5)),
        lambda: desk.leave_counter(clerk=at_desk.clerk),
        lambda: Appointment.objects.filter(pk=expected.pk).update(status="cancelled"),
        lambda: booked(concern),
        lambda: UrgentRequest.objects.create(office=office, attempt=expected.pk, reason="job", created_at=NINE),
        lambda: UrgentRequest.objects.update(state="declined"),
    ):
        change()
        found.append(version())
    assert (len(set(found)), found[-1]) == (7, found[-3])
    assert board.version(office, now=NINE + minutes(1)) not in found


def test_open_requests_stand_oldest_first_and_none_is_forgotten_over_night(concern, office):
    def asked(number, **values):
        values = {"created_at": NINE, "reason": "job"} | values
        return UrgentRequest.objects.create(office=office, attempt=f"{number:032}", **values)

    second, first = asked(1), asked(2, created_at=NINE - minutes(5))
    asked(3, state="accepted")
    yesterday = asked(4, created_at=NINE - timedelta(days=1))
    assert board.open_requests(office, now=NINE) == [yesterday, first, second]


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_on_days_the_clock_changes_minutes_are_real_minutes(concern, office, day):
    early = datetime.fromisoformat(f"{day}T00:30:00+0{'1' if day < '2027-06' else '2'}:00")
    without(concern, now=early)
    row = board.board(office, now=early + timedelta(hours=5)).waiting[0]
    assert (row.minutes, row.arrived_at) == (300, early)


def test_after_midnight_the_board_is_empty(concern, office):
    waiting(concern)
    found = board.board(office, now=NINE + timedelta(hours=15))
    assert (found.waiting, found.queues) == ([], [])
