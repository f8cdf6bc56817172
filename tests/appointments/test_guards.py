"""Who presses too often is slowed, asked through the pages with real counters; and what happens without them."""

import re
import uuid
from datetime import timedelta

import altcha
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from appointments import tickets
from appointments.guards import BOOKING, FINDING, ONE_CODE
from appointments.models import Appointment, Hold, UrgentRequest
from notifications.models import OutboxMessage
from tests import counters
from tests.design.html import tags
from tests.factories.appointments import DoorCodeFactory
from tests.test_proof_of_work import packed, solve

pytestmark = pytest.mark.django_db
HERE = "127.0.0.0/24"
DRAFT = {
    "family_name": "Al-Ḥusaynī",
    "given_names": "Maryam",
    "birth_date_day": "31",
    "birth_date_month": "1",
    "birth_date_year": "1990",
    "email": "maryam@example.org",
}
BORN = {name: value for name, value in DRAFT.items() if name.startswith("birth")}


@pytest.fixture(autouse=True)
def redis(settings, now):
    """Counters of this process alone, all at nothing, on the test's Monday."""
    settings.CACHES = counters.own()
    with time_machine.travel(now, tick=False):
        cache.clear()
        yield settings


@pytest.fixture
def day(concern, slots_of, start):
    """The page of a day with nine places at each of three times."""
    slots_of(concern, start, [9, 9, 9])
    return reverse("appointments:day", args=[concern.slug, start.date()])


@pytest.fixture
def press(client, day, start):
    """Presses the first time of the day."""

    def make(**fields):
        return client.post(day, {"start": start.isoformat(), "attempt": str(uuid.uuid4())} | fields)

    return make


@pytest.fixture
def book(client, press):
    """Books through the pages; the answer to the confirmation."""

    def make(**person):
        check = client.post(press()["Location"], DRAFT | person)["Location"]
        return client.post(check)

    return make


@pytest.fixture
def search(client):
    """Searches a lost ticket."""
    return lambda code, **fields: client.post(reverse("appointments:find"), {"code": code, **BORN} | fields)


def spend(limit, number, key=HERE):
    """So many counts have been made already."""
    for _press in range(number):
        limit.count(key)


def proof(client) -> dict[str, str]:
    return {"altcha": packed(solve(client.get(reverse("proof_of_work")).json()))}


def fields_of(page) -> list[tuple[str, str]]:
    """The hidden fields of a page, without the secret of the form."""
    hidden = [(tag["name"], tag["value"]) for tag in tags(page.text, tag="input", type="hidden")]
    return [field for field in hidden if field[0] != "csrfmiddlewaretoken"]


def test_up_to_the_first_threshold_nobody_notices_anything(press):
    spend(BOOKING, BOOKING.ask - 1)
    assert press().status_code == 302


def test_then_the_device_calculates_and_the_page_posts_everything_again(press, start):
    spend(BOOKING, BOOKING.ask)
    attempt = str(uuid.uuid4())
    page = press(attempt=attempt, note=["a", "b"], strange='"><script>', altcha="old")
    assert (page.status_code, Hold.objects.count()) == (429, 0)
    assert fields_of(page) == [
        ("start", start.isoformat()),
        ("attempt", attempt),
        ("note", "a"),
        ("note", "b"),
        ("strange", '"><script>'),
    ]
    assert [tag["challenge"] for tag in tags(page.text, tag="altcha-widget")] == [reverse("proof_of_work")]
    assert page["Retry-After"] == str(BOOKING.retry_after())
    assert "<script>" not in page.text


def test_with_a_proof_the_press_counts_as_if_nothing_had_been(client, press):
    spend(BOOKING, BOOKING.ask)
    page = press()
    answer = press(**dict(fields_of(page)), **proof(client))
    assert (answer.status_code, Hold.objects.count()) == (302, 1)


def test_a_proof_serves_for_one_press(client, press):
    spend(BOOKING, BOOKING.ask)
    made = proof(client)
    assert [press(**made).status_code, press(**made).status_code] == [302, 429]


def test_a_wrong_proof_asks_again(press):
    spend(BOOKING, BOOKING.ask)
    page = press(altcha="x")
    assert (page.status_code, len(tags(page.text, tag="altcha-widget"))) == (429, 1)


def test_from_the_second_threshold_on_no_proof_helps(client, press):
    spend(BOOKING, BOOKING.refuse)
    page = press(**proof(client))
    assert (page.status_code, tags(page.text, tag="altcha-widget")) == (429, [])
    assert page["Retry-After"] == str(BOOKING.retry_after())
    assert "Bitte warten Sie einen Moment" in page.text


def test_the_refusal_speaks_the_language_of_the_page(client, day):
    spend(BOOKING, BOOKING.refuse)
    page = client.post(day.replace("/de/", "/ar/"), {})
    assert (page.status_code, 'lang="ar" dir="rtl"' in page.text) == (429, True)


def test_looking_is_never_counted(client, day):
    spend(BOOKING, BOOKING.refuse)
    assert [client.get(day).status_code for _look in range(3)] == [200] * 3


