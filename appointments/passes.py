"""Links of people without an appointment: the number in the waiting room, and the urgent request."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from appointments.models import Attendance, UrgentRequest
from auslaenderbehoerde import tokens

NUMBER, URGENT = "attendance", "urgent"


def number_token(attendance: Attendance) -> str:
    """The secret part of the number's address."""
    return tokens.make(NUMBER, attendance.pk, attendance.link_version)


def find_number(text: str) -> Attendance | None:
    """The visit of a token; None for a stranger."""
    return tokens.find(NUMBER, text, Attendance.objects.for_page())


def number_path(attendance: Attendance) -> str:
    """The address of the number's page in the active language, without host."""
    return reverse("appointments:number", args=[number_token(attendance)])


def number_address(attendance: Attendance, language: str | None = None) -> str:
    """The full address, as it stands in the QR code and on paper."""
    with translation.override(language or translation.get_language()):
        return settings.PUBLIC_URL + number_path(attendance)


def urgent_token(request: UrgentRequest) -> str:
    """The secret part of the urgent request's address."""
    return tokens.make(URGENT, request.pk, request.link_version)


def find_urgent(text: str) -> UrgentRequest | None:
    """The urgent request of a token, as long as it is known; None for a stranger."""
    known = UrgentRequest.objects.select_related("office").filter(erased_at=None)
    return tokens.find(URGENT, text, known)


def urgent_path(request: UrgentRequest) -> str:
    """The address of its page in the active language, without host."""
    return reverse("appointments:urgent_request", args=[urgent_token(request)])


def urgent_address(request: UrgentRequest) -> str:
    """The full address, as it stands in a mail."""
    return settings.PUBLIC_URL + urgent_path(request)
