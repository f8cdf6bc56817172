"""A full day in one office: a thousand people of today, thirty counters with a clerk at each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client as TestClient
from django.utils import timezone

from appointments import desk
from appointments.models import Appointment, Attendance, Concern, Counter
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of
from auslaenderbehoerde.clock import local_day
from bench import data
from bench.client import Client

COUNTERS, EXPECTED, WAITING, SERVED = 30, 350, 300, 350
PEOPLE = EXPECTED + WAITING + SERVED
WITHOUT = 60  # of the waiting have no appointment


@dataclass(frozen=True)
class Clerk:
    """Somebody at a counter, with the cookie of a sign-in."""

    counter: Counter
    session: str

    def client(self, port: int) -> Client:
        """A browser in which this clerk is signed in."""
        return Client(port, {settings.SESSION_COOKIE_NAME: self.session})

    def test_client(self) -> TestClient:
        """The same without a server between."""
        client = TestClient(headers={"host": "127.0.0.1"})
        client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client


def full_day(concern: Concern) -> list[Clerk]:
    """Everybody of today, and the clerks."""
    now = timezone.now()
    booked = [_appointment(concern, number, now) for number in range(PEOPLE - WITHOUT)]
    Appointment.objects.bulk_create(booked)
    came: list[Appointment | None] = [*booked[EXPECTED:], *[None] * WITHOUT]
    Attendance.objects.bulk_create(_visit(concern, number, appointment, now) for number, appointment in enumerate(came))
    return [_clerk(concern, number, now) for number in range(COUNTERS)]


def _appointment(concern: Concern, number: int, now: datetime) -> Appointment:
    start = now + timedelta(minutes=number % 480 - 50)
    return Appointment(
        office=concern.queue.office,
        concern=concern,
        day=local_day(now),
        number=f"X {number}",
        starts_at=start,
        ends_at=start + timedelta(minutes=10),
        channel="everyone",
        family_name=f"Muster {number}",
        given_names="Anna Maria",
        birth_date="1990-01-31",
        language=settings.LANGUAGES[number % 7][0],
    )


def _visit(concern: Concern, number: int, appointment: Appointment | None, now: datetime) -> Attendance:
    served = number < SERVED
    arrived = now - timedelta(minutes=number % 120)
    return Attendance(
        office=concern.queue.office,
        queue=concern.queue,
        concern=concern,
        appointment=appointment,
        day=local_day(now),
        number=appointment.number if appointment else f"Y {number}",
        language=appointment.language if appointment else "de",
        status=Attendance.Status.SERVED if served else Attendance.Status.WAITING,
        arrived_at=arrived,
        rank_at=appointment.starts_at if appointment else arrived,
        finished_at=now if served else None,
        done=concern if served else None,
        changed_at=now,
    )


def _clerk(concern: Concern, number: int, now: datetime) -> Clerk:
    user = User.objects.create(username=f"bench-{number}", email=f"bench-{number}@example.org", is_staff=True)
    user.groups.set([group_of("front_desk")])
    counter = Counter.objects.create(office=concern.queue.office, name=f"Schalter {number + 1}")
    counter.queues.set([concern.queue])
    desk.take_counter(counter=counter, clerk=user, languages=[], now=now)
    client = TestClient()
    client.force_login(user)
    assert SESSION_KEY in client.session  # noqa: S101 - without it every poll would measure the sign-in page
    return Clerk(counter, client.cookies[settings.SESSION_COOKIE_NAME].value)


def concern_of_the_day() -> Concern:
    """What they all come for."""
    return data.concern("tag", clerks=COUNTERS)
