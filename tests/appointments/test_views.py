"""The pages, as a browser without JavaScript asks for them."""

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from appointments import holds, services, tickets
from appointments.models import Appointment, Channel, Hold, Slot, UrgentRequest
from tests.design.html import only, tags
from tests.factories.appointments import ConcernFactory, DoorCodeFactory
from tests.factories.authority import ClosingDayFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db

DRAFT = {
    "family_name": "Al-Ḥusaynī",
    "given_names": "Maryam",
    "birth_date_day": "31",
    "birth_date_month": "1",
    "birth_date_year": "1990",
    "email": "maryam@example.org",
    "needs": "",
    "writer_family_name": "",
    "writer_given_names": "",
}


@pytest.fixture(autouse=True)
def travelled(now):
    """The request's own clock shows the test's Monday."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def day_page(concern, start):
    """The address of the first slot's day."""
    return reverse("appointments:day", args=[concern.slug, start.date()])


def press(client, address, start, attempt=None):
    return client.post(address, {"start": start.isoformat(), "attempt": str(attempt or uuid.uuid4())})


@pytest.fixture
def held(client, concern, slots_of, start, day_page):
    """A held place of the first slot: its hold and where the browser was sent."""
    slots_of(concern, start, [1, 1])
    answer = press(client, day_page, start)
    return Hold.objects.get(), answer["Location"]


@pytest.fixture
def booked(client, held):
    """A confirmed appointment, through the pages."""
    _hold, person = held
    check = client.post(person, DRAFT)["Location"]
    client.post(check)
    return Appointment.objects.get()


def test_the_concerns_lead_to_their_own_pages(client, concern):
    page = client.get(reverse("appointments:concerns"))
    assert reverse("appointments:before", args=[concern.slug]) in page.text


def test_concerns_only_for_the_door_are_not_offered_from_home(client):
    hidden = ConcernFactory(bookable_online=False)
    assert hidden.slug not in client.get(reverse("appointments:concerns")).text
    assert client.get(reverse("appointments:before", args=[hidden.slug])).status_code == 404


def test_an_empty_installation_says_so_calmly(client, db):
    page = client.get(reverse("appointments:concerns"))
    assert (page.status_code, "noch nicht angeboten" in page.text) == (200, True)


def test_lists_cost_the_same_for_one_and_three_concerns(client, concern, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("appointments:concerns"))
        return len(queries)

    cost()
    one = cost()
    ConcernFactory(queue=concern.queue)
    ConcernFactory()
    assert cost() == one


def test_somebody_from_a_town_with_its_own_office_is_sent_there(client):
    concern = ConcernFactory(asks_residence=True)
    MunicipalityFactory(ags="05978036", name="Unna")
    luenen = MunicipalityFactory(
        ags="05978024",
        name="Lünen",
        competent=False,
        other_office_name_de="Ausländerbehörde der Stadt Lünen",
        other_office_url="https://luenen.example.org/",
    )
    page = client.post(reverse("appointments:before", args=[concern.slug]), {"residence": luenen.ags})
    assert "Ausländerbehörde der Stadt Lünen" in page.text
    assert "https://luenen.example.org/" in page.text
    going_on = client.post(reverse("appointments:before", args=[concern.slug]), {"residence": "05978036"})
    assert going_on["Location"].startswith(f"/de/termine/{concern.slug}/monat/")


def test_the_month_links_the_days_with_room(client, concern, slots_of, start):
    slots_of(concern, start, [1])
    slots_of(concern, start + timedelta(days=1), [0])
    page = client.get(reverse("appointments:month", args=[concern.slug]), {"monat": "2027-03"}).text
    linked = set(re.findall(r"/tag/(\d{4}-\d\d-\d\d)/", page))
    assert linked == {"2027-03-22"}


def test_a_shown_time_can_be_pressed_and_holds_a_place(held, start):
    hold, going_on = held
    assert (hold.starts_at, going_on) == (start, reverse("appointments:person", args=[holds.token(hold)]))


def test_a_lost_time_shows_the_next_ones(client, concern, slots_of, day_page, start):
    slots_of(concern, start, [0, 1])
    page = press(client, day_page, start)
    assert page.status_code == 409
    assert (start + timedelta(minutes=10)).isoformat() in page.text


def test_a_double_press_holds_once(client, concern, slots_of, day_page, start):
    slots_of(concern, start, [2])
    attempt = uuid.uuid4()
    addresses = {press(client, day_page, start, attempt)["Location"] for _press in range(2)}
    assert (len(addresses), Slot.objects.get().booked) == (1, 1)


