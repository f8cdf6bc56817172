"""The office cannot keep a time and asks: whatever the answer, nothing stays held and the sums add up."""

from datetime import timedelta

import pytest
from django.db.models import Count, F

from appointments import capacity, displaced, holds, proposals, rules, services, slots
from appointments.availability import Visit, offer_of_day
from appointments.exceptions import NotOpen, TimeTaken
from appointments.models import Appointment, Place, Proposal, Slot
from notifications.models import OutboxMessage
from tests.appointments.planned import EIGHT, MONDAY, at, limit, planned_concern, somebody

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
NEXT = EIGHT + WEEK
NOON = EIGHT - timedelta(hours=20)


@pytest.fixture
def concern():
    """Two places at each step of every Monday."""
    return planned_concern(everyone=2)


@pytest.fixture
def appointment(concern, book_at):
    """Somebody on Monday at eight."""
    return book_at(concern, EIGHT, NOON - WEEK, person=somebody(0, email="person@example.org"))


@pytest.fixture
def proposal(appointment):
    """A week later is held for them."""
    return proposals.propose(appointment=appointment, start=NEXT, reason="illness", now=NOON)


def states():
    return list(Proposal.objects.order_by("created_at", "pk").values_list("state", flat=True))


def held(now=NOON):
    """Places that wait for somebody's answer."""
    return Place.objects.filter(hold__isnull=False, expires_at__gt=now).count()


def sums_add_up():
    return not Slot.objects.annotate(rows=Count("places")).exclude(booked=F("rows")).exists()


def told():
    return list(OutboxMessage.objects.order_by("pk").values_list("template", flat=True))


def test_the_next_time_is_the_first_after_the_lost_day(concern, appointment):
    assert proposals.next_time(appointment, now=NOON) == NEXT


def test_without_another_time_there_is_none(appointment):
    Slot.objects.filter(starts_at__gt=EIGHT + timedelta(days=1)).delete()
    assert proposals.next_time(appointment, now=NOON) is None


def test_a_proposal_holds_the_place_and_asks(appointment, proposal):
    assert (proposal.state, proposal.starts_at, held(), sums_add_up()) == ("open", NEXT, 1, True)
    assert (Appointment.objects.get().starts_at, told()[-1]) == (EIGHT, "appointment_proposed")


def test_the_answer_is_due_after_two_days_but_before_the_time_itself(appointment, proposal):
    sooner = proposals.propose(appointment=appointment, start=at(20), reason="illness", now=NOON)
    due = [proposal.answer_until, sooner.answer_until]
    assert due == [NOON + timedelta(hours=48), at(20) - timedelta(hours=12)]


def test_a_time_within_the_hour_is_held_until_it_begins(appointment):
    soon = proposals.propose(
        appointment=appointment, start=at(20), reason="illness", now=at(20) - timedelta(minutes=40)
    )
    assert soon.answer_until == at(20)


def test_the_same_proposal_twice_is_one(appointment, proposal):
    again = proposals.propose(appointment=appointment, start=NEXT, reason="illness", now=NOON)
    assert (again.pk, states(), held(), told().count("appointment_proposed")) == (proposal.pk, ["open"], 1, 1)


def test_another_proposal_replaces_the_first(appointment, proposal):
    proposals.propose(appointment=appointment, start=NEXT + timedelta(minutes=10), reason="illness", now=NOON)
    assert (states(), held()) == (["lapsed", "open"], 1)


def test_a_time_that_is_gone_cannot_be_proposed(concern, appointment):
    Slot.objects.filter(starts_at=NEXT).update(offered=0)
    with pytest.raises(TimeTaken):
        proposals.propose(appointment=appointment, start=NEXT, reason="illness", now=NOON)
    assert (states(), held()) == ([], 0)


def test_who_has_cancelled_is_not_asked(appointment):
    services.cancel_appointment(appointment=appointment, now=NOON - WEEK)
    with pytest.raises(NotOpen):
        proposals.propose(appointment=appointment, start=NEXT, reason="illness", now=NOON)


# --- answers ---


def test_accepting_moves_the_appointment_to_the_held_place(proposal):
    moved = proposals.accept(proposal=proposal, now=NOON)
    place = Place.objects.get(appointment=moved)
    assert (moved.starts_at, moved.day, place.slot.starts_at) == (NEXT, MONDAY + WEEK, NEXT)
    assert (states(), held(), sums_add_up(), Slot.objects.get(starts_at=NEXT).booked) == (["accepted"], 0, True, 1)


def test_accepting_works_after_the_offices_limit(proposal, appointment):
    assert not rules.changeable(EIGHT, now=NOON, limit_hours=appointment.office.change_limit_hours)
    assert proposals.accept(proposal=proposal, now=NOON).starts_at == NEXT


def test_accepting_twice_is_harmless(proposal):
    proposals.accept(proposal=proposal, now=NOON)
    again = proposals.accept(proposal=proposal, now=NEXT - timedelta(minutes=5))
    assert (again.starts_at, Place.objects.filter(appointment=again).count()) == (NEXT, 1)


def test_choosing_another_time_answers_the_proposal(proposal, appointment):
    services.move_appointment(appointment=appointment, start=NEXT + timedelta(minutes=20), now=NOON)
    assert (states(), held(), sums_add_up()) == (["other"], 0, True)


