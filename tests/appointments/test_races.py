"""Rivals in real processes against real PostgreSQL."""

import uuid
from datetime import timedelta

import pytest

from appointments.models import Appointment, Hold, Place, Slot
from tests import rivals

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = """
import json, sys, threading, uuid
from datetime import datetime
from django.db import connection, connections
from appointments import addresses, holds, services
from appointments.availability import Visit
from appointments.exceptions import AppointmentError
from appointments.models import Concern
order = json.loads(sys.argv[1])
concern = Concern.objects.select_related("queue__office").get(pk=order["concern"])
start, now = (datetime.fromisoformat(order[name]) for name in ("start", "now"))
answers = []
def rival(number):
    name = "".join(chr(ord("a") + int(digit)) for digit in f"{order['process']}{number:03}")
    person = services.Person(name, "", "1990", email=order["email"])
    attempt = uuid.UUID(order["attempt"]) if order["attempt"] else uuid.uuid4()
    try:
        visit = Visit(concern, order["persons"], "everyone")
        hold = holds.hold_place(visit=visit, start=start, attempt=attempt, now=now)
        who = services.Person("Same", "", "1990") if order["attempt"] else person
        booked = addresses.book_within_limit(hold=hold, person=who, language="de", now=now)
        answers.append(str(booked.pk))
    except AppointmentError as refusal:
        answers.append(type(refusal).__name__)
    finally:
        connections.close_all()
sys.stdin.readline()
threads = [threading.Thread(target=rival, args=(number,)) for number in range(order["people"])]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps(answers))
"""


@pytest.fixture
def race(concern, start, now):
    """Lets `processes` x `people` people press at once; returns everybody's answer."""

    def run(*, processes, people, persons=1, attempt=None, email=""):
        order = {
            "concern": str(concern.pk),
            "start": start.isoformat(),
            "now": now.isoformat(),
            "people": people,
            "persons": persons,
            "attempt": attempt,
            "email": email,
        }
        return rivals.race(RIVALS, [order | {"process": number} for number in range(processes)])

    return run


def test_two_hundred_people_for_a_hundred_places_get_exactly_one_each(race, concern, slots_of, start):
    slots_of(concern, start, [100])
    answers = race(processes=4, people=50)
    booked = [answer for answer in answers if answer != "TimeTaken"]
    assert (len(answers), len(booked), len(set(booked))) == (200, 100, 100)
    assert (Appointment.objects.count(), Slot.objects.get().booked) == (100, 100)
    assert Place.objects.filter(appointment=None).count() == 0
    assert Hold.objects.count() == 100
    assert len(set(Appointment.objects.values_list("number", flat=True))) == 100


def test_long_visits_take_all_their_places_or_none(race, concern, slots_of, start):
    slots = slots_of(concern, start, [10, 6, 10])
    answers = race(processes=4, people=5, persons=4)
    assert sorted(answers)[-14:] == ["TimeTaken"] * 14
    booked = dict(Slot.objects.values_list("pk", "booked"))
    assert [booked[slot.pk] for slot in slots] == [6, 6, 6]


def test_a_double_click_in_two_processes_books_once(race, concern, slots_of, start):
    slots_of(concern, start, [5])
    answers = race(processes=2, people=1, attempt=str(uuid.uuid4()))
    assert (len(set(answers)), Appointment.objects.count(), Slot.objects.get().booked) == (1, 1, 1)


def test_overlapping_visits_never_deadlock(race, concern, slots_of, start):
    slots_of(concern, start - timedelta(minutes=20), [50] * 6)
    answers = race(processes=4, people=10, persons=3)
    assert "TimeTaken" not in answers
    assert Slot.objects.get(starts_at=start).booked == 40


def test_one_address_gets_eight_appointments_however_many_windows_press(race, concern, slots_of, start):
    slots_of(concern, start, [100])
    answers = race(processes=4, people=10, email="handel@example.org")
    assert (len(answers), answers.count("TooManyOpen"), Appointment.objects.count()) == (40, 32, 8)
    assert Place.objects.exclude(appointment=None).count() == 8
