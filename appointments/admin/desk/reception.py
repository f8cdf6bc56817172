"""At the entrance: somebody has come, somebody has not, somebody has no appointment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from appointments import desk as service
from appointments import walk_ins
from appointments.admin.desk.forms import LANGUAGES, NumberForm
from appointments.admin.desk.last_step import remember
from appointments.admin.desk.place import Desk, desk_page, page, to_board, told_with_paper


@desk_page("termin/<uuid:appointment>/da/", name="desk_arrived")
@require_POST
def arrived(request: HttpRequest, desk: Desk, appointment: UUID) -> HttpResponse:
    """Somebody with an appointment is here."""
    found = get_object_or_404(desk.appointments, pk=appointment)
    visit = service.arrive(appointment=found, now=desk.now)
    remember(request, visit, f"{visit.number} ist da.")
    return to_board(desk)


@desk_page("termin/<uuid:appointment>/fehlt/", name="desk_missing")
@require_POST
def missing(request: HttpRequest, desk: Desk, appointment: UUID) -> HttpResponse:
    """Somebody with an appointment has not come."""
    found = get_object_or_404(desk.appointments, pk=appointment)
    visit = service.mark_absent(appointment=found, now=desk.now)
    remember(request, visit, f"{visit.number} ist nicht gekommen.")
    return to_board(desk)


@desk_page("nummer/", name="desk_number")
def number(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A number for somebody without an appointment."""
    form = NumberForm(request.POST if request.method == "POST" else None, desk=desk)
    if request.method != "POST" or not form.is_valid():
        concerns = desk.concerns
        return page(request, "number.html", desk, form=form, concerns=concerns, languages=LANGUAGES)
    visit = walk_ins.draw_number(**form.cleaned_data, now=desk.now)
    remember(request, visit, f"{visit.number} wartet ohne Termin.")
    paper = reverse("admin:desk_slip", args=[desk.office.slug, visit.pk])
    messages.success(request, told_with_paper(f"Die Nummer ist {visit.number}.", paper))
    return to_board(desk)
