"""The calendar file of an appointment (RFC 5545), with the time zone in it."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from appointments import tickets
from appointments.models import Appointment

BERLIN = ZoneInfo("Europe/Berlin")


def calendar_file(appointment: Appointment, *, language: str, now: datetime | None = None) -> bytes:
    """The event as UTF-8 text. Neutral title: a calendar is seen by colleagues and family.

    A moved or cancelled appointment keeps its UID, so that calendars replace or remove the entry.
    """
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//Auslaenderbehoerde//Termin//DE")
        calendar.add("version", "2.0")
        calendar.add("method", "CANCEL" if _cancelled(appointment) else "PUBLISH")
        calendar.add_component(_event(appointment, now or datetime.now(UTC)))
        calendar.add_missing_timezones()
        return calendar.to_ical()


def _event(appointment: Appointment, now: datetime) -> Event:
    office = appointment.office
    event = Event()
    event.add("uid", f"{appointment.pk}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()) - int(appointment.booked_at.timestamp()))
    event.add("dtstart", appointment.starts_at.astimezone(BERLIN))
    event.add("dtend", appointment.ends_at.astimezone(BERLIN))
    event.add("summary", _("Termin %(number)s") % {"number": appointment.number})
    event.add("location", f"{office.name}, {office.street}, {office.postcode} {office.city}")
    event.add("url", tickets.address(appointment))
    event.add("status", "CANCELLED" if _cancelled(appointment) else "CONFIRMED")
    return event


def _cancelled(appointment: Appointment) -> bool:
    return appointment.status == Appointment.Status.CANCELLED
