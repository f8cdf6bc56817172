"""The poster at the door: today's places of this office, and what to do when there is none."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from appointments import passes, services
from appointments.forms import BeforeForm, NumberForm, UrgentForm
from appointments.guards import guarded_booking
from appointments.models import Channel, Concern, DoorCode
from appointments.selectors import door_offers
from appointments.views.booking import persons_wanted
from appointments.views.picking import day_page
from appointments.walk_ins import draw_number, walk_ins
from appointments.ways import TakeAtDoor
from auslaenderbehoerde.authority.models import Office


def door(request: HttpRequest, code: str) -> HttpResponse:
    """Today's free places for each concern; a replaced code says that the poster is out of date."""
    found = get_object_or_404(DoorCode.objects.select_related("office"), code=code)
    if found.replaced_at is not None:
        return render(request, "appointments/door_old.html", {"office": found.office}, status=410)
    office, now = found.office, timezone.now()
    context = {"offers": door_offers(office, now=now), "walk_ins": walk_ins(office, now=now)}
    return render(request, "appointments/door.html", {"office": office, "code": code, **context})


def times(request: HttpRequest, code: str, concern: str) -> HttpResponse:
    """Today's times of one concern; where persons count, how many they are is asked first."""
    office = _office(code)
    wanted = get_object_or_404(Concern.objects.offered(Channel.DOOR).for_booking(), slug=concern, queue__office=office)
    if wanted.needs_card:
        return redirect("portal:card")
    if wanted.max_persons > 1 and "personen" not in request.GET:
        return _ask_persons(request, code, wanted)
    way = TakeAtDoor(code, wanted, persons_wanted(request, wanted))
    return day_page(request, way, timezone.localdate())


def _ask_persons(request: HttpRequest, code: str, concern: Concern) -> HttpResponse:
    form = BeforeForm(request.POST if request.method == "POST" else None, concern=concern, municipalities=[])
    if request.method == "POST" and form.is_valid():
        return redirect(TakeAtDoor(code, concern, form.number_of_persons).day_address(timezone.localdate()))
    return render(request, "appointments/before.html", {"concern": concern, "form": form, "code": code})


def number(request: HttpRequest, code: str, concern: str) -> HttpResponse:
    """A number for those who may come today without an appointment."""
    found = walk_ins(_office(code), now=timezone.now())
    wanted = next((offer for offer in found if offer.concern.slug == concern and not offer.starts_at), None)
    if wanted is None:
        return render(request, "appointments/number_none.html", {"code": code}, status=409)
    if request.method == "POST":
        return _draw(request, code, wanted.concern)
    form = NumberForm(initial={"attempt": uuid.uuid4()}, concern=wanted.concern)
    return render(request, "appointments/number_draw.html", {"code": code, "concern": wanted.concern, "form": form})


@guarded_booking
def _draw(request: HttpRequest, code: str, concern: Concern) -> HttpResponse:
    form = NumberForm(request.POST, concern=concern)
    if not form.is_valid():
        context = {"code": code, "concern": concern, "form": form}
        return render(request, "appointments/number_draw.html", context, status=400)
    visit = draw_number(
        concern=concern,
        persons=form.cleaned_data.get("persons", 1),
        language=get_language() or "de",
        attempt=form.cleaned_data["attempt"],
        now=timezone.now(),
    )
    return redirect(passes.number_path(visit))


def urgent(request: HttpRequest, code: str) -> HttpResponse:
    """It cannot wait: a short request that lands on the desk's list."""
    office = _office(code)
    form = UrgentForm(request.POST) if request.method == "POST" else UrgentForm(initial={"attempt": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        return _request(request, office, code, form)
    return render(request, "appointments/urgent.html", {"office": office, "code": code, "form": form})


@guarded_booking
def _request(request: HttpRequest, office: Office, code: str, form: UrgentForm) -> HttpResponse:
    asked = services.request_urgently(
        office=office,
        attempt=form.cleaned_data["attempt"],
        person=form.person(),
        urgency=form.urgency(),
        language=get_language() or "de",
        now=timezone.now(),
    )
    return redirect(passes.urgent_path(asked))


def urgent_sent(request: HttpRequest, code: str) -> HttpResponse:
    """An address of the first release: every request has a page of its own now."""
    return redirect("appointments:door", code)


def _office(code: str) -> Office:
    return get_object_or_404(DoorCode.objects.select_related("office"), code=code, replaced_at=None).office
