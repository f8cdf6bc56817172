"""Clerks in real processes against real PostgreSQL: everyone is called exactly once."""

from collections import Counter as Tally

import pytest

from appointments.models import Attendance
from tests import rivals
from tests.appointments.day import NINE, counter, waiting, without

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = """
import json, sys, threading
from datetime import datetime, timedelta
from django.db import connections
from appointments import calling, desk
from appointments.exceptions import AppointmentError
from appointments.models import Attendance, Counter
order = json.loads(sys.argv[1])
now = datetime.fromisoformat(order["now"])
answers = []
def all_day(counter):
    moment = now
    while True:
        visit = calling.next_person(counter=counter, now=moment)
        answers.append(str(visit.pk))
        desk.finish(attendance=visit, done=visit.concern, seen=visit.changed_at, now=moment)
        moment += timedelta(seconds=1)
def press_same(counter):
    visit = Attendance.objects.get(pk=order["visit"])
    desk.call(attendance=visit, counter=counter, seen=datetime.fromisoformat(order["seen"]), now=now)
    answers.append(str(counter.pk))
def press_next(counter):
    answers.append(str(calling.next_person(counter=counter, now=now).pk))
def clerk(identifier):
    try:
        globals()[order["deed"]](Counter.objects.get(pk=identifier))
    except AppointmentError as refusal:
        answers.append(type(refusal).__name__)
    finally:
        connections.close_all()
threads = [threading.Thread(target=clerk, args=(identifier,)) for identifier in order["counters"]]
sys.stdin.readline()
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps(answers))
"""


def race(deed, counters, *, processes, **order):
    """Lets each process work at its share of the counters at once; returns everybody's answers."""
    shares = [counters[number::processes] for number in range(processes)]
    orders = [{"deed": deed, "now": NINE.isoformat(), "counters": share, **order} for share in shares]
    return rivals.race(CLERKS, orders)


def seats(concern, number):
    return [str(counter(concern, f"Schalter {seat}").pk) for seat in range(number)]


def test_thirty_clerks_call_a_hundred_waiting_people_everyone_exactly_once(concern):
    people = [waiting(concern) for _person in range(60)] + [without(concern) for _person in range(40)]
    answers = Tally(race("all_day", seats(concern, 30), processes=3))
    assert answers.pop("NobodyWaits") == 30
    assert answers == dict.fromkeys((str(visit.pk) for visit in people), 1)
    assert Attendance.objects.filter(status="served", calls=1).count() == 100


def test_two_clerks_press_the_same_person_and_one_wins(concern):
    visit, counters = waiting(concern), seats(concern, 2)
    answers = race("press_same", counters, processes=2, visit=str(visit.pk), seen=visit.changed_at.isoformat())
    visit.refresh_from_db()
    assert sorted(answers, key=len) == ["AlreadyChanged", str(visit.counter_id)]
    assert (visit.status, visit.calls) == ("called", 1)


def test_a_clerk_with_two_tabs_gets_one_person(concern):
    people = [waiting(concern) for _person in range(3)]
    answers = race("press_next", seats(concern, 1) * 4, processes=2)
    assert answers == [str(people[0].pk)] * 4
    assert Attendance.objects.filter(status="called").count() == 1


def test_clerks_who_call_at_the_same_moment_never_get_the_same_person(concern):
    people = {str(waiting(concern).pk) for _person in range(8)}
    answers = race("press_next", seats(concern, 10), processes=2)
    called = [answer for answer in answers if answer != "NobodyWaits"]
    assert (len(called), set(called), answers.count("NobodyWaits")) == (8, people, 2)
