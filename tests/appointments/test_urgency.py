"""The desk answers an urgent request: a number, a place of today, or a reason; once."""

import uuid

import pytest

from appointments import desk, urgency
from appointments.events import UrgentRequestAnswered
from appointments.exceptions import AlreadyBooked, AlreadyChanged, NothingToUndo, TimeTaken
from appointments.models import Appointment, Attendance, Channel, Place, UrgentRequest
from appointments.undoing import TELL_AFTER
from auslaenderbehoerde import events
from tests.appointments.day import NINE, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """The facts that were published."""
    found = []
    monkeypatch.setattr(events, "publish", found.append)
    return found


@pytest.fixture
def ask(concern):
    """Somebody asks: `ask(contact="…")`."""

    def make(**values):
        values = {"family_name": "Krasniqi", "given_names": "Arben", "birth_date": "1988", "language": "de"} | values
        office = concern.queue.office
        return UrgentRequest.objects.create(
            office=office, attempt=uuid.uuid4(), reason="job", created_at=NINE, **values
        )

    return make


def answered(request, language):
    return UrgentRequestAnswered(request.pk, language, NINE, NINE + TELL_AFTER)


def answer_of(request):
    fields = ("state", "answer", "answered_at", "attendance")
    return UrgentRequest.objects.filter(pk=request.pk).values_list(*fields).get()


def test_a_number_is_given_and_told(ask, concern, told):
    request = ask(language="tr")
    visit = urgency.accept_with_number(request=request, concern=concern, note="Frist", now=NINE)
    state, answer, answered_at, attendance = answer_of(request)
    assert (state, answered_at, attendance) == ("accepted", NINE, visit.pk)
    assert visit.number in answer
    assert (visit.status, visit.appointment_id, visit.language, visit.note) == ("waiting", None, "tr", "Frist")
    assert told == [answered(request, "tr")]


def test_a_number_that_is_an_answer_is_not_taken_back_without_it(ask, concern, told):
    visit = urgency.accept_with_number(request=ask(), concern=concern, now=NINE)
    with pytest.raises(NothingToUndo):
        desk.take_back(attendance=visit, now=NINE)


@pytest.mark.parametrize(("contact", "email"), [("arben@example.org", "arben@example.org"), ("0151 000", "")])
def test_a_place_of_today_is_booked_for_the_person(ask, concern, slots_of, told, contact, email):
    start = NINE + minutes(40)
    slots_of(concern, start, [1], channel=Channel.DOOR, opens_at=NINE)
    request = ask(contact=contact)
    booked = urgency.accept_with_place(request=request, concern=concern, start=start, now=NINE)
    assert (booked.starts_at, booked.full_name, booked.email, booked.channel) == (
        start,
        "Arben Krasniqi",
        email,
        "door",
    )
    text = f"Sie haben heute einen Platz um 9:40 Uhr. Ihre Nummer: {booked.number}."
    assert answer_of(request) == ("accepted", text, NINE, None)
    assert told[-1] == answered(request, "de")


def test_a_place_that_is_gone_leaves_the_request_open(ask, concern, slots_of, told):
    start = NINE + minutes(40)
    slots_of(concern, start, [0])
    request = ask()
    with pytest.raises(TimeTaken):
        urgency.accept_with_place(request=request, concern=concern, start=start, now=NINE)
    assert (answer_of(request)[0], Place.objects.count(), told) == ("open", 0, [])


def test_somebody_with_an_appointment_for_it_gets_no_second_one(ask, concern, slots_of, told):
    slots_of(concern, NINE + minutes(40), [2])
    urgency.accept_with_place(request=ask(), concern=concern, start=NINE + minutes(40), now=NINE)
    second = ask()
    with pytest.raises(AlreadyBooked):
        urgency.accept_with_place(request=second, concern=concern, start=NINE + minutes(40), now=NINE)
    assert (answer_of(second)[0], Appointment.objects.count()) == ("open", 1)


def test_a_reason_is_given(ask, told):
    request = ask(language="uk")
    urgency.decline(request=request, reason="Bitte buchen Sie für morgen.", now=NINE)
    assert answer_of(request) == ("declined", "Bitte buchen Sie für morgen.", NINE, None)
    assert told == [answered(request, "uk")]


def test_an_answered_request_is_not_answered_again(ask, concern, told):
    request = ask()
    urgency.decline(request=request, reason="Bitte buchen Sie für morgen.", now=NINE)
    for answer in (
        lambda: urgency.decline(request=request, reason="Nein.", now=NINE),
        lambda: urgency.accept_with_number(request=request, concern=concern, now=NINE),
        lambda: urgency.accept_with_place(request=request, concern=concern, start=NINE, now=NINE),
    ):
        with pytest.raises(AlreadyChanged):
            answer()
    assert (len(told), Attendance.objects.count()) == (1, 0)


def test_an_erased_request_is_not_answered(ask, concern):
    with pytest.raises(AlreadyChanged):
        urgency.accept_with_number(request=ask(erased_at=NINE), concern=concern, now=NINE)


def test_the_doors_places_of_today_are_offered(concern, slots_of):
    slots_of(concern, NINE + minutes(20), [1, 0], channel=Channel.DOOR, opens_at=NINE)
    slots_of(concern, NINE + minutes(40), [1])
    assert urgency.places_today(concern, now=NINE) == [NINE + minutes(20), NINE + minutes(40)]