def test_another_network_is_not_slowed(client, day, start):
    spend(BOOKING, BOOKING.refuse)
    pressed = {"start": start.isoformat(), "attempt": str(uuid.uuid4())}
    assert client.post(day, pressed, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_in_the_next_window_everybody_is_welcome(press, now):
    spend(BOOKING, BOOKING.refuse)
    with time_machine.travel(now + timedelta(seconds=BOOKING.seconds), tick=False):
        assert press().status_code == 302


def test_an_unfinished_press_stays_counted_and_a_confirmed_booking_is_forgiven(press, book):
    press()
    assert BOOKING.standing(HERE) == 1
    book()
    assert BOOKING.standing(HERE) == 1


def test_a_shelter_may_book_one_after_another(book):
    spend(BOOKING, BOOKING.ask - 2)
    answers = [book(given_names=name).status_code for name in ("Amal", "Dilan", "Fatma", "Hana")]
    assert (answers, Appointment.objects.count()) == ([302] * 4, 4)
    assert BOOKING.standing(HERE) == BOOKING.ask - 2


def test_a_second_appointment_for_the_same_person_is_not_forgiven(book):
    assert [book().status_code, book().status_code] == [302, 409]
    assert BOOKING.standing(HERE) == 2


def test_confirming_is_guarded_and_goes_on_with_a_proof(client, press):
    check = client.post(press()["Location"], DRAFT)["Location"]
    spend(BOOKING, BOOKING.ask)
    page = client.post(check)
    assert (page.status_code, fields_of(page), Appointment.objects.count()) == (429, [], 0)
    assert client.post(check, proof(client))["Location"] == tickets.path(Appointment.objects.get())


def test_an_urgent_request_is_guarded_and_loses_nothing(client, concern):
    door = DoorCodeFactory(office=concern.queue.office)
    address = reverse("appointments:urgent", args=[door.code])
    attempt = re.search(r'name="attempt" value="([^"]+)"', client.get(address).text).group(1)
    asked = DRAFT | {"reason": "job", "contact": "+49 170 0000000", "text": "Läuft ab", "attempt": attempt}
    spend(BOOKING, BOOKING.ask)
    page = client.post(address, asked)
    assert (page.status_code, dict(fields_of(page)), UrgentRequest.objects.count()) == (429, asked, 0)
    client.post(address, dict(fields_of(page)) | proof(client))
    assert UrgentRequest.objects.count() == 1


def test_ten_wrong_searches_for_one_code_close_it_however_it_is_typed(search, book):
    book()
    code = tickets.code(Appointment.objects.get())
    wrong = {"birth_date_year": "1991"}
    typed = [code, code.lower(), code.replace(" ", "-"), code.replace(" ", "")] * 3
    answers = [search(text, **wrong).status_code for text in typed]
    assert answers == [200] * 10 + [429] * 2
    assert (search(code).status_code, search(code)["Retry-After"]) == (429, str(ONE_CODE.retry_after()))


def test_a_closed_code_does_not_close_another(search, book):
    book()
    spend(ONE_CODE, ONE_CODE.refuse, tickets.code_hash("ABCD EFGH"))
    assert search("ABCD EFGH").status_code == 429
    assert search(tickets.code(Appointment.objects.get())).status_code == 302


def test_the_key_of_a_code_is_not_the_code(search):
    search("ABCD EFGH")
    assert [name for name in counters.names() if "ABCD" in name.upper()] == []


def test_a_search_that_succeeds_is_not_counted(search, book):
    book()
    code = tickets.code(Appointment.objects.get())
    assert [search(code).status_code for _search in range(12)] == [302] * 12


@pytest.fixture
def ask(client):
    """Asks for the links of an address."""
    address = reverse("appointments:find_by_address")
    return lambda email="maryam@example.org", **fields: client.post(address, BORN | {"email": email} | fields)


def test_three_mails_a_day_for_one_address_however_it_is_typed_and_nobody_is_told(book, ask):
    book()
    OutboxMessage.objects.all().delete()
    typed = ["maryam@example.org", "MARYAM@example.org", "Maryam@Example.ORG", " maryam@example.org "]
    answers = [(answer.status_code, answer["Location"]) for answer in map(ask, typed)]
    assert answers == [(302, reverse("appointments:find_sent"))] * 4
    assert OutboxMessage.objects.count() == 3


def test_an_address_nobody_has_is_limited_the_same(ask):
    answers = [ask("niemand@example.org").status_code for _wish in range(4)]
    assert (answers, OutboxMessage.objects.count()) == ([302] * 4, 3)


def test_ten_wishes_for_one_address_close_it_for_an_hour_and_no_other(ask):
    assert [ask().status_code for _wish in range(11)] == [302] * 10 + [429]
    assert (ask()["Retry-After"], ask("niemand@example.org").status_code) == (str(ONE_CODE.retry_after()), 302)


def test_the_key_of_an_address_is_not_the_address(ask):
    ask()
    assert [name for name in counters.names() if "maryam" in name.lower()] == []


def test_many_wrong_searches_from_one_network_need_a_proof_then_a_pause(client, search):
    spend(FINDING, FINDING.ask + 1)
    page = search("ABCD EFGH")
    assert (page.status_code, len(tags(page.text, tag="altcha-widget"))) == (429, 1)
    assert dict(fields_of(page)) == {"code": "ABCD EFGH", **BORN}
    assert "So finden wir keinen Termin" in search("ABCD EFGH", **proof(client)).text
    spend(FINDING, FINDING.refuse)
    assert tags(search("ABCD EFGH", **proof(client)).text, tag="altcha-widget") == []


def test_without_redis_booking_works_from_the_first_press_to_the_ticket(client, book, redis):
    redis.CACHES = counters.out_of_reach()
    ticket = book()["Location"]
    assert (ticket, client.get(ticket).status_code) == (tickets.path(Appointment.objects.get()), 200)


def test_without_redis_nobody_guesses_codes(client, search, ask, book, redis):
    book()
    code = tickets.code(Appointment.objects.get())
    redis.CACHES = counters.out_of_reach()
    assert [search(code).status_code, search(code, send="1").status_code] == [429, 429]
    assert ask().status_code == 429
    assert client.get(reverse("appointments:find")).status_code == 200


def test_the_task_of_the_page_is_one_the_library_can_read(client):
    task = client.get(reverse("proof_of_work")).json()
    assert altcha.Challenge.from_dict(task).to_dict() == task
