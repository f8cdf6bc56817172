"""The ticket in the hand: its link, its code on paper, its QR code and its file."""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from appointments.models import Appointment
from auslaenderbehoerde import tokens
from auslaenderbehoerde.clock import local_day
from eakte.dates import same

PURPOSE = "appointment"
TOKEN = re.compile(rf"(?<![\w-])[\w-]{{{tokens.LENGTH}}}(?![\w-])", re.ASCII)
# A scanner that believes in an American keyboard types this on a German one.
GERMAN_KEYS = str.maketrans("yzYZß?-_", "zyZY-_/?")


def token(appointment: Appointment) -> str:
    """The secret part of the appointment's address; the same for as long as the version stands."""
    return tokens.make(PURPOSE, appointment.pk, appointment.link_version)


def find(text: str) -> Appointment | None:
    """The appointment of a token, with all a ticket prints; None for a stranger."""
    return tokens.find(PURPOSE, text, Appointment.objects.for_ticket())


def of_hold(text: str) -> Appointment | None:
    """The appointment a hold has become, by the hold's token."""
    return tokens.find("hold", text, Appointment.objects.for_ticket().known())


def path(appointment: Appointment, page: str = "ticket") -> str:
    """The address of one of its pages in the active language, without host."""
    return reverse(f"appointments:{page}", args=[token(appointment)])


def address(appointment: Appointment, page: str = "ticket", language: str | None = None) -> str:
    """The full address of one of its pages, as it stands in mails and in the QR code."""
    with translation.override(language or translation.get_language()):
        return settings.PUBLIC_URL + path(appointment, page)


def code(appointment: Appointment) -> str:
    """The code printed on the ticket, in two groups of four: `ABCD EFGH`."""
    signs = code_of(appointment.pk, version=appointment.link_version)
    return f"{signs[:4]} {signs[4:]}"


def code_of(identifier: UUID, *, version: int) -> str:
    """The bare code of an appointment."""
    return tokens.code(PURPOSE, identifier, version)


def code_hash(text: str) -> str:
    """What is stored of a code: a keyed hash of its signs, however they were typed."""
    return tokens.fingerprint("ticket code", "".join(text.upper().split()).replace("-", ""))


def find_by_code(*, code: str, birth_date: str) -> Appointment | None:
    """The appointment of a ticket code, if the date of birth fits."""
    appointment = Appointment.objects.for_ticket().known().filter(code_hash=code_hash(code)).first()
    return appointment if appointment and same(appointment.birth_date, birth_date) else None


def find_by_address(*, email: str, birth_date: str, now: datetime) -> list[Appointment]:
    """The appointments of an address and a date of birth that are still to come, in order of time."""
    coming = Appointment.objects.known().booked().filter(day__gte=local_day(now), starts_at__gt=now).exclude(email="")
    return list(coming.filter(email__iexact=email, birth_date=birth_date))


def tokens_in(text: str) -> list[str]:
    """What may be a token in what a scanner has typed: usually the whole address of a ticket."""
    return [found for typed in (text, text.translate(GERMAN_KEYS)) for found in TOKEN.findall(typed)]


def find_scanned(text: str) -> Appointment | None:
    """The appointment whose ticket was scanned; None for anything else."""
    return next((found for token in tokens_in(text) if (found := find(token))), None)
