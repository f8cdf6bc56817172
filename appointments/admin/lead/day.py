"""Heute planen: the day of an office at a glance, with what the lead has changed about it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appointments import capacity, displaced
from appointments.admin.lead import bars
from appointments.admin.lead.place import RIGHT, Place, go, needed_place, page, place_of
from appointments.exceptions import AppointmentError
from appointments.models import PlanException, Release
from appointments.today import office_day
from auslaenderbehoerde.design.work import work_page


@work_page("tag/", name="appointments_today", right=RIGHT, room="Termine", title="Heute planen")
@never_cache
def today(request: HttpRequest) -> HttpResponse:
    """Today; `?tag=` is the way of the date field to another day."""
    place = place_of(request)
    if place is None:
        return page(request, "day.html", title="Heute planen")
    wanted = request.GET.get("tag", "")
    try:
        chosen = date.fromisoformat(wanted) if wanted else place.today
    except ValueError:
        chosen = place.today
    return _day(request, place, min(max(chosen, place.today), place.last_day))


@work_page("tag/<day:day>/", name="appointments_day", right=RIGHT)
@never_cache
def other_day(request: HttpRequest, day: date) -> HttpResponse:
    """Any day of the next twelve weeks."""
    place = needed_place(request)
    return _day(request, place, place.open_day(day))


def _day(request: HttpRequest, place: Place, day: date) -> HttpResponse:
    board = office_day(place.office, day=day, now=place.now)
    affected = displaced.of_office(place.office, first=day, last=day, now=place.now)
    axis = bars.axis(board)
    context: dict[str, Any] = {
        "day": day,
        "is_today": day == place.today,
        "previous": day - timedelta(days=1) if day > place.today else None,
        "following": day + timedelta(days=1) if day < place.last_day else None,
        "board": board,
        "rows": [(row, bars.columns(row, axis, now=place.now) if axis else []) for row in board.queues],
        "hours": axis.hours() if axis else [],
        "now_mark": axis.mark(place.now) if axis else None,
        "height": bars.HEIGHT,
        "table": request.GET.get("tabelle") == "ja",
        "changed": any(row.exceptions or row.releases for row in board.queues),
        "undecided": sum(not row.waits_for_answer for row in affected),
        "unanswered": sum(row.waits_for_answer for row in affected),
    }
    return page(request, "day.html", title="Heute planen", place=place, **context)


@work_page("tag/<day:day>/ausnahme/<uuid:exception>/aufheben/", name="appointments_lift", right=RIGHT)
@require_POST
def lift(request: HttpRequest, day: date, exception: UUID) -> HttpResponse:
    """Everybody is there after all."""
    place = needed_place(request)
    found = get_object_or_404(PlanException, pk=exception, day=day, queue__office=place.office)
    capacity.lift_exception(exception=found)
    messages.success(request, "Die Ausnahme ist aufgehoben. Es gilt wieder der Plan.")
    return go(place, "appointments_day", day)


@work_page("tag/<day:day>/freigabe/<uuid:release>/zuruecknehmen/", name="appointments_withdraw", right=RIGHT)
@require_POST
def withdraw(request: HttpRequest, day: date, release: UUID) -> HttpResponse:
    """Take a release back while nothing of it is booked."""
    place = needed_place(request)
    found = get_object_or_404(Release, pk=release, day=day, queue__office=place.office)
    try:
        capacity.withdraw_release(release=found, now=place.now)
    except AppointmentError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Die Freigabe ist zurückgenommen.")
    return go(place, "appointments_day", day)
