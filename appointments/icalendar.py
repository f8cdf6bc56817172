"""The calendar file of an appointment (RFC 5545), with the time zone in it."""

from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from appointments.models import Appointment
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import BERLIN


def calendar_file(appointment: Appointment, *, language: str, now: datetime | None = None) -> bytes:
    """The event as UTF-8 text. A calendar is seen by colleagues and family: its title is neutral, and its link leads to
    the page that asks for the ticket's code. Whoever held the ticket's own link could move and cancel.

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
    event.add("url", settings.PUBLIC_URL + reverse("appointments:find"))
    event.add("organizer", _organizer(office))
    event.add("status", "CANCELLED" if _cancelled(appointment) else "CONFIRMED")
    return event


def _organizer(office: Office) -> vCalAddress:
    """Who sends the event; a calendar needs it to follow a move or a cancellation (RFC 5546, 3.2.1 and 3.2.5)."""
    organizer = vCalAddress(f"mailto:{office.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(office.name)
    return organizer


def _cancelled(appointment: Appointment) -> bool:
    return appointment.status == Appointment.Status.CANCELLED
