"""The verbs of the day: every allowed step, every refused one, and the undo of each."""

from datetime import timedelta

import pytest

from appointments import calling, desk, services, undoing
from appointments.exceptions import (
    AlreadyChanged,
    CounterTaken,
    NobodyWaits,
    NothingToUndo,
    NotOpen,
    NotToday,
    TooEarly,
)
from appointments.models import Appointment, Attendance, Counter
from tests.appointments.day import NINE, booked, counter, minutes, waiting, without
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory, QueueFactory

pytestmark = pytest.mark.django_db
LATER = NINE + minutes(1)
FIELDS = ["status", "counter_id", "queue_id", "calls", "arrived_at", "rank_at", "finished_at", "done_id"]


def state(visit):
    """What a step may change, as the database has it."""
    return Attendance.objects.filter(pk=visit.pk).values(*FIELDS).get()


@pytest.fixture
def at_desk(concern):
    return counter(concern)


def call(visit, where, now=NINE):
    return desk.call(attendance=visit, counter=where, seen=visit.changed_at, now=now)


# --- counters ---


def test_a_clerk_who_moves_leaves_the_first_counter(concern, at_desk):
    second = Counter.objects.create(office=concern.queue.office, name="Schalter 2")
    desk.take_counter(counter=second, clerk=at_desk.clerk, languages=["tr"], now=LATER)
    found = Counter.objects.order_by("name").values_list("name", "clerk", "languages")
    assert list(found) == [("Schalter 1", None, []), ("Schalter 2", at_desk.clerk_id, ["tr"])]


def test_a_taken_counter_is_refused_and_nobody_loses_a_seat(concern, at_desk):
    other = counter(concern, "Schalter 2")
    with pytest.raises(CounterTaken):
        desk.take_counter(counter=at_desk, clerk=other.clerk, languages=[], now=LATER)
    assert Counter.objects.filter(clerk=None).count() == 0


def test_a_counter_nobody_left_is_free_the_next_day(concern, at_desk):
    assert (desk.free_counters(now=LATER), desk.free_counters(now=NINE + timedelta(days=1))) == (0, 1)
    assert Counter.objects.get().clerk is None


@pytest.mark.parametrize("step", [desk.did_not_come, desk.finish])
def test_an_end_that_is_taken_back_keeps_the_person_from_booking_twice_again(concern, at_desk, step):
    visit = call(waiting(concern), at_desk)
    key = services.open_key(concern, undoing.known_person(visit))
    Appointment.objects.update(open_key=key)
    done = {"done": concern} if step is desk.finish else {}
    over = step(attendance=visit, seen=visit.changed_at, now=LATER, **done)
    freed = Appointment.objects.get().open_key
    desk.take_back(attendance=over, now=LATER)
    assert (freed, Appointment.objects.get().open_key) == (None, key)


def test_who_stands_up_leaves_the_called_person_called(concern, at_desk):
    visit = call(waiting(concern), at_desk)
    desk.leave_counter(clerk=at_desk.clerk)
    assert (state(visit)["status"], state(visit)["counter_id"]) == ("called", at_desk.pk)


# --- arrival ---


@pytest.mark.parametrize(
    ("arrived", "rank"), [(-20, 0), (0, 0), (10, 0), (11, 11), (45, 45)], ids=lambda value: f"{value}"
)
def test_on_time_counts_the_booked_time_and_late_the_arrival(concern, arrived, rank):
    visit = waiting(concern, now=NINE + minutes(arrived))
    assert (visit.status, visit.rank_at) == ("waiting", NINE + minutes(rank))


def test_arriving_twice_is_harmless(concern):
    appointment = booked(concern)
    first = desk.arrive(appointment=appointment, now=NINE)
    again = desk.arrive(appointment=appointment, now=NINE + minutes(30))
    assert (again.pk, again.rank_at) == (first.pk, NINE)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [({"at": NINE + minutes(31)}, TooEarly), ({"at": NINE + timedelta(days=1)}, NotToday)],
)
def test_an_arrival_too_early_or_on_another_day_is_refused(concern, values, refusal):
    with pytest.raises(refusal):
        desk.arrive(appointment=booked(concern, **values), now=NINE)


def test_a_cancelled_appointment_cannot_arrive(concern):
    with pytest.raises(NotOpen):
        desk.arrive(appointment=booked(concern, status=Appointment.Status.CANCELLED), now=NINE)


def test_somebody_marked_absent_may_still_arrive_and_undoing_that_makes_them_absent_again(concern):
    appointment = booked(concern)
    absent = desk.mark_absent(appointment=appointment, now=NINE + minutes(20))
    before = state(absent)
    visit = desk.arrive(appointment=appointment, now=NINE + minutes(25))
    assert (visit.status, visit.rank_at, visit.finished_at) == ("waiting", NINE + minutes(25), None)
    desk.take_back(attendance=visit, now=NINE + minutes(26))
    assert state(visit) == before


def test_who_has_arrived_cannot_be_marked_absent_from_an_old_page(concern):
    visit = waiting(concern)
    with pytest.raises(AlreadyChanged):
        desk.mark_absent(appointment=visit.appointment, now=LATER)


