"""Mails about an appointment, made from what it is at the moment of sending.

They carry number, time and place and what to bring, but no name and no date of birth: mail travels
unprotected and is read over shoulders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments import tickets
from appointments.icalendar import calendar_file
from appointments.models import Appointment, Proposal
from auslaenderbehoerde.design.templatetags.kern import long_date
from notifications.messages import bilingual
from notifications.messages.message import CalendarFile, Message

Status = Appointment.Status


@dataclass(frozen=True)
class Occasion:
    """Why a mail about an appointment is written: its template and its subject with `%(day)s`."""

    template: str
    subject: Promise
    calendar: bool = True


BOOKED = Occasion("appointment_booked", _("Ihr Termin am %(day)s"))
MOVED = Occasion("appointment_moved", _("Ihr Termin ist jetzt am %(day)s"))
CANCELLED = Occasion("appointment_cancelled", _("Ihr Termin am %(day)s ist abgesagt"))
PROPOSED = Occasion("appointment_proposed", _("Bitte antworten: Termin am %(day)s"), calendar=False)
LINK_AGAIN = Occasion("appointment_link", _("Link zu Ihrem Termin am %(day)s"))


def booked(identifiers: Mapping[str, str], language: str) -> Message | None:
    """The confirmation: the ticket as a mail."""
    return _message(BOOKED, _find(identifiers, Status.BOOKED), language)


def moved(identifiers: Mapping[str, str], language: str) -> Message | None:
    """From when to when. Nothing to say if it has come back to its old time."""
    appointment = _find(identifiers, Status.BOOKED)
    previous = datetime.fromisoformat(identifiers["previous_start"])
    if appointment and appointment.starts_at == previous:
        return None
    return _message(MOVED, appointment, language, previous_start=previous)


def cancelled(identifiers: Mapping[str, str], language: str) -> Message | None:
    """The end of an appointment, by whom and why, with a calendar file that removes it."""
    return _message(CANCELLED, _find(identifiers, Status.CANCELLED), language)


def proposed(identifiers: Mapping[str, str], language: str) -> Message | None:
    """The office asks for another time. Nothing to say once it is answered or has lapsed."""
    offered = Proposal.objects.filter(pk=identifiers["proposal"], state=Proposal.State.OPEN).first()
    appointment = _find(identifiers, Status.BOOKED)
    return _message(PROPOSED, appointment, language, proposal=offered) if offered else None


def link_again(identifiers: Mapping[str, str], language: str) -> Message | None:
    """For somebody who lost the link."""
    return _message(LINK_AGAIN, _find(identifiers, Status.BOOKED), language)


def _find(identifiers: Mapping[str, str], status: str) -> Appointment | None:
    """The appointment, if it is still what the message tells of and there is an address to tell."""
    known = Appointment.objects.for_ticket().known().filter(status=status).exclude(email="")
    return known.filter(pk=identifiers["appointment"]).first()


def _message(occasion: Occasion, appointment: Appointment | None, language: str, **facts: Any) -> Message | None:
    if appointment is None:
        return None
    with translation.override(language):
        subject = str(occasion.subject) % {"day": long_date(appointment.starts_at)}
    text, html = bilingual.render(
        occasion.template, language, subject=subject, context=lambda: _context(appointment) | facts
    )
    return Message(
        recipient=appointment.email,
        subject=subject,
        text=text,
        html=html,
        reply_to=appointment.office.email,
        languages=bilingual.languages_of(language),
        calendar=_calendar(appointment, language) if occasion.calendar else None,
    )


def _context(appointment: Appointment) -> dict:
    """What the templates print, in the active language."""
    service = appointment.concern.service
    return {
        "appointment": appointment,
        "office": appointment.office,
        "documents": service.required_documents.all(),
        "forms": [(form, urljoin(settings.PUBLIC_URL, form.address)) for form in service.forms.all()],
        "ticket": tickets.address(appointment),
        "move": tickets.address(appointment, "move"),
        "cancel": tickets.address(appointment, "cancel"),
        "answer": tickets.address(appointment, "proposal"),
        "book": settings.PUBLIC_URL + reverse("appointments:concerns"),
    }


def _calendar(appointment: Appointment, language: str) -> CalendarFile:
    method = "CANCEL" if appointment.status == Status.CANCELLED else "PUBLISH"
    return CalendarFile("termin.ics", calendar_file(appointment, language=language), method)
