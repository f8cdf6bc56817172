"""I am here: by the link on the phone, and at the terminal in the building."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from appointments import desk, standing, tickets
from appointments.exceptions import AppointmentError
from appointments.forms import ArrivalForm
from appointments.guards import arrival_failed, arrival_paused
from appointments.models import Appointment, Attendance
from appointments.views.ticket import appointment_of
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day

ARRIVED = "arrived"  # in the session of a terminal: whom the welcome page greets
AGAIN = "arrived-again"  # and whether that person had arrived before


@never_cache
def here(request: HttpRequest, token: str) -> HttpResponse:
    """The button on the ticket."""
    appointment = appointment_of(token)
    if request.method == "POST":
        try:
            desk.arrive(appointment=appointment, now=timezone.now())
        except AppointmentError as refusal:
            messages.warning(request, str(refusal))
    return redirect("appointments:ticket", token)


@never_cache
def terminal(request: HttpRequest, office: str) -> HttpResponse:
    """A device in the building: scan the ticket, or type its code and the date of birth."""
    place = get_object_or_404(Office, slug=office)
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _arrive(request, place, form)
    return _show(request, place, form)


def _arrive(request: HttpRequest, place: Office, form: ArrivalForm) -> HttpResponse:
    code, now = form.cleaned_data["code"], timezone.now()
    appointment = tickets.find_scanned(code)
    if appointment is None:
        if pause := arrival_paused(request, code):
            seconds = pause.retry_after()
            answer = _show(request, place, form, status=429, seconds=seconds)
            answer["Retry-After"] = str(seconds)
            return answer
        appointment = tickets.find_by_code(**form.cleaned_data)
    if appointment is None or appointment.erased_at is not None:
        arrival_failed(request, code)
        return _show(request, place, form, unknown=True)
    return _welcome_or_refuse(request, place, appointment, now)


def _welcome_or_refuse(request: HttpRequest, place: Office, appointment: Appointment, now: datetime) -> HttpResponse:
    context = {"office": place, "appointment": appointment, "now": now}
    if appointment.office_id != place.pk:
        return render(request, "appointments/arrival_refused.html", context | {"elsewhere": True}, status=409)
    here = Attendance.objects.of_day(place, local_day(now)).filter(appointment=appointment).first()
    again = here is not None and here.status != Attendance.Status.ABSENT
    try:
        visit = here if here and again else desk.arrive(appointment=appointment, now=now)
    except AppointmentError:
        context["today"] = appointment.day == local_day(now)
        context["arrival_from"] = appointment.starts_at - timedelta(minutes=place.arrival_early_minutes)
        return render(request, "appointments/arrival_refused.html", context, status=409)
    request.session[ARRIVED], request.session[AGAIN] = str(visit.pk), again
    return redirect("appointments:arrival_welcome", place.slug)


@never_cache
def welcome(request: HttpRequest, office: str) -> HttpResponse:
    """The number, very big, until the next person comes."""
    place = get_object_or_404(Office, slug=office)
    visit = Attendance.objects.for_page().filter(pk=request.session.get(ARRIVED), office=place).first()
    if visit is None:
        return redirect("appointments:arrival", office)
    now, again = timezone.now(), request.session.get(AGAIN, False)
    context = {"office": place, "standing": standing.of_visit(visit, now=now), "again": again}
    return render(request, "appointments/arrival_welcome.html", context)


def _show(request: HttpRequest, place: Office, form: ArrivalForm, status: int = 200, **context: object) -> HttpResponse:
    for name in (ARRIVED, AGAIN):
        request.session.pop(name, None)
    return render(request, "appointments/arrival.html", {"office": place, "form": form, **context}, status=status)
