"""More places and fewer: what was promised stays, nothing is given away twice, and every step can be taken back."""

import uuid
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appointments import capacity, services, slots
from appointments.capacity import Change, Opening, Span
from appointments.exceptions import AppointmentError, PlacesTaken
from appointments.models import Appointment, Place, PlanException, Release, Slot
from tests.appointments.planned import (
    EIGHT,
    HALF_HOUR,
    MONDAY,
    SEVEN,
    at,
    follow_plan,
    give,
    grid,
    lead,
    limit,
    planned_concern,
    somebody,
)

pytestmark = pytest.mark.django_db
TEN = Span(MONDAY, time(8), time(8, 10))


@pytest.fixture
def book(book_at):
    """Somebody books a place: `book(concern, 0)`."""
    number = iter(range(1000))

    def make(concern, minute, *, channel="everyone", now=SEVEN):
        return book_at(concern, at(minute), now, person=somebody(next(number)), channel=channel)

    return make


# --- more ---


def test_a_release_adds_places_of_its_own_for_its_channel():
    concern = planned_concern(everyone=1)
    give(concern, clerks=2, channel="everyone", span=Span(MONDAY, time(8, 10), time(8, 30)))
    assert grid(concern) == [
        (0, "everyone", 1, 1, 0),
        (10, "everyone", 1, 1, 0),
        (10, "everyone+", 2, 2, 0),
        (20, "everyone", 1, 1, 0),
        (20, "everyone+", 2, 2, 0),
    ]


def test_a_release_leaves_out_what_has_begun():
    concern = planned_concern(everyone=0, minutes=30)
    give(concern, now=at(10))
    assert grid(concern) == [(20, "door+", 1, 1, 0)]


def test_places_are_clerks_times_places_of_each():
    concern = planned_concern(queue__places_per_clerk=3)
    assert capacity.planned_release(queue=concern.queue, span=HALF_HOUR, clerks=2) == [
        (at(0), 6),
        (at(10), 6),
        (at(20), 6),
    ]


@pytest.mark.parametrize("kind", ["now", "later"])
def test_a_release_opens_at_its_moment(kind):
    concern = planned_concern(everyone=0)
    give(concern, opening=Opening(kind, SEVEN + timedelta(minutes=30)))
    assert set(Slot.objects.exclude(release=None).values_list("opens_at", flat=True)) == {SEVEN + timedelta(minutes=30)}


def test_a_spread_release_opens_at_minutes_of_its_window(monkeypatch):
    minutes = iter([0, 7, 15])
    monkeypatch.setattr(capacity.secrets, "randbelow", lambda bound: next(minutes) if bound == 16 else None)
    concern = planned_concern(everyone=0)
    give(concern, opening=Opening("spread", SEVEN, SEVEN + timedelta(minutes=15)))
    opens = Slot.objects.order_by("starts_at").values_list("opens_at", flat=True)
    assert list(opens) == [SEVEN + timedelta(minutes=minute) for minute in (0, 7, 15)]


def test_the_same_press_twice_releases_once():
    concern, attempt = planned_concern(everyone=0), uuid.uuid4()
    first, second = give(concern, attempt=attempt), give(concern, attempt=attempt)
    assert (first.pk, Release.objects.count(), Slot.objects.count()) == (second.pk, 1, 3)


def test_a_release_that_is_withdrawn_leaves_nothing():
    concern = planned_concern(door=1)
    before = grid(concern)
    release = give(concern)
    capacity.withdraw_release(release=release, now=SEVEN)
    assert (grid(concern), Release.objects.get().withdrawn_at) == (before, SEVEN)


def test_withdrawing_twice_is_harmless():
    release = give(planned_concern())
    capacity.withdraw_release(release=release, now=SEVEN)
    capacity.withdraw_release(release=release, now=EIGHT)
    assert Release.objects.get().withdrawn_at == SEVEN


