from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import desk, holds, services, tickets
from appointments.availability import Visit
from appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved, TicketLinkRequested
from appointments.exceptions import AlreadyBooked, NotOpen, TimeTaken, TooLateToChange
from appointments.models import Appointment, Attendance, Channel, Counter, Hold, Place, Slot, UrgentRequest
from auslaenderbehoerde import events
from auslaenderbehoerde.clock import BERLIN
from notifications.models import OutboxMessage
from notifications.outbox import deliver
from tests.factories.appointments import ConcernFactory, QueueFactory
from tests.factories.authority import OfficeFactory

pytestmark = pytest.mark.django_db
STEP = timedelta(minutes=10)
DAY = timedelta(days=1)


@pytest.fixture
def facts(monkeypatch):
    """Everything that was published."""
    heard = []
    monkeypatch.setattr(events, "publish", heard.append)
    return heard


def test_booking_turns_the_hold_into_an_appointment(concern, slots_of, hold_at, maryam, start, now, facts):
    slots_of(concern, start, [1, 1])
    hold = hold_at(concern, start, now, persons=2)
    booked = services.book_appointment(hold=hold, person=maryam, language="ar", now=now)
    assert (booked.pk, booked.starts_at, booked.ends_at) == (hold.pk, start, start + timedelta(minutes=15))
    assert (booked.number, booked.day) == (f"{concern.queue.ticket_letter} 1", date(2027, 3, 22))
    assert (booked.full_name, booked.birth_date, booked.language) == ("Maryam Al-Ḥusaynī", "1990-01-31", "ar")
    assert list(Place.objects.values_list("appointment", "hold", "expires_at")) == [(hold.pk, None, None)] * 2
    assert facts == [AppointmentBooked(hold.pk, "ar")]


def test_confirming_twice_books_once(concern, slots_of, hold_at, maryam, start, now, facts):
    slots_of(concern, start, [2])
    hold = hold_at(concern, start, now)
    booked = [services.book_appointment(hold=hold, person=maryam, language="de", now=now) for _click in range(2)]
    assert booked[0] == booked[1]
    assert (Appointment.objects.count(), Slot.objects.get().booked) == (1, 1)
    assert len(facts) == 1


def test_confirming_takes_at_most_eight_statements(concern, slots_of, hold_at, maryam, start, now):
    slots_of(concern, start, [1])
    hold = holds.find(holds.token(hold_at(concern, start, now)))
    with CaptureQueriesContext(connection) as queries:
        services.book_appointment(hold=hold, person=maryam, language="de", now=now)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 7


def test_a_lapsed_hold_still_books_while_nobody_took_its_place(concern, slots_of, hold_at, maryam, start, now):
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    late = now + timedelta(minutes=30)
    assert services.book_appointment(hold=hold, person=maryam, language="de", now=late).starts_at == start


def test_a_lapsed_hold_whose_place_is_gone_says_so(concern, slots_of, hold_at, maryam, start, now):
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    hold_at(concern, start, now + timedelta(minutes=10))
    with pytest.raises(TimeTaken):
        services.book_appointment(hold=hold, person=maryam, language="de", now=now)
    assert Appointment.objects.count() == 0


def test_one_open_appointment_for_each_person_and_concern(concern, slots_of, book_at, hold_at, maryam, start, now):
    slots_of(concern, start, [3])
    book_at(concern, start, now)
    again = hold_at(concern, start, now)
    same = replace(maryam, family_name="AL-ḤUSAYNĪ")
    with pytest.raises(AlreadyBooked):
        services.book_appointment(hold=again, person=same, language="de", now=now)
    assert holds.is_kept(Hold.objects.get(pk=again.pk), now=now)


def test_the_same_person_may_book_another_concern(concern, slots_of, book_at, start, now):
    other = ConcernFactory(queue=concern.queue)
    slots_of(concern, start, [3])
    book_at(concern, start, now)
    book_at(other, start, now)
    assert Appointment.objects.count() == 2


def test_numbers_count_up_for_each_day_and_letter(concern, slots_of, book_at, maryam, start, now):
    slots_of(concern, start, [9])
    slots_of(concern, start + timedelta(days=1), [9])
    people = [replace(maryam, family_name=name) for name in ("Suharto", "Ñuñez", "Øl")]
    moments = [start, start, start + timedelta(days=1)]
    numbers = [book_at(concern, at, now, person=who).number for at, who in zip(moments, people, strict=True)]
    letter = concern.queue.ticket_letter
    assert numbers == [f"{letter} 1", f"{letter} 2", f"{letter} 1"]


