"""The day as its lead sees it: who is there, what is booked, where is room."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import desk
from appointments.capacity import Opening
from appointments.today import Given, People, Step, office_day
from tests.appointments.planned import EIGHT, MONDAY, SEVEN, at, give, limit, planned_concern, somebody
from tests.factories.appointments import PlanLineFactory
from tests.factories.authority import ClosingDayFactory

pytestmark = pytest.mark.django_db


def look(concern, *, day=MONDAY, now=SEVEN):
    return office_day(concern.queue.office, day=day, now=now)


def test_a_day_as_planned():
    concern = planned_concern(everyone=2, door=1, minutes=10)
    (row,) = look(concern).queues
    assert row.steps == [Step(at(0), planned=3, offered=3, free=3, clerks_planned=3, clerks_present=3)]
    assert (row.clerks_planned, row.clerks_present, row.too_few) == (3, (3, 3), False)


def test_places_are_clerks_times_places_of_each():
    concern = planned_concern(everyone=2, minutes=10, queue__places_per_clerk=3)
    (step,) = look(concern).queues[0].steps
    assert (step.planned, step.free, step.clerks_planned) == (6, 6, 2)


def test_booked_places_people_and_places_that_are_only_held(book_at, hold_at):
    concern = planned_concern(everyone=3, minutes=10)
    book_at(concern, at(0), SEVEN, person=somebody(0))
    hold_at(concern, at(0), SEVEN)
    (step,) = look(concern).queues[0].steps
    assert (step.booked, step.free, step.people) == (1, 1, People(booked=1))


def test_what_opens_later_is_not_free_yet():
    concern = planned_concern(everyone=1, door=1, minutes=10)
    give(concern, opening=Opening("later", SEVEN + timedelta(minutes=30)))
    early, later = (look(concern, now=SEVEN + timedelta(minutes=minute)) for minute in (0, 30))
    assert ((early.free, early.pending), (later.free, later.pending)) == ((2, 3), (5, 0))


def test_what_has_begun_is_not_free():
    concern = planned_concern(everyone=1)
    assert look(concern, now=at(10)).free == 1


def test_fewer_clerks_against_the_plan(book_at):
    concern = planned_concern(everyone=2, minutes=20)
    for number in range(2):
        book_at(concern, at(10), SEVEN, person=somebody(number))
    exception = limit(concern, 1)
    row = look(concern).queues[0]
    assert row.steps == [
        Step(at(0), planned=2, offered=1, free=1, clerks_planned=2, clerks_present=1),
        Step(
            at(10),
            planned=2,
            offered=1,
            booked=2,
            surplus=1,
            clerks_planned=2,
            clerks_present=1,
            people=People(booked=2),
        ),
    ]
    assert (row.exceptions, row.too_few, row.surplus) == ([exception], True, 1)


def test_a_release_brings_clerks_and_says_what_is_taken(book_at):
    concern = planned_concern(everyone=1, minutes=10)
    release = give(concern, clerks=2, channel="everyone")
    book_at(concern, at(20), SEVEN)
    row = look(concern).queues[0]
    assert [(step.clerks_planned, step.clerks_present) for step in row.steps] == [(1, 3), (0, 2), (0, 2)]
    assert row.releases == [Given(release, places=6, taken=1)]


def test_a_withdrawn_release_is_gone():
    from appointments import capacity

    concern = planned_concern(everyone=1, minutes=10)
    capacity.withdraw_release(release=give(concern), now=SEVEN)
    assert look(concern).queues[0].releases == []


def test_who_has_come_who_was_served_and_who_did_not(book_at):
    concern = planned_concern(everyone=4, minutes=10)
    made = [book_at(concern, at(0), SEVEN, person=somebody(number)) for number in range(4)]
    desk.arrive(appointment=made[0], now=at(-5))
    served = desk.arrive(appointment=made[1], now=at(-5))
    served.status = "served"
    served.save()
    desk.mark_absent(appointment=made[2], now=at(15))
    desk.give_number(concern=concern, persons=1, language="de", now=at(0))
    day = look(concern, now=at(15))
    assert day.people == People(booked=4, in_house=1, served=1, absent=1)
    assert (day.people.arrived, day.people.expected, day.walk_ins) == (2, 1, 1)


def test_a_closed_day_says_why():
    concern = planned_concern(everyone=1)
    ClosingDayFactory(day=MONDAY, reason_de="Betriebsausflug", office=concern.queue.office)
    day = look(concern)
    assert (day.closed, [step.planned for step in day.queues[0].steps]) == ("Betriebsausflug", [0, 0, 0])


def test_a_day_without_a_plan_is_empty():
    concern = planned_concern(everyone=1)
    assert look(concern, day=MONDAY + timedelta(days=1)).queues[0].steps == []


def test_the_day_has_a_fixed_price(book_at):
    def count(concern):
        with CaptureQueriesContext(connection) as seen:
            look(concern)
        return len(seen)

    concern = planned_concern(everyone=3)
    book_at(concern, EIGHT, SEVEN, person=somebody(0))
    one = count(concern)
    for number in (1, 2):
        other = planned_concern(everyone=1, queue__office=concern.queue.office)
        PlanLineFactory(queue=other.queue, weekday=1)
        book_at(other, EIGHT, SEVEN, person=somebody(number))
        give(other)
        limit(other, 0)
    assert (one, count(concern)) == (8, 8)
