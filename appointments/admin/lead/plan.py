"""Wochenplan: twelve weeks ahead, the lines of the usual week, and how they are changed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from appointments.admin.lead.forms import EndForm, LineForm
from appointments.admin.lead.place import RIGHT, Place, go, needed_place, page, place_of
from appointments.exceptions import AppointmentError
from appointments.models import PlanLine, Queue
from appointments.planning.changes import Revision, conflicts, line_values, revise
from appointments.planning.history import changes
from appointments.planning.weeks import twelve_weeks
from auslaenderbehoerde.design.work import work_page


@work_page("plan/", name="appointments_plan", right=RIGHT, room="Termine", title="Wochenplan")
@never_cache
def plan(request: HttpRequest) -> HttpResponse:
    """One queue: its weeks and its lines, those that hold or will hold."""
    place = place_of(request)
    if place is None:
        return page(request, "plan.html", title="Wochenplan")
    queues = list(place.queues)
    queue = next((row for row in queues if row.slug == request.GET.get("schlange")), queues[0])
    lines = PlanLine.objects.filter(queue=queue).in_force(place.today, date.max)
    context = {
        "queue": queue,
        "queues": queues,
        "weeks": twelve_weeks(queue, today=place.today),
        "lines": lines.order_by("weekday", "starts", "channel", "effective_from"),
    }
    return page(request, "plan.html", title="Wochenplan", place=place, **context)


@work_page("plan/<slug:queue>/neu/", name="appointments_line_add", right=RIGHT)
@never_cache
def add(request: HttpRequest, queue: str) -> HttpResponse:
    """A new line."""
    place = needed_place(request)
    form = LineForm(_typed(request), initial={"effective_from": place.today, "clerks": 1}, today=place.today)
    return _change(request, place, form, _queue(place, queue), None, title="Neue Zeile")


@work_page("plan/<slug:queue>/<int:line>/", name="appointments_line", right=RIGHT)
@never_cache
def change(request: HttpRequest, queue: str, line: int) -> HttpResponse:
    """Another line in place of this one, from a day on."""
    place = needed_place(request)
    found = _queue(place, queue)
    old = get_object_or_404(PlanLine, pk=line, queue=found)
    initial = vars(line_values(old)) | {"effective_from": max(old.effective_from, place.today + timedelta(days=1))}
    form = LineForm(_typed(request), initial=initial, today=place.today)
    return _change(request, place, form, found, old, title="Zeile ändern")


@work_page("plan/<slug:queue>/<int:line>/beenden/", name="appointments_line_end", right=RIGHT)
@never_cache
def end(request: HttpRequest, queue: str, line: int) -> HttpResponse:
    """The last day of a line."""
    place = needed_place(request)
    found = _queue(place, queue)
    old = get_object_or_404(PlanLine, pk=line, queue=found)
    form = EndForm(_typed(request), initial={"last_day": place.today}, today=place.today)
    return _change(request, place, form, found, old, title="Zeile beenden")


@work_page("plan/verlauf/", name="appointments_plan_history", right=RIGHT)
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first."""
    place = needed_place(request)
    wanted = request.GET.get("seite", "1")
    found, entries = changes(place.office, page=int(wanted) if wanted.isdecimal() and len(wanted) < 9 else 1)
    return page(request, "history.html", title="Verlauf", place=place, pages=found, entries=entries)


def _change(
    request: HttpRequest, place: Place, form: forms.Form, queue: Queue, old: PlanLine | None, *, title: str
) -> HttpResponse:
    """Show whom the change concerns (GET), do it (POST)."""
    context: dict[str, Any] = {"form": form, "queue": queue, "old": old}
    if form.is_bound and form.is_valid():
        revision = _revision(form, queue, old)
        if request.method == "POST" and _revised(request, place, revision):
            return go(place, "appointments_plan", schlange=queue.slug)
        found = conflicts(revision, now=place.now)
        context |= {"checked": True, "conflicts": found, "number": sum(row.number for row in found)}
    return page(request, "line.html", title=title, place=place, **context)


def _revised(request: HttpRequest, place: Place, revision: Revision) -> bool:
    try:
        revise(revision, today=place.today)
    except AppointmentError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, "Der Wochenplan ist geändert, die Plätze sind angepasst. Gebuchte Termine bleiben.")
    return True


def _revision(form: forms.Form, queue: Queue, old: PlanLine | None) -> Revision:
    if isinstance(form, LineForm):
        return Revision(queue, values=form.values, old=old)
    return Revision(queue, old=old, last_day=form.cleaned_data["last_day"])


def _typed(request: HttpRequest) -> Any:
    """What was typed; a page that was only opened shows no errors."""
    if request.method == "POST":
        return request.POST
    return request.GET if {"starts", "last_day"} & set(request.GET) else None


def _queue(place: Place, slug: str) -> Queue:
    return get_object_or_404(place.queues, slug=slug)