def test_an_undone_arrival_and_an_undone_absence_leave_no_visit(concern):
    for visit in (waiting(concern), desk.mark_absent(appointment=booked(concern), now=NINE), without(concern)):
        assert desk.take_back(attendance=visit, now=LATER) is None
    assert Attendance.objects.count() == 0


def test_a_number_without_appointment_continues_the_line_of_the_queue(concern):
    numbers = [without(concern).number for _person in range(2)]
    letter = concern.queue.ticket_letter
    assert numbers == [f"{letter} 1", f"{letter} 2"]


# --- calling ---


def test_people_are_called_by_booked_time_then_those_without_an_appointment(concern, at_desk):
    walk_in = without(concern, now=NINE - minutes(60))
    second = waiting(concern, at=NINE + minutes(10), now=NINE - minutes(10))
    first = waiting(concern, now=NINE - minutes(5))
    late = waiting(concern, at=NINE - minutes(40), now=NINE + minutes(5))
    order = [desk.call_next(counter=at_desk, queues=[concern.queue_id], now=NINE).pk for _person in range(4)]
    assert order == [first.pk, late.pk, second.pk, walk_in.pk]


def test_only_the_counters_queues_its_office_and_its_day_are_called(concern, at_desk):
    waiting(ConcernFactory(queue=QueueFactory(office=concern.queue.office)))
    waiting(ConcernFactory())
    with pytest.raises(NobodyWaits):
        desk.call_next(counter=at_desk, queues=[concern.queue_id], now=NINE)
    waiting(concern)
    with pytest.raises(NobodyWaits):
        desk.call_next(counter=at_desk, queues=[concern.queue_id], now=NINE + timedelta(days=1))


def test_a_clerk_gets_people_of_her_languages_first(concern):
    turkish = counter(concern, languages=["tr"])
    waiting(concern, at=NINE - minutes(10), language="de")
    spoken = waiting(concern, language="tr")
    assert desk.call_next(counter=turkish, queues=[concern.queue_id], now=NINE).pk == spoken.pk


def test_nobody_is_passed_over_who_has_waited_longer_than_the_patience(concern):
    turkish = counter(concern, languages=["tr"])
    patient = waiting(concern, at=NINE - minutes(15), language="de")
    waiting(concern, language="tr")
    assert desk.call_next(counter=turkish, queues=[concern.queue_id], now=NINE).pk == patient.pk


def test_a_number_without_an_appointment_waits_behind_everybody_with_one_whatever_it_speaks(concern):
    turkish = counter(concern, languages=["tr"])
    without(concern, now=NINE - minutes(30), language="tr")
    booked_one = waiting(concern, language="de")
    assert desk.call_next(counter=turkish, queues=[concern.queue_id], now=NINE).pk == booked_one.pk


def test_who_has_cancelled_while_waiting_is_not_called(concern, at_desk):
    gone, here = waiting(concern), waiting(concern, at=NINE + minutes(10), now=NINE)
    Appointment.objects.filter(pk=gone.appointment_id).update(status="cancelled")
    assert desk.call_next(counter=at_desk, queues=[concern.queue_id], now=NINE).pk == here.pk


def test_a_second_press_gives_the_same_person_until_something_became_of_it(concern, at_desk):
    first, second = waiting(concern), waiting(concern, at=NINE + minutes(10), now=NINE)
    pressed = [calling.next_person(counter=at_desk, now=NINE) for _press in range(2)]
    assert ([visit.pk for visit in pressed], pressed[1].calls) == ([first.pk, first.pk], 1)
    desk.finish(attendance=pressed[0], done=concern, seen=pressed[0].changed_at, now=LATER)
    assert calling.next_person(counter=at_desk, now=LATER).pk == second.pk


def test_a_call_of_the_next_can_be_taken_back(concern, at_desk):
    visit = waiting(concern)
    before = state(visit)
    called = calling.next_person(counter=at_desk, now=LATER)
    desk.take_back(attendance=called, now=LATER)
    assert state(visit) == before


# --- every step from every state ---


def from_state(name, concern, where, **values):
    """A visit in this state."""
    if name == "no-show":
        return desk.mark_absent(appointment=booked(concern, **values), now=NINE)
    visit = waiting(concern, **values)
    if name in ("called", "served", "absent"):
        visit = call(visit, where)
    if name == "served":
        visit = desk.finish(attendance=visit, done=concern, seen=visit.changed_at, now=NINE)
    if name == "absent":
        visit = desk.did_not_come(attendance=visit, seen=visit.changed_at, now=NINE)
    return visit