def test_a_release_of_which_something_is_booked_stays(book):
    concern = planned_concern(everyone=0)
    release = give(concern, channel="everyone")
    book(concern, 10)
    with pytest.raises(PlacesTaken):
        capacity.withdraw_release(release=release, now=SEVEN)
    assert grid(concern) == [(0, "everyone+", 1, 1, 0), (10, "everyone+", 1, 1, 1), (20, "everyone+", 1, 1, 0)]


def test_a_place_somebody_is_filling_in_a_form_for_keeps_the_release_too(hold_at):
    concern = planned_concern(everyone=0)
    release = give(concern, channel="everyone")
    hold_at(concern, at(0), SEVEN)
    with pytest.raises(PlacesTaken):
        capacity.withdraw_release(release=release, now=SEVEN)


# --- fewer ---


def test_fewer_clerks_offer_fewer_places():
    concern = planned_concern(everyone=3)
    limit(concern, 1, span=TEN)
    assert grid(concern) == [(0, "everyone", 1, 1, 0), (10, "everyone", 3, 3, 0), (20, "everyone", 3, 3, 0)]


def test_the_door_loses_first():
    concern = planned_concern(everyone=2, door=2, minutes=10)
    offers = []
    for clerks in (3, 2, 1):
        limit(concern, clerks)
        offers.append([(channel, offered) for _minute, channel, offered, _capacity, _booked in grid(concern)])
    assert offers == [[("door", 1), ("everyone", 2)], [("everyone", 2)], [("everyone", 1)]]


def test_the_smallest_limit_counts():
    concern = planned_concern(everyone=3, minutes=10)
    limit(concern, 1)
    limit(concern, 2)
    assert grid(concern) == [(0, "everyone", 1, 1, 0)]


def test_closing_never_touches_what_is_booked(book):
    concern = planned_concern(everyone=2)
    appointment = book(concern, 10)
    limit(concern, 0)
    assert grid(concern) == [(10, "everyone", 0, 1, 1)]
    assert (Appointment.objects.get().status, list(Place.objects.values_list("appointment", flat=True))) == (
        "booked",
        [appointment.pk],
    )


def test_closing_closes_released_places_too_and_limiting_does_not():
    concern = planned_concern(everyone=1, minutes=10)
    give(concern, clerks=2, span=TEN)
    limit(concern, 1, span=TEN)
    limited = grid(concern)
    limit(concern, 0, span=TEN)
    assert (limited, grid(concern)) == ([(0, "door+", 2, 2, 0), (0, "everyone", 1, 1, 0)], [(0, "door+", 0, 2, 0)])


def test_nobody_books_what_is_closed(hold_at):
    concern = planned_concern()
    limit(concern, 0)
    with pytest.raises(AppointmentError):
        hold_at(concern, at(0), SEVEN)


def test_the_same_limit_twice_is_one():
    concern = planned_concern()
    assert (limit(concern, 1).pk, PlanException.objects.count()) == (limit(concern, 1).pk, 1)


def test_the_whole_day_closes_all_queues():
    first, second = planned_concern(), planned_concern()
    queues = [first.queue, second.queue]
    capacity.limit_clerks(queues=queues, span=HALF_HOUR, clerks=0, reason="alarm", by=lead(), now=SEVEN)
    assert (grid(first), grid(second)) == ([], [])


def test_a_lifted_exception_restores_the_plan_and_the_releases():
    concern = planned_concern(everyone=2, door=1)
    give(concern, clerks=2)
    before = grid(concern)
    capacity.lift_exception(exception=limit(concern, 0))
    assert grid(concern) == before


def test_a_lifted_exception_leaves_closed_what_another_one_closes():
    concern = planned_concern(everyone=1, minutes=10)
    give(concern, span=TEN)
    limit(concern, 0, span=TEN)
    capacity.lift_exception(exception=limit(concern, 0, span=HALF_HOUR))
    assert grid(concern) == [(0, "door+", 0, 1, 0)]


def test_the_nightly_job_keeps_what_the_lead_decided(book):
    concern = planned_concern(everyone=2)
    book(concern, 0)
    limit(concern, 0, span=TEN)
    before = grid(concern)
    follow_plan(concern)
    assert grid(concern) == before