def test_a_person_is_kept_checked_and_booked(client, held):
    hold, person = held
    check = client.post(person, DRAFT)
    assert check["Location"] == reverse("appointments:check", args=[holds.token(hold)])
    assert "Al-Ḥusaynī" in client.get(check["Location"]).text
    ticket = client.post(check["Location"])
    assert ticket["Location"] == tickets.path(Appointment.objects.get())


def test_a_mistake_keeps_what_was_typed(client, held):
    _hold, person = held
    page = client.post(person, DRAFT | {"email": "keine"})
    assert (page.status_code, 'value="Al-Ḥusaynī"' in page.text) == (200, True)
    assert 'value="keine"' in client.get(person).text


def test_confirming_twice_leads_to_the_same_ticket(client, held):
    _hold, person = held
    check = client.post(person, DRAFT)["Location"]
    tickets_seen = {client.post(check)["Location"] for _click in range(2)}
    assert (len(tickets_seen), Appointment.objects.count()) == (1, 1)
    assert client.get(person)["Location"] in tickets_seen


def test_a_second_appointment_for_the_same_concern_is_refused_with_a_way_on(client, booked, day_page, start):
    person = press(client, day_page, start + timedelta(minutes=10))["Location"]
    check = client.post(person, DRAFT)["Location"]
    page = client.post(check)
    assert (page.status_code, reverse("appointments:find") in page.text) == (409, True)


def test_a_lapsed_and_lost_hold_offers_other_times_and_keeps_the_draft(client, held, concern, now, hold_at):
    hold, person = held
    check = client.post(person, DRAFT)["Location"]
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        hold_at(concern, hold.starts_at, now + timedelta(minutes=11))
        elsewhere = client.post(check)["Location"]
        page = client.get(elsewhere).text
        other = re.search(r'name="start" value="([^"]+)"', page).group(1)
        back = client.post(elsewhere, {"start": other, "attempt": str(uuid.uuid4())})["Location"]
        assert "Maryam" in client.get(back).text


def test_the_ticket_shows_number_code_and_what_to_bring(client, booked):
    page = client.get(tickets.path(booked)).text
    code = tickets.code(booked)
    assert all(text in page for text in (booked.number, code, "Kamener Straße 110", "Maryam Al-Ḥusaynī"))


