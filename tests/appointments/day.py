"""A Monday forenoon in the office: people arrive, clerks sit at counters. Shared by the tests of the day."""

from datetime import datetime, timedelta

from appointments import desk
from appointments.models import Counter
from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory

NINE = datetime.fromisoformat("2027-03-22T09:00:00+01:00")


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def booked(concern, *, at=NINE, **values):
    """An appointment at this time."""
    return AppointmentFactory(concern=concern, starts_at=at, **values)


def waiting(concern, *, at=NINE, now=None, **values):
    """Somebody with an appointment at this time who is here."""
    return desk.arrive(appointment=booked(concern, at=at, **values), now=now or at)


def without(concern, *, now=NINE, persons=1, language="de"):
    """Somebody without an appointment."""
    return desk.give_number(concern=concern, persons=persons, language=language, now=now)


def counter(concern, name="Schalter 1", *, clerk=None, languages=(), now=NINE):
    """A counter of the concern's queue, with somebody at it."""
    made = Counter.objects.create(office=concern.queue.office, name=name)
    made.queues.add(concern.queue)
    clerk = clerk or staff("", username=name)
    return desk.take_counter(counter=made, clerk=clerk, languages=languages, now=now)
