"""Whom the lead has to ask, before and after the press; who has not answered stays until the new time begins."""

from datetime import timedelta

import pytest

from appointments import capacity, displaced, proposals, services
from appointments.models import Attendance, Proposal
from tests.appointments.planned import EIGHT, HALF_HOUR, MONDAY, SEVEN, at, limit, planned_concern, somebody

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
SOON = timedelta(minutes=5)


@pytest.fixture
def concern():
    """Two places at each of three steps."""
    return planned_concern(everyone=2)


@pytest.fixture
def booked(concern, book_at):
    """Two people at eight, one at ten past; each booked after the one before."""
    times = [(EIGHT, 0), (EIGHT, 1), (at(10), 2)]
    return [
        book_at(concern, start, SEVEN - WEEK + timedelta(minutes=number), person=somebody(number, email="p@e.org"))
        for start, number in times
    ]


def would_lose(concern, clerks, now=SEVEN):
    forecast = capacity.planned_exception(queue=concern.queue, span=HALF_HOUR, clerks=clerks)
    return displaced.would_lose(forecast.offered, now=now)


def listed(now, first=MONDAY, last=MONDAY + WEEK):
    office = Proposal.objects.get().appointment.office
    return [(row.appointment, row.over) for row in displaced.of_office(office, first=first, last=last, now=now)]


# --- before the press ---


def test_before_the_press_those_are_named_whom_it_would_concern(concern, booked):
    assert (would_lose(concern, 0), would_lose(concern, 1), would_lose(concern, 2)) == (booked, [booked[1]], [])


def test_the_forecast_names_the_same_people_as_the_list_afterwards(concern, booked):
    forecast = would_lose(concern, 1)
    found = capacity.affected(exceptions=[limit(concern, 1)], now=SEVEN)
    assert forecast == [row.appointment for row in found]


def test_deadlines_stand_first_in_the_forecast_of_several_queues(concern, booked, book_at):
    other = planned_concern(has_deadline=True, queue__office=concern.queue.office)
    late = book_at(other, at(20), SEVEN - WEEK, person=somebody(3))
    forecasts = [capacity.planned_exception(queue=each.queue, span=HALF_HOUR, clerks=0) for each in (concern, other)]
    offered = forecasts[0].offered | forecasts[1].offered
    assert displaced.would_lose(offered, now=SEVEN) == [late, *booked]


def test_whose_time_has_begun_and_who_is_served_would_not_be_asked(concern, booked):
    Attendance.objects.create(
        appointment=booked[2], office=booked[2].office, day=MONDAY, number=booked[2].number, queue=concern.queue,
        concern=concern, status=Attendance.Status.SERVED, arrived_at=SEVEN, rank_at=SEVEN, finished_at=SEVEN,
    )  # fmt: skip
    assert (would_lose(concern, 0), would_lose(concern, 0, now=EIGHT)) == (booked[:2], [])


@pytest.mark.parametrize("people", [1, 3])
def test_the_forecast_costs_two_queries_however_many_are_concerned(concern, book_at, django_assert_num_queries, people):
    for number in range(people):
        book_at(concern, at(10 * number), SEVEN - WEEK, person=somebody(number))
    forecast = capacity.planned_exception(queue=concern.queue, span=HALF_HOUR, clerks=0)
    with django_assert_num_queries(2):
        assert len(displaced.would_lose(forecast.offered, now=SEVEN)) == people


# --- unanswered ---


@pytest.fixture
def asked(concern, booked):
    """One clerk is ill; who booked eight o'clock last is asked to come at twenty past."""
    limit(concern, 1)
    asked = booked[1]
    proposals.propose(appointment=asked, start=at(20), reason="illness", now=SEVEN)
    return asked


def test_who_has_not_answered_stays_listed_after_the_old_time_until_the_new_one_begins(asked):
    moments = [SEVEN + SOON, EIGHT + SOON, at(20) - SOON, at(20)]
    assert [listed(now) for now in moments] == [[(asked, False)], [(asked, True)], [(asked, True)], []]


def test_and_stays_counted(asked):
    first, last = displaced.days_ahead(SEVEN)
    counts = [displaced.count(first=first, last=last, now=now) for now in (SEVEN, EIGHT + SOON, at(20))]
    assert counts == [(0, 1), (0, 1), (0, 0)]


def test_when_the_answer_is_overdue_the_lead_has_to_decide(asked):
    first, last = displaced.days_ahead(SEVEN)
    proposals.lapse_unanswered(now=EIGHT + SOON)
    assert displaced.count(first=first, last=last, now=EIGHT + SOON) == (1, 0)
    assert listed(EIGHT + SOON) == [(asked, True)]


@pytest.mark.parametrize("answer", ["accept", "cancel"])
def test_who_has_answered_leaves_the_list(asked, answer):
    if answer == "accept":
        proposals.accept(proposal=Proposal.objects.get(), now=SEVEN + SOON)
    else:
        services.cancel_for_office(appointment=asked, reason="illness", now=SEVEN + SOON)
    assert listed(EIGHT + SOON) == []


def test_who_is_kept_leaves_the_list_for_good(concern, booked):
    limit(concern, 1)
    proposals.propose(appointment=booked[1], start=EIGHT + WEEK, reason="illness", now=SEVEN)
    proposals.keep(appointment=booked[1], reason="illness", now=SEVEN + SOON)
    assert displaced.of_office(concern.queue.office, first=MONDAY, last=MONDAY, now=EIGHT + SOON) == []


def test_a_proposal_for_another_day_keeps_them_on_every_list_of_today(concern, booked):
    limit(concern, 1)
    proposals.propose(appointment=booked[1], start=EIGHT + WEEK, reason="illness", now=SEVEN)
    next_day, tuesday = EIGHT + timedelta(days=1), MONDAY + timedelta(days=1)
    assert listed(next_day, tuesday, tuesday) == [(booked[1], True)]
    assert listed(next_day, tuesday + WEEK, tuesday + WEEK) == []