# --- before it is done ---


def test_a_preview_says_what_changes_and_changes_nothing(book):
    concern = planned_concern(everyone=2, door=1)
    book(concern, 10)
    book(concern, 10)
    before = grid(concern)
    found = capacity.planned_exception(queue=concern.queue, span=HALF_HOUR, clerks=1).changes
    assert found == [Change(at(0), 3, 1, 0, 0), Change(at(10), 3, 1, 2, 1), Change(at(20), 3, 1, 0, 0)]
    assert (grid(concern), PlanException.objects.count()) == (before, 0)


def test_a_preview_knows_earlier_exceptions():
    concern = planned_concern(everyone=3, minutes=10)
    limit(concern, 1)
    assert capacity.planned_exception(queue=concern.queue, span=TEN, clerks=2).changes == []


def test_a_preview_counts_people_not_forms_being_filled_in(hold_at):
    concern = planned_concern(everyone=1, minutes=10)
    hold_at(concern, at(0), SEVEN)
    assert capacity.planned_exception(queue=concern.queue, span=TEN, clerks=0).changes == [Change(at(0), 1, 0, 0, 0)]


def test_a_preview_of_closing_counts_released_places():
    concern = planned_concern(everyone=1, minutes=10)
    give(concern, clerks=2, span=TEN)
    assert capacity.planned_exception(queue=concern.queue, span=TEN, clerks=0).changes == [Change(at(0), 3, 0, 0, 0)]


# --- who is affected ---


def numbers(exceptions, now=SEVEN):
    return [row.appointment.number for row in capacity.affected(exceptions=exceptions, now=now)]


def test_who_booked_last_is_asked(book):
    concern = planned_concern(everyone=2, minutes=10)
    book(concern, 0, now=SEVEN - timedelta(days=2))
    late = book(concern, 0, now=SEVEN - timedelta(days=1))
    assert numbers([limit(concern, 1)]) == [late.number]


def test_deadlines_come_first_then_the_time(book):
    usual = planned_concern(everyone=2)
    urgent = planned_concern(everyone=2, has_deadline=True, queue__office=usual.queue.office)
    found = [book(usual, 0), book(usual, 20), book(urgent, 10)]
    both = [limit(usual, 0), limit(urgent, 0)]
    assert numbers(both) == [found[2].number, found[0].number, found[1].number]


def test_a_visit_of_two_steps_is_listed_once_with_all_it_loses(concern, hold_at):
    plan = planned_concern(everyone=1, minutes_per_extra_person=10, max_persons=2)
    hold = hold_at(plan, at(0), SEVEN, persons=2)
    services.book_appointment(hold=hold, person=somebody(0), language="de", now=SEVEN)
    (row,) = capacity.affected(exceptions=[limit(plan, 0)], now=SEVEN)
    assert row.lost == [at(0), at(10)]


def test_what_is_over_and_who_is_served_is_not_listed(book):
    concern = planned_concern(everyone=1)
    book(concern, 0)
    later = book(concern, 20)
    exception = limit(concern, 0)
    assert numbers([exception], now=at(0)) == [later.number]


def test_whoever_cancels_makes_room_at_once(book):
    concern = planned_concern(everyone=2, minutes=10)
    first = book(concern, 0, now=SEVEN - timedelta(days=2))
    book(concern, 0, now=SEVEN - timedelta(days=1))
    exception = limit(concern, 1)
    services.cancel_for_office(appointment=first, reason="illness", now=SEVEN)
    assert numbers([exception]) == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(book, django_assert_num_queries, people):
    concern = planned_concern(everyone=1)
    for minute in (0, 10, 20)[:people]:
        book(concern, minute)
    exception = limit(concern, 0)
    with django_assert_num_queries(4):
        assert len(capacity.affected(exceptions=[exception], now=SEVEN)) == people


# --- whatever the order ---

