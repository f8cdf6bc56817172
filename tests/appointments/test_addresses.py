"""One e-mail address has at most eight open appointments at an office; families and helpers find a way."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from appointments import holds, rules, services, tickets
from appointments.addresses import book_within_limit
from appointments.exceptions import TooManyOpen
from appointments.models import Appointment, Channel, Hold, Place
from tests.factories.appointments import AppointmentFactory, ConcernFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DRAFT = {"family_name": "Suharto", "birth_date_year": "1990", "email": "maryam@example.org"}


@pytest.fixture
def open_ones(concern, start):
    """Makes so many open appointments of Maryam's address."""

    def make(number, **values):
        given = {"concern": concern, "starts_at": start, "email": "Maryam@Example.org"} | values
        return [AppointmentFactory(**given) for _one in range(number)]

    return make


@pytest.fixture
def book(concern, slots_of, hold_at, maryam, start, now):
    """Books one more, for another child each time."""
    slots_of(concern, start + DAY, [20])

    def make(person=maryam, *, name="Amal", moment=now, **wish):
        hold = hold_at(wish.pop("of", concern), start + DAY, moment, **wish)
        return book_within_limit(hold=hold, person=replace(person, given_names=name), language="de", now=moment)

    return make


def test_a_family_of_eight_books_with_one_address_and_the_ninth_is_refused(book):
    names = ["Amal", "Dilan", "Fatma", "Hana", "Ilyas", "Jamal", "Karim", "Leila"]
    assert len({book(name=name).pk for name in names}) == 8
    with pytest.raises(TooManyOpen) as refusal:
        book(name="Mona")
    assert str(refusal.value).startswith("Zu dieser E-Mail-Adresse gibt es schon 8 offene Termine.")
    assert (Appointment.objects.count(), Hold.objects.filter(places__hold__isnull=False).count()) == (8, 1)


def test_confirming_the_eighth_twice_books_it_once(concern, open_ones, hold_at, slots_of, maryam, start, now):
    open_ones(7)
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    wish = {"hold": hold, "person": maryam, "language": "de", "now": now}
    assert book_within_limit(**wish) == book_within_limit(**wish)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"status": "cancelled"}, id="cancelled"),
        pytest.param({"channel": Channel.DOOR}, id="taken at the door"),
        pytest.param({"email": "mona@example.org"}, id="another address"),
        pytest.param({"email": "maryam_example.org"}, id="a similar address"),
    ],
)
def test_what_is_not_open_or_not_of_this_address_does_not_count(open_ones, book, values):
    open_ones(8, **values)
    assert book().status == "booked"


def test_what_is_over_does_not_count(open_ones, book, start):
    open_ones(8)
    with pytest.raises(TooManyOpen):
        book(moment=start)
    assert book(moment=start + timedelta(minutes=10)).status == "booked"


def test_every_office_counts_for_itself(open_ones, book):
    open_ones(8, concern=ConcernFactory())
    assert book().status == "booked"


def test_at_the_door_nobody_is_refused(open_ones, book, start):
    open_ones(8, starts_at=start + 2 * DAY)
    at_the_door = {"moment": start + DAY - timedelta(hours=1), "channel": Channel.DOOR}
    assert book(**at_the_door).status == "booked"


def test_without_an_address_there_is_nothing_to_count(book, maryam):
    nobody = replace(maryam, email="")
    assert [book(nobody, name=name).status for name in ("Amal", "Dilan")] == ["booked"] * 2


def test_the_desk_books_beyond_the_limit(concern, open_ones, hold_at, slots_of, maryam, start, now):
    open_ones(8)
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    assert services.book_appointment(hold=hold, person=maryam, language="de", now=now).status == "booked"


def test_the_page_says_the_ways_out_and_the_place_stays_held(client, concern, slots_of, hold_at, open_ones, start, now):
    open_ones(rules.OPEN_PER_ADDRESS)
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    person, check = (reverse(f"appointments:{page}", args=[holds.token(hold)]) for page in ("person", "check"))
    with time_machine.travel(now, tick=False):
        client.post(person, DRAFT)
        page = client.post(check)
        assert (page.status_code, Place.objects.get().hold) == (409, hold)
        assert [part in page.text for part in ("schon 8 offene Termine", concern.queue.office.phone, person)] == [
            True
        ] * 3
        client.post(person, DRAFT | {"email": "suharto@example.org"})
        assert client.post(check)["Location"] == tickets.path(Appointment.objects.get(pk=hold.pk))


def test_an_address_is_nowhere_in_the_logs(client, concern, slots_of, hold_at, open_ones, start, now, caplog):
    open_ones(rules.OPEN_PER_ADDRESS)
    slots_of(concern, start, [1])
    token = holds.token(hold_at(concern, start, now))
    with time_machine.travel(now, tick=False), caplog.at_level("DEBUG", "portal"):
        client.post(reverse("appointments:person", args=[token]), DRAFT)
        client.post(reverse("appointments:check", args=[token]))
    assert ("appointments:check" in caplog.text, "example.org" in caplog.text) == (True, False)
