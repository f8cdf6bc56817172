"""Month and day: the two pages on which a time is chosen, whichever way one came."""

import uuid
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from appointments import rules
from appointments.availability import DayOffer, Reason, next_days, offer_of_day
from appointments.calendars import month_of
from appointments.exceptions import TimeTaken
from appointments.forms import TimeForm
from appointments.guards import guarded_booking
from appointments.ways import Way
from auslaenderbehoerde.authority.selectors import Closing, closings
from auslaenderbehoerde.clock import local_day


def month_page(request: HttpRequest, way: Way) -> HttpResponse:
    """The days of a month, as a list and as a calendar."""
    now = timezone.now()
    month = month_of(way.visit, month=_month(request.GET.get("monat", "")), now=now)
    return render(request, "appointments/month.html", {"way": way, "month": month, "today": local_day(now)})


def day_page(request: HttpRequest, way: Way, day: date) -> HttpResponse:
    """The times of a day. A pressed time is taken; a lost one is said, with the next free ones."""
    if request.method == "POST":
        return _take(request, way, day)
    return _show_day(request, way, day)


@guarded_booking
def _take(request: HttpRequest, way: Way, day: date) -> HttpResponse:
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _show_day(request, way, day, status=400)
    start = form.cleaned_data["start"]
    try:
        going_on = way.take(start=start, attempt=form.cleaned_data["attempt"], now=timezone.now())
    except TimeTaken as taken:
        return _show_day(request, way, day, taken=taken, wanted=start, status=409)
    return redirect(going_on)


def _show_day(
    request: HttpRequest,
    way: Way,
    day: date,
    *,
    taken: TimeTaken | None = None,
    wanted: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    offer = offer_of_day(way.visit, day=day, now=now)
    context = {
        "way": way,
        "offer": offer,
        "taken": taken,
        "nearest": rules.nearest(offer.times, wanted) if wanted else [],
        "closing": _closing(way, offer),
        "next_day": None if offer.times else _next_day(way, offer, now),
        "attempt": uuid.uuid4(),
        "today": local_day(now),
    }
    return render(request, "appointments/day.html", context, status=status)


def _closing(way: Way, offer: DayOffer) -> Closing | None:
    """The holiday or closing day behind an empty offer, which knows in which languages its reason is written."""
    if offer.reason != Reason.CLOSED:
        return None
    office = way.visit.concern.queue.office
    return next(iter(closings([office], offer.day, offer.day)[office]), None)


def _next_day(way: Way, offer: DayOffer, now: datetime) -> DayOffer | None:
    """The next day with room that may be booked from home, for a day that has none."""
    return next(iter(next_days(way.visit, now=now, after=max(offer.day, local_day(now)))), None)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
