"""Two people who want each other's time, in real processes against real PostgreSQL: nobody is stuck."""

from datetime import timedelta

import pytest
from django.db.models import F

from appointments import holds
from appointments.models import Appointment, Place, Slot
from appointments.services import Person
from tests.rivals import race

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 15

# Each rival goes to and fro between two times; a deadlock would be an OperationalError and end the process with 1.
SWAP = """
import json, sys, threading
from datetime import datetime
from django.db import connections
from appointments import holds, services
from appointments.exceptions import TimeTaken
from appointments.models import Appointment, Hold
order = json.loads(sys.argv[1])
now = datetime.fromisoformat(order["now"])
times = [datetime.fromisoformat(text) for text in order["times"]]
answers, faults = [], []
def go(start):
    if order["deed"] == "hold":
        return holds.change_time(hold=Hold.objects.get(pk=order["who"]), start=start, now=now)
    appointment = Appointment.objects.get(pk=order["who"])
    return services.move_appointment(appointment=appointment, start=start, now=now)
def rival():
    try:
        for turn in range(order["rounds"]):
            for start in times:
                try:
                    answers.append(go(start).starts_at.isoformat() == start.isoformat())
                except TimeTaken:
                    answers.append("taken")
    except Exception as fault:
        faults.append(fault)
    finally:
        connections.close_all()
sys.stdin.readline()
threads = [threading.Thread(target=rival) for _hand in range(order["hands"])]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
if faults:
    raise faults[0]
print(json.dumps([bool(answer) for answer in answers]))
"""


@pytest.fixture
def swap(now):
    """Lets two people go to and fro between two times in opposite order; returns how many tries ended well."""

    def run(deed, first, second, times, *, hands=1):
        common = {"deed": deed, "now": now.isoformat(), "rounds": ROUNDS, "hands": hands}
        there, back = [moment.isoformat() for moment in times], [moment.isoformat() for moment in reversed(times)]
        orders = [common | {"who": str(first.pk), "times": back}, common | {"who": str(second.pk), "times": there}]
        return race(SWAP, orders)

    return run


@pytest.fixture
def places_add_up():
    """Whether each slot counts exactly the places that are taken in it, and none is overbooked."""

    def check() -> bool:
        wrong = [slot.pk for slot in Slot.objects.all() if slot.booked != slot.places.count()]
        return (wrong, Slot.objects.filter(booked__gt=F("capacity")).count()) == ([], 0)

    return check


def other_day(start):
    return start + timedelta(days=1)


@pytest.mark.parametrize("capacity", [1, 2])
def test_two_who_swap_held_times_never_wait_for_each_other(
    concern, slots_of, hold_at, start, now, swap, places_add_up, capacity
):
    later = start + timedelta(minutes=30)
    slots_of(concern, start, [capacity] * 6)
    first, second = hold_at(concern, start, now, persons=3), hold_at(concern, later, now, persons=3)
    answers = swap("hold", first, second, [start, later])
    assert answers == [True] * 4 * ROUNDS
    for hold in (first, second):
        hold.refresh_from_db()
        assert holds.is_kept(hold, now=now)
    assert (Place.objects.exclude(hold=None).count(), places_add_up()) == (4, True)


@pytest.mark.parametrize("wanted", [lambda start: start + timedelta(minutes=20), other_day], ids=["day", "other day"])
def test_two_who_swap_appointments_never_wait_for_each_other(
    concern, slots_of, book_at, maryam, start, now, swap, places_add_up, wanted
):
    slots_of(concern, start, [60, 60])
    slots_of(concern, wanted(start), [60, 60])
    first = book_at(concern, start, now, persons=3)
    second = book_at(concern, wanted(start), now, person=Person("Suharto", "", "1990"), persons=3)
    answers = swap("appointment", first, second, [start, wanted(start)])
    assert answers == [True] * 4 * ROUNDS
    assert (Place.objects.exclude(appointment=None).count(), places_add_up()) == (4, True)
    assert Appointment.objects.values("day", "number").distinct().count() == 2


def test_the_same_hold_pulled_by_two_windows_ends_at_one_time(
    concern, slots_of, hold_at, start, now, swap, places_add_up
):
    later = start + timedelta(minutes=20)
    slots_of(concern, start, [1, 1, 1, 1])
    hold = hold_at(concern, start, now, persons=3)
    answers = swap("hold", hold, hold, [start, later])
    assert answers == [True] * 4 * ROUNDS
    hold.refresh_from_db()
    held = list(Place.objects.filter(hold=hold).order_by("slot__starts_at").values_list("slot__starts_at", flat=True))
    assert (held, places_add_up()) == ([hold.starts_at, hold.starts_at + timedelta(minutes=10)], True)
