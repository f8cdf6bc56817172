"""Unbekannte Nummern: cards that came and that nobody has ordered here; tied to an order or settled with a note."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eakte import card_lists, protocol, serials
from eakte.admin.cards.forms import SearchForm, SettleForm
from eakte.admin.cards.place import office_page, open_card, page, place_of
from eakte.admin.place import clerk
from eakte.card_states import RECEIVE
from eakte.exceptions import RecordError
from eakte.models import DeliveryLine
from eakte.services import deliveries

TITLE = "Unbekannte Nummern"
PER_PAGE = 50


@office_page("karten/unbekannt/", name="eakte_unknown", right=RECEIVE, room="Karten", title=TITLE)
@never_cache
def unknown(request: HttpRequest) -> HttpResponse:
    """What is still to be settled, the oldest first."""
    place = place_of(request)
    lines = Paginator(card_lists.unknown_lines(place.office), PER_PAGE).get_page(request.GET.get("seite"))
    rows = [(line, serials.unseal(line.serial_sealed)) for line in lines]
    return page(request, "unknown.html", title=TITLE, place=place, lines=lines, rows=rows)


@office_page("karten/unbekannt/<uuid:pk>/", name="eakte_unknown_one", right=RECEIVE)
@never_cache
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One number: whose card can it be? The name is searched by POST."""
    line = _line(pk)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        found = card_lists.candidates(form.cleaned_data["text"], line.delivery.office, clerk(request))
        protocol.record(request, protocol.Deed.SEARCH, subject=str(len(found)))
    return _show(request, line, form=form, found=found)


@office_page("karten/unbekannt/<uuid:pk>/zuordnen/", name="eakte_unknown_tie", right=RECEIVE)
@require_POST
def tie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It belongs to this order; the card has arrived."""
    line, place = _line(pk), place_of(request)
    card = open_card(request, _uuid(request))
    try:
        deliveries.tie(line=line, card=card, by=clerk(request), now=place.now)
    except RecordError as refusal:
        return _show(request, line, error=str(refusal), status=400)
    messages.success(request, "Zugeordnet: Die Karte ist angekommen.")
    return redirect("admin:eakte_unknown")


@office_page("karten/unbekannt/<uuid:pk>/klaeren/", name="eakte_unknown_settle", right=RECEIVE)
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """There is nothing to tie; a note says why."""
    line, place, form = _line(pk), place_of(request), SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, line, settling=form, status=400)
    try:
        deliveries.settle(line=line, note=form.cleaned_data["note"], by=clerk(request), now=place.now)
    except RecordError as refusal:
        return _show(request, line, settling=form, error=str(refusal), status=400)
    messages.success(request, "Die Nummer ist geklärt.")
    return redirect("admin:eakte_unknown")


def _line(pk: UUID) -> DeliveryLine:
    return get_object_or_404(DeliveryLine.objects.select_related("delivery__office"), pk=pk, card=None)


def _uuid(request: HttpRequest) -> UUID:
    """The card that was pressed; one that does not exist for what is unreadable."""
    try:
        return UUID(request.POST["card"])
    except (MultiValueDictKeyError, ValueError):
        return UUID(int=0)


def _show(request: HttpRequest, line: DeliveryLine, *, status: int = 200, **more: Any) -> HttpResponse:
    forms_: dict[str, forms.Form] = {"form": SearchForm(), "settling": SettleForm()}
    context = forms_ | {"line": line, "serial": serials.unseal(line.serial_sealed)} | more
    return page(request, "unknown_one.html", title=TITLE, place=place_of(request), status=status, **context)
