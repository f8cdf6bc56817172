"""My appointment: the ticket, its files, moving, cancelling, and finding a lost one."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from appointments import proposals, services, standing, tickets
from appointments.exceptions import NotOpen, TooLateToChange
from appointments.forms import FindByAddressForm, FindForm
from appointments.guards import finding, found_nothing, guarded_booking, may_send
from appointments.icalendar import calendar_file
from appointments.models import Appointment
from appointments.views.picking import day_page, month_page
from appointments.ways import Move
from auslaenderbehoerde.design import pdf


@never_cache
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket: where it stands today, number, time, place, what to bring, forms; move, cancel, print, save."""
    appointment, now = appointment_of(token), timezone.now()
    renewing = "HX-Request" in request.headers
    if is_over(appointment):
        over = {"appointment": appointment}
        return HttpResponseClientRefresh() if renewing else render(request, "appointments/over.html", over, status=410)
    today = {"appointment": appointment, "token": token, "standing": standing.of_appointment(appointment, now=now)}
    if renewing:
        return render(request, "appointments/_standing.html", today)
    asked = {
        "proposal": proposals.open_proposal(appointment, now=now),
        "changeable": services.changeable(appointment, now=now),
    }
    return render(request, "appointments/ticket.html", _ticket(appointment) | today | asked)


def _ticket(appointment: Appointment) -> dict:
    service = appointment.concern.service
    return {
        "appointment": appointment,
        "token": tickets.token(appointment),
        "address": tickets.address(appointment),
        "code": tickets.code(appointment),
        "documents": service.required_documents.all(),
        "forms": service.forms.all(),
        "pdf_available": pdf.available(),
    }


@never_cache
def ticket_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket as a tagged PDF; without Pango, or when it is over, the page itself."""
    appointment = appointment_of(token)
    if is_over(appointment) or not pdf.available():
        return redirect("appointments:ticket", token)
    page = render_to_string("appointments/ticket_pdf.html", _ticket(appointment), request=request)
    name = f"Termin-{appointment.day:%Y-%m-%d}-{appointment.number.replace(' ', '')}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf.render(page), content_type="application/pdf", headers=headers)


@never_cache
def ticket_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment for the person's own calendar; one that is over is said on its page."""
    appointment = appointment_of(token)
    if is_over(appointment):
        return redirect("appointments:ticket", token)
    body = calendar_file(appointment, language=get_language() or "de")
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
            return _cancel(request, appointment, token)
        return render(request, "appointments/cancel.html", {"appointment": appointment, "token": token})

    return _if_changeable(request, token, ask_or_do)


@guarded_booking
def _cancel(request: HttpRequest, appointment: Appointment, token: str) -> HttpResponse:
    services.cancel_appointment(appointment=appointment, now=timezone.now())
    return redirect("appointments:ticket", token)


def _if_changeable(request: HttpRequest, token: str, then) -> HttpResponse:
    """Open and still the holder's to change, or the page that says what to do now."""
    appointment = appointment_of(token)
    if is_over(appointment):
        return redirect("appointments:ticket", token)
    try:
        if not services.changeable(appointment, now=timezone.now()):
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
        found_nothing(request, form.cleaned_data)
        if may_send(form.cleaned_data):
            services.send_link_again(**form.cleaned_data, now=timezone.now())
        return redirect("appointments:find_sent")
    appointment = tickets.find_by_code(**form.cleaned_data)
    if appointment:
        return redirect(tickets.path(appointment))
    found_nothing(request, form.cleaned_data)
    return render(request, "appointments/find.html", {"form": form, "unknown": True})


@never_cache
def find_by_address(request: HttpRequest) -> HttpResponse:
    """Link and code are lost: the links of what is open go to the address on record, if there is any."""
    form = FindByAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _send_links(request, form)
    return render(request, "appointments/find_by_address.html", {"form": form})


@finding
def _send_links(request: HttpRequest, form: FindByAddressForm) -> HttpResponse:
    found_nothing(request, form.cleaned_data)
    if may_send(form.cleaned_data):
        services.send_links_to(**form.cleaned_data, now=timezone.now())
    return redirect("appointments:find_sent")


def find_sent(request: HttpRequest) -> HttpResponse:
    """The same sentence for everyone."""
    return render(request, "appointments/find_sent.html")


def appointment_of(token: str) -> Appointment:
    """The appointment of a token, or 404."""
    appointment = tickets.find(token)
    if appointment is None:
        raise Http404
    return appointment


def is_over(appointment: Appointment) -> bool:
    """Cancelled, erased, or a day that is past; not while the office waits for an answer to its own question."""
    if appointment.status == Appointment.Status.CANCELLED or appointment.erased_at is not None:
        return True
    past = appointment.day < timezone.localdate()
    return past and proposals.open_proposal(appointment, now=timezone.now()) is None
