"""Betroffene: booked people nobody will be there for. For each: keep, propose another time, or cancel."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appointments import displaced, proposals, services
from appointments.admin.lead.forms import ReasonForm, StartForm
from appointments.admin.lead.place import RIGHT, Place, go, needed_place, page, place_of
from appointments.availability import DayOffer, next_days
from appointments.displaced import Displaced
from appointments.exceptions import AppointmentError
from appointments.forms import CENTURY
from appointments.models import Appointment, Proposal
from auslaenderbehoerde.design.work import work_page

DAYS_OFFERED = 3
ANSWERS_SHOWN = 30
ANSWERED_WITHIN = timedelta(hours=1)  # the shortest time a proposal is held


@work_page("betroffene/", name="appointments_affected", right=RIGHT, room="Termine", title="Betroffene")
@never_cache
def affected(request: HttpRequest) -> HttpResponse:
    """All of an office, or of one day (`?tag=`): deadlines first, with the next free time for each."""
    place = place_of(request)
    if place is None:
        return page(request, "affected.html", title="Betroffene")
    day = _day_of(request)
    rows = _rows(place, day)
    times = displaced.next_times([row.appointment for row in rows], office=place.office, now=place.now)
    context: dict[str, Any] = {
        "day": day,
        "rows": [(row, times.get(row.appointment.pk)) for row in rows],
        "undecided": sum(not row.waits_for_answer for row in rows),
        "unanswered": sum(row.waits_for_answer for row in rows),
        "deadlines": sum(row.appointment.concern.has_deadline for row in rows),
        "answers": _answers(place),
    }
    return page(request, "affected.html", title="Betroffene", place=place, **context)


@work_page("betroffene/alle/", name="appointments_propose_all", right=RIGHT)
@require_POST
def propose_all(request: HttpRequest) -> HttpResponse:
    """The next free time for everybody who has no open proposal; whoever got none is named."""
    place, day = needed_place(request), _day_of(request)
    rows = [row for row in _rows(place, day) if not row.waits_for_answer]
    failures = proposals.propose_next(
        appointments=[row.appointment for row in rows], reasons=[row.reason for row in rows], now=place.now
    )
    sent = len(rows) - len(failures)
    if sent:
        messages.success(request, "Ein Vorschlag ist geschickt." if sent == 1 else f"{sent} Vorschläge sind geschickt.")
    for why, numbers in _by_reason(failures).items():
        messages.warning(request, f"Ohne Vorschlag, {why}: {', '.join(numbers)}")
    return _back(place, day)


def _by_reason(failures: list[proposals.Failed]) -> dict[str, list[str]]:
    """The numbers of those who got none, by the reason in words."""
    found: dict[str, list[str]] = {}
    for failed in failures:
        found.setdefault(failed.why, []).append(failed.appointment.number)
    return found


@work_page("betroffene/<uuid:appointment>/", name="appointments_affected_one", right=RIGHT)
@never_cache
def one(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """One of them, with other times to choose from (`?ab=` looks further ahead)."""
    place = needed_place(request)
    row = _row(place, appointment)
    eve = place.today - timedelta(days=1)
    after = _iso_day(request.GET.get("ab", "")) or row.appointment.day - timedelta(days=1)
    after = min(max(after, eve), place.last_day)
    days = next_days(services.wanted_visit(row.appointment), now=place.now, after=after, count=DAYS_OFFERED)
    context = {
        "row": row,
        "days": [(offer.day, times) for offer in days if (times := _in_time(offer, row, place.now))],
        "day": _day_of(request),
        "further": days[-1].day if len(days) == DAYS_OFFERED else None,
        "form": ReasonForm(initial={"reason": row.reason}),
    }
    return page(request, "affected_one.html", title="Betroffene", place=place, **context)


@work_page("betroffene/<uuid:appointment>/vorschlagen/", name="appointments_propose", right=RIGHT)
@require_POST
def propose(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Hold this time for the person and ask."""
    form = StartForm(request.POST)

    def do(row: Displaced, now: datetime) -> str:
        start = form.cleaned_data["start"]
        proposals.propose(appointment=row.appointment, start=start, reason=row.reason, now=now)
        return "Der Vorschlag ist geschickt, der Platz ist gehalten."

    return _decide(request, appointment, do, valid=form.is_valid())


@work_page("betroffene/<uuid:appointment>/behalten/", name="appointments_keep", right=RIGHT)
@require_POST
def keep(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Somebody will be there after all."""

    def do(row: Displaced, now: datetime) -> str:
        proposals.keep(appointment=row.appointment, reason=row.reason, now=now)
        return "Der Termin bleibt."

    return _decide(request, appointment, do)


@work_page("betroffene/<uuid:appointment>/absagen/", name="appointments_cancel", right=RIGHT)
@require_POST
def cancel(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The office cancels and says why."""
    form = ReasonForm(request.POST)

    def do(row: Displaced, now: datetime) -> str:
        services.cancel_for_office(appointment=row.appointment, reason=form.cleaned_data["reason"], now=now)
        return "Der Termin ist abgesagt. Die Person bekommt eine Nachricht."

    return _decide(request, appointment, do, valid=form.is_valid())


def _decide(request: HttpRequest, appointment: UUID, do: Any, *, valid: bool = True) -> HttpResponse:
    """Find, do, tell, go back to the list the lead came from."""
    place = needed_place(request)
    row = _row(place, appointment)
    try:
        if not valid:
            raise AppointmentError
        messages.success(request, f"{row.appointment.number}: {do(row, place.now)}")
    except AppointmentError as refusal:
        messages.error(request, f"{row.appointment.number}: {refusal}")
    return _back(place, _day_of(request))


def _back(place: Place, day: date | None) -> HttpResponse:
    return go(place, "appointments_affected", **({"tag": day.isoformat()} if day else {}))


def _rows(place: Place, day: date | None) -> list[Displaced]:
    first, last = (day, day) if day else (place.today, place.last_day)
    return displaced.of_office(place.office, first=first, last=last, now=place.now)


def _row(place: Place, appointment: UUID) -> Displaced:
    """One appointment of this office; who is no longer displaced can still be asked from an old page."""
    rows = Appointment.objects.for_ticket().known()
    found = get_object_or_404(rows, pk=appointment, office=place.office)
    day = max(found.day, place.today)
    of_day = displaced.of_office(place.office, first=day, last=day, now=place.now)
    row = next((row for row in of_day if row.appointment == found), None)
    if row is None and found.starts_at <= place.now:
        raise Http404
    return row or Displaced(found)


def _in_time(offer: DayOffer, row: Displaced, now: datetime) -> list[datetime]:
    """Times for which an answer can still come before they begin; never the one that is lost."""
    return [start for start in offer.times if start >= now + ANSWERED_WITHIN and start != row.appointment.starts_at]


def _answers(place: Place) -> list[Proposal]:
    """The latest proposals with their state, newest first."""
    rows = Proposal.objects.filter(appointment__office=place.office).exclude(state=Proposal.State.KEPT)
    return list(rows.select_related("appointment__concern")[:ANSWERS_SHOWN])


def _day_of(request: HttpRequest) -> date | None:
    return _iso_day(request.GET.get("tag") or request.POST.get("tag") or "")


def _iso_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in CENTURY else None
