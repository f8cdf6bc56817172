"""The month as a table: whole weeks, only days that may be booked, and the way to other months."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from appointments import rules
from appointments.availability import Reason
from appointments.calendars import month_of
from auslaenderbehoerde.clock import BERLIN, berlin, local_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(concern, visit_to, now):
    """The month somebody sees on 15 March 2027, seven in the morning; `wanted` as in the address."""
    return lambda wanted=None, at=now: month_of(visit_to(concern), month=wanted, now=at)


def shown(month) -> list[date]:
    """The days of the table that have an offer or a reason."""
    return [day for week in month.weeks for day, offer in week if offer]


def test_a_month_is_whole_weeks_from_monday_to_sunday(month):
    weeks = month(date(2027, 3, 1)).weeks
    assert [len(week) for week in weeks] == [7] * 5
    assert (weeks[0][0][0], weeks[-1][-1][0]) == (date(2027, 3, 1), date(2027, 4, 4))


def test_only_days_from_today_to_the_end_of_the_month_are_told(month):
    assert shown(month(date(2027, 3, 1))) == [date(2027, 3, day) for day in range(15, 32)]


def test_the_last_month_ends_at_the_horizon(month):
    last = month(date(2027, 6, 1))
    assert shown(last) == [date(2027, 6, day) for day in range(1, 8)]
    assert (last.previous, last.following) == (date(2027, 5, 31), None)


def test_the_first_month_has_no_way_back(month):
    first = month(date(2027, 3, 1))
    assert (first.previous, first.following) == (None, date(2027, 4, 1))


def test_on_the_first_of_a_month_there_is_no_way_back_either(month):
    april = month(date(2027, 4, 1), datetime(2027, 4, 1, 7, tzinfo=BERLIN))
    assert (april.first, april.previous, shown(april)[0]) == (date(2027, 4, 1), None, date(2027, 4, 1))


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        (date(2000, 1, 1), date(2027, 3, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 5, 31), date(2027, 5, 1)),
        (date(2027, 7, 1), date(2027, 6, 1)),
        (date(9999, 12, 1), date(2027, 6, 1)),
    ],
)
def test_a_month_out_of_reach_becomes_the_nearest_one(month, wanted, first):
    assert month(wanted).first == first


def test_days_with_room_are_listed(concern, slots_of, month, start):
    slots_of(concern, start, [1, 1])
    slots_of(concern, start + timedelta(days=1), [0])
    march = month(date(2027, 3, 1))
    assert [(offer.day.day, len(offer.times)) for offer in march.free_days] == [(22, 2)]
    reasons = {day.day: offer.reason for week in march.weeks for day, offer in week if offer}
    assert (reasons[22], reasons[23], reasons[26]) == (None, Reason.NO_PLAN, Reason.CLOSED)


def test_without_a_wish_it_is_this_month_if_it_has_room(concern, slots_of, month, start):
    slots_of(concern, start, [1])
    assert month().first == date(2027, 3, 1)


def test_without_a_wish_a_full_month_gives_way_to_the_next_with_room(concern, slots_of, month, start):
    slots_of(concern, start, [0])
    slots_of(concern, start + timedelta(weeks=7), [1])
    assert month().first == date(2027, 5, 1)


def test_where_nothing_is_free_it_is_this_month_and_empty(month):
    empty = month()
    assert (empty.first, empty.free_days) == (date(2027, 3, 1), [])


def test_a_room_on_the_last_day_of_the_horizon_is_found_and_the_day_after_is_not(concern, slots_of, month, now):
    last = rules.horizon(local_day(now))
    for day in (last, last + timedelta(days=1)):
        slots_of(concern, berlin(day, time(8)), [1], opens_at=now)
    assert [offer.day for offer in month().free_days] == [last]


def test_midnight_in_berlin_decides_about_today(month):
    moments = [datetime(2027, 3, 15, hour, 30, tzinfo=UTC) for hour in (22, 23)]
    first_days = [shown(month(date(2027, 3, 1), moment))[0] for moment in moments]
    assert first_days == [date(2027, 3, 15), date(2027, 3, 16)]


def test_over_the_turn_of_the_year_months_follow_each_other(month):
    december = month(None, datetime(2026, 12, 10, 7, tzinfo=BERLIN))
    january = month(december.following, datetime(2026, 12, 10, 7, tzinfo=BERLIN))
    assert (december.first, january.first, january.previous) == (
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2026, 12, 31),
    )
