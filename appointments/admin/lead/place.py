"""Which office a lead's page is about, and the frame of these pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

import appointments.urls  # noqa: F401 - registers the converter "day" of the addresses
from appointments import rules
from appointments.models import Queue
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day

RIGHT = "appointments.plan_capacity"


@dataclass(frozen=True)
class Place:
    """One of the offices that have queues, seen at one moment. `query` keeps the choice in the addresses."""

    office: Office
    offices: list[Office]
    now: datetime

    @property
    def today(self) -> date:
        """The day in Germany."""
        return local_day(self.now)

    @property
    def last_day(self) -> date:
        """The last day anybody can book."""
        return rules.horizon(self.today)

    @property
    def query(self) -> dict[str, str]:
        """What an address needs so that the next page is about the same office."""
        return {"standort": self.office.slug} if len(self.offices) > 1 else {}

    @property
    def queues(self) -> QuerySet[Queue]:
        """The office's queues, in its order."""
        return Queue.objects.filter(office=self.office).select_related("office")

    def address(self, name: str, *arguments: Any, **query: Any) -> str:
        """The address of one of the lead's pages about this office."""
        return reverse(f"admin:{name}", args=arguments, query=self.query | query or None)

    def open_day(self, day: date) -> date:
        """A day that can still be planned, or 404."""
        if not self.today <= day <= self.last_day:
            raise Http404
        return day


def place_of(request: HttpRequest) -> Place | None:
    """The chosen office (`?standort=`), else the first; None in an installation without queues."""
    offices = list(Office.objects.filter(queues__isnull=False).distinct())
    if not offices:
        return None
    wanted = request.GET.get("standort") or request.POST.get("standort")
    return Place(next((office for office in offices if office.slug == wanted), offices[0]), offices, timezone.now())


def needed_place(request: HttpRequest) -> Place:
    """The office, for pages that make no sense without one (404)."""
    place = place_of(request)
    if place is None:
        raise Http404
    return place


def lead(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - tells mypy
    return request.user


def page(
    request: HttpRequest, template: str, *, title: str, place: Place | None = None, **context: Any
) -> HttpResponse:
    """One page in the admin's frame; without an office it says what is missing."""
    frame = admin.site.each_context(request) | {"title": title, "place": place} | context
    return render(request, f"admin/lead/{template if place else 'nothing.html'}", frame)


def go(place: Place, name: str, *arguments: Any, **query: Any) -> HttpResponse:
    """Redirect to one of the lead's pages about this office."""
    return redirect(place.address(name, *arguments, **query))
