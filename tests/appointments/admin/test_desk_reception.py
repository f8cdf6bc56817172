"""At the entrance: arrivals, numbers, the search, paper, urgent requests and follow-up appointments."""

import re
import uuid

import pytest

from appointments.models import Appointment, Attendance, UrgentRequest
from auslaenderbehoerde.design import pdf
from tests.appointments.day import NINE, booked, minutes, waiting, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- reception ---


def test_an_arrival_is_marked_and_undone(client, clerk, to, concern):
    appointment = booked(concern)
    client.post(to("desk_arrived", appointment.pk))
    assert Attendance.objects.get().appointment == appointment
    client.post(to("desk_undo"))
    assert Attendance.objects.count() == 0


def test_somebody_too_early_is_told(client, clerk, to, concern):
    page = client.post(to("desk_arrived", booked(concern, at=NINE + minutes(40)).pk), follow=True).content.decode()
    assert "Es ist noch zu früh." in page


def test_somebody_who_did_not_come_is_marked(client, clerk, to, concern):
    client.post(to("desk_missing", booked(concern, at=NINE - minutes(30)).pk))
    assert Attendance.objects.get().status == "absent"


def test_a_number_is_given_to_somebody_without_an_appointment(client, clerk, to, concern):
    values = {"concern": concern.pk, "persons": 2, "language": "ar", "note": "mit Kind", "attempt": uuid.uuid4()}
    client.post(to("desk_number"), values)  # the answer is lost on its way, and the clerk presses again
    page = client.post(to("desk_number"), values, follow=True).content.decode()
    visit = Attendance.objects.get()
    assert (visit.persons, visit.language, visit.note, visit.appointment) == (2, "ar", "mit Kind", None)
    assert (f"Die Nummer ist {visit.number}." in page, to("desk_slip", visit.pk) in page) == (True, True)


def test_what_was_typed_for_a_number_is_kept(client, clerk, to, concern):
    values = {"concern": "", "persons": 3, "language": "tr", "note": "mit Kind"}
    page = client.post(to("desk_number"), values).content.decode()
    assert ('value="3"' in page, 'value="tr" selected' in page, 'value="mit Kind"' in page) == (True, True, True)
    assert Attendance.objects.count() == 0


def test_a_note_is_written(client, clerk, to, concern):
    visit = waiting(concern)
    client.post(to("desk_note", visit.pk), {"note": "bringt Passfoto nach"})
    assert "bringt Passfoto nach" in client.get(to("desk_board")).content.decode()


def test_somebody_is_found_by_post_and_the_name_stands_in_no_address(client, clerk, to, concern):
    visit = waiting(concern)
    page = client.post(to("desk_find"), {"text": "yilmaz"})
    assert (page.status_code, to("desk_visit", visit.pk) in page.content.decode()) == (200, True)
    assert "action=" not in re.search(r"<form class=\"desk-head__find\"[^>]*", page.content.decode())[0]


def test_nobody_found_says_so(client, clerk, to):
    assert "Heute gibt es hier niemanden" in client.post(to("desk_find"), {"text": "Meier"}).content.decode()


def test_the_list_of_all_expected_shows_who_is_long_overdue(client, clerk, to, concern):
    late = booked(concern, at=NINE - minutes(90))
    board_page, list_page = (client.get(to(name)).content.decode() for name in ("desk_board", "desk_find"))
    address = to("desk_missing", late.pk)
    assert (address in board_page, "1 seit über einer Stunde überfällig" in board_page) == (False, True)
    assert address in list_page


# --- paper ---


def test_a_ticket_and_a_slip_are_printed(client, clerk, to, concern):
    visits = [to("desk_ticket", booked(concern, language="ar").pk), to("desk_slip", without(concern, language="uk").pk)]
    answers = [client.get(address) for address in visits]
    kind = "application/pdf" if pdf.available() else None
    assert [answer.headers.get("Content-Type") if kind else None for answer in answers] == [kind, kind]


# --- urgent requests ---


@pytest.fixture
def asked(concern):
    values = {"family_name": "Krasniqi", "given_names": "Arben", "birth_date": "1988", "text": "Mir wird gekündigt."}
    office = concern.queue.office
    return UrgentRequest.objects.create(office=office, attempt=uuid.uuid4(), reason="job", created_at=NINE, **values)


def test_an_urgent_request_stands_on_the_board_until_it_has_a_number(client, clerk, to, concern, asked):
    assert to("desk_urgent", asked.pk) in client.get(to("desk_board")).content.decode()
    assert "Mir wird gekündigt." in client.get(to("desk_urgent", asked.pk)).content.decode()
    page = client.post(to("desk_urgent_number", asked.pk), {"concern": concern.pk}, follow=True).content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.attendance.status, to("desk_urgent", asked.pk) in page) == ("accepted", "waiting", False)


def test_an_urgent_request_gets_one_of_todays_places(client, clerk, to, concern, asked, slots_of):
    start = NINE + minutes(30)
    slots_of(concern, start, [1])
    assert 'name="start"' in client.get(to("desk_urgent", asked.pk), {"anliegen": concern.pk}).content.decode()
    assert 'name="start"' not in client.get(to("desk_urgent", asked.pk)).content.decode()
    client.post(to("desk_urgent_place", asked.pk), {"concern": concern.pk, "start": start.isoformat()})
    assert (Appointment.objects.get().starts_at, Appointment.objects.get().family_name) == (start, "Krasniqi")


