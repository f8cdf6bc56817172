"""Where a visit stands: the place in the line, the bounds of the wait, and what the page says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import desk, standing
from appointments.models import Attendance, Counter
from appointments.standing import Kind
from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory, ConcernFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def come(concern, start):
    """Somebody booked so many minutes after eight, here five minutes before: `come(10)`."""

    def make(minutes=0, *, at=None, **fields):
        fields = {"concern": concern, "starts_at": start + minutes * MINUTE} | fields
        booked = AppointmentFactory(**fields)
        return desk.arrive(appointment=booked, now=at or booked.starts_at - 5 * MINUTE)

    return make


@pytest.fixture
def sit_down(concern):
    """Opens counters of the queue: `sit_down(2)`."""

    def make(number):
        for index in range(number):
            clerk = staff("front_desk", username=f"clerk-{index}")
            counter = Counter.objects.create(office=concern.queue.office, name=f"Schalter {index}", clerk=clerk)
            counter.queues.add(concern.queue)

    return make


def wait_of(visit, now):
    found = standing.of_visit(visit, now=now)
    return found.kind, found.ahead, found.low, found.high


def test_nobody_before_me_is_no_wait(come, start):
    assert wait_of(come(), start) == (Kind.WAITING, 0, 0, 0)


def test_three_visits_of_ten_minutes_at_one_counter_are_20_to_45_minutes(come, sit_down, start):
    sit_down(1)
    for minutes in (0, 10, 20):
        come(minutes)
    come(40)
    assert wait_of(come(30), start) == (Kind.WAITING, 3, 20, 45)


def test_a_second_counter_halves_the_wait(come, sit_down, start):
    sit_down(2)
    for minutes in (0, 10, 20):
        come(minutes)
    assert wait_of(come(30), start) == (Kind.WAITING, 3, 10, 25)


def test_without_a_clerk_the_wait_is_that_of_one_counter(come, start):
    come()
    assert wait_of(come(10), start) == (Kind.WAITING, 1, 5, 15)


def test_a_family_takes_the_minutes_of_all_its_members(come, start):
    come(persons=3)
    assert wait_of(come(10), start) == (Kind.WAITING, 1, 10, 30)


def test_once_five_were_served_today_their_median_counts_instead_of_the_plan(come, concern, start):
    for index in range(5):
        visit = come(index, at=start - 20 * MINUTE)
        Attendance.objects.filter(pk=visit.pk).update(
            status="served", called_at=start - 40 * MINUTE, finished_at=start - 10 * MINUTE
        )
    come(6)
    assert wait_of(come(10), start) == (Kind.WAITING, 1, 20, 45)


def test_another_line_and_another_day_do_not_count(come, concern, start):
    elsewhere = ConcernFactory(queue__office=concern.queue.office)
    come(concern=elsewhere)
    visit = come(1)
    Attendance.objects.filter(pk=visit.pk).update(day=start.date() - timedelta(days=1))
    assert wait_of(come(10), start) == (Kind.WAITING, 0, 0, 0)


def test_without_an_appointment_everybody_with_one_comes_first(come, concern, start):
    walk_in = desk.give_number(concern=concern, persons=1, language="de", now=start - 30 * MINUTE)
    come(50)
    later = desk.give_number(concern=concern, persons=1, language="de", now=start - 20 * MINUTE)
    assert [wait_of(visit, start)[1] for visit in (walk_in, later)] == [1, 2]


def test_the_order_is_that_of_calling(come, concern, sit_down, start):
    sit_down(1)
    late = come(0, at=start + 15 * MINUTE)
    walk_in = desk.give_number(concern=concern, persons=1, language="de", now=start)
    visits = [come(20), walk_in, come(5), late, come(15, at=start + 10 * MINUTE)]
    now = start + 20 * MINUTE
    shown = sorted(visits, key=lambda visit: standing.of_visit(visit, now=now).ahead)
    counter = Counter.objects.get()
    called = [desk.call_next(counter=counter, queues=[concern.queue_id], now=now) for _call in visits]
    assert [visit.number for visit in shown] == [visit.number for visit in called]


@pytest.mark.parametrize(
    ("minutes", "kind"),
    [
        pytest.param(-24 * 60, Kind.OTHER_DAY, id="the day before"),
        pytest.param(-31, Kind.TOO_EARLY, id="more than half an hour before"),
        pytest.param(-30, Kind.MAY_ARRIVE, id="half an hour before"),
        pytest.param(10, Kind.MAY_ARRIVE, id="within the tolerance"),
        pytest.param(11, Kind.LATE, id="after it"),
        pytest.param(8 * 60, Kind.LATE, id="in the afternoon"),
    ],
)
def test_an_appointment_knows_when_arriving_can_be_told(concern, start, minutes, kind):
    appointment = AppointmentFactory(concern=concern, starts_at=start)
    found = standing.of_appointment(appointment, now=start + minutes * MINUTE)
    opens = start - 30 * MINUTE if kind == Kind.TOO_EARLY else None
    assert (found.kind, found.arrival_from) == (kind, opens)


def test_who_came_late_is_told_so_and_who_was_on_time_is_not(come, start):
    visits = [come(0, at=start + 11 * MINUTE), come(5, at=start + 15 * MINUTE)]
    assert [standing.of_visit(visit, now=start).came_late for visit in visits] == [True, False]


def test_a_standing_takes_the_same_few_queries_for_one_and_for_many(come, start):
    def cost(visit):
        with CaptureQueriesContext(connection) as queries:
            standing.of_appointment(visit.appointment, now=start)
        return len(queries)

    come()
    one = cost(come(10))
    for minutes in range(11, 20):
        come(minutes)
    assert (one, cost(come(30))) == (4, 4)
