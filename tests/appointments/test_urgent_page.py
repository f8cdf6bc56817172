"""The page of an urgent request: waiting, accepted with a number, answered in words."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from appointments import desk, passes, services, tickets, urgency
from appointments.models import UrgentRequest
from tests.design.html import only, tags
from tests.factories.appointments import DoorCodeFactory

pytestmark = pytest.mark.django_db
ASKED = {
    "reason": "job",
    "family_name": "Al-Ḥusaynī",
    "given_names": "Maryam",
    "birth_date_year": "1990",
    "contact": "maryam@example.org",
}


@pytest.fixture(autouse=True)
def travelled(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def poster(concern):
    return DoorCodeFactory(office=concern.queue.office)


@pytest.fixture
def asked(concern, maryam, now):
    """Maryam's request, without an answer yet."""
    return services.request_urgently(
        office=concern.queue.office,
        attempt=uuid.uuid4(),
        person=maryam,
        urgency=services.Urgency("job", "", "maryam@example.org"),
        language="de",
        now=now,
    )


@pytest.fixture
def page(client, asked):
    return lambda **headers: client.get(passes.urgent_path(asked), **headers)


def test_sending_leads_to_a_page_of_its_own_however_often_it_is_pressed(client, poster):
    address = reverse("appointments:urgent", args=[poster.code])
    attempt = re.search(r'name="attempt" value="([^"]+)"', client.get(address).text).group(1)
    answers = {client.post(address, ASKED | {"attempt": attempt})["Location"] for _press in range(2)}
    assert answers == {passes.urgent_path(UrgentRequest.objects.get())}


def test_without_an_answer_it_says_so_and_looks_again(page):
    text = page().text
    section = only(text, id="stand")
    assert (only(text, tag="h1")["text"], section["hx-trigger"]) == ("Ihre Bitte ist angekommen", "every 15s")
    assert "Wir haben noch nicht geantwortet" in section["text"]


def test_a_page_that_waits_reloads_once_there_is_an_answer(client, asked):
    address = f"{passes.urgent_path(asked)}?offen"
    before = client.get(address, headers={"HX-Request": "true"})
    UrgentRequest.objects.update(state="declined", answer="Ja.")
    after = client.get(address, headers={"HX-Request": "true"})
    assert ["HX-Refresh" in answer for answer in (before, after)] == [False, True]


def test_a_page_with_an_answer_reloads_once_the_desk_has_taken_it_back(client, asked, concern, now):
    urgency.accept_with_number(request=asked, concern=concern, now=now)
    address, found = passes.urgent_path(asked), []
    for _look in range(2):
        answer = client.get(address, headers={"HX-Request": "true"})
        found.append((answer.headers.get("HX-Refresh"), client.get(address).status_code))
        if len(found) == 1:
            urgency.take_back(request=asked, seen=now, now=now)
    assert found == [(None, 200), ("true", 200)]


def test_accepted_shows_number_and_standing(page, concern, now):
    visit = desk.give_number(concern=concern, persons=1, language="de", now=now)
    UrgentRequest.objects.update(state="accepted", attendance=visit)
    text = page().text
    assert only(text, tag="h1")["text"] == "Sie können heute zu uns kommen"
    assert only(text, cls="abh-ticket__number")["text"] == visit.number
    section = only(text, id="stand")
    assert ("Sie sind als Nächstes dran." in section["text"], section["hx-get"]) == (True, page().request["PATH_INFO"])


def test_accepted_with_a_place_leads_to_the_ticket(page, asked, concern, slots_of, now):
    [slot] = slots_of(concern, now + timedelta(hours=1), [1], channel="door", opens_at=now)
    appointment = urgency.accept_with_place(request=asked, concern=concern, start=slot.starts_at, now=now)
    text = page().text
    assert tickets.path(appointment) in [tag.get("href") for tag in tags(text, tag="a")]
    assert f"Sie haben heute einen Platz um 8:00 Uhr. Ihre Nummer: {appointment.number}." in text


def test_accepted_yesterday_shows_no_standing_any_more(page, concern, now):
    visit = desk.give_number(concern=concern, persons=1, language="de", now=now)
    UrgentRequest.objects.update(state="accepted", attendance=visit)
    with time_machine.travel(now + timedelta(days=1), tick=False):
        text = page().text
    assert (tags(text, id="stand"), "Das galt für Montag, 15. März 2027." in text) == ([], True)


def test_answered_shows_the_words_of_the_office_as_text(page):
    UrgentRequest.objects.update(state="declined", answer="<b>Bitte</b> im Januar.\nDanke.")
    text = page().text
    assert only(text, tag="h1")["text"] == "Wir haben Ihre Bitte gelesen"
    assert "&lt;b&gt;Bitte&lt;/b&gt; im Januar.<br>Danke." in text


def test_the_page_shows_nothing_of_what_was_typed(page):
    assert [word for word in ("Maryam", "1990", "maryam@example.org") if word in page().text] == []


def test_strangers_and_erased_requests_are_no_page(client, asked, page, now):
    wrong = passes.urgent_token(asked)[:-1] + "-"
    UrgentRequest.objects.update(erased_at=now)
    assert [client.get(reverse("appointments:urgent_request", args=[wrong])).status_code, page().status_code] == [
        404,
        404,
    ]


def test_the_address_of_the_first_release_leads_to_the_door(client, poster):
    answer = client.get(reverse("appointments:urgent_sent", args=[poster.code]))
    assert answer["Location"] == reverse("appointments:door", args=[poster.code])
