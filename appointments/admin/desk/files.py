"""Whose file is it? What may be meant is proposed; a person at the desk decides, or opens the file it is tied to."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from appointments import ties
from appointments.admin.desk.forms import TieForm
from appointments.admin.desk.place import READ_FILES
from appointments.models import Appointment
from auslaenderbehoerde.design.work import work_page
from eakte import protocol

READ_APPOINTMENTS = "appointments.view_appointment"


@work_page("termine/<uuid:pk>/akte/", name="appointment_file", right=READ_FILES)
@never_cache
def appointment_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The files that may be meant; one press ties the appointment to one of them, another lets go."""
    if not request.user.has_perm(READ_APPOINTMENTS):
        raise PermissionDenied
    found = get_object_or_404(Appointment.objects.known().for_ticket(), pk=pk)
    return _decide(request, found) if request.method == "POST" else _page(request, found)


def _decide(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    form = TieForm(request.POST)
    if "untie" in request.POST:
        ties.untie(appointment=appointment)
        messages.success(request, "Der Termin gehört zu keiner Akte mehr.")
        return redirect("admin:appointment_file", appointment.pk)
    case_file = ties.file_of(form.cleaned_data["case_file"], user=request.user) if form.is_valid() else None
    if case_file is None:
        messages.warning(request, "Bitte wählen Sie eine der Akten.")
        return redirect("admin:appointment_file", appointment.pk)
    ties.tie(appointment=appointment, case_file=case_file, proceeding=form.cleaned_data["proceeding"])
    messages.success(request, f"{appointment.number} gehört jetzt zur Akte {case_file.reference}.")
    return redirect("admin:appointment_file", appointment.pk)


def _page(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    tied = ties.file_of(appointment.case_file_id, user=request.user) if appointment.case_file_id else None
    proposed = [] if appointment.case_file_id else ties.suggestions(appointment, user=request.user)
    if not appointment.case_file_id:
        protocol.record(request, protocol.Deed.SEARCH, subject=f"Termin {appointment.pk}: {len(proposed)} Akten")
    context: dict[str, Any] = {
        "title": "Akte zum Termin",
        "appointment": appointment,
        "tied": tied,
        "proposed": proposed,
        "today": timezone.localdate(),
    }
    return render(request, "admin/desk/file.html", admin.site.each_context(request) | context)