def test_moving_is_one_deed_and_the_old_place_returns_later(concern, slots_of, book_at, start, now, facts):
    slots_of(concern, start, [1, 1])
    appointment = book_at(concern, start, now)
    moved = services.move_appointment(appointment=appointment, start=start + STEP, now=now)
    assert (moved.starts_at, moved.number) == (start + STEP, appointment.number)
    assert facts[-1] == AppointmentMoved(appointment.pk, "de", start)
    cooling = Place.objects.get(appointment=None).expires_at - now
    assert timedelta(minutes=5) <= cooling <= timedelta(minutes=60)
    assert list(Slot.objects.values_list("booked", flat=True)) == [1, 1]


def test_moving_to_a_lost_time_changes_nothing(concern, slots_of, book_at, start, now, facts):
    slots_of(concern, start, [1, 0])
    appointment = book_at(concern, start, now)
    with pytest.raises(TimeTaken):
        services.move_appointment(appointment=appointment, start=start + STEP, now=now)
    appointment.refresh_from_db()
    assert (appointment.starts_at, Place.objects.get().appointment_id) == (start, appointment.pk)


def test_moving_to_the_same_time_changes_nothing(concern, slots_of, book_at, start, now, facts):
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    services.move_appointment(appointment=appointment, start=start, now=now)
    assert [type(fact) for fact in facts] == [AppointmentBooked]


def test_moving_to_another_day_gives_a_number_of_that_day(concern, slots_of, book_at, maryam, start, now):
    tomorrow = start + timedelta(days=1)
    slots_of(concern, start, [1])
    slots_of(concern, tomorrow, [2])
    book_at(concern, tomorrow, now, person=replace(maryam, family_name="Suharto"))
    appointment = book_at(concern, start, now)
    moved = services.move_appointment(appointment=appointment, start=tomorrow, now=now)
    assert moved.number == f"{concern.queue.ticket_letter} 2"


def test_a_cancelled_place_returns_after_the_delay(concern, slots_of, book_at, hold_at, start, now, facts):
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    services.cancel_appointment(appointment=appointment, now=now)
    with pytest.raises(TimeTaken):
        hold_at(concern, start, now + timedelta(minutes=4))
    assert hold_at(concern, start, now + timedelta(minutes=61)).starts_at == start
    assert facts[1] == AppointmentCancelled(appointment.pk, "de")


def test_cancelling_twice_tells_once(concern, slots_of, book_at, start, now, facts):
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    for _click in range(2):
        appointment = services.cancel_appointment(appointment=appointment, now=now)
    assert [type(fact) for fact in facts] == [AppointmentBooked, AppointmentCancelled]


def test_after_cancelling_the_person_may_book_again(concern, slots_of, book_at, start, now):
    slots_of(concern, start, [2])
    services.cancel_appointment(appointment=book_at(concern, start, now), now=now)
    assert book_at(concern, start, now).status == Appointment.Status.BOOKED


@pytest.mark.parametrize("verb", ["move", "cancel"])
def test_after_the_limit_nothing_changes_online(concern, slots_of, book_at, start, now, verb):
    slots_of(concern, start, [1, 1])
    appointment = book_at(concern, start, now)
    late = start - timedelta(hours=appointment.office.change_limit_hours) + timedelta(seconds=1)
    wish = {"start": start + STEP} if verb == "move" else {}
    with pytest.raises(TooLateToChange):
        getattr(services, f"{verb}_appointment")(appointment=appointment, now=late, **wish)


@pytest.mark.parametrize("status", ["waiting", "absent"])
def test_who_was_here_or_missed_and_moves_is_expected_anew(concern, slots_of, book_at, start, now, status):
    slots_of(concern, start, [1])
    slots_of(concern, start + DAY, [1])
    booked = book_at(concern, start, now)
    visit = desk.mark_absent(appointment=booked, now=now)
    Attendance.objects.filter(pk=visit.pk).update(status=status, arrived_at=now)
    services.relocate(booked, start=start + DAY, now=now)
    assert (booked.starts_at, Attendance.objects.count()) == (start + DAY, 0)


@pytest.mark.parametrize("status", ["called", "served"])
def test_who_is_called_or_was_served_is_not_moved(concern, slots_of, book_at, start, now, status):
    slots_of(concern, start, [1])
    slots_of(concern, start + DAY, [1])
    booked = book_at(concern, start, now)
    visit = desk.mark_absent(appointment=booked, now=now)
    seat = Counter.objects.create(office=booked.office, name="Schalter 1")
    Attendance.objects.filter(pk=visit.pk).update(status=status, arrived_at=now, called_at=now, counter=seat)
    with pytest.raises(NotOpen):
        services.move_appointment(appointment=booked, start=start + DAY, now=now)
    assert Appointment.objects.get().starts_at == start


