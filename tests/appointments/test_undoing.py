"""What the desk has booked or answered is taken back within a moment, as if it had never been."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from appointments import desk, follow_ups, services, undoing, urgency
from appointments.exceptions import AlreadyChanged, NothingToUndo
from appointments.models import Appointment, Attendance, Hold, Place, Slot, UrgentRequest
from notifications import outbox
from notifications.models import OutboxMessage
from tests.appointments.day import NINE, counter, minutes, waiting

pytestmark = pytest.mark.django_db
LATER = NINE + minutes(1)
TOO_LATE = NINE + undoing.UNDO_FOR + timedelta(seconds=1)
THURSDAY = NINE + timedelta(days=3)


@pytest.fixture
def asked(concern):
    """Somebody at the door asks, and can be written to."""
    return UrgentRequest.objects.create(
        office=concern.queue.office,
        attempt=uuid.uuid4(),
        reason="job",
        created_at=NINE,
        family_name="Krasniqi",
        given_names="Arben",
        birth_date="1988",
        contact="arben@example.org",
    )


@pytest.fixture
def place(concern, slots_of):
    """The last place of today, in forty minutes."""
    slots_of(concern, NINE + minutes(40), [1])
    return NINE + minutes(40)


@pytest.fixture
def visit(concern):
    """Somebody who is here with an appointment."""
    return waiting(concern, email="ayse@example.org")


@pytest.fixture
def follow_up(concern, slots_of, visit):
    """The next appointment of that person: `follow_up()`."""
    slots_of(concern, THURSDAY, [1])
    person = undoing.known_person(visit)
    key = services.open_key(concern, person)
    Appointment.objects.update(open_key=key)

    def book(now=NINE):
        return follow_ups.book_follow_up(
            attendance=visit, person=person, concern=concern, start=THURSDAY, attempt=uuid.UUID(int=1), now=now
        )

    return book


def places():
    """What is taken: places, and what the slots count."""
    return Place.objects.count(), sum(Slot.objects.values_list("booked", flat=True))


def mails_at(moment):
    """What becomes of the messages when the sweep comes at this moment."""
    outbox.sweep(now=moment)
    return sorted(OutboxMessage.objects.values_list("template", "state"))


def take_back(asked, now=LATER, seen=NINE):
    urgency.take_back(request=asked, seen=seen, now=now)


# --- the answer to an urgent request ---


def test_a_place_that_was_given_comes_back_and_the_request_is_open_again(asked, concern, place):
    urgency.accept_with_place(request=asked, concern=concern, start=place, now=NINE)
    assert places() == (1, 1)
    take_back(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_at, asked.appointment) == ("open", "", None, None)
    assert (places(), Appointment.objects.count(), Hold.objects.count()) == ((0, 0), 0, 0)
    assert urgency.places_today(concern, now=LATER) == [place]


def test_a_number_that_was_given_is_gone_and_the_request_is_open_again(asked, concern):
    urgency.accept_with_number(request=asked, concern=concern, now=NINE)
    take_back(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.attendance, Attendance.objects.count()) == ("open", None, 0)


def test_a_reason_that_was_given_is_taken_back(asked):
    urgency.decline(request=asked, reason="Bitte buchen Sie für morgen.", now=NINE)
    take_back(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("open", "")


def test_whoever_was_answered_anew_reads_the_second_answer_alone(asked, concern, place):
    urgency.accept_with_place(request=asked, concern=concern, start=place, now=NINE)
    take_back(asked)
    urgency.accept_with_place(request=asked, concern=concern, start=place, now=LATER)
    assert mails_at(NINE + undoing.UNDO_FOR) == [
        ("appointment_booked", "waiting"),
        ("appointment_booked", "waiting"),
        ("urgent_answered", "waiting"),
        ("urgent_answered", "waiting"),
    ]
    assert mails_at(LATER + undoing.TELL_AFTER) == [
        ("appointment_booked", "obsolete"),
        ("appointment_booked", "sent"),
        ("urgent_answered", "obsolete"),
        ("urgent_answered", "sent"),
    ]


def test_an_answer_is_told_only_when_it_cannot_be_taken_back_any_more(asked, concern):
    urgency.accept_with_number(request=asked, concern=concern, now=NINE)
    assert mails_at(NINE + undoing.UNDO_FOR) == [("urgent_answered", "waiting")]
    with pytest.raises(NothingToUndo):
        take_back(asked, now=TOO_LATE)
    assert mails_at(NINE + undoing.TELL_AFTER) == [("urgent_answered", "sent")]


def test_an_answer_given_anew_is_not_taken_back_with_the_first(asked):
    urgency.decline(request=asked, reason="Bitte buchen Sie für morgen.", now=NINE)
    take_back(asked)
    urgency.decline(request=asked, reason="Bitte rufen Sie an.", now=LATER)
    with pytest.raises(AlreadyChanged):
        take_back(asked)


def test_who_was_called_with_the_number_keeps_it(asked, concern):
    visit = urgency.accept_with_number(request=asked, concern=concern, now=NINE)
    desk.call(attendance=visit, counter=counter(concern), seen=visit.changed_at, now=LATER)
    with pytest.raises(AlreadyChanged):
        take_back(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.attendance.status) == ("accepted", "called")


@pytest.mark.parametrize("deed", ["arrive", "cancel"])
def test_who_has_gone_on_with_the_place_keeps_it(asked, concern, place, deed):
    given = urgency.accept_with_place(request=asked, concern=concern, start=place, now=NINE)
    if deed == "arrive":
        desk.arrive(appointment=given, now=place)
    else:
        services.cancel_for_office(appointment=given, reason="illness", now=LATER)
    with pytest.raises(AlreadyChanged):
        take_back(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.appointment) == ("accepted", given)


# --- the follow-up appointment ---


def test_a_follow_up_that_is_taken_back_frees_its_time_and_todays_visit_counts_again(follow_up, visit):
    key = visit.appointment.open_key or Appointment.objects.get().open_key
    made = follow_up()
    assert (places(), Appointment.objects.get(pk=visit.appointment_id).open_key) == ((1, 1), None)
    follow_ups.take_back(appointment=made, attendance=visit, now=LATER)
    assert (places(), Appointment.objects.get().open_key) == ((0, 0), key)
    assert mails_at(NINE + undoing.TELL_AFTER) == [("appointment_booked", "obsolete")]


def test_after_the_visit_is_over_only_the_time_comes_back(follow_up, visit):
    made = follow_up()
    desk.did_not_come(attendance=visit, seen=visit.changed_at, now=NINE)
    follow_ups.take_back(appointment=made, attendance=visit, now=LATER)
    assert (places(), Appointment.objects.get().open_key) == ((0, 0), None)


def test_a_press_of_the_old_page_books_anew_and_is_told(follow_up, visit):
    first = follow_up()
    follow_ups.take_back(appointment=first, attendance=visit, now=LATER)
    second = follow_up(now=LATER)
    assert (first.pk == second.pk, places()) == (False, (1, 1))
    assert mails_at(LATER + undoing.TELL_AFTER) == [("appointment_booked", "obsolete"), ("appointment_booked", "sent")]


def test_a_follow_up_of_three_minutes_ago_stays(follow_up, visit):
    made = follow_up()
    with pytest.raises(NothingToUndo):
        follow_ups.take_back(appointment=made, attendance=visit, now=TOO_LATE)
    assert places() == (1, 1)


def test_a_follow_up_the_person_has_moved_stays(follow_up, visit, concern, slots_of):
    made = follow_up()
    slots_of(concern, THURSDAY + minutes(60), [1])
    services.move_appointment(appointment=made, start=THURSDAY + minutes(60), now=LATER)
    with pytest.raises(AlreadyChanged):
        follow_ups.take_back(appointment=made, attendance=visit, now=LATER)
    assert Appointment.objects.filter(pk=made.pk).exists()


def test_places_of_a_long_visit_come_back_all_together(concern, slots_of, book_at, maryam):
    slots_of(concern, THURSDAY, [2, 2, 2])
    kept = book_at(concern, THURSDAY, NINE)
    made = book_at(concern, THURSDAY, NINE, persons=3, person=replace(maryam, family_name="Diallo"))
    before = places()
    undoing.unbook(appointment=made)
    assert (before, places(), Place.objects.get().appointment_id) == ((3, 3), (1, 1), kept.pk)