def test_a_place_that_is_gone_is_told_on_the_same_page(client, clerk, to, concern, asked):
    values = {"concern": concern.pk, "start": (NINE + minutes(30)).isoformat()}
    page = client.post(to("desk_urgent_place", asked.pk), values).content.decode()
    assert "Diese Zeit ist gerade vergeben worden." in page


@pytest.mark.parametrize(("reason", "state"), [("Bitte buchen Sie für morgen.", "declined"), ("nein", "open")])
def test_an_urgent_request_is_answered_with_a_reason(client, clerk, to, asked, reason, state):
    page = client.post(to("desk_urgent_decline", asked.pk), {"reason": reason})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (state, reason if state == "declined" else "")
    assert page.status_code == 302 or reason in page.content.decode()


# --- follow-up ---


@pytest.mark.parametrize("status", ["waiting", "served"])
def test_a_follow_up_for_the_same_concern_is_booked_for_the_same_person(client, seat, to, concern, slots_of, status):
    start = NINE + minutes(24 * 60)
    slots_of(concern, start, [1])
    visit = waiting(concern, email="a@example.org", open_key="k")
    Attendance.objects.update(status=status)
    assert 'name="start"' in client.get(to("desk_follow_up", visit.pk)).content.decode()
    values = {"concern": concern.pk, "start": start.isoformat(), "attempt": str(uuid.uuid4())}
    for _press in range(2):
        page = client.post(to("desk_follow_up", visit.pk), values, follow=True).content.decode()
    made = Appointment.objects.exclude(pk=visit.appointment_id).get()
    assert (made.starts_at, made.full_name, made.email) == (start, "Ayşe Yılmaz", "a@example.org")
    assert ("Folgetermin gebucht: Dienstag, 23. März 2027" in page, to("desk_ticket", made.pk) in page) == (True, True)


def test_a_number_without_a_name_is_asked_for_one_and_keeps_what_was_typed(client, seat, to, concern, slots_of):
    start = NINE + minutes(24 * 60)
    slots_of(concern, start, [1])
    visit = without(concern)
    values = {"concern": concern.pk, "start": start.isoformat(), "family_name": "Diallo"}
    page = client.post(to("desk_follow_up", visit.pk), values).content.decode()
    assert ('value="Diallo"' in page, Appointment.objects.count()) == (True, 0)
    client.post(to("desk_follow_up", visit.pk), values | {"birth_date_year": "1990"})
    assert Appointment.objects.get().family_name == "Diallo"


@pytest.mark.parametrize("start", ["", "morgen", "2027-03-23T09:00:00+01:00"])
def test_a_time_that_is_unreadable_or_gone_is_told(client, seat, to, concern, start):
    visit = waiting(concern)
    page = client.post(to("desk_follow_up", visit.pk), {"concern": concern.pk, "start": start}).content.decode()
    assert "Bitte wählen Sie eine" in page


# --- taking back ---


def undone(client, to):
    """Whether the bar offers it, and the state after the press."""
    offered = "Rückgängig" in client.get(to("desk_board")).content.decode()
    client.post(to("desk_undo"))
    return offered


def test_a_number_for_an_urgent_request_is_taken_back(client, clerk, to, concern, asked):
    client.post(to("desk_urgent_number", asked.pk), {"concern": concern.pk})
    assert undone(client, to)
    asked.refresh_from_db()
    assert (asked.state, Attendance.objects.count()) == ("open", 0)
    assert to("desk_urgent", asked.pk) in client.get(to("desk_board")).content.decode()


def test_a_place_for_an_urgent_request_is_taken_back(client, clerk, to, concern, asked, slots_of):
    start = NINE + minutes(30)
    (slot,) = slots_of(concern, start, [1])
    client.post(to("desk_urgent_place", asked.pk), {"concern": concern.pk, "start": start.isoformat()})
    assert undone(client, to)
    asked.refresh_from_db()
    slot.refresh_from_db()
    assert (asked.state, Appointment.objects.count(), slot.booked) == ("open", 0, 0)


def test_a_reason_is_taken_back(client, clerk, to, asked):
    client.post(to("desk_urgent_decline", asked.pk), {"reason": "Bitte buchen Sie für morgen."})
    assert undone(client, to)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("open", "")


def test_a_follow_up_is_taken_back(client, seat, to, concern, slots_of):
    start = NINE + minutes(24 * 60)
    (slot,) = slots_of(concern, start, [1])
    visit = waiting(concern, open_key="k")
    client.post(to("desk_follow_up", visit.pk), {"concern": concern.pk, "start": start.isoformat()})
    assert undone(client, to)
    slot.refresh_from_db()
    assert (list(Appointment.objects.all()), slot.booked) == ([visit.appointment], 0)


@pytest.mark.parametrize("press", ["reason", "follow-up"])
def test_after_two_minutes_an_answer_and_a_follow_up_stay(client, seat, to, concern, asked, slots_of, clock, press):
    start = NINE + minutes(24 * 60)
    slots_of(concern, start, [1])
    if press == "reason":
        client.post(to("desk_urgent_decline", asked.pk), {"reason": "Bitte buchen Sie für morgen."})
    else:
        values = {"concern": concern.pk, "start": start.isoformat()}
        client.post(to("desk_follow_up", waiting(concern, open_key="k").pk), values)
    clock.move_to(NINE.timestamp() + 121)
    assert not undone(client, to)
    asked.refresh_from_db()
    assert (asked.state, Appointment.objects.count()) == (("declined", 0) if press == "reason" else ("open", 2))
