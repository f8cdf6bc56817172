from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.availability import DayOffer, Reason, next_days, offer_of_day, offers
from appointments.models import Channel
from auslaenderbehoerde.clock import berlin, local_day
from tests.factories.authority import ClosingDayFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 3, 22)
STEP = timedelta(minutes=10)


def test_a_day_shows_its_free_times(concern, slots_of, visit_to, start, now):
    slots_of(concern, start, [2, 0, 1])
    offer = offer_of_day(visit_to(concern), day=MONDAY, now=now)
    assert offer == DayOffer(MONDAY, [start, start + 2 * STEP])


def test_a_longer_visit_shows_only_times_with_enough_in_a_row(concern, slots_of, visit_to, start, now):
    slots_of(concern, start, [1, 1, 0, 1])
    offer = offer_of_day(visit_to(concern, persons=3), day=MONDAY, now=now)
    assert offer == DayOffer(MONDAY, [start])


def test_a_held_place_is_not_shown_and_a_lapsed_one_is(concern, slots_of, visit_to, hold_at, start, now):
    slots_of(concern, start, [1])
    hold_at(concern, start, now)
    offered = [
        offer_of_day(visit_to(concern), day=MONDAY, now=now + timedelta(minutes=minutes)).times for minutes in (9, 10)
    ]
    assert offered == [[], [start]]


def test_a_full_day_says_so(concern, slots_of, visit_to, hold_at, start, now):
    slots_of(concern, start, [1])
    hold_at(concern, start, now)
    assert offer_of_day(visit_to(concern), day=MONDAY, now=now) == DayOffer(MONDAY, reason=Reason.FULL)


def test_single_places_are_too_short_for_a_long_visit(concern, slots_of, visit_to, start, now):
    slots_of(concern, start, [1, 0, 1])
    offer = offer_of_day(visit_to(concern, persons=3), day=MONDAY, now=now)
    assert offer == DayOffer(MONDAY, reason=Reason.TOO_SHORT)


def test_places_that_open_later_say_when(concern, slots_of, visit_to, start):
    seven = berlin(MONDAY, time(7))
    slots_of(concern, start, [1], channel=Channel.DOOR, opens_at=seven + timedelta(minutes=30))
    offer = offer_of_day(visit_to(concern, channel=Channel.DOOR), day=MONDAY, now=seven)
    expected = DayOffer(MONDAY, reason=Reason.NOT_YET_OPEN, next_opening=seven + timedelta(minutes=30))
    assert offer == expected


def test_a_holiday_names_itself(concern, visit_to, now):
    offer = offer_of_day(visit_to(concern), day=date(2027, 3, 29), now=now)
    assert offer == DayOffer(date(2027, 3, 29), reason=Reason.CLOSED, detail="Ostermontag")


def test_a_closing_day_gives_its_reason(concern, visit_to, now):
    ClosingDayFactory(office=concern.queue.office, day=MONDAY, reason_de="Betriebsausflug")
    offer = offer_of_day(visit_to(concern), day=MONDAY, now=now)
    assert offer == DayOffer(MONDAY, reason=Reason.CLOSED, detail="Betriebsausflug")


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2027, 3, 12), Reason.OVER), (date(2027, 3, 16), Reason.NO_PLAN), (date(2027, 12, 1), Reason.TOO_FAR)],
)
def test_days_without_slots_say_why(concern, visit_to, now, day, reason):
    assert offer_of_day(visit_to(concern), day=day, now=now) == DayOffer(day, reason=reason)


def test_a_day_whose_last_time_has_begun_is_over(concern, slots_of, visit_to, start):
    slots_of(concern, start, [1])
    assert offer_of_day(visit_to(concern), day=MONDAY, now=start) == DayOffer(MONDAY, reason=Reason.OVER)


def test_the_next_days_are_those_with_room(concern, slots_of, visit_to, start, now):
    slots_of(concern, start, [0])
    slots_of(concern, start + timedelta(weeks=3), [1])
    found = next_days(visit_to(concern), now=now, after=local_day(now), count=3)
    assert [offer.day for offer in found] == [MONDAY + timedelta(weeks=3)]


def test_a_month_costs_as_many_queries_as_a_day(concern, slots_of, visit_to, start, now):
    def queries_for(days):
        with CaptureQueriesContext(connection) as queries:
            offers(visit_to(concern), first=MONDAY, last=MONDAY + timedelta(days=days), now=now)
        return len(queries)

    slots_of(concern, start, [1] * 3)
    assert queries_for(0) == queries_for(30)
