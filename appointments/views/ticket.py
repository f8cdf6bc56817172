"""My appointment: the ticket, its files, moving, cancelling, and finding a lost one."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from appointments import rules, services, tickets
from appointments.exceptions import NotOpen, TooLateToChange
from appointments.forms import FindForm
from appointments.guards import finding, found_nothing
from appointments.icalendar import calendar_file
from appointments.models import Appointment
from appointments.views.picking import day_page, month_page
from appointments.ways import Move
from auslaenderbehoerde.design import pdf


@never_cache
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket: number, time, place, what to bring, forms; move, cancel, print, save."""
    appointment = _appointment(token)
    if _is_over(appointment):
        return render(request, "appointments/over.html", {"appointment": appointment}, status=410)
    return render(request, "appointments/ticket.html", _ticket(appointment))


def _ticket(appointment: Appointment) -> dict:
    limit = appointment.office.change_limit_hours
    service = appointment.concern.service
    return {
        "appointment": appointment,
        "token": tickets.token(appointment),
        "address": tickets.address(appointment),
        "code": tickets.code(appointment),
        "documents": service.required_documents.all(),
        "forms": service.forms.all(),
        "changeable": rules.changeable(appointment.starts_at, now=timezone.now(), limit_hours=limit),
        "pdf_available": pdf.available(),
    }


@never_cache
def ticket_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket as a tagged PDF; without Pango the printable page."""
    appointment = _open_appointment(token)
    if not pdf.available():
        return redirect("appointments:ticket", token)
    page = render_to_string("appointments/ticket_pdf.html", _ticket(appointment), request=request)
    name = f"Termin-{appointment.day:%Y-%m-%d}-{appointment.number.replace(' ', '')}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf.render(page), content_type="application/pdf", headers=headers)


@never_cache
def ticket_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment for the person's own calendar."""
    body = calendar_file(_open_appointment(token), language=get_language() or "de")
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@never_cache
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Another day for the appointment."""
    return _if_changeable(request, token, lambda appointment: month_page(request, Move(appointment)))


@never_cache
def move_day(request: HttpRequest, token: str, day: date) -> HttpResponse:
    """Another time for the appointment."""
    return _if_changeable(request, token, lambda appointment: day_page(request, Move(appointment), day))


@never_cache
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then cancel."""

    def ask_or_do(appointment: Appointment) -> HttpResponse:
        if request.method == "POST":
            services.cancel_appointment(appointment=appointment, now=timezone.now())
            return redirect("appointments:ticket", token)
        return render(request, "appointments/cancel.html", {"appointment": appointment, "token": token})

    return _if_changeable(request, token, ask_or_do)


def _if_changeable(request: HttpRequest, token: str, then) -> HttpResponse:
    """Open and before the office's limit, or the page that says what to do now."""
    appointment = _appointment(token)
    if _is_over(appointment):
        return redirect("appointments:ticket", token)
    limit = appointment.office.change_limit_hours
    try:
        if not rules.changeable(appointment.starts_at, now=timezone.now(), limit_hours=limit):
            raise TooLateToChange
        return then(appointment)
    except (TooLateToChange, NotOpen) as refusal:
        context = {"appointment": appointment, "token": token, "refusal": refusal}
        return render(request, "appointments/too_late.html", context, status=409)


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """A lost link: code and date of birth open the appointment, or send the link once more."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _found(request, form)
    return render(request, "appointments/find.html", {"form": form})


@finding
def _found(request: HttpRequest, form: FindForm) -> HttpResponse:
    if "send" in request.POST:
        services.send_link_again(**form.cleaned_data, now=timezone.now())
        return redirect("appointments:find_sent")
    appointment = tickets.find_by_code(**form.cleaned_data)
    if appointment:
        return redirect(tickets.path(appointment))
    found_nothing(request, form.cleaned_data["code"])
    return render(request, "appointments/find.html", {"form": form, "unknown": True})


def find_sent(request: HttpRequest) -> HttpResponse:
    """The same sentence for everyone."""
    return render(request, "appointments/find_sent.html")


def _appointment(token: str) -> Appointment:
    appointment = tickets.find(token)
    if appointment is None:
        raise Http404
    return appointment


def _open_appointment(token: str) -> Appointment:
    appointment = _appointment(token)
    if _is_over(appointment):
        raise Http404
    return appointment


def _is_over(appointment: Appointment) -> bool:
    """Cancelled, erased, or a day that is past."""
    cancelled = appointment.status == Appointment.Status.CANCELLED
    return cancelled or appointment.erased_at is not None or appointment.day < timezone.localdate()
