"""The desk in real processes against real PostgreSQL: what people do to each other in the same moment.

A visitor cancels, a clerk has two windows, somebody takes back, a concern moves to another house or is switched off.
"""

import uuid
from collections import Counter as Tally
from datetime import timedelta

import pytest
from django.db.models import F

from appointments import desk, proposals, urgency
from appointments.models import Appointment, Attendance, Concern, Counter, Place, Slot, UrgentRequest
from appointments.services import Person
from tests.appointments.day import NINE, booked, counter, minutes, waiting
from tests.factories.appointments import QueueFactory
from tests.rivals import race

pytestmark = pytest.mark.django_db(transaction=True)
EARLY = NINE - timedelta(days=7)

# Each rival does one deed; a refusal is an answer, anything else (a deadlock, a broken constraint) ends with 1.
RIVAL = """
import json, sys
from datetime import datetime
from django.db import transaction
from appointments import desk, follow_ups, proposals, services, undoing, urgency
from appointments.exceptions import AppointmentError
from appointments.models import Appointment, Attendance, Concern, Counter, Hold, Proposal, UrgentRequest
from auslaenderbehoerde.accounts.models import User
order = json.loads(sys.argv[1])
now = datetime.fromisoformat(order["now"])
who = order.get("who")
seen = datetime.fromisoformat(order["seen"]) if "seen" in order else None
def visit():
    return Attendance.objects.get(pk=who)
def appointment():
    return Appointment.objects.for_ticket().get(pk=who)
def book():
    hold = Hold.objects.select_related("concern__queue").get(pk=who)
    person = services.Person(order["name"], "", "1990")
    return services.book_appointment(hold=hold, person=person, language="de", now=now)
DEEDS = {
    "arrive": lambda: desk.arrive(appointment=appointment(), now=now),
    "cancel": lambda: services.cancel_for_office(appointment=appointment(), reason="illness", now=now),
    "finish": lambda: desk.finish(attendance=visit(), done=visit().concern, seen=seen, now=now),
    "undo": lambda: desk.take_back(attendance=visit(), seen=seen, now=now),
    "unbook": lambda: undoing.unbook(appointment=appointment()),
    "reopen": lambda: urgency.take_back(request=UrgentRequest.objects.get(pk=who), seen=seen, now=now),
    "sit": lambda: desk.take_counter(
        counter=Counter.objects.get(pk=who), clerk=User.objects.get(pk=order["clerk"]), languages=[], now=now
    ),
    "book": book,
    "accept": lambda: proposals.accept(proposal=Proposal.objects.get(pk=who), now=now),
    "queue": lambda: Concern.objects.filter(pk=who).update(queue=order["queue"]),
    "hide": lambda: Concern.objects.filter(pk=who).update(published=False),
}
sys.stdin.readline()
try:
    DEEDS[order["deed"]]()
    answer = "done"
except (AppointmentError, Appointment.DoesNotExist, Attendance.DoesNotExist) as refusal:
    answer = type(refusal).__name__
print(json.dumps([order["deed"] + " " + answer]))
"""


def deed(name, who, /, *, now=NINE, **more):
    return {"deed": name, "who": str(who.pk), "now": now.isoformat(), **more}


def rivals(*deeds):
    """What came of each, sorted."""
    return sorted(race(RIVAL, list(deeds)))


@pytest.fixture
def adds_up():
    """Whether each slot counts exactly its places, and every appointment has its place in its own house."""

    def check():
        wrong = [slot.pk for slot in Slot.objects.all() if slot.booked != slot.places.count()]
        elsewhere = Place.objects.exclude(appointment=None).exclude(appointment__office=F("slot__queue__office"))
        return (wrong, elsewhere.count()) == ([], 0)

    return check


# --- a visitor who cancels ---


def test_a_called_person_who_cancels_is_served_or_not_and_nobody_is_stuck(concern, adds_up):
    visit = waiting(concern)
    visit = desk.call(attendance=visit, counter=counter(concern), seen=visit.changed_at, now=NINE)
    press = deed("finish", visit, seen=visit.changed_at.isoformat())
    answers = rivals(press, deed("cancel", visit.appointment), press)
    visit.refresh_from_db()
    assert answers == ["cancel done", "finish AlreadyChanged", "finish done"]
    assert (visit.status, visit.appointment.status, adds_up()) == ("served", "cancelled", True)


def test_who_cancels_and_arrives_at_once_is_either_here_first_or_not_expected(concern):
    for round_ in range(4):
        appointment = booked(concern, number=f"B {round_}")
        answers = rivals(deed("arrive", appointment), deed("cancel", appointment))
        here = Attendance.objects.filter(appointment=appointment).exists()
        assert answers == [f"arrive {'done' if here else 'NotOpen'}", "cancel done"]


# --- a clerk in two windows ---


def test_one_press_in_two_windows_is_one_step(concern):
    visit = waiting(concern)
    visit = desk.call(attendance=visit, counter=counter(concern), seen=visit.changed_at, now=NINE)
    press = deed("finish", visit, seen=visit.changed_at.isoformat())
    assert rivals(press, press) == ["finish AlreadyChanged", "finish done"]


