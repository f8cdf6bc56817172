"""What appointments add to a case file: which there are, when they happened, what of them is handed out."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest

from appointments.models import Appointment, Attendance
from auslaenderbehoerde.clock import BERLIN
from eakte.contributions import CaseContribution, ExportPart, Moment, Panel
from eakte.models import CaseFile

COVERS = (
    "appointments.Appointment",
    "appointments.Attendance",
    "appointments.Pickup",
    "appointments.Place",
    "appointments.Proposal",
    "appointments.UrgentRequest",
)
RIGHT = "appointments.view_appointment"
Status = Attendance.Status
ENDS = {Status.SERVED: "Termin wahrgenommen", Status.ABSENT: "Zum Termin nicht gekommen"}


def panels(request: HttpRequest, case_file: CaseFile, now: datetime) -> list[Panel]:
    """The appointments of the file, those to come first; nothing where there is none or the right is missing."""
    found = list(_of(case_file)) if request.user.has_perm(RIGHT) else []
    if not found:
        return []
    coming = [each for each in found if each.ends_at > now and each.status == Appointment.Status.BOOKED]
    past = [each for each in reversed(found) if each not in coming]
    context = {"coming": coming, "past": past, "today": now.astimezone(BERLIN).date()}
    return [Panel("Termine", "admin/appointments/_panel.html", context, order=40)]


def moments(case_file: CaseFile, now: datetime) -> list[Moment]:
    """Booked, cancelled, attended or not; one query."""
    return [moment for appointment in _of(case_file) for moment in _of_appointment(appointment)]


def _of_appointment(appointment: Appointment) -> Iterator[Moment]:
    detail = f"{appointment.concern.name}, {when(appointment)}"
    yield Moment(appointment.booked_at, "Termin gebucht", detail)
    if appointment.status == Appointment.Status.CANCELLED:
        yield Moment(appointment.starts_at, "Termin war abgesagt", detail)
    visit = getattr(appointment, "attendance", None)
    if visit is not None and visit.status in ENDS:
        yield Moment(visit.finished_at or appointment.starts_at, ENDS[Status(visit.status)], detail)


def export(case_file: CaseFile) -> list[ExportPart]:
    """A line of the index for each moment; there is no file."""
    return [ExportPart(each.at, each.text, each.detail) for each in moments(case_file, datetime.now(BERLIN))]


def when(appointment: Appointment) -> str:
    """Day, time, office and number, as the office writes them."""
    start = appointment.starts_at.astimezone(BERLIN)
    return f"{start:%d.%m.%Y} um {start:%H:%M} Uhr, {appointment.office.name}, Nummer {appointment.number}"


def _of(case_file: CaseFile) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(case_file=case_file).select_related("concern", "office", "attendance")
    return rows.order_by("starts_at")


APPOINTMENTS = CaseContribution(app="appointments", covers=COVERS, panels=panels, moments=moments, export=export)
