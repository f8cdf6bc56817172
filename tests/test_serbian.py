"""Everything under /sr-latn/ in Latin letters: every public page of the URL conf, mistakes in forms, mails, files."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from appointments import holds, passes, tickets
from appointments.availability import Visit, next_days
from appointments.models import Appointment, Channel, Concern, DoorCode, Slot, UrgentRequest
from appointments.services import Person, book_appointment
from appointments.walk_ins import draw_number
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.catalogue.models import Service, ServiceForm
from notifications import messages
from tests.local.test_demo import CYRILLIC, MORNING, loaded

pytestmark = pytest.mark.django_db
LANGUAGE = "sr-latn"
ROOMS = {"portal", "catalogue", "appointments"}
SPEAKS_ALL = {"appointments:display", "appointments:display_part"}  # the screen of the waiting room
OWN_NAMES = [name for code, name in settings.LANGUAGES if code in {"ru", "uk"}]


@pytest.fixture(scope="module")
def unna(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration office on a Tuesday morning, with somebody in every state."""
    folder = tmp_path_factory.mktemp("serbian")
    with django_db_blocker.unblock(), loaded("unna", folder), translation.override(LANGUAGE):
        yield somebody_everywhere()


@pytest.fixture(autouse=True)
def serbian(unna):
    """The morning of the demonstration, also for pages that look at the clock."""
    with time_machine.travel(MORNING, tick=False), translation.override(LANGUAGE):
        yield


def somebody_everywhere() -> dict[str, object]:
    """What the addresses of the pages need, by the name of the parameter or of the page."""
    now = timezone.now()
    concern = Concern.objects.bookable(Channel.EVERYONE).for_booking().filter(asks_residence=True).first()
    days = next_days(Visit(concern, 1, Channel.EVERYONE), now=now, after=timezone.localdate(), count=2)
    held, kept = (hold(concern, day.times[0], now) for day in days)
    person = Person("Petrović", "Đorđe", "1990", email="djordje@example.org")
    appointment = book_appointment(hold=kept, person=person, language=LANGUAGE, now=now)
    walk_in = draw_number(concern=concern, persons=1, language=LANGUAGE, attempt=uuid.uuid4(), now=now)
    reason = {"reason": "job", "family_name": "Petrović", "contact": "+381", "language": LANGUAGE}
    urgent = UrgentRequest.objects.create(office=concern.queue.office, attempt=uuid.uuid4(), **reason)
    return {
        "concern": concern.slug,
        "day": days[0].day,
        "office": Office.objects.first().slug,
        "code": DoorCode.objects.get(office=concern.queue.office).code,
        "slug": Service.objects.published().first().slug,
        "number": ServiceForm.objects.first().pk,
        "token": tickets.token(appointment),
        "token of hold": holds.token(held),
        "token of number": passes.number_token(walk_in),
        "token of urgent_request": passes.urgent_token(urgent),
        "appointment": appointment,
    }


def hold(concern, start, now):
    """A place that is being filled in, with everything typed."""
    made = holds.hold_place(visit=Visit(concern, 1, Channel.EVERYONE), start=start, attempt=uuid.uuid4(), now=now)
    typed = {"family_name": "Petrović", "birth_date_year": "1990", "email": "djordje@example.org"}
    holds.save_draft(hold=made, draft=typed)
    return made


def public_pages() -> dict[str, list[str]]:
    """Every named page of the rooms of citizens, with the parameters of its address."""
    return dict(_pages(get_resolver().url_patterns))


def _pages(patterns, room="", names=()):
    for pattern in patterns:
        inner = (*names, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, pattern.namespace or room, inner)
        elif isinstance(pattern, URLPattern) and room in ROOMS:
            yield f"{room}:{pattern.name}", list(inner)


def address(page: str, parameters: list[str], known: dict[str, object]) -> str:
    view = page.partition(":")[2]
    owner = {"person": "hold", "check": "hold", "hold_month": "hold", "hold_day": "hold"}.get(view, view)
    values = {name: known.get(f"{name} of {owner}", known[name]) for name in parameters}
    return reverse(page, kwargs=values)


def cyrillic(text: str) -> list[str]:
    """Words with Cyrillic letters, apart from the names of languages in themselves."""
    for name in OWN_NAMES:
        text = text.replace(name, "")
    return re.findall(rf"\w*{CYRILLIC.pattern}\w*", text)


def test_every_public_page_is_in_latin_letters(client, unna):
    found, answers = {}, {}
    for page, parameters in public_pages().items():
        if page not in SPEAKS_ALL:
            answer = client.get(address(page, parameters, unna))
            answers[page] = answer.status_code
            text = "" if page.endswith("_pdf") or answer.streaming else answer.content.decode()
            found |= {page: words} if (words := cyrillic(text)) else {}
    assert found == {}
    assert {page: status for page, status in answers.items() if status >= 500} == {}
    assert sum(status == 200 for status in answers.values()) >= 25


def test_pages_are_serbian_and_not_german(client, unna):
    page = client.get(reverse("portal:start")).text
    assert ('lang="sr-latn"' in page, "Was möchten Sie tun?" in page) == (True, False)


@pytest.mark.parametrize("page", ["before", "person", "find", "urgent", "day", "draw_number", "arrival"])
def test_mistakes_are_told_in_latin_letters(client, unna, page):
    parameters = public_pages()[f"appointments:{page}"]
    typed = {"birth_date_day": "31", "birth_date_month": "2", "email": "x", "persons": "99", "start": "x", "code": "x"}
    posted = client.post(address(f"appointments:{page}", parameters, unna), typed)
    assert (posted.status_code < 500, cyrillic(posted.text)) == (True, [])


def test_names_in_other_letters_are_refused_in_latin_words(client, unna):
    """The refused letters themselves are shown: they are what the person typed."""
    typed = {"family_name": "Петровић", "birth_date_year": "1990", "email": "x@example.org"}
    page = client.post(address("appointments:person", ["token"], unna), typed).text
    assert set("".join(cyrillic(page))) == set("Петровић")


@pytest.mark.parametrize("template", ["appointment_booked", "appointment_link"])
def test_mails_are_in_latin_letters(unna, template):
    made = messages.build(template, {"appointment": str(unna["appointment"].pk)}, LANGUAGE)
    assert cyrillic(f"{made.subject} {made.text} {made.html} {made.calendar.content.decode()}") == []


@pytest.mark.parametrize("days", [-1, 5, 400])
def test_days_without_times_say_why_in_latin_letters(client, unna, days):
    day = timezone.localdate() + timedelta(days=days)
    page = client.get(reverse("appointments:day", args=[unna["concern"], day]))
    assert (page.status_code, cyrillic(page.text)) == (200, [])


def test_a_month_without_room_and_a_door_without_places_are_in_latin_letters(client, unna):
    Slot.objects.update(offered=0)
    pages = [
        client.get(address(f"appointments:{name}", public_pages()[f"appointments:{name}"], unna)).text
        for name in ("month", "door", "door_times")
    ]
    assert [cyrillic(page) for page in pages] == [[]] * 3


def test_an_appointment_that_is_over_says_so_in_latin_letters(client, unna):
    Appointment.objects.filter(pk=unna["appointment"].pk).update(status="cancelled")
    page = client.get(address("appointments:ticket", ["token"], unna))
    assert (page.status_code, cyrillic(page.text)) == (410, [])