def test_the_calendar_file_has_a_time_zone(client, booked):
    answer = client.get(tickets.path(booked, "ticket_calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "BEGIN:VTIMEZONE" in answer.text
    assert "DTSTART;TZID=Europe/Berlin:20270322T080000" in answer.text


def test_moving_leads_back_to_the_ticket(client, booked, start):
    address = reverse("appointments:move_day", args=[tickets.token(booked), start.date()])
    answer = press(client, address, start + timedelta(minutes=10))
    assert answer["Location"] == tickets.path(booked)
    booked.refresh_from_db()
    assert booked.starts_at == start + timedelta(minutes=10)


def test_cancelling_asks_first_and_then_the_link_says_it_is_over(client, booked):
    address = tickets.path(booked, "cancel")
    assert client.get(address).status_code == 200
    client.post(address)
    assert client.get(tickets.path(booked)).status_code == 410


@pytest.mark.parametrize("page", ["ticket_pdf", "ticket_calendar"])
def test_the_files_of_a_cancelled_ticket_lead_to_the_page_that_says_so(client, booked, now, page):
    services.cancel_appointment(appointment=booked, now=now)
    answer = client.get(tickets.path(booked, page), follow=True)
    assert answer.redirect_chain == [(tickets.path(booked), 302)]
    assert (answer.status_code, "Dieser Termin ist abgesagt" in answer.text) == (410, True)


def test_too_late_to_change_says_whom_to_call(client, booked, start):
    with time_machine.travel(start - timedelta(minutes=5), tick=False):
        page = client.get(tickets.path(booked, "move"))
    assert (page.status_code, booked.office.phone in page.text) == (409, True)


def test_strangers_and_wrong_tokens_get_the_same_page(client, booked):
    token = tickets.token(booked)
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    pages = [client.get(reverse("appointments:ticket", args=[text])) for text in (wrong, "x", "A" * 64)]
    assert [page.status_code for page in pages] == [404] * 3
    same = {re.sub(r"/termin/[^/\"]+", "/termin/…", page.text) for page in pages}
    assert len({re.sub(r'value="[^"]{64}"', "", text) for text in same}) == 1


def test_a_lost_link_is_found_with_code_and_date_of_birth(client, booked):
    found = {"code": tickets.code(booked), "birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990"}
    assert client.post(reverse("appointments:find"), found)["Location"] == tickets.path(booked)
    wrong = client.post(reverse("appointments:find"), found | {"birth_date_year": "1991"})
    assert "So finden wir keinen Termin" in wrong.text


def test_the_answer_to_send_again_is_the_same_for_everyone(client, booked):
    born = {"birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990", "send": "1"}
    answers = [
        client.post(reverse("appointments:find"), born | {"code": code}) for code in (tickets.code(booked), "XXXX")
    ]
    assert len({answer["Location"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("language", "reason", "marked"),
    [("de", "Betriebsausflug", False), ("en", "Staff outing", False), ("tr", "Betriebsausflug", True)],
)
def test_the_reason_of_a_closed_day_is_marked_as_german_only_where_its_translation_is_missing(
    client, day_page, start, concern, language, reason, marked
):
    ClosingDayFactory(
        office=concern.queue.office, day=start.date(), reason_de="Betriebsausflug", reason_en="Staff outing"
    )
    page = client.get(day_page.replace("/de/", f"/{language}/")).text
    empty = only(page, cls="abh-empty")["text"]
    germans = [tag["text"] for tag in tags(page, tag="span", lang="de") if tag["text"] == reason]
    assert (reason in empty, germans == [reason]) == (True, marked)


@pytest.mark.parametrize(
    ("language", "name"), [("de", "Ostermontag"), ("en", "Easter Monday"), ("tr", "Paskalya Pazartesisi")]
)
def test_a_holiday_is_named_in_the_language_of_the_page(client, concern, language, name):
    address = reverse("appointments:day", args=[concern.slug, date(2027, 3, 29)]).replace("/de/", f"/{language}/")
    page = client.get(address).text
    assert (name in page, language == "de" or "Ostermontag" not in page) == (True, True)


@pytest.fixture
def poster(concern):
    return DoorCodeFactory(office=concern.queue.office)


def test_the_door_shows_todays_places_only(client, concern, slots_of, poster, now):
    slots_of(concern, now + timedelta(hours=1), [2], channel=Channel.DOOR, opens_at=now)
    page = client.get(reverse("appointments:door", args=[poster.code])).text
    assert "eine freie Zeit heute" in page


def test_at_the_door_an_address_is_not_needed(client, slots_of, poster, now):
    concern = ConcernFactory(queue__office=poster.office)
    [slot] = slots_of(concern, now + timedelta(hours=1), [1], channel=Channel.DOOR, opens_at=now)
    times = reverse("appointments:door_times", args=[poster.code, concern.slug])
    person = press(client, times, slot.starts_at)["Location"]
    check = client.post(person, DRAFT | {"email": ""})["Location"]
    client.post(check)
    assert Appointment.objects.get().channel == "door"


def test_nothing_at_the_door_names_the_reason_and_the_next_opening(client, slots_of, poster, now):
    concern = ConcernFactory(queue__office=poster.office)
    slots_of(concern, now + timedelta(hours=2), [1], channel=Channel.DOOR, opens_at=now + timedelta(minutes=30))
    page = client.get(reverse("appointments:door_times", args=[poster.code, concern.slug])).text
    assert "7:30" in page
    assert reverse("appointments:urgent", args=[poster.code]) in page


def test_an_urgent_request_is_stored_once(client, poster):
    address = reverse("appointments:urgent", args=[poster.code])
    attempt = re.search(r'name="attempt" value="([^"]+)"', client.get(address).text).group(1)
    asked = DRAFT | {"reason": "job", "contact": "+49 170 0000000", "attempt": attempt}
    answers = {client.post(address, asked)["Location"] for _press in range(2)}
    assert (len(answers), UrgentRequest.objects.count()) == (1, 1)


def test_a_replaced_code_says_that_the_poster_is_out_of_date(client, poster, now):
    poster.replaced_at = now
    poster.save()
    page = client.get(reverse("appointments:door", args=[poster.code]))
    assert (page.status_code, "veraltet" in page.text) == (410, True)


def test_the_ticket_is_a_tagged_pdf_with_the_name_in_it(client, booked):
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(client.get(tickets.path(booked, "ticket_pdf")).content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert (reader.trailer["/Root"]["/Lang"], "/StructTreeRoot" in reader.trailer["/Root"]) == ("de", True)
    assert all(part in text for part in ("Maryam Al-Ḥusaynī", booked.number, "22. März 2027"))