def test_a_cancelled_appointment_cannot_be_moved(concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1, 1])
    appointment = services.cancel_appointment(appointment=book_at(concern, start, now), now=now)
    with pytest.raises(NotOpen):
        services.move_appointment(appointment=appointment, start=start + STEP, now=now)


def test_code_and_date_of_birth_find_an_appointment(concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    code = tickets.code(appointment)
    found = [
        tickets.find_by_code(code=typed, birth_date=born)
        for typed, born in [(code, "1990-01-31"), (code.lower().replace(" ", "-"), "1990-01-31"), (code, "1990-01-30")]
    ]
    assert found == [appointment, appointment, None]


def test_the_link_goes_again_to_the_address_on_record(concern, slots_of, book_at, start, now, facts):
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    services.send_link_again(code=tickets.code(appointment), birth_date="1990-01-31", now=now)
    assert facts[1:] == [TicketLinkRequested(appointment.pk, "de")]


def test_the_links_of_all_open_appointments_go_to_their_address(concern, slots_of, book_at, maryam, start, now, facts):
    slots_of(concern, start, [9])
    other = ConcernFactory(queue=concern.queue)
    child = replace(maryam, given_names="Amal", birth_date="2019-05-01")
    first, second = book_at(concern, start, now), book_at(other, start, now, language="ar")
    book_at(concern, start, now, person=child)
    gone = book_at(concern, start, now, person=replace(maryam, given_names="Dilan"))
    services.cancel_appointment(appointment=gone, now=now)
    facts.clear()
    services.send_links_to(email="MARYAM@example.org", birth_date="1990-01-31", now=now)
    assert facts == [TicketLinkRequested(first.pk, "de"), TicketLinkRequested(second.pk, "ar")]


@pytest.mark.parametrize(
    "ask",
    [
        lambda now: services.send_link_again(code="ABCD EFGH", birth_date="1990-01-31", now=now),
        lambda now: services.send_links_to(email="niemand@example.org", birth_date="1990-01-31", now=now),
        lambda now: services.send_links_to(email="maryam@example.org", birth_date="1990-01-30", now=now),
        lambda now: services.send_links_to(email="maryam@example.org", birth_date="1990-01-31", now=now + 8 * DAY),
    ],
    ids=["unknown code", "unknown address", "wrong date of birth", "an appointment that is over"],
)
def test_for_nobody_the_same_work_is_done_and_no_message_comes_of_it(
    concern, slots_of, book_at, start, now, django_assert_num_queries, ask
):
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    with CaptureQueriesContext(connection) as known:
        services.send_links_to(email="maryam@example.org", birth_date="1990-01-31", now=now)
    OutboxMessage.objects.all().delete()
    with django_assert_num_queries(len(known)):
        ask(now)
    asked = OutboxMessage.objects.get()
    assert (asked.template, asked.identifiers["appointment"] != str(appointment.pk)) == ("appointment_link", True)
    deliver(asked.pk, now=now)
    asked.refresh_from_db()
    assert (asked.state, asked.sent_at) == (OutboxMessage.State.OBSOLETE, None)


def test_an_urgent_request_lands_once(maryam, now):
    urgency = services.Urgency("title", "Läuft Freitag ab", "+49 170 0000000")
    key = "01890a5d-ac96-774b-bcce-b302099a8057"
    office = OfficeFactory()
    for _press in range(2):
        services.request_urgently(office=office, attempt=key, person=maryam, urgency=urgency, language="tr", now=now)
    asked = UrgentRequest.objects.get()
    assert (asked.reason, asked.family_name, asked.language) == ("title", "Al-Ḥusaynī", "tr")


def test_personal_data_go_after_the_period_and_the_count_stays(concern, slots_of, book_at, maryam, start, now):
    slots_of(concern, start, [1])
    slots_of(concern, start + timedelta(days=1), [1])
    old = book_at(concern, start, now)
    kept = book_at(concern, start + timedelta(days=1), now, person=replace(maryam, family_name="Suharto"))
    day, moment = date(2027, 3, 22), datetime(2027, 6, 20, 3, tzinfo=UTC)
    erased = [services.erase_expired(today=day + days * DAY, retention_days=90, now=moment) for days in (89, 90)]
    assert erased == [0, 1]
    old.refresh_from_db()
    assert (old.full_name, old.birth_date, old.email, old.code_hash, old.open_key) == ("", "", "", None, None)
    assert Appointment.objects.known().get() == kept
    assert Appointment.objects.count() == 2


def test_urgent_requests_and_notes_go_on_the_same_day_as_appointments(concern, maryam, now):
    urgency = services.Urgency("title", "Läuft Freitag ab", "+49 170 0000000")
    office, day = concern.queue.office, date(2027, 3, 22)
    last = datetime(2027, 3, 22, 23, 59, tzinfo=BERLIN)
    for moment in (last, last + timedelta(minutes=1)):
        wish = {"office": office, "attempt": uuid4(), "person": maryam, "urgency": urgency, "language": "tr"}
        services.request_urgently(now=moment, **wish)
        desk.give_number(concern=concern, persons=1, language="de", now=moment, note="mit Dolmetscherin")

    def left() -> tuple[int, int]:
        return (UrgentRequest.objects.filter(erased_at=None).count(), Attendance.objects.exclude(note="").count())

    found = []
    for days in (89, 90, 91):
        services.erase_expired(today=day + days * DAY, retention_days=90, now=now)
        found.append(left())
    assert found == [(2, 2), (1, 1), (0, 0)]


def test_what_is_past_is_open_no_more(concern, slots_of, book_at, maryam, start, now):
    slots_of(concern, start, [2])
    slots_of(concern, start + DAY, [2])
    yesterday = book_at(concern, start, now)
    book_at(concern, start + DAY, now, person=replace(maryam, family_name="Suharto"))
    closed = [services.close_past(today=date(2027, 3, day)) for day in (22, 23, 23)]
    yesterday.refresh_from_db()
    assert (closed, yesterday.open_key, yesterday.status) == ([0, 1, 0], None, "booked")
    assert Appointment.objects.exclude(open_key=None).count() == 1


@pytest.fixture
def moved_away(concern, slots_of, start):
    """Lets the concern go to a queue of another office, with the same letter and the same times."""

    def make():
        other = QueueFactory(ticket_letter=concern.queue.ticket_letter)
        concern.queue = other
        concern.save()
        slots_of(concern, start, [5, 5])
        slots_of(concern, start + DAY, [5, 5])
        return other.office

    return make


@pytest.mark.parametrize("later", [timedelta(), STEP, timedelta(days=1)], ids=["same time", "same day", "next day"])
def test_an_appointment_moves_along_with_a_concern_that_went_to_another_office(
    concern, slots_of, book_at, maryam, start, now, moved_away, later
):
    slots_of(concern, start, [5, 5])
    book_at(concern, start, now, person=replace(maryam, family_name="Suharto"))
    appointment = book_at(concern, start, now)
    office = moved_away()
    book_at(concern, start + later, now, person=replace(maryam, family_name="Øl"))
    moved = services.move_appointment(
        appointment=Appointment.objects.get(pk=appointment.pk), start=start + later, now=now
    )
    moved.refresh_from_db()
    assert (moved.office, moved.starts_at, moved.number) == (office, start + later, f"{concern.queue.ticket_letter} 2")
    assert [place.slot.queue.office for place in moved.places.all()] == [office]


def test_a_concern_that_went_to_another_office_leaves_no_number_twice(
    concern, slots_of, book_at, maryam, start, now, moved_away
):
    slots_of(concern, start, [5])
    slots_of(concern, start + DAY, [5])
    there = book_at(concern, start + DAY, now, person=replace(maryam, family_name="Suharto"))
    appointment = book_at(concern, start, now)
    moved_away()
    moved = services.move_appointment(
        appointment=Appointment.objects.get(pk=appointment.pk), start=start + DAY, now=now
    )
    assert (moved.number == there.number, moved.office_id == there.office_id) == (True, False)


def test_the_history_of_an_appointment_holds_no_personal_data(concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1])
    services.cancel_appointment(appointment=book_at(concern, start, now), now=now)
    rows = list(Appointment.pgh_event_model.objects.order_by("pgh_id").values())
    assert [row["status"] for row in rows] == ["booked", "cancelled"]
    assert not {"family_name", "given_names", "birth_date", "email", "needs"} & set(rows[0])


def test_the_door_gives_away_no_other_day(concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1], channel=Channel.DOOR, opens_at=now)
    with pytest.raises(TimeTaken):
        book_at(concern, start, now, channel=Channel.DOOR)


def test_a_visit_at_the_door_takes_the_doors_place(concern, slots_of, book_at, start):
    morning = start - timedelta(minutes=30)
    slots_of(concern, start, [1], channel=Channel.DOOR, opens_at=morning)
    appointment = book_at(concern, start, morning, channel=Channel.DOOR)
    assert (appointment.channel, Slot.objects.get().booked) == ("door", 1)
    assert Visit(concern, 1, Channel.DOOR).steps == 1


def test_an_appointment_that_is_over_keeps_nobody_from_booking_again(concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1, 1, 1])
    first = book_at(concern, start, now)
    again = book_at(concern, start + timedelta(minutes=20), first.ends_at)
    first.refresh_from_db()
    assert (again.status, first.open_key) == ("booked", None)
