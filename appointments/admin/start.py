"""What of appointments stands on the staff's start page."""

from datetime import datetime, time

from django.http import HttpRequest
from django.urls import reverse

from appointments.models import Appointment, UrgentRequest
from auslaenderbehoerde.clock import berlin, local_day
from auslaenderbehoerde.design.work import Card, start_card


@start_card("appointments.view_urgentrequest")
def urgent_requests(request: HttpRequest, now: datetime) -> Card | None:
    """Requests from the door of today: somebody waits for an answer."""
    number = UrgentRequest.objects.filter(erased_at=None, created_at__gte=_midnight(now)).count()
    if not number:
        return None
    address = reverse("admin:appointments_urgentrequest_changelist")
    return Card("Dringende Bitten", number, "heute an der Tür gestellt", address, urgent=True)


@start_card("appointments.view_appointment")
def appointments_today(request: HttpRequest, now: datetime) -> Card:
    """How many people are expected today."""
    today = local_day(now)
    number = Appointment.objects.booked().filter(day=today).count()
    address = reverse("admin:appointments_appointment_changelist", query={"day__exact": today.isoformat()})
    return Card("Termine heute", number, "gebucht", address)


def _midnight(now: datetime) -> datetime:
    return berlin(local_day(now), time.min)
