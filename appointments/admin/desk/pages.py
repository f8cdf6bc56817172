"""What a clerk sees: choosing a counter, the board and its renewed part, one visit, the search."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from appointments import board, calling, finding, pickups
from appointments.admin.desk import columns
from appointments.admin.desk.forms import LANGUAGES, FindForm
from appointments.admin.desk.last_step import last_step
from appointments.admin.desk.place import RIGHT, Desk, desk_page, may_open_files, my_counter, page
from appointments.models import Attendance, Counter
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.design.work import work_page


@work_page("schalter/", name="desk", right=RIGHT, room="Termine", title="Schalter")
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Who sits at a counter goes on there; everybody else chooses one."""
    counter = my_counter(request)
    if counter is not None and "waehlen" not in request.GET:
        return redirect("admin:desk_board", counter.office.slug)
    counters = Counter.objects.select_related("clerk").prefetch_related("queues")
    offices = Office.objects.prefetch_related(Prefetch("counters", queryset=counters))
    context = {"title": "Schalter", "offices": offices, "mine": counter, "languages": LANGUAGES}
    return render(request, "admin/desk/choose.html", admin.site.each_context(request) | context)


@desk_page("", name="desk_board")
def board_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The board of an office today."""
    version = board.version(desk.office, now=desk.now)
    return page(request, "board.html", desk, languages=LANGUAGES, **_live(request, desk, version))


@desk_page("stand/", name="desk_live")
def live(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The part of the board that renews itself; 304 when nothing has changed."""
    version = board.version(desk.office, now=desk.now)
    mark = _mark(request, desk, version)
    if request.headers.get("If-None-Match") == f'"{mark}"':
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = render(request, "admin/desk/_live.html", {"desk": desk, **_live(request, desk, version)})
    answer["ETag"] = f'"{mark}"'
    return answer


@desk_page("besuch/<uuid:visit>/", name="desk_visit")
def visit_page(request: HttpRequest, desk: Desk, visit: UUID) -> HttpResponse:
    """One visit: what it is about, what should be there, what can be done."""
    found = desk.visit(visit)
    return page(request, "visit.html", desk, **_card(desk, found))


@desk_page("termin/<uuid:appointment>/", name="desk_appointment")
def appointment_page(request: HttpRequest, desk: Desk, appointment: UUID) -> HttpResponse:
    """Somebody who is expected; once there is a visit, that one."""
    found = get_object_or_404(desk.appointments, pk=appointment)
    if visit := Attendance.objects.filter(appointment=found).first():
        return redirect("admin:desk_visit", desk.office.slug, visit.pk)
    documents = found.concern.service.required_documents.all()
    cards = pickups.of_appointment(found) if found.concern.needs_card else []
    return page(request, "appointment.html", desk, appointment=found, documents=documents, pickups=cards)


@desk_page("suche/", name="desk_find")
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """By number or name, by POST so that no name stands in an address; without a text everybody expected."""
    if request.method != "POST":
        rows = board.coming_rows(board.coming(desk.office, now=desk.now), now=desk.now)
        return page(request, "find.html", desk, expected=rows, visits=[], text="", files=may_open_files(request))
    form = FindForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    expected, visits = finding.find(desk.office, text, now=desk.now)
    files = may_open_files(request)
    return page(request, "find.html", desk, expected=expected, visits=visits, text=text, files=files)


def _live(request: HttpRequest, desk: Desk, version: str) -> dict[str, Any]:
    """All of the board. Its version was read before: what changes in between is shown next time."""
    called = list(calling.at_counter(desk.counter, now=desk.now)) if desk.counter else []
    return {
        "mark": _mark(request, desk, version),
        "columns": columns.columns(desk, files=may_open_files(request), version=version),
        "called": called,
        "step": last_step(request, now=desk.now),
        **(_card(desk, called[0]) if called else {}),
    }


def _card(desk: Desk, visit: Attendance) -> dict[str, Any]:
    """One visit with all its card shows."""
    return {
        "visit": visit,
        "name": board.name_of(visit),
        "documents": visit.concern.service.required_documents.all(),
        "pickups": pickups.of_appointment(visit.appointment) if visit.concern.needs_card else [],
        "concerns": desk.concerns,
        "queues": desk.queues,
    }


def _mark(request: HttpRequest, desk: Desk, version: str) -> str:
    """The version of the board as this clerk sees it."""
    step = last_step(request, now=desk.now)
    counter = desk.counter.pk if desk.counter else "-"
    text = f"{version}|{counter}|{step.mark if step else '-'}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]
