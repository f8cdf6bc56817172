"""The calendar file, read as a calendar reads it: with the time zone that the file itself brings."""

import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from appointments import services, tickets
from appointments.icalendar import calendar_file
from appointments.models import Appointment

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
LATER = timedelta(days=1)


@pytest.fixture
def booked(concern, slots_of, book_at):
    """Books a visit of a quarter of an hour at a local time: `booked(2027, 3, 28, 8)`."""

    def make(*local) -> Appointment:
        begins = datetime(*local, tzinfo=BERLIN)
        slots_of(concern, begins, [1, 1, 1, 1])
        return book_at(concern, begins, begins - timedelta(days=5), persons=2)

    return make


def event_of(appointment, *, language="de", now=None):
    return Calendar.from_ical(calendar_file(appointment, language=language, now=now)).events[0]


def local_and_utc(text: str, name: str) -> tuple[str, str]:
    """A moment of the file as it stands there, and in UTC by the file's own time zone."""
    zone, written = re.search(rf"{name};TZID=([^:]+):(\d{{8}}T\d{{6}})\r\n", text).groups()
    moment = datetime.strptime(written, "%Y%m%dT%H%M%S").replace(tzinfo=tzical(io.StringIO(text)).get(zone))
    return written, f"{moment.astimezone(UTC):%Y%m%dT%H%MZ}"


@pytest.mark.parametrize(
    ("local", "start", "end"),
    [
        ((2027, 3, 27, 8), ("20270327T080000", "20270327T0700Z"), ("20270327T081500", "20270327T0715Z")),
        ((2027, 3, 28, 1), ("20270328T010000", "20270328T0000Z"), ("20270328T011500", "20270328T0015Z")),
        ((2027, 3, 28, 8), ("20270328T080000", "20270328T0600Z"), ("20270328T081500", "20270328T0615Z")),
        ((2027, 10, 30, 8), ("20271030T080000", "20271030T0600Z"), ("20271030T081500", "20271030T0615Z")),
        ((2027, 10, 31, 1), ("20271031T010000", "20271030T2300Z"), ("20271031T011500", "20271030T2315Z")),
        ((2027, 10, 31, 8), ("20271031T080000", "20271031T0700Z"), ("20271031T081500", "20271031T0715Z")),
    ],
    ids=["before", "morning of summer time", "summer time", "before", "morning of winter time", "winter time"],
)
def test_on_clock_change_days_the_file_has_the_right_local_time_and_utc(booked, local, start, end):
    text = calendar_file(booked(*local), language="de").decode()
    assert (local_and_utc(text, "DTSTART"), local_and_utc(text, "DTEND")) == (start, end)


def test_a_time_read_back_from_the_database_is_the_same(booked):
    appointment = booked(2027, 3, 28, 8)
    appointment.refresh_from_db()
    text = calendar_file(appointment, language="de").decode()
    assert local_and_utc(text, "DTSTART") == ("20270328T080000", "20270328T0600Z")


def test_a_file_is_one_event_with_one_time_zone(booked):
    calendar = Calendar.from_ical(calendar_file(booked(2027, 3, 22, 8), language="de"))
    assert [part.name for part in calendar.walk()][:2] == ["VCALENDAR", "VTIMEZONE"]
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Berlin"]
    assert (len(calendar.events), calendar["METHOD"], calendar["VERSION"]) == (1, "PUBLISH", "2.0")


def test_lines_end_and_fold_as_the_standard_asks(booked):
    body = calendar_file(booked(2027, 3, 22, 8), language="ar")
    assert body.count(b"\n") == body.count(b"\r\n")
    assert [line for line in body.split(b"\r\n") if len(line) > 75] == []


def test_an_event_names_the_place_and_where_to_look_but_nobody(booked, maryam, settings):
    settings.PUBLIC_URL = "https://termine.example.org"
    appointment = booked(2027, 3, 22, 8)
    event = event_of(appointment)
    assert (event["SUMMARY"], event["STATUS"]) == (f"Termin {appointment.number}", "CONFIRMED")
    assert event["LOCATION"] == "Ausländerbehörde Unna-Königsborn, Kamener Straße 110, 59425 Unna"
    assert event["URL"] == "https://termine.example.org/de/termin/finden/"
    assert event["UID"] == f"{appointment.pk}@termine.example.org"
    text = event.to_ical().decode()
    assert [word for word in (maryam.family_name, maryam.given_names, maryam.email, "1990") if word in text] == []


def test_the_link_of_an_event_speaks_the_language_of_its_reader(booked):
    assert event_of(booked(2027, 3, 22, 8), language="uk")["URL"].endswith("/uk/termin/finden/")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_shared_calendar_learns_neither_link_nor_code(booked, language):
    appointment = booked(2027, 3, 22, 8)
    text = calendar_file(appointment, language=language).decode().replace("\r\n ", "")
    assert [secret for secret in (tickets.token(appointment), tickets.code(appointment)) if secret in text] == []


def test_the_organizer_is_the_office(booked):
    appointment = booked(2027, 3, 22, 8)
    office = appointment.office
    office.name_de, office.email = "Ausländerbehörde; Nord, „Haus 2“", "termine@unna.example"
    organizer = event_of(appointment)["ORGANIZER"]
    assert (organizer, organizer.params["CN"]) == ("mailto:termine@unna.example", "Ausländerbehörde; Nord, „Haus 2“")


def test_for_an_office_without_an_address_the_sender_of_the_mails_organizes(booked, settings):
    settings.DEFAULT_FROM_EMAIL = "Kreis Unna <portal@unna.example>"
    assert event_of(booked(2027, 3, 22, 8))["ORGANIZER"] == "mailto:portal@unna.example"


def test_a_moved_appointment_is_the_same_event_with_a_higher_number(booked):
    appointment = booked(2027, 3, 22, 8)
    first = event_of(appointment, now=appointment.booked_at)
    moved_at = appointment.booked_at + LATER
    start = appointment.starts_at + timedelta(minutes=20)
    moved = services.move_appointment(appointment=appointment, start=start, now=moved_at)
    calendar = Calendar.from_ical(calendar_file(moved, language="de", now=moved_at))
    second = calendar.events[0]
    assert (calendar["METHOD"], second["STATUS"], first["UID"]) == ("PUBLISH", "CONFIRMED", second["UID"])
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, LATER.total_seconds())
    assert second.start == start


def test_an_appointment_moved_across_the_clock_change_keeps_its_time_on_the_wall(booked, slots_of, concern):
    appointment = booked(2027, 10, 30, 8)
    sunday = datetime(2027, 10, 31, 8, tzinfo=BERLIN)
    slots_of(concern, sunday, [1, 1])
    moved = services.move_appointment(appointment=appointment, start=sunday, now=appointment.booked_at + LATER)
    text = calendar_file(moved, language="de").decode()
    assert local_and_utc(text, "DTSTART") == ("20271031T080000", "20271031T0700Z")


def test_a_cancelled_appointment_takes_its_event_away(booked):
    appointment = booked(2027, 3, 22, 8)
    uid = event_of(appointment)["UID"]
    cancelled = services.cancel_appointment(appointment=appointment, now=appointment.booked_at + LATER)
    calendar = Calendar.from_ical(calendar_file(cancelled, language="de", now=appointment.booked_at + LATER))
    event = calendar.events[0]
    assert (calendar["METHOD"], event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", uid)
    assert event["ORGANIZER"].params["CN"] == cancelled.office.name
    assert event["SEQUENCE"] == LATER.total_seconds()