STEPS = {
    "call": lambda visit, concern, where, seen: desk.call(attendance=visit, counter=where, seen=seen, now=LATER),
    "send_back": lambda visit, concern, where, seen: desk.send_back(attendance=visit, seen=seen, now=LATER),
    "finish": lambda visit, concern, where, seen: desk.finish(attendance=visit, done=concern, seen=seen, now=LATER),
    "did_not_come": lambda visit, concern, where, seen: desk.did_not_come(attendance=visit, seen=seen, now=LATER),
    "forward": lambda visit, concern, where, seen: desk.forward(
        attendance=visit, queue=QueueFactory(office=concern.queue.office), seen=seen, now=LATER
    ),
}
ALLOWED = {
    ("call", "waiting"): "called",
    ("call", "called"): "called",
    ("call", "absent"): "called",
    ("call", "no-show"): "called",
    ("send_back", "called"): "waiting",
    ("finish", "called"): "served",
    ("did_not_come", "called"): "absent",
    ("did_not_come", "waiting"): "absent",
    ("forward", "called"): "waiting",
    ("forward", "waiting"): "waiting",
}
STATES = ["waiting", "called", "served", "absent", "no-show"]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(concern, at_desk, step, before):
    visit = from_state(before, concern, at_desk)
    old = state(visit)
    wanted = ALLOWED.get((step, before))
    if wanted is None:
        with pytest.raises(AlreadyChanged):
            STEPS[step](visit, concern, at_desk, visit.changed_at)
        assert state(visit) == old
        return
    changed = STEPS[step](visit, concern, at_desk, visit.changed_at)
    assert state(visit)["status"] == wanted
    desk.take_back(attendance=changed, now=LATER + minutes(2))
    assert state(visit) == old


@pytest.mark.parametrize("step", STEPS)
def test_a_step_on_an_old_page_changes_nothing(concern, at_desk, step):
    visit = from_state("called", concern, at_desk)
    old = state(visit)
    with pytest.raises(AlreadyChanged):
        STEPS[step](visit, concern, at_desk, visit.changed_at - minutes(1))
    assert state(visit) == old


def test_a_person_called_elsewhere_is_not_called_away(concern, at_desk):
    visit = call(waiting(concern), at_desk)
    with pytest.raises(AlreadyChanged):
        call(visit, counter(concern, "Schalter 2"))


def test_somebody_called_after_not_coming_can_go_back_to_the_waiting_room(concern, at_desk):
    visit = call(desk.mark_absent(appointment=booked(concern), now=NINE), at_desk)
    changed = desk.send_back(attendance=visit, seen=visit.changed_at, now=LATER)
    assert (changed.status, changed.arrived_at) == ("waiting", NINE)


def test_forwarding_keeps_the_rank(concern, at_desk):
    visit = call(waiting(concern), at_desk)
    queue = QueueFactory(office=concern.queue.office)
    changed = desk.forward(attendance=visit, queue=queue, seen=visit.changed_at, now=LATER)
    assert (changed.queue_id, changed.rank_at, changed.counter_id) == (queue.pk, NINE, None)


def test_what_was_really_done_is_kept(concern, at_desk):
    visit, other = call(waiting(concern), at_desk), ConcernFactory(queue=concern.queue)
    served = desk.finish(attendance=visit, done=other, seen=visit.changed_at, now=LATER)
    assert (served.concern_id, served.done_id, served.finished_at) == (concern.pk, other.pk, LATER)


@pytest.mark.parametrize("over", ["served", "absent", "no-show"])
def test_after_the_visit_the_same_person_may_book_again(concern, at_desk, over):
    from_state(over, concern, at_desk, open_key="k")
    assert Appointment.objects.get().open_key is None


def test_an_open_appointment_still_stands_in_the_way(concern):
    appointment = booked(concern, open_key="k")
    desk.arrive(appointment=appointment, now=NINE)
    assert Appointment.objects.get().open_key == "k"


# --- taking back ---


def test_after_two_minutes_nothing_is_taken_back(concern, at_desk):
    visit = call(waiting(concern), at_desk)
    with pytest.raises(NothingToUndo):
        desk.take_back(attendance=visit, now=NINE + minutes(2) + timedelta(seconds=1))


def test_what_was_taken_back_is_not_taken_back_again(concern, at_desk):
    visit = call(waiting(concern), at_desk)
    desk.take_back(attendance=visit, now=LATER)
    with pytest.raises(NothingToUndo):
        desk.take_back(attendance=visit, now=LATER)


def test_a_colleagues_step_is_not_taken_back(concern, at_desk):
    visit = call(waiting(concern), at_desk)
    desk.send_back(attendance=visit, seen=visit.changed_at, now=LATER)
    with pytest.raises(AlreadyChanged):
        desk.take_back(attendance=visit, seen=visit.changed_at, now=LATER)


def test_a_visit_that_is_gone_cannot_be_taken_back(concern):
    visit = waiting(concern)
    Attendance.objects.all().delete()
    with pytest.raises(AlreadyChanged):
        desk.take_back(attendance=visit, now=LATER)


def test_a_note_is_kept_without_making_pages_old(concern):
    visit = waiting(concern)
    desk.write_note(attendance=visit, note="bringt Passfoto nach")
    found = Attendance.objects.get()
    assert (found.note, found.changed_at) == ("bringt Passfoto nach", visit.changed_at)


def test_a_clerk_without_a_seat_stands_up_harmlessly():
    desk.leave_counter(clerk=staff(""))