def test_cancelling_answers_the_proposal(proposal, appointment):
    services.cancel_appointment(appointment=appointment, now=NOON)
    assert (states(), held(), sums_add_up()) == (["not_needed"], 0, True)


def test_without_an_answer_the_place_goes_back_and_the_appointment_stays(concern, proposal, appointment):
    late = proposal.answer_until
    assert (proposals.lapse_unanswered(now=late), slots.release_lapsed(now=late)) == (1, 1)
    assert (states(), held(late), sums_add_up(), Appointment.objects.get().status) == (["lapsed"], 0, True, "booked")


def test_a_held_place_is_nobody_elses_until_the_answer_is_due(concern, proposal):
    Slot.objects.filter(starts_at=NEXT).update(offered=1)
    visit = Visit(concern, 1, "everyone")
    before = NEXT in offer_of_day(visit, day=MONDAY + WEEK, now=proposal.answer_until - timedelta(minutes=1)).times
    after = NEXT in offer_of_day(visit, day=MONDAY + WEEK, now=proposal.answer_until).times
    assert (before, after) == (False, True)


def test_a_place_given_away_after_the_due_time_cannot_be_accepted(concern, proposal, hold_at):
    Slot.objects.filter(starts_at=NEXT).update(offered=1)
    late = proposal.answer_until + timedelta(minutes=1)
    other = hold_at(concern, NEXT, late)
    with pytest.raises(TimeTaken):
        proposals.accept(proposal=proposal, now=EIGHT - timedelta(minutes=1))
    assert (Appointment.objects.get().starts_at, holds.is_kept(other, now=late), sums_add_up()) == (EIGHT, True, True)


# --- the lead's other answers ---


def test_what_is_kept_is_no_longer_asked_about(concern, appointment):
    exception = limit(concern, 0, now=NOON)
    proposals.keep(appointment=appointment, reason="illness", now=NOON)
    assert capacity.affected(exceptions=[exception], now=NOON) == []


def test_keeping_withdraws_the_proposal(concern, appointment, proposal):
    proposals.keep(appointment=appointment, reason="illness", now=NOON + timedelta(minutes=1))
    assert (states(), held(NOON + timedelta(minutes=1))) == (["lapsed", "kept"], 0)


def test_a_later_exception_asks_again(concern, appointment):
    limit(concern, 1, now=NOON)
    proposals.keep(appointment=appointment, reason="illness", now=NOON)
    later = limit(concern, 0, reason="alarm", now=NOON + timedelta(hours=1))
    (row,) = capacity.affected(exceptions=[later], now=NOON + timedelta(hours=1))
    assert (row.appointment, row.reason, row.proposal) == (appointment, "alarm", None)


def test_each_gets_the_next_free_time_and_failures_are_named(concern, book_at):
    people = [
        book_at(concern, at(10), NOON - WEEK, person=somebody(number, email=email))
        for number, email in ((1, "a@example.org"), (2, ""))
    ]
    found = proposals.propose_next(appointments=people, reasons=["illness", "illness"], now=NOON)
    assert found == [proposals.Failed(people[1], "weil eine E-Mail-Adresse fehlt")]
    assert list(Proposal.objects.values_list("appointment", "starts_at")) == [(people[0].pk, NEXT)]


def test_the_next_one_gets_what_is_left(concern, book_at):
    Slot.objects.filter(starts_at=NEXT).update(offered=1)
    people = [
        book_at(concern, at(10), NOON - WEEK, person=somebody(number, email="a@example.org")) for number in (1, 2)
    ]
    assert proposals.propose_next(appointments=people, reasons=["illness"] * 2, now=NOON) == []
    starts = Proposal.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(starts) == [NEXT, NEXT + timedelta(minutes=10)]


# --- what the lead's list knows ---


def test_unanswered_proposals_stay_counted_and_answered_ones_leave(concern, appointment):
    limit(concern, 0, now=NOON)
    first, last = displaced.days_ahead(NOON)
    counts = [displaced.count(first=first, last=last, now=NOON)]
    made = proposals.propose(appointment=appointment, start=NEXT, reason="illness", now=NOON)
    counts.append(displaced.count(first=first, last=last, now=NOON))
    proposals.lapse_unanswered(now=made.answer_until)
    counts.append(displaced.count(first=first, last=last, now=NOON))
    made = proposals.propose(appointment=appointment, start=NEXT, reason="illness", now=NOON)
    proposals.accept(proposal=made, now=NOON)
    counts.append(displaced.count(first=first, last=last, now=NOON))
    assert counts == [(1, 0), (0, 1), (1, 0), (0, 0)]


@pytest.mark.parametrize("people", [1, 2])
def test_next_times_cost_the_same_for_all(concern, book_at, django_assert_num_queries, people):
    rows = [book_at(concern, EIGHT, NOON - WEEK, person=somebody(number)) for number in range(people)]
    rows = list(Appointment.objects.for_ticket().filter(pk__in=[row.pk for row in rows]))
    with django_assert_num_queries(3):
        found = displaced.next_times(rows, office=concern.queue.office, now=NOON)
    assert found == {row.pk: NEXT for row in rows}
