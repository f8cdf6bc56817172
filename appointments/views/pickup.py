"""Collecting cards: the cards are known from the page that answers for them; here a time, an address, done."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from appointments import holds, pickups, tickets
from appointments.exceptions import CardBooked, CardNotHere, TimeTaken
from appointments.forms import CollectForm
from appointments.guards import booked, guarded_booking, guarded_confirming
from appointments.models import Hold
from appointments.views.booking import page_of
from appointments.views.held import held
from appointments.views.picking import day_page, month_page
from appointments.ways import ChangeHold, CollectCards


@never_cache
def month(request: HttpRequest) -> HttpResponse:
    """The days of a month on which the chosen cards can be collected."""
    way = _way(request)
    return month_page(request, way) if way else redirect("portal:card")


@never_cache
def day(request: HttpRequest, day: date) -> HttpResponse:
    """The times of a day."""
    way = _way(request)
    return day_page(request, way, day) if way else redirect("portal:card")


def _way(request: HttpRequest) -> CollectCards | None:
    """Nothing when no card is chosen, or the choice has grown old."""
    cards = pickups.chosen(request.session, now=timezone.now())
    concern = pickups.line_of(cards[0]) if cards else None
    return CollectCards(concern, tuple(str(card.pk) for card in cards)) if concern else None


@held
def check(request: HttpRequest, hold: Hold, token: str) -> HttpResponse:
    """Time, place, what to bring; an e-mail address is all there is to fill in, and that only by who has one."""
    if "cards" not in hold.draft:
        return redirect("portal:card")
    if request.method != "POST":
        return _page(request, hold, token, CollectForm(initial={"email": hold.draft.get("email", "")}))
    form = CollectForm(request.POST)
    if not form.is_valid():
        return _page(request, hold, token, form)
    holds.save_draft(hold=hold, draft=hold.draft | form.cleaned_data)
    return _confirm(request, hold, token, form)


@guarded_booking
@guarded_confirming
def _confirm(request: HttpRequest, hold: Hold, token: str, form: CollectForm) -> HttpResponse:
    now, language = timezone.now(), get_language() or "de"
    try:
        appointment = pickups.book_pickup(
            hold=hold, cards=hold.draft["cards"], language=language, now=now, **form.cleaned_data
        )
    except TimeTaken as taken:
        messages.warning(request, str(taken))
        return redirect(ChangeHold(hold).day_address(timezone.localdate(hold.starts_at)))
    except (CardNotHere, CardBooked) as refusal:
        return _page(request, hold, token, form, refusal=refusal, status=409)
    if appointment.booked_at == now:  # not a second click
        booked(request)
    pickups.forget(request.session)
    return redirect(tickets.path(appointment))


def _page(
    request: HttpRequest, hold: Hold, token: str, form: CollectForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    service = hold.concern.service
    bring = {"documents": service.required_documents.all(), "forms": service.forms.all()}
    context = page_of(hold, token) | bring | {"form": form} | more
    return render(request, "appointments/pickup.html", context, status=status)
