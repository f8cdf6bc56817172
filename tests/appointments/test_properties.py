"""Whatever people, the sweep and the plan do in whatever order: nothing is overbooked, nothing is lost.

Each example is a small office with a random plan and a random list of deeds, on the real database.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments import holds, services, slots
from appointments.availability import Visit, offer_of_day
from appointments.exceptions import AppointmentError, TimeTaken
from appointments.models import Appointment, Hold, Place, PlanLine, Queue, Slot
from auslaenderbehoerde.clock import berlin
from tests.factories.appointments import ConcernFactory, PlanLineFactory, QueueFactory
from tests.factories.authority import OfficeFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 22)
MIDNIGHT = berlin(MONDAY, time.min)
STARTS = [berlin(MONDAY, time(8)) + timedelta(minutes=10 * step) for step in range(4)]
CHANNELS = ["everyone", "door"]

numbers = st.integers(0, 3)  # of a time, a hold or an appointment
lines = st.tuples(st.sampled_from(CHANNELS), st.integers(0, 1), st.integers(2, 3), st.integers(1, 2))
taking = st.tuples(st.just("hold"), st.sampled_from(CHANNELS), st.integers(1, 2), numbers)
confirming = st.tuples(st.just("confirm"), numbers)
waiting = st.tuples(st.just("wait"), st.sampled_from([5, 10, 61]))
deeds = st.one_of(
    *[taking] * 4,
    *[confirming] * 3,
    *[waiting] * 2,
    st.tuples(st.just("hold_again"), numbers, st.integers(1, 2), numbers),
    st.tuples(st.just("change"), numbers, numbers),
    st.tuples(st.just("cancel"), numbers),
    st.tuples(st.just("move"), numbers, numbers),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("replan"), st.integers(0, 3)),
)


@dataclass
class Office:
    """One queue on one Monday, from midnight on; its methods are the deeds, by name."""

    queue: Queue
    now: datetime = MIDNIGHT
    holds: list[Hold] = field(default_factory=list)
    booked: dict[uuid.UUID, datetime] = field(default_factory=dict)
    cancelled: set[uuid.UUID] = field(default_factory=set)

    def do(self, deed: str, *arguments) -> None:
        """One deed; a refusal changes nothing, which is checked like everything else."""
        try:
            getattr(self, deed)(*arguments)
        except AppointmentError:
            return

    def visit(self, channel: str, persons: int) -> Visit:
        return Visit(self.queue.concerns.get(), persons, channel)

    def hold(self, channel: str, persons: int, at: int) -> None:
        attempt = uuid.uuid4()
        visit = self.visit(channel, persons)
        times = offer_of_day(visit, day=MONDAY, now=self.now).times or STARTS
        wish = {"visit": visit, "start": times[at % len(times)], "attempt": attempt, "now": self.now}
        made = holds.hold_place(**wish)
        self.holds.append(made)
        assert holds.hold_place(**wish).pk == made.pk  # pressed twice

    def hold_again(self, number: int, persons: int, at: int) -> None:
        """The same press with another wish: the back button."""
        if hold := self._pick(self.holds, number):
            attempt = Hold.objects.get(pk=hold.pk).attempt
            visit = self.visit(hold.channel, persons)
            holds.hold_place(visit=visit, start=STARTS[at], attempt=attempt, now=self.now)

    def change(self, number: int, at: int) -> None:
        if hold := self._pick(self.holds, number):
            holds.change_time(hold=hold, start=STARTS[at], now=self.now)

    def confirm(self, number: int) -> None:
        if hold := self._pick(self.holds, number):
            hold = Hold.objects.select_related("concern__queue__office").get(pk=hold.pk)
            person = services.Person(hold.pk.hex.translate(LETTERS), "", "1990")
            made = services.book_appointment(hold=hold, person=person, language="de", now=self.now)
            if made.pk not in self.cancelled:
                self.booked.setdefault(made.pk, made.starts_at)

    def cancel(self, number: int) -> None:
        if identifier := self._pick(list(self.booked), number):
            services.cancel_appointment(appointment=Appointment.objects.get(pk=identifier), now=self.now)
            self.cancelled.add(identifier)
            del self.booked[identifier]

    def move(self, number: int, at: int) -> None:
        if identifier := self._pick(list(self.booked), number):
            appointment = Appointment.objects.get(pk=identifier)
            services.move_appointment(appointment=appointment, start=STARTS[at], now=self.now)
            self.booked[identifier] = STARTS[at]

    def wait(self, minutes: int) -> None:
        self.now = min(self.now + timedelta(minutes=minutes), STARTS[0] - timedelta(minutes=1))

    def sweep(self) -> None:
        slots.release_lapsed(now=self.now)
        assert not Place.objects.filter(expires_at__lte=self.now).exists()

    def replan(self, clerks: int) -> None:
        """Somebody is ill, or there is one more."""
        PlanLine.objects.filter(queue=self.queue).update(clerks=clerks)
        slots.open_queue(queue=self.queue, first=MONDAY, last=MONDAY)

    @staticmethod
    def _pick(things: list, number: int):
        return things[number % len(things)] if things else None


LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a name has letters only


def opened(plan) -> Office:
    """A new office with this plan."""
    queue = QueueFactory(office=OfficeFactory(change_limit_hours=0), step_minutes=10)
    ConcernFactory(queue=queue, minutes=10, minutes_per_extra_person=10, max_persons=3)
    for number, (channel, first, length, clerks) in enumerate(plan):
        span = {"starts": time(8, 10 * first), "ends": time(8, min(59, 10 * (first + length)))}
        since = date(2026, 1, 1 + number)
        PlanLineFactory(queue=queue, channel=channel, clerks=clerks, effective_from=since, **span)
    slots.open_queue(queue=queue, first=MONDAY, last=MONDAY)
    return Office(queue)


def check_counts() -> None:
    """Nothing is overbooked, and every slot counts its places."""
    counted = Slot.objects.annotate(places_taken=Count("places"))
    assert list(counted.exclude(booked=F("places_taken")).values()) == []
    assert list(counted.filter(places_taken__gt=F("capacity")).values()) == []


def check_nothing_lost(office: Office) -> None:
    """Who was told a time has it with all its places; who cancelled has none; who fills in has what the page says."""
    told = dict(Appointment.objects.booked().values_list("pk", "starts_at"))
    assert told == office.booked
    assert set(Appointment.objects.filter(status="cancelled").values_list("pk", flat=True)) == office.cancelled
    wanted = {
        (appointment.pk, start)
        for appointment in Appointment.objects.booked().select_related("concern__queue")
        for start in Visit(appointment.concern, appointment.persons, "").starts_from(appointment.starts_at)
    }
    places = Place.objects.filter(appointment__isnull=False).values_list("appointment", "slot__starts_at")
    assert (set(places), len(places)) == (wanted, len(wanted))
    for hold in Hold.objects.filter(expires_at__gt=office.now).exclude(pk__in=[*office.booked, *office.cancelled]):
        kept = hold.places.order_by("slot__starts_at").values_list("slot__starts_at", flat=True)
        assert list(kept) == holds.visit_of(hold).starts_from(hold.starts_at)


def check_shown_can_be_booked(office: Office, *, largest: int = 3) -> None:
    """Every shown time can be taken, and no other, by parties of up to so many persons."""
    for channel, persons in ((channel, persons) for channel in CHANNELS for persons in range(1, largest + 1)):
        visit = office.visit(channel, persons)
        shown = offer_of_day(visit, day=MONDAY, now=office.now).times
        assert [start for start in STARTS if can_hold(visit, start, office.now)] == shown


def can_hold(visit: Visit, start: datetime, now: datetime) -> bool:
    """Whether the place could be taken; it is given back at once."""
    with transaction.atomic():
        try:
            holds.hold_place(visit=visit, start=start, attempt=uuid.uuid4(), now=now)
        except TimeTaken:
            return False
        transaction.set_rollback(True)
    return True


@settings(max_examples=25)
@given(plan=st.lists(lines, min_size=1, max_size=3), story=st.lists(deeds, min_size=10, max_size=18))
def test_nothing_is_overbooked_or_lost_and_what_is_shown_can_be_booked(plan, story):
    with transaction.atomic():
        office = opened(plan)
        for deed in story:
            office.do(*deed)
            check_counts()
            check_nothing_lost(office)
            if deed[0] == "wait":
                check_shown_can_be_booked(office, largest=1)
        check_shown_can_be_booked(office)
        transaction.set_rollback(True)


@settings(max_examples=25)
@given(
    plan=st.lists(lines, min_size=1, max_size=4),
    story=st.lists(deeds.filter(lambda deed: deed[0] in {"hold", "confirm", "cancel", "wait"}), max_size=8),
)
def test_when_everybody_has_gone_everything_is_free_again(plan, story):
    """Cancel all, wait an hour, sweep: the day is as on the first morning."""
    with transaction.atomic():
        office = opened(plan)
        first = offer_of_day(office.visit("door", 1), day=MONDAY, now=MIDNIGHT).times
        for deed in story:
            office.do(*deed)
        for _appointment in list(office.booked):
            office.cancel(0)
        slots.release_lapsed(now=office.now + timedelta(minutes=61))
        assert (Place.objects.count(), Slot.objects.filter(booked__gt=0).count()) == (0, 0)
        assert offer_of_day(office.visit("door", 1), day=MONDAY, now=MIDNIGHT).times == first
        transaction.set_rollback(True)
