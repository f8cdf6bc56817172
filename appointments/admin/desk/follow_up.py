"""The next appointment for somebody who is here: concern, a free time, booked for the same person."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from appointments import follow_ups, undoing
from appointments.admin.desk.forms import ConcernForm, FollowUpPersonForm
from appointments.admin.desk.last_step import remember_follow_up
from appointments.admin.desk.place import Desk, desk_page, page, to_board, told_with_paper
from appointments.admin.desk.urgent import time_of
from appointments.exceptions import AppointmentError
from appointments.models import Attendance, Concern
from appointments.services import Person
from auslaenderbehoerde.design.templatetags.kern import moment


@desk_page("besuch/<uuid:visit>/folgetermin/", name="desk_follow_up")
def follow_up(request: HttpRequest, desk: Desk, visit: UUID) -> HttpResponse:
    """Choose what it is about and one of the next free times; pressing a time books it."""
    found = desk.visit(visit)
    known = undoing.known_person(found)
    form = None if known else FollowUpPersonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, desk, found, form)
    person = known or (form.person() if form and form.is_valid() else None)
    if person is None:
        return _page(request, desk, found, form)
    return _book(request, desk, found, person, form)


def _book(request: HttpRequest, desk: Desk, visit: Attendance, person: Person, form: Any) -> HttpResponse:
    start, attempt = time_of(request), _attempt(request)
    try:
        if start is None:
            return _page(request, desk, visit, form, error="Bitte wählen Sie eine Zeit.")
        concern = _concern(request, desk, visit)
        booked = follow_ups.book_follow_up(
            attendance=visit, person=person, concern=concern, start=start, attempt=attempt, now=desk.now
        )
    except AppointmentError as refusal:
        return _page(request, desk, visit, form, error=str(refusal))
    text = f"Folgetermin gebucht: {moment(booked.starts_at)}, Nummer {booked.number}."
    remember_follow_up(request, booked, visit, f"Folgetermin {booked.number} ist gebucht.")
    paper = reverse("admin:desk_ticket", args=[desk.office.slug, booked.pk])
    messages.success(request, told_with_paper(text, paper))
    return to_board(desk)


def _page(request: HttpRequest, desk: Desk, visit: Attendance, form: Any, error: str = "") -> HttpResponse:
    concern = _concern(request, desk, visit)
    context = {
        "visit": visit,
        "form": form,
        "error": error,
        "concerns": desk.concerns.filter(needs_card=False),
        "wanted": concern,
        "offers": follow_ups.next_times(concern, persons=visit.persons, now=desk.now),
        "attempt": uuid.uuid4(),
    }
    return page(request, "follow_up.html", desk, **context)


def _concern(request: HttpRequest, desk: Desk, visit: Attendance) -> Concern:
    chosen = request.POST.get("concern") or request.GET.get("anliegen")
    form = ConcernForm({"concern": chosen}, desk=desk)
    if chosen and form.is_valid():
        return form.cleaned_data["concern"]
    bookable = desk.concerns.filter(needs_card=False)
    return bookable.filter(pk=visit.concern_id).first() or bookable.first() or visit.concern


def _attempt(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("attempt", ""))
    except ValueError:
        return uuid.uuid4()