MINUTES = st.sampled_from([0, 10, 20])
SPANS = st.sampled_from([(0, 10), (0, 20), (10, 30), (0, 30)])
STEPS = st.one_of(
    st.tuples(st.just("book"), MINUTES, st.sampled_from(["door", "everyone"])),
    st.tuples(st.just("limit"), SPANS, st.integers(0, 3)),
    st.tuples(st.just("lift"), st.integers(0, 5), st.none()),
    st.tuples(st.just("give"), SPANS, st.integers(1, 2)),
    st.tuples(st.just("withdraw"), st.integers(0, 5), st.none()),
    st.tuples(st.just("cancel"), st.integers(0, 5), st.none()),
    st.tuples(st.just("sweep"), st.none(), st.none()),
)


class Day:
    """One Monday; every step is allowed at any time, refusals change nothing."""

    def __init__(self, everyone: int, door: int) -> None:
        self.concern, self.number = planned_concern(everyone=everyone, door=door), 0
        self.now = SEVEN

    def do(self, kind, first, second):
        getattr(self, kind)(first, second)

    def book(self, minute, channel):
        from appointments import holds
        from appointments.availability import Visit

        self.number += 1
        try:
            visit = Visit(self.concern, 1, channel)
            hold = holds.hold_place(visit=visit, start=at(minute), attempt=uuid.uuid4(), now=self.now)
            services.book_appointment(hold=hold, person=somebody(self.number), language="de", now=self.now)
        except AppointmentError:
            return

    def limit(self, span, clerks):
        limit(self.concern, clerks, span=Span(MONDAY, at(span[0]).time(), at(span[1]).time()))

    def lift(self, number, _nothing):
        if rows := list(PlanException.objects.order_by("pk")):
            capacity.lift_exception(exception=rows[number % len(rows)])

    def give(self, span, clerks):
        give(self.concern, clerks=clerks, span=Span(MONDAY, at(span[0]).time(), at(span[1]).time()))

    def withdraw(self, number, _nothing):
        if rows := list(Release.objects.filter(withdrawn_at=None).order_by("pk")):
            try:
                capacity.withdraw_release(release=rows[number % len(rows)], now=self.now)
            except PlacesTaken:
                return

    def cancel(self, number, _nothing):
        if rows := list(Appointment.objects.booked().order_by("pk")):
            services.cancel_for_office(appointment=rows[number % len(rows)], reason="illness", now=self.now)

    def sweep(self, _one, _two):
        self.now += timedelta(minutes=1)
        slots.release_lapsed(now=self.now + timedelta(hours=2))


def check(day: Day) -> None:
    """Nobody is overbooked or lost; offers follow plan, exceptions and releases; the excess is listed exactly."""
    for slot in Slot.objects.all():
        places = list(slot.places.all())
        assert (slot.booked, slot.booked <= slot.capacity, slot.offered <= slot.capacity) == (len(places), True, True)
    booked = set(Appointment.objects.booked().values_list("pk", flat=True))
    assert set(Place.objects.exclude(appointment=None).values_list("appointment", flat=True)) == booked
    rows = capacity.affected(exceptions=list(PlanException.objects.all()), now=SEVEN)
    people = {slot.pk: slot.places.exclude(appointment=None).count() for slot in Slot.objects.all()}
    excess = sum(max(0, people[slot.pk] - slot.offered) for slot in Slot.objects.all())
    assert sum(len(row.lost) for row in rows) == excess


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everyone=st.integers(0, 3), door=st.integers(0, 2), steps=st.lists(STEPS, max_size=14))
def test_whatever_happens_in_any_order_the_sums_hold(db, everyone, door, steps):
    from django.db import transaction

    with transaction.atomic():
        day = Day(everyone, door)
        untouched = grid(day.concern)
        for step in steps:
            day.do(*step)
            check(day)
        for exception in PlanException.objects.all():
            capacity.lift_exception(exception=exception)
        if not Place.objects.exists():
            for release in Release.objects.filter(withdrawn_at=None):
                capacity.withdraw_release(release=release, now=SEVEN)
            assert grid(day.concern) == untouched
        transaction.set_rollback(True)
