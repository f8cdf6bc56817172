"""Urgent requests from the door: read, then a number, one of today's places, or a reason why not."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from appointments import urgency
from appointments.admin.desk.forms import AnswerForm, ConcernForm
from appointments.admin.desk.last_step import remember_answer
from appointments.admin.desk.place import Desk, desk_page, page, to_board
from appointments.exceptions import AppointmentError
from appointments.forms import CENTURY
from appointments.models import Concern, UrgentRequest


@desk_page("dringend/<uuid:pk>/", name="desk_urgent")
def urgent(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """What somebody asks for, and the three answers."""
    return _page(request, desk, _find(desk, pk))


@desk_page("dringend/<uuid:pk>/nummer/", name="desk_urgent_number")
@require_POST
def give_number(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Accept: a number today."""
    found, form = _find(desk, pk), ConcernForm(request.POST, desk=desk)
    if not form.is_valid():
        return _page(request, desk, found, error="Bitte wählen Sie das Anliegen.")
    visit = urgency.accept_with_number(request=found, concern=form.cleaned_data["concern"], now=desk.now)
    remember_answer(request, found, f"Angenommen: {visit.number} wartet ohne Termin.", now=desk.now)
    return to_board(desk)


@desk_page("dringend/<uuid:pk>/platz/", name="desk_urgent_place")
@require_POST
def give_place(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Accept: one of today's places."""
    found, form = _find(desk, pk), ConcernForm(request.POST, desk=desk)
    start = time_of(request)
    if not form.is_valid() or start is None:
        return _page(request, desk, found, error="Bitte wählen Sie Anliegen und Uhrzeit.")
    try:
        booked = urgency.accept_with_place(
            request=found, concern=form.cleaned_data["concern"], start=start, now=desk.now
        )
    except AppointmentError as refusal:
        return _page(request, desk, found, error=str(refusal))
    remember_answer(request, found, f"Angenommen: {booked.number} hat heute einen Platz.", now=desk.now)
    return to_board(desk)


@desk_page("dringend/<uuid:pk>/ablehnen/", name="desk_urgent_decline")
@require_POST
def decline(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Say no, with a reason."""
    found, form = _find(desk, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, found, form=form)
    urgency.decline(request=found, reason=form.cleaned_data["reason"], now=desk.now)
    remember_answer(request, found, "Die dringende Bitte ist beantwortet.", now=desk.now)
    return to_board(desk)


def time_of(request: HttpRequest) -> datetime | None:
    """The pressed time, or nothing if it is unreadable."""
    try:
        start = datetime.fromisoformat(request.POST.get("start", ""))
    except ValueError:
        return None
    return start if start.tzinfo is not None and start.year in CENTURY else None


def _find(desk: Desk, pk: UUID) -> UrgentRequest:
    return get_object_or_404(UrgentRequest, pk=pk, office=desk.office, erased_at=None)


def _page(request: HttpRequest, desk: Desk, found: UrgentRequest, **more: object) -> HttpResponse:
    concern = _wanted(request, desk)
    times = urgency.places_today(concern, now=desk.now) if concern and not concern.needs_card else []
    context = {"asked": found, "concerns": desk.concerns, "wanted": concern, "times": times, "form": AnswerForm()}
    return page(request, "urgent.html", desk, **(context | more))


def _wanted(request: HttpRequest, desk: Desk) -> Concern | None:
    """The concern whose places are shown, once one is chosen."""
    chosen = request.POST.get("concern") or request.GET.get("anliegen")
    form = ConcernForm({"concern": chosen}, desk=desk)
    return form.cleaned_data["concern"] if chosen and form.is_valid() else None
