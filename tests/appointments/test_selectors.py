"""What the door shows, and what it costs to show it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.availability import DayOffer, Reason
from appointments.models import Channel
from appointments.selectors import DoorOffer, door_offers
from tests.factories.appointments import ConcernFactory, QueueFactory
from tests.factories.authority import ClosingDayFactory, OfficeFactory

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 15)


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def at_door(office):
    """Makes a concern of this office with a queue of its own."""
    return lambda **fields: ConcernFactory(queue=QueueFactory(office=office), **fields)


@pytest.fixture
def soon(now):
    """Today at eight."""
    return now + timedelta(hours=1)


def test_each_concern_has_todays_times_or_a_reason(office, at_door, slots_of, now, soon):
    free, later, full = (at_door(order=order) for order in (1, 2, 3))
    slots_of(free, soon, [1, 0, 2], channel=Channel.DOOR, opens_at=now)
    slots_of(later, soon, [1], channel=Channel.DOOR, opens_at=soon - timedelta(minutes=5))
    slots_of(full, soon, [0], channel=Channel.DOOR, opens_at=now)
    assert door_offers(office, now=now) == [
        DoorOffer(free, DayOffer(TODAY, [soon, soon + timedelta(minutes=20)])),
        DoorOffer(later, DayOffer(TODAY, reason=Reason.NOT_YET_OPEN, next_opening=soon - timedelta(minutes=5))),
        DoorOffer(full, DayOffer(TODAY, reason=Reason.NO_PLAN)),
    ]


def test_a_day_whose_places_are_taken_is_full(office, at_door, slots_of, hold_at, now, soon):
    concern = at_door()
    slots_of(concern, soon, [1], channel=Channel.DOOR, opens_at=now)
    hold_at(concern, soon, now, channel=Channel.DOOR)
    assert [offer.today for offer in door_offers(office, now=now)] == [DayOffer(TODAY, reason=Reason.FULL)]


def test_places_for_everyone_count_at_the_door_too(office, at_door, slots_of, now, soon):
    slots_of(at_door(), soon, [1])
    assert [offer.today.times for offer in door_offers(office, now=now)] == [[soon]]


def test_concerns_of_one_queue_see_the_same_places_each_with_its_own_length(office, at_door, slots_of, now, soon):
    short = at_door(order=1)
    ConcernFactory(queue=short.queue, minutes=20, order=2)
    slots_of(short, soon, [1, 1], channel=Channel.DOOR, opens_at=now)
    step = timedelta(minutes=10)
    assert [offer.today.times for offer in door_offers(office, now=now)] == [[soon, soon + step], [soon]]


def test_only_what_this_door_offers_is_shown(office, at_door, now):
    shown = at_door()
    at_door(bookable_at_door=False)
    at_door(published=False)
    at_door(service__published=False)
    ConcernFactory()
    assert [offer.concern for offer in door_offers(office, now=now)] == [shown]


def test_on_a_closing_day_every_concern_says_why(office, at_door, now):
    at_door()
    ClosingDayFactory(office=office, day=TODAY, reason_de="Betriebsausflug")
    closed = DayOffer(TODAY, reason=Reason.CLOSED, detail="Betriebsausflug")
    assert [offer.today for offer in door_offers(office, now=now)] == [closed]


def test_an_office_without_places_at_the_door_shows_nothing(office, now):
    assert door_offers(office, now=now) == []


def test_the_door_costs_the_same_for_one_and_three_concerns(office, at_door, slots_of, now, soon):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            found = door_offers(office, now=now)
        return len(found), len(queries)

    slots_of(at_door(), soon, [1, 1], channel=Channel.DOOR, opens_at=now)
    one = cost()
    for _concern in range(2):
        slots_of(at_door(), soon, [1, 1], channel=Channel.DOOR, opens_at=now)
    assert (one, cost()) == ((1, 4), (3, 4))