def test_an_undo_in_two_windows_undoes_one_step(concern):
    visit = waiting(concern)
    visit = desk.call(attendance=visit, counter=counter(concern), seen=visit.changed_at, now=NINE)
    press = deed("undo", visit, seen=visit.changed_at.isoformat(), now=NINE + minutes(1))
    assert rivals(press, press) == ["undo AlreadyChanged", "undo done"]
    visit.refresh_from_db()
    assert (visit.status, visit.calls) == ("waiting", 0)


def test_a_clerk_who_takes_two_counters_at_once_sits_at_one(concern):
    clerk = counter(concern, "Schalter 1").clerk
    free = [Counter.objects.create(office=concern.queue.office, name=f"Schalter {number}") for number in (2, 3)]
    answers = rivals(*(deed("sit", place, clerk=str(clerk.pk)) for place in free))
    assert (answers, Counter.objects.filter(clerk=clerk).count()) == (["sit done"] * 2, 1)


# --- an undo in between ---


def test_an_undone_booking_and_its_visitor_at_once_leave_both_or_neither(concern, slots_of, book_at, adds_up):
    slots_of(concern, NINE, [4])
    for number in range(4):
        made = book_at(concern, NINE, EARLY, person=Person(f"Diallo{'abcdef'[number]}", "", "1990"))
        answers = Tally(rivals(deed("unbook", made), deed("arrive", made)))
        kept = Appointment.objects.filter(pk=made.pk).exists()
        assert kept == Attendance.objects.filter(appointment=made.pk).exists()
        assert answers["unbook done"] == (0 if kept else 1)
        assert adds_up()


def test_an_answer_that_is_taken_back_twice_at_once_gives_its_place_back_once(concern, slots_of, adds_up):
    slots_of(concern, NINE + minutes(40), [1])
    asked = UrgentRequest.objects.create(
        office=concern.queue.office, attempt=uuid.uuid4(), reason="job", created_at=NINE, family_name="Diallo"
    )
    urgency.accept_with_place(request=asked, concern=concern, start=NINE + minutes(40), now=NINE)
    press = deed("reopen", asked, seen=NINE.isoformat(), now=NINE + minutes(1))
    assert rivals(press, press, press) == ["reopen AlreadyChanged", "reopen AlreadyChanged", "reopen done"]
    asked.refresh_from_db()
    assert (asked.state, Place.objects.count(), adds_up()) == ("open", 0, True)


# --- the offer changes while somebody decides ---


def elsewhere(concern):
    """The line of another house, with the same step."""
    return QueueFactory(step_minutes=concern.queue.step_minutes)


def test_a_concern_that_moves_to_another_house_books_nobody_where_no_place_is(concern, slots_of, hold_at, adds_up):
    slots_of(concern, NINE, [6])
    held = [hold_at(concern, NINE, EARLY) for _person in range(6)]
    deeds = [deed("book", hold, now=EARLY, name=f"Diallo{'abcdef'[number]}") for number, hold in enumerate(held)]
    answers = Tally(rivals(*deeds[:3], deed("queue", concern, queue=str(elsewhere(concern).pk)), *deeds[3:]))
    made = Appointment.objects.count()
    assert answers == +Tally({"queue done": 1, "book done": made, "book TimeTaken": 6 - made})
    assert adds_up()


def test_after_the_move_a_held_place_is_no_longer_promised(concern, slots_of, hold_at, adds_up):
    slots_of(concern, NINE, [1])
    hold, other = hold_at(concern, NINE, EARLY), elsewhere(concern)
    Concern.objects.update(queue=other)
    assert rivals(deed("book", hold, now=EARLY, name="Diallo")) == ["book TimeTaken"]
    assert (Appointment.objects.count(), adds_up()) == (0, True)


def test_a_proposal_of_a_concern_that_moves_is_accepted_in_one_house_or_not_at_all(
    concern, slots_of, book_at, start, adds_up
):
    slots_of(concern, start, [1])
    slots_of(concern, start + timedelta(days=2), [1])
    made = book_at(concern, start, EARLY)
    offered = proposals.propose(appointment=made, start=start + timedelta(days=2), reason="illness", now=EARLY)
    answers = rivals(deed("accept", offered, now=EARLY), deed("queue", concern, queue=str(elsewhere(concern).pk)))
    accepted = answers[0] == "accept done"
    offered.refresh_from_db()
    assert (offered.state == "accepted", adds_up()) == (accepted, True)


def test_a_concern_that_is_switched_off_keeps_its_word_to_those_who_hold_a_place(
    concern, slots_of, hold_at, book_at, start, adds_up
):
    slots_of(concern, start, [2])
    slots_of(concern, start + timedelta(days=2), [1])
    made, hold = book_at(concern, start, EARLY), hold_at(concern, start, EARLY)
    offered = proposals.propose(appointment=made, start=start + timedelta(days=2), reason="illness", now=EARLY)
    answers = rivals(
        deed("hide", concern), deed("book", hold, now=EARLY, name="Diallo"), deed("accept", offered, now=EARLY)
    )
    assert answers == ["accept done", "book done", "hide done"]
    assert adds_up()


def test_who_was_booked_before_the_move_waits_where_the_place_is(concern, slots_of, book_at):
    slots_of(concern, NINE, [1])
    made, line = book_at(concern, NINE, EARLY), concern.queue
    Concern.objects.update(queue=elsewhere(concern))
    assert rivals(deed("arrive", made)) == ["arrive done"]
    visit = Attendance.objects.get()
    assert (visit.office, visit.queue) == (line.office, line)
