"""The office asks for another time: take it, choose another, or cancel; and what is said when it cancels itself."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from appointments import proposals, services, tickets
from appointments.models import Appointment, Place, Proposal
from tests.design.html import only, tags

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def clock(start):
    """Six in the evening before the appointment: the limit of 24 hours has passed."""
    return start - timedelta(hours=14)


@pytest.fixture(autouse=True)
def travelled(clock):
    with time_machine.travel(clock, tick=False):
        yield


@pytest.fixture
def appointment(concern, slots_of, book_at, start, now):
    """Maryam's appointment on Monday at eight; there is room on Tuesday too."""
    slots_of(concern, start, [1])
    slots_of(concern, start + DAY, [1, 1])
    return book_at(concern, start, now)


@pytest.fixture
def offered(appointment, start, clock):
    """Tuesday at eight is held for her."""
    return proposals.propose(appointment=appointment, start=start + DAY, reason="illness", now=clock)


@pytest.fixture
def address(appointment):
    return tickets.path(appointment, "proposal")


def links(page):
    return [tag["href"] for tag in tags(page, tag="a") if "kern-btn" in (tag.get("class") or "")]


def test_the_ticket_asks_first_of_all(client, appointment, offered, address):
    page = client.get(tickets.path(appointment)).text
    assert links(page)[0] == address
    assert "Unser Vorschlag: Dienstag, 23. März 2027, 8:00 Uhr." in page


def test_without_a_proposal_there_is_no_page_and_no_question(client, appointment, address):
    assert client.get(address)["Location"] == tickets.path(appointment)
    assert address not in client.get(tickets.path(appointment)).text


def test_it_says_why_when_and_until_when(client, offered, address):
    page = client.get(address).text
    facts = [tag["text"] for tag in tags(page, tag="dd")]
    assert "Bei uns sind mehrere Menschen krank." in page
    assert facts[1:4] == [
        "Montag, 22. März 2027, 8:00 Uhr",
        "Dienstag, 23. März 2027, 8:00 Uhr",
        "Montag, 22. März 2027, 20:00 Uhr",
    ]


def test_accepting_is_one_click_and_leads_to_the_ticket(client, appointment, offered, address, start):
    answer = client.post(address, follow=True)
    appointment.refresh_from_db()
    assert (appointment.starts_at, answer.redirect_chain) == (start + DAY, [(tickets.path(appointment), 302)])
    assert "Die neue Zeit gehört jetzt Ihnen." in answer.text
    assert client.get(address)["Location"] == tickets.path(appointment)


def test_accepting_twice_is_harmless(client, appointment, offered, address):
    assert [client.post(address)["Location"] for _click in range(2)] == [tickets.path(appointment)] * 2


def test_another_time_may_be_chosen_although_the_limit_has_passed(client, appointment, offered, start):
    token = tickets.token(appointment)
    page = client.get(reverse("appointments:move", args=[token]))
    day = reverse("appointments:move_day", args=[token, (start + DAY).date()])
    pressed = {"start": (start + DAY + timedelta(minutes=10)).isoformat(), "attempt": str(offered.pk)}
    assert (page.status_code, client.post(day, pressed)["Location"]) == (200, tickets.path(appointment))
    offered.refresh_from_db()
    assert offered.state == Proposal.State.OTHER


def test_it_is_not_needed_any_more(client, appointment, offered):
    client.post(tickets.path(appointment, "cancel"))
    appointment.refresh_from_db()
    offered.refresh_from_db()
    assert (appointment.status, offered.state) == ("cancelled", Proposal.State.NOT_NEEDED)


def test_after_the_answer_was_due_it_says_so_and_offers_another_time(client, appointment, offered, address, clock):
    with time_machine.travel(offered.answer_until, tick=False):
        Place.objects.filter(hold=offered.hold_id).delete()
        proposals.lapse_unanswered(now=offered.answer_until)
    Appointment.objects.update(starts_at=offered.answer_until + DAY, ends_at=offered.answer_until + 2 * DAY)
    page = client.get(address).text
    assert only(page, tag="h1")["text"] == "Die vorgeschlagene Zeit ist nicht mehr frei"
    assert links(page) == [tickets.path(appointment, "move"), tickets.path(appointment, "cancel")]
    assert tags(page, tag="form", method="post") == []


def test_a_time_that_is_gone_says_so_and_changes_nothing(client, appointment, offered, address, start):
    Place.objects.filter(hold=offered.hold_id).delete()
    answer = client.post(address, follow=True)
    appointment.refresh_from_db()
    assert (answer.redirect_chain, appointment.starts_at) == ([(address, 302)], start)
    assert "Diese Zeit ist gerade vergeben worden." in answer.text


def test_a_held_time_can_be_taken_after_the_old_one_has_passed(client, appointment, offered, address, start):
    Proposal.objects.update(answer_until=start + timedelta(hours=20))
    Place.objects.filter(hold=offered.hold_id).update(expires_at=start + timedelta(hours=20))
    with time_machine.travel(start + timedelta(hours=17), tick=False):
        page = client.get(tickets.path(appointment))
        assert (page.status_code, links(page.text)[0]) == (200, address)
        assert client.post(address)["Location"] == tickets.path(appointment)
    appointment.refresh_from_db()
    assert appointment.starts_at == start + DAY


def test_when_nothing_is_held_and_the_old_time_has_begun_it_says_whom_to_call(
    client, appointment, offered, address, start
):
    Proposal.objects.update(state="lapsed")
    with time_machine.travel(start + timedelta(minutes=1), tick=False):
        page = client.get(address).text
    assert (links(page), appointment.office.phone in page) == ([], True)


def test_a_stranger_gets_no_proposal(client, db):
    assert client.get(reverse("appointments:proposal", args=["A" * 64])).status_code == 404


def test_cancelled_by_the_office_says_why_and_how_to_book_anew(client, appointment, clock):
    services.cancel_for_office(appointment=appointment, reason="technical", now=clock)
    page = client.get(tickets.path(appointment))
    assert (page.status_code, only(page.text, tag="h1")["text"]) == (410, "Wir mussten diesen Termin leider absagen")
    assert ("Unsere Technik ist gestört." in page.text, "Sie haben nichts falsch gemacht." in page.text) == (True, True)
    assert links(page.text) == [reverse("appointments:before", args=[appointment.concern.slug])]


def test_a_concern_with_a_deadline_hears_that_writing_is_enough(client, appointment, clock):
    services.cancel_for_office(appointment=appointment, reason="strange", now=clock)
    before = client.get(tickets.path(appointment)).text
    type(appointment.concern).objects.update(has_deadline=True)
    after = client.get(tickets.path(appointment)).text
    assert ["Läuft Ihr Aufenthaltstitel ab?" in page for page in (before, after)] == [False, True]


def test_cancelled_by_the_person_needs_no_reason(client, appointment, start, now):
    services.cancel_appointment(appointment=appointment, now=now)
    assert only(client.get(tickets.path(appointment)).text, tag="h1")["text"] == "Dieser Termin ist abgesagt"
