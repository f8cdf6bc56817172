"""Paper for the hand: the ticket of an appointment once more, or the slip of a number, in the person's language."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import translation

from appointments import passes, tickets
from appointments.admin.desk.place import Desk, desk_page, to_board
from appointments.models import Appointment
from auslaenderbehoerde.design import pdf


@desk_page("termin/<uuid:appointment>/ticket.pdf", name="desk_ticket")
def ticket(request: HttpRequest, desk: Desk, appointment: UUID) -> HttpResponse:
    """The ticket of an appointment, also of one on another day: a follow-up leaves with paper."""
    booked = Appointment.objects.booked().known().for_ticket().filter(office=desk.office)
    found = get_object_or_404(booked, pk=appointment)
    with translation.override(found.language or "de"):
        context = {
            "appointment": found,
            "address": tickets.address(found),
            "code": tickets.code(found),
            "documents": found.concern.service.required_documents.all(),
        }
        return _paper(request, desk, "appointments/ticket_pdf.html", context, found.number)


@desk_page("besuch/<uuid:visit>/nummer.pdf", name="desk_slip")
def slip(request: HttpRequest, desk: Desk, visit: UUID) -> HttpResponse:
    """The slip of a number without an appointment; its code opens the place in the queue."""
    found = desk.visit(visit)
    with translation.override(found.language or "de"):
        context = {"visit": found, "office": desk.office, "address": passes.number_address(found)}
        return _paper(request, desk, "admin/desk/slip_pdf.html", context, found.number)


def _paper(request: HttpRequest, desk: Desk, template: str, context: dict[str, Any], number: str) -> HttpResponse:
    if not pdf.available():
        messages.warning(request, "Auf diesem Server fehlt Pango: Es gibt keine PDF-Dateien.")
        return to_board(desk)
    name = f"Ticket-{number.replace(' ', '')}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf.render(render_to_string(template, context)), "application/pdf", headers=headers)
