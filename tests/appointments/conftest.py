"""A Monday morning, and people who want appointments."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments import holds
from appointments.availability import Visit
from appointments.models import Channel
from appointments.services import Person, book_appointment
from tests.factories.appointments import ConcernFactory, SlotFactory

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def now() -> datetime:
    """Monday, 15 March 2027, seven in the morning: a week before the slots of the factory."""
    return datetime(2027, 3, 15, 7, tzinfo=BERLIN)


@pytest.fixture
def start() -> datetime:
    """The first slot of the factory."""
    return datetime(2027, 3, 22, 8, tzinfo=BERLIN)


@pytest.fixture
def concern(db):
    """Ten minutes at one desk, for up to four people, five minutes more for each."""
    return ConcernFactory(max_persons=4, minutes_per_extra_person=5)


@pytest.fixture
def slots_of(db):
    """Makes slots in a row at a concern's queue: `slots_of(concern, start, [2, 2, 1])`."""

    def make(concern, start, capacities, **fields):
        step = timedelta(minutes=concern.queue.step_minutes)
        return [
            SlotFactory(queue=concern.queue, starts_at=start + step * index, capacity=capacity, **fields)
            for index, capacity in enumerate(capacities)
        ]

    return make


@pytest.fixture
def maryam() -> Person:
    """An applicant with an e-mail address."""
    return Person("Al-Ḥusaynī", "Maryam", "1990-01-31", email="maryam@example.org")


@pytest.fixture
def visit_to():
    """What somebody wants: `visit_to(concern, persons=2)`."""

    def make(concern, *, persons=1, channel=Channel.EVERYONE):
        return Visit(concern, persons, channel)

    return make


@pytest.fixture
def hold_at(visit_to):
    """Holds a place: `hold_at(concern, start, now)`."""

    def make(concern, start, now, *, persons=1, channel=Channel.EVERYONE, attempt=None):
        visit = visit_to(concern, persons=persons, channel=channel)
        return holds.hold_place(visit=visit, start=start, attempt=attempt or uuid.uuid4(), now=now)

    return make


@pytest.fixture
def book_at(hold_at, maryam):
    """Books a place: `book_at(concern, start, now)`."""

    def make(concern, start, now, *, person=maryam, language="de", **wish):
        hold = hold_at(concern, start, now, **wish)
        return book_appointment(hold=hold, person=person, language=language, now=now)

    return make
