"""Where the clerk works: the office of the page, the counter if there is one, the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from appointments.admin.desk import whose
from appointments.exceptions import AlreadyChanged, AppointmentError
from appointments.models import Appointment, Attendance, Concern, Counter, Queue
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.work import View, work_page

RIGHT = "appointments.serve_visitors"
READ_FILES = "eakte.view_casefile"


@dataclass(frozen=True)
class Desk:
    """One office, seen by one clerk; without a counter one receives, but does not call."""

    office: Office
    counter: Counter | None
    now: datetime

    @property
    def visits(self) -> Any:
        """Everybody who is or was here today."""
        day = local_day(self.now)
        return (
            Attendance.objects.of_day(self.office, day).for_board().select_related("concern__service", "urgent_request")
        )

    @property
    def appointments(self) -> Any:
        """Everybody who has an appointment here today."""
        return Appointment.objects.known().for_ticket().filter(office=self.office, day=local_day(self.now))

    @property
    def concerns(self) -> Any:
        """What people come for, in the office's order."""
        return Concern.objects.published().for_booking().filter(queue__office=self.office)

    @property
    def queues(self) -> Any:
        """The lines of this office."""
        return Queue.objects.filter(office=self.office)

    def visit(self, identifier: UUID) -> Attendance:
        """One visit of today, or 404."""
        return get_object_or_404(self.visits, pk=identifier)


def clerk(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - tells mypy
    return request.user


def my_counter(request: HttpRequest) -> Counter | None:
    """Where this clerk sits."""
    return Counter.objects.select_related("office").filter(clerk_id=request.user.pk).first()


def may_open_files(request: HttpRequest) -> bool:
    """Whether names lead to case files for this clerk."""
    return clerk(request).has_perm(READ_FILES)


def desk_page(route: str, *, name: str) -> Callable[[View], View]:
    """A page of one office's desk. The view gets a `Desk`; refusals become a message and a fresh board."""

    def register(view: View) -> View:
        @wraps(view)
        @never_cache
        def opened(request: HttpRequest, office: str, **options: Any) -> HttpResponseBase:
            counter = my_counter(request)
            found = get_object_or_404(Office, slug=office)
            sits_here = counter is not None and counter.office_id == found.pk
            here = Desk(found, counter if sits_here else None, timezone.now())
            try:
                return view(request, here, **options)
            except AlreadyChanged as refusal:
                messages.warning(request, whose.told(refusal, clerk=clerk(request)))
            except AppointmentError as refusal:
                messages.warning(request, str(refusal))
            return to_board(here)

        return work_page(f"schalter/<slug:office>/{route}", name=name, right=RIGHT)(opened)

    return register


def to_board(desk: Desk) -> HttpResponse:
    """Back to the board."""
    return redirect("admin:desk_board", desk.office.slug)


def page(request: HttpRequest, template: str, desk: Desk, status: int = 200, **context: Any) -> HttpResponse:
    """One page in the admin's frame."""
    frame = admin.site.each_context(request) | {"title": "Schalter", "desk": desk}
    return render(request, f"admin/desk/{template}", frame | context, status=status)


def told_with_paper(text: str, address: str) -> SafeString:
    """A sentence with the link to what can be printed."""
    return format_html('{} <a href="{}" target="_blank" data-paper>Drucken</a>', text, address)


def seen_of(request: HttpRequest) -> datetime:
    """Which state of a visit the page has shown (AlreadyChanged if that is unreadable)."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError as error:
        raise AlreadyChanged from error
    if seen.tzinfo is None:
        raise AlreadyChanged
    return seen
