"""Rivals in real processes against real PostgreSQL."""

import json
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from appointments.models import Appointment, Hold, Place, Slot

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = """
import json, sys, threading, uuid
import django; django.setup()
from datetime import datetime
from django.db import connection, connections
from appointments import holds, services
from appointments.availability import Visit
from appointments.exceptions import AppointmentError
from appointments.models import Concern
order = json.loads(sys.argv[1])
concern = Concern.objects.select_related("queue__office").get(pk=order["concern"])
start, now = (datetime.fromisoformat(order[name]) for name in ("start", "now"))
answers = []
def rival(number):
    name = "".join(chr(ord("a") + int(digit)) for digit in f"{order['process']}{number:03}")
    person = services.Person(name, "", "1990")
    attempt = uuid.UUID(order["attempt"]) if order["attempt"] else uuid.uuid4()
    try:
        visit = Visit(concern, order["persons"], "everyone")
        hold = holds.hold_place(visit=visit, start=start, attempt=attempt, now=now)
        who = services.Person("Same", "", "1990") if order["attempt"] else person
        booked = services.book_appointment(hold=hold, person=who, language="de", now=now)
        answers.append(str(booked.pk))
    except AppointmentError as refusal:
        answers.append(type(refusal).__name__)
    finally:
        connections.close_all()
sys.stdin.readline()
threads = [threading.Thread(target=rival, args=(number,)) for number in range(order["rivals"])]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps(answers))
"""


@pytest.fixture
def race(concern, start, now):
    """Lets `processes` x `rivals` people press at once; returns everybody's answer."""

    def run(*, processes, rivals, persons=1, attempt=None):
        order = {
            "concern": str(concern.pk),
            "start": start.isoformat(),
            "now": now.isoformat(),
            "rivals": rivals,
            "persons": persons,
            "attempt": attempt,
        }
        started = [_start(order | {"process": number}) for number in range(processes)]
        for process in started:
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [process.communicate(timeout=60)[0] for process in started]
        assert [process.returncode for process in started] == [0] * processes
        return [answer for answer_list in answers for answer in json.loads(answer_list)]

    return run


def _start(order):
    database = settings.DATABASES["default"] | {"NAME": connection.settings_dict["NAME"]}
    secret = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    url = f"postgresql://{secret}{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {"DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "MODE": "test", "PATH": "/usr/bin:/bin"}
    environment |= {"DJANGO_SETTINGS_MODULE": "auslaenderbehoerde.settings", "LINK_KEY": settings.LINK_KEY}
    command = [sys.executable, "-c", RIVALS, json.dumps(order)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, text=True, **pipes)


def test_two_hundred_people_for_a_hundred_places_get_exactly_one_each(race, concern, slots_of, start):
    slots_of(concern, start, [100])
    answers = race(processes=4, rivals=50)
    booked = [answer for answer in answers if answer != "TimeTaken"]
    assert (len(answers), len(booked), len(set(booked))) == (200, 100, 100)
    assert (Appointment.objects.count(), Slot.objects.get().booked) == (100, 100)
    assert Place.objects.filter(appointment=None).count() == 0
    assert Hold.objects.count() == 100
    assert len(set(Appointment.objects.values_list("number", flat=True))) == 100


def test_long_visits_take_all_their_places_or_none(race, concern, slots_of, start):
    slots = slots_of(concern, start, [10, 6, 10])
    answers = race(processes=4, rivals=5, persons=4)
    assert sorted(answers)[-14:] == ["TimeTaken"] * 14
    booked = dict(Slot.objects.values_list("pk", "booked"))
    assert [booked[slot.pk] for slot in slots] == [6, 6, 6]


def test_a_double_click_in_two_processes_books_once(race, concern, slots_of, start):
    slots_of(concern, start, [5])
    answers = race(processes=2, rivals=1, attempt=str(uuid.uuid4()))
    assert (len(set(answers)), Appointment.objects.count(), Slot.objects.get().booked) == (1, 1, 1)


def test_overlapping_visits_never_deadlock(race, concern, slots_of, start):
    slots_of(concern, start - timedelta(minutes=20), [50] * 6)
    answers = race(processes=4, rivals=10, persons=3)
    assert "TimeTaken" not in answers
    assert Slot.objects.get(starts_at=start).booked == 40
