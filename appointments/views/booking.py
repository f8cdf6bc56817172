"""Booking from home: concern, what must be known before, month, day, person, check, confirm."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from appointments import holds, tickets
from appointments.addresses import book_within_limit
from appointments.exceptions import AlreadyBooked, TimeTaken, TooManyOpen
from appointments.forms import OUTSIDE, BeforeForm, PersonForm
from appointments.guards import booked, guarded_booking, guarded_confirming
from appointments.models import Channel, Concern, Hold
from appointments.views.held import held
from appointments.views.picking import day_page, month_page
from appointments.ways import BookFromHome, ChangeHold
from auslaenderbehoerde.authority.selectors import municipalities


def concerns(request: HttpRequest) -> HttpResponse:
    """What is it about? Grouped by office; `?leistung=` shows those of one service. Cards lead to their own page."""
    found = Concern.objects.offered(Channel.EVERYONE).for_booking().order_by("queue__office__order", "order", "slug")
    service = request.GET.get("leistung", "")
    chosen = [concern for concern in found if concern.service.slug == service] or list(found)
    return render(request, "appointments/concerns.html", {"concerns": chosen, "narrowed": len(chosen) < len(found)})


def before(request: HttpRequest, concern: str) -> HttpResponse:
    """Where do you live, how many are you? Skipped when neither is asked."""
    wanted = get_object_or_404(Concern.objects.offered(Channel.EVERYONE).for_booking(), slug=concern)
    if wanted.needs_card:
        return redirect("portal:card")
    places = municipalities()
    form = BeforeForm(request.POST if request.method == "POST" else None, concern=wanted, municipalities=places)
    if not form.fields:
        return redirect(BookFromHome(wanted, 1).month_address(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        elsewhere = _elsewhere(form.cleaned_data.get("residence", ""), places)
        if elsewhere is not None:
            return render(request, "appointments/elsewhere.html", {"concern": wanted, "place": elsewhere})
        return redirect(BookFromHome(wanted, form.number_of_persons).month_address(timezone.localdate()))
    return render(request, "appointments/before.html", {"concern": wanted, "form": form})


def _elsewhere(residence: str, places: list) -> dict | None:
    """Nothing if we are responsible; else the other office, as far as we know it."""
    if residence == OUTSIDE:
        return {}
    place = next((place for place in places if place.ags == residence), None)
    return {"municipality": place} if place and not place.competent else None


def month(request: HttpRequest, concern: str) -> HttpResponse:
    """The days of a month."""
    return month_page(request, _from_home(request, concern))


def day(request: HttpRequest, concern: str, day: date) -> HttpResponse:
    """The times of a day."""
    return day_page(request, _from_home(request, concern), day)


def _from_home(request: HttpRequest, concern: str) -> BookFromHome:
    wanted = get_object_or_404(Concern.objects.bookable(Channel.EVERYONE).for_times(), slug=concern)
    return BookFromHome(wanted, persons_wanted(request, wanted))


def persons_wanted(request: HttpRequest, concern: Concern) -> int:
    """The number in the address, kept between one and what the concern allows."""
    text = request.GET.get("personen", "")
    return min(max(int(text) if text.isdecimal() and len(text) < 4 else 1, 1), concern.max_persons)


@held
def person(request: HttpRequest, hold: Hold, token: str) -> HttpResponse:
    """Who comes? What was typed is kept in the hold, also when it is not complete yet."""
    if hold.concern.needs_card:
        return redirect("appointments:pickup_check", token)
    if request.method == "POST":
        form = _form(hold, request.POST)
        holds.save_draft(hold=hold, draft=form.draft())
        if form.is_valid():
            return redirect("appointments:check", token)
    else:
        form = _form(hold, hold.draft or None)
    return render(request, "appointments/person.html", page_of(hold, token) | {"form": form})


@held
def check(request: HttpRequest, hold: Hold, token: str) -> HttpResponse:
    """Everything at a glance; confirming is one click, and a second click changes nothing."""
    if hold.concern.needs_card:
        return redirect("appointments:pickup_check", token)
    form = _form(hold, hold.draft)
    if not form.is_valid():
        return redirect("appointments:person", token)
    if request.method == "POST":
        return _confirm(request, hold, token, form)
    return render(request, "appointments/check.html", page_of(hold, token) | {"form": form, "person": form.person()})


@guarded_booking
@guarded_confirming
def _confirm(request: HttpRequest, hold: Hold, token: str, form: PersonForm) -> HttpResponse:
    now = timezone.now()
    try:
        appointment = book_within_limit(hold=hold, person=form.person(), language=get_language() or "de", now=now)
    except TimeTaken as taken:
        messages.warning(request, str(taken))
        return redirect(ChangeHold(hold).day_address(timezone.localdate(hold.starts_at)))
    except (AlreadyBooked, TooManyOpen) as refusal:
        context = page_of(hold, token) | {"form": form, "person": form.person(), "refusal": refusal}
        return render(request, "appointments/check.html", context, status=409)
    if appointment.booked_at == now:  # not a second click
        booked(request)
    return redirect(tickets.path(appointment))


@held
def hold_month(request: HttpRequest, hold: Hold, token: str) -> HttpResponse:
    """Another day for the place that is being filled in; at the door there is only today."""
    if hold.channel == Channel.DOOR:
        return redirect("appointments:hold_day", token, timezone.localdate())
    return month_page(request, ChangeHold(hold))


@held
def hold_day(request: HttpRequest, hold: Hold, token: str, day: date) -> HttpResponse:
    """Another time for the place that is being filled in."""
    return day_page(request, ChangeHold(hold), day)


def _form(hold: Hold, data, **kwargs) -> PersonForm:
    return PersonForm(data, email_required=hold.channel == Channel.EVERYONE, **kwargs)


def page_of(hold: Hold, token: str) -> dict:
    """What every page of a hold shows."""
    way = ChangeHold(hold)
    return {
        "hold": hold,
        "token": token,
        "visit": way.visit,
        "kept": holds.is_kept(hold, now=timezone.now()),
        "change_address": way.day_address(timezone.localdate(hold.starts_at)),
    }
