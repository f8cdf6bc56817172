"""Inviting the person of a file to an appointment: one short form on the file's page, taken back for a moment."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appointments import invitations
from appointments.admin.desk.last_step import Deed, forget, last_step, remember_invitation
from appointments.admin.invitation_form import InvitationForm
from appointments.exceptions import AppointmentError, NothingToUndo
from appointments.models import Appointment
from auslaenderbehoerde.design.work import work_page
from eakte import reach
from eakte.admin.casefile import CONFLICT, show
from eakte.admin.place import WORK, file_of
from eakte.models import CaseFile, Person

MAIL_LATER = "Die Bestätigung geht in zwei Minuten per E-Mail hinaus."
PRINT_NOW = "Es geht keine E-Mail hinaus. Bitte drucken Sie die Bestätigung."
PRINT_THEN = "Es geht keine E-Mail hinaus. Drucken Sie nach dem Einladen die Bestätigung."


@dataclass(frozen=True)
class Around:
    """What the page of the file writes around the form."""

    text: str
    slug: str = "einladen"
    title: str = invitations.TITLE
    submit: str = "Einladen"


@work_page("termine/einladen/<uuid:pk>/", name="appointment_invite", right=WORK)
@never_cache
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose what it is about and one of the next free times; the other button shows those of another concern."""
    case_file = _open_file(request, pk)
    choices = invitations.choices_of(case_file)
    if request.method != "POST":
        return _page(request, case_file, InvitationForm(choices=choices))
    form = InvitationForm(request.POST, choices=choices)
    if "show" in request.POST:
        form.ask_for_times_only()
        return _page(request, case_file, form)
    if not form.is_valid():
        return _page(request, case_file, form, error=form.time_missing, status=400)
    return _book(request, case_file, form)


def _book(request: HttpRequest, case_file: CaseFile, form: InvitationForm) -> HttpResponse:
    answers = form.cleaned_data
    try:
        booked = invitations.invite(
            case_file=case_file,
            concern=answers["concern"],
            start=answers["start"].start,
            proceeding=answers["proceeding"] and answers["proceeding"].pk,
            attempt=answers["attempt"],
            now=timezone.now(),
        )
    except AppointmentError as refusal:
        return _page(request, case_file, form, error=str(refusal), status=CONFLICT)
    remember_invitation(request, booked, f"Einladung {booked.number} ist gebucht.")
    messages.success(request, _told(request, booked))
    return redirect("admin:eakte_file", case_file.pk)


@work_page("termine/einladen/<uuid:pk>/zurueck/", name="appointment_invite_undo", right=WORK)
@never_cache
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what this clerk has just booked for this file."""
    case_file, now = file_of(request, pk), timezone.now()
    step = last_step(request, now=now)
    try:
        if step is None or step.deed != Deed.INVITATION or not _is_of(case_file, step.subject):
            raise NothingToUndo
        forget(request)
        invitations.take_back(appointment=step.subject, booked_at=step.seen, now=now)
    except AppointmentError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Die Einladung ist zurückgenommen. Der Platz ist wieder frei, es geht nichts hinaus.")
    return redirect("admin:eakte_file", case_file.pk)


def _open_file(request: HttpRequest, pk: UUID) -> CaseFile:
    """Nobody is invited to a closed file; it is opened again first."""
    case_file = file_of(request, pk)
    if case_file.closed_at is not None:
        raise Http404
    return case_file


def _is_of(case_file: CaseFile, appointment: UUID) -> bool:
    return Appointment.objects.filter(pk=appointment, case_file=case_file).exists()


def _page(request: HttpRequest, case_file: CaseFile, form: InvitationForm, **more: Any) -> HttpResponse:
    """The file's page with the form open on it, and the times of the wanted concern."""
    form.is_valid()
    if (concern := form.wanted) is not None:
        form.show_times(concern, invitations.next_times(concern, earliest=form.from_day, now=timezone.now()))
    return show(request, case_file, deed=Around(_way(case_file.person)), form=form, **more)


def _way(person: Person) -> str:
    """How the person will learn of it, said before the press."""
    if reach.by_mail(person):
        return (
            f"Die Bestätigung geht zwei Minuten nach dem Einladen an {person.email}. "
            "Bis dahin lässt sich die Einladung zurücknehmen."
        )
    if person.safe_contact:
        why = "Die Person ist nur auf sicherem Weg zu erreichen."
    else:
        why = "Die Person möchte Briefe." if person.email else "In der Akte steht keine E-Mail-Adresse."
    return f"{why} {PRINT_THEN}"


def _told(request: HttpRequest, booked: Appointment) -> str:
    """Where and when, how the person learns of it, and a button of the form in the list of appointments."""
    way = MAIL_LATER if booked.email else PRINT_NOW
    return render_to_string("admin/appointments/_invited.html", {"booked": booked, "way": way}, request)
