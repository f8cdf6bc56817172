"""Lieferungen: what came when; announce it, print letters, or take the list back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eakte import card_lists, card_papers, pickup_checks, protocol, reach, serials
from eakte.admin.cards.place import office_page, page, paper, place_of, without_pdf
from eakte.admin.place import clerk
from eakte.card_states import RECEIVE, State
from eakte.exceptions import RecordError
from eakte.models import Delivery, DeliveryLine, ResidenceCard
from eakte.services import cards
from eakte.services import deliveries as services

TITLE = "Lieferungen"
PER_PAGE = 30


@office_page("karten/lieferungen/", name="eakte_deliveries", right=RECEIVE, room="Karten", title=TITLE)
@never_cache
def deliveries(request: HttpRequest) -> HttpResponse:
    """All of an office, newest first."""
    place = place_of(request)
    rows = Paginator(card_lists.deliveries(place.office), PER_PAGE).get_page(request.GET.get("seite"))
    return page(request, "deliveries.html", title=TITLE, place=place, rows=rows)


@office_page("karten/lieferungen/<uuid:pk>/", name="eakte_delivery", right=RECEIVE)
@never_cache
def delivery(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them, line by line."""
    place, found = place_of(request), _delivery(pk)
    lines = list(found.lines.order_by("position"))
    cards_of = _cards(request, lines)
    booked = pickup_checks.booked(list(cards_of))
    protocol.record(request, protocol.Deed.LIST, subject=str(found.pk))
    rows: list[dict[str, Any]] = [
        {
            "line": line,
            "card": cards_of.get(line.card_id) if line.card_id else None,
            "booked": line.card_id in booked,
            "serial": "" if line.card_id else serials.unseal(line.serial_sealed),
        }
        for line in lines
    ]
    waiting = [card for card in cards_of.values() if card.state == State.ARRIVED]
    context: dict[str, Any] = {
        "delivery": found,
        "rows": rows,
        "kept": [row for row in rows if found.undone_at and row["card"] and not row["line"].settled_at],
        "to_announce": sum(card.announced_at is None for card in waiting),
        "letters": sum(reach.by_letter(card.person) for card in waiting),
    }
    return page(request, "delivery.html", title="Lieferung", place=place, **context)


@office_page("karten/lieferungen/<uuid:pk>/ankuendigen/", name="eakte_delivery_announce", right=RECEIVE)
@require_POST
def announce(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell everybody whose card came with it."""

    def do(found: Delivery, now: Any) -> str:
        mine = found.lines.filter(card__isnull=False).values_list("card_id", flat=True)
        number = cards.announce(cards=list(mine), now=now)
        return "Eine Karte ist angekündigt." if number == 1 else f"{number} Karten sind angekündigt."

    return _press(request, pk, do)


@office_page("karten/lieferungen/<uuid:pk>/zuruecknehmen/", name="eakte_delivery_undo", right=RECEIVE)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """As if it had never been read; what somebody relies on stays and is named on the page."""

    def do(found: Delivery, now: Any) -> str:
        taken = services.take_back(delivery=found, by=clerk(request), now=now)
        told = "Zurückgenommen: eine Karte." if taken.number == 1 else f"Zurückgenommen: {taken.number} Karten."
        if not taken.kept:
            return told
        stays = "Eine bleibt und steht" if len(taken.kept) == 1 else f"{len(taken.kept)} bleiben und stehen"
        return f"{told} {stays} hier mit dem Grund."

    return _press(request, pk, do)


@office_page("karten/lieferungen/<uuid:pk>/briefe.pdf", name="eakte_delivery_letters", right=RECEIVE)
@never_cache
def letters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter for each holder who gets no mail."""
    if back := without_pdf(request, "admin:eakte_delivery", pk):
        return back
    place, lines = place_of(request), list(_delivery(pk).lines.filter(card__state=State.ARRIVED))
    found = [card for card in _cards(request, lines).values() if reach.by_letter(card.person) and not card.hidden]
    protocol.record(request, protocol.Deed.EXPORT, subject=f"Briefe: {len(found)}")
    try:
        return paper(card_papers.letters(card_papers.ARRIVED, found, day=place.today), "Briefe-Karten")
    except RecordError as refusal:
        messages.warning(request, str(refusal))
        return redirect("admin:eakte_delivery", pk)


def _press(request: HttpRequest, pk: UUID, do: Callable[[Delivery, Any], str]) -> HttpResponse:
    place, found = place_of(request), _delivery(pk)
    try:
        messages.success(request, do(found, place.now))
    except RecordError as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:eakte_delivery", pk)


def _delivery(pk: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("office", "created_by", "undone_by"), pk=pk)


def _cards(request: HttpRequest, lines: list[DeliveryLine]) -> dict[UUID, Any]:
    known = ResidenceCard.objects.filter(pk__in=[line.card_id for line in lines if line.card_id])
    return {card.pk: card for card in card_lists.with_file(known, clerk(request))}
