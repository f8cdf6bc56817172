"""Changing the usual week from a day on: what is booked stays, and whoever it concerns is named before."""

from datetime import date, time, timedelta

import pytest

from appointments.exceptions import AlreadyChanged
from appointments.models import PlanLine
from appointments.planning.changes import Conflict, LineValues, Revision, conflicts, line_values, revise
from tests.appointments.planned import EIGHT, MONDAY, SEVEN, at, grid, limit, planned_concern, somebody

pytestmark = pytest.mark.django_db
TODAY = MONDAY - timedelta(days=5)
NOW = SEVEN - timedelta(days=5)
WEEK = timedelta(days=7)


@pytest.fixture
def concern():
    """Two clerks on Mondays, eight to half past eight."""
    return planned_concern(everyone=2)


@pytest.fixture
def line(concern):
    return PlanLine.objects.get()


def values(**changed) -> LineValues:
    usual = {"weekday": 0, "starts": time(8), "ends": time(8, 30), "clerks": 2, "channel": "everyone"}
    return LineValues(**usual | {"opens_time": None, "effective_from": MONDAY, "effective_until": None} | changed)


def lines():
    rows = PlanLine.objects.order_by("effective_from", "pk")
    return [(row.starts, row.clerks, row.effective_from, row.effective_until) for row in rows]


def test_a_new_line_adds_places_from_its_day_on(concern):
    revise(Revision(concern.queue, values=values(starts=time(8, 30), ends=time(8, 40), clerks=1)), today=TODAY)
    assert grid(concern) == [
        (0, "everyone", 2, 2, 0),
        (10, "everyone", 2, 2, 0),
        (20, "everyone", 2, 2, 0),
        (30, "everyone", 1, 1, 0),
    ]


def test_a_changed_line_ends_the_day_before_the_new_one_begins(concern, line):
    revise(Revision(concern.queue, values=values(clerks=1), old=line), today=TODAY)
    assert lines() == [
        (time(8), 2, date(2026, 1, 1), MONDAY - timedelta(days=1)),
        (time(8), 1, MONDAY, None),
    ]
    assert [offered for _minute, _channel, offered, _capacity, _booked in grid(concern)] == [1, 1, 1]


def test_a_line_that_would_end_before_it_begins_disappears(concern, line):
    PlanLine.objects.update(effective_from=MONDAY)
    line.refresh_from_db()
    revise(Revision(concern.queue, values=values(clerks=1), old=line), today=TODAY)
    assert lines() == [(time(8), 1, MONDAY, None)]


def test_an_ended_line_offers_nothing_more(concern, line):
    revise(Revision(concern.queue, old=line, last_day=TODAY), today=TODAY)
    assert (grid(concern), lines()) == ([], [(time(8), 2, date(2026, 1, 1), TODAY)])


def test_what_is_booked_is_never_touched(concern, line, book_at):
    appointment = book_at(concern, EIGHT, NOW)
    revise(Revision(concern.queue, old=line, last_day=TODAY), today=TODAY)
    appointment.refresh_from_db()
    assert (grid(concern), appointment.status) == ([(0, "everyone", 0, 1, 1)], "booked")


def test_a_colleague_who_was_quicker_is_not_overwritten(concern, line):
    PlanLine.objects.update(clerks=5)
    with pytest.raises(AlreadyChanged):
        revise(Revision(concern.queue, values=values(clerks=1), old=line), today=TODAY)
    assert lines() == [(time(8), 5, date(2026, 1, 1), None)]


# --- before it is done ---


def test_conflicts_are_counted_by_day_and_time(concern, line, book_at):
    booked = [(EIGHT, 0), (EIGHT, 1), (at(10), 2), (EIGHT + WEEK, 3), (EIGHT + WEEK, 4)]
    for start, number in booked:
        book_at(concern, start, NOW, person=somebody(number))
    change = Revision(concern.queue, values=values(clerks=1), old=line)
    assert conflicts(change, now=NOW) == [
        Conflict(MONDAY, [(EIGHT, 1)]),
        Conflict(MONDAY + WEEK, [(EIGHT + WEEK, 1)]),
    ]
    assert [found.number for found in conflicts(change, now=NOW)] == [1, 1]


def test_looking_changes_nothing(concern, line, book_at):
    book_at(concern, EIGHT, NOW)
    before = (lines(), grid(concern))
    conflicts(Revision(concern.queue, old=line, last_day=TODAY), now=NOW)
    assert (lines(), grid(concern)) == before


def test_more_clerks_conflict_with_nothing(concern, line, book_at):
    book_at(concern, EIGHT, NOW)
    assert conflicts(Revision(concern.queue, values=values(clerks=4), old=line), now=NOW) == []


def test_who_has_no_clerk_already_is_not_counted_again(concern, line, book_at):
    book_at(concern, EIGHT, NOW)
    limit(concern, 0, now=NOW)
    assert conflicts(Revision(concern.queue, old=line, last_day=TODAY), now=NOW) == []


def test_days_before_the_change_are_not_looked_at(concern, line, book_at):
    book_at(concern, EIGHT, NOW)
    change = Revision(concern.queue, values=values(clerks=1, effective_from=MONDAY + WEEK), old=line)
    assert conflicts(change, now=NOW) == []


def test_the_values_of_a_line_fill_a_form(line):
    assert line_values(line) == values(effective_from=date(2026, 1, 1))
