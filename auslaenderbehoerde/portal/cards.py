"""The public question "has my card arrived?", and the way from the answer to an appointment for collecting it.

What is typed travels by POST only, is asked of `card_answers`, and is kept nowhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appointments import pickups
from appointments.exceptions import AppointmentError
from appointments.ways import CollectCards
from auslaenderbehoerde.portal import card_guards
from auslaenderbehoerde.portal.card_answers import Answer, Kind, answer
from auslaenderbehoerde.portal.forms import CardForm, DropCardForm
from eakte.card_figures import waiting_days

Page = Callable[[HttpRequest], HttpResponse]


def unlisted(page: Page) -> Page:
    """No search engine lists it, no browser or proxy keeps it."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def opened(request: HttpRequest) -> HttpResponse:
        response = page(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@unlisted
def card(request: HttpRequest) -> HttpResponse:
    """Pickup code or serial number, and the date of birth."""
    if request.method != "POST":
        return _page(request, CardForm())
    form = CardForm(request.POST)
    return _asked(request, form) if form.is_valid() else _page(request, form)


def _asked(request: HttpRequest, form: CardForm) -> HttpResponse:
    code = form.cleaned_data["code"]
    if refusal := card_guards.refused(request, code):
        return refusal
    found = answer(code, form.cleaned_data["birth_date"], today=timezone.localdate())
    card_guards.settle(request, code, known=found.kind != Kind.UNKNOWN)
    if "collect" in request.POST and found.kind == Kind.ARRIVED:
        return _choose(request, form, found)
    return _page(request, form, found)


def _choose(request: HttpRequest, form: CardForm, found: Answer) -> HttpResponse:
    """The card goes along to the appointment, and nothing is typed again."""
    now = timezone.now()
    collected = pickups.find(found.code_key, form.cleaned_data["birth_date"])
    if collected is None:  # it has left since its answer was written
        return _page(request, form, found)
    try:
        pickups.choose(request.session, collected, now=now)
    except AppointmentError as refusal:
        return _page(request, form, found, refusal=refusal, status=409)
    return redirect("portal:pickup")


def _page(
    request: HttpRequest, form: CardForm, found: Answer | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "answer": found, "waiting": waiting_days(timezone.now()), "offered": pickups.offered()}
    return render(request, "portal/card.html", context | more, status=status)


@unlisted
def pickup(request: HttpRequest) -> HttpResponse:
    """The cards of one visit: a family comes once for all of theirs."""
    now = timezone.now()
    if request.method == "POST":
        form = DropCardForm(request.POST)
        if form.is_valid():
            pickups.drop(request.session, form.cleaned_data["position"], now=now)
        return redirect("portal:pickup")
    cards = pickups.chosen(request.session, now=now)
    concern = pickups.line_of(cards[0]) if cards else None
    if concern is None:
        return redirect("portal:card")
    way = CollectCards(concern, tuple(str(each.pk) for each in cards))
    context = {
        "cards": cards,
        "concern": concern,
        "form": CardForm(),
        "more": len(cards) < concern.max_persons,
        "times": way.month_address(timezone.localdate()),
    }
    return render(request, "portal/pickup.html", context)
