"""Ausgabe: a code or number is scanned, the person is checked, the card is handed over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from eakte import card_lists, card_rules, card_states, dates, pickup_checks, protocol
from eakte.admin.cards.forms import FindForm, HandOverForm, SerialForm
from eakte.admin.cards.place import Place, card_of, file_id, office_page, open_card, page, place_of
from eakte.admin.place import clerk
from eakte.card_states import HAND_OVER, State
from eakte.exceptions import RecordError
from eakte.models import CaseFile
from eakte.services import handovers

TITLE = "Ausgabe"
NOTHING = "Zu diesem Code und dieser Nummer gibt es keine Karte. Bitte prüfen Sie die Eingabe."


@office_page("karten/", name="eakte_cards", right=HAND_OVER, room="Karten", title=TITLE)
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """One field for the scanner. What is typed travels by POST and is not kept."""
    place, form = place_of(request), FindForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "counter.html", title=TITLE, place=place, form=form)
    found = card_lists.find(form.cleaned_data["text"], now=place.now)
    protocol.record(request, protocol.Deed.SEARCH, subject=str(int(found is not None)))
    if found is None:
        return page(request, "counter.html", title=TITLE, place=place, form=form, error=NOTHING, status=404)
    return redirect("admin:eakte_card", found.pk)


@office_page("karten/karte/<uuid:pk>/", name="eakte_card", right=HAND_OVER)
@never_cache
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One card: whose it is, what to check, what can be done."""
    found = card_of(request, pk)
    if found.hidden:
        protocol.record(request, protocol.Deed.REFUSED, case_file=file_id(found), subject=str(found.pk))
        return page(request, "blocked.html", title=TITLE, place=place_of(request), card=found)
    protocol.record(request, protocol.Deed.READ, case_file=file_id(found), subject=str(found.pk))
    return show(request, found)


@office_page("karten/karte/<uuid:pk>/ausgeben/", name="eakte_card_hand_over", right=HAND_OVER)
@require_POST
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand it over, and be ready for the next one."""
    found, place, form = open_card(request, pk), place_of(request), HandOverForm(request.POST)
    if not form.is_valid():
        return show(request, found, form=form, error="Bitte geben Sie an, wer die Karte mitnimmt.", status=400)
    checked = form.cleaned_data
    try:
        handovers.hand_over(
            card=found,
            office=place.office,
            to=checked["to"],
            identity_checked=checked["identity"],
            authority_checked=checked["authority"],
            by=clerk(request),
            now=place.now,
        )
    except RecordError as refusal:
        return show(request, open_card(request, pk), form=form, error=str(refusal), status=400)
    back = reverse("admin:eakte_card", args=[found.pk])
    messages.success(request, format_html('Die Karte ist ausgegeben. <a href="{}">Noch einmal ansehen</a>', back))
    return redirect("admin:eakte_cards")


@office_page("karten/karte/<uuid:pk>/zuruecknehmen/", name="eakte_card_undo", right=HAND_OVER)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wrong button, taken back within a moment."""
    found, place = open_card(request, pk), place_of(request)
    try:
        handovers.undo_hand_over(card=found, by=clerk(request), now=place.now)
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Zurückgenommen: Die Karte liegt wieder hier.")
    return redirect("admin:eakte_card", found.pk)


def show(request: HttpRequest, card: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a card."""
    place = place_of(request)
    context = _about(card, place) | _deeds(request, card, place.now) | more
    return page(request, "card.html", title=TITLE, place=place, card=card, status=status, **context)


def _about(card: Any, place: Place) -> dict[str, Any]:
    born, day = card.person.birth_date, place.today
    usual = card_rules.usual_recipient(born, day)
    given = card.person.cards.filter(kind=card.kind, state__in=[State.HANDED_OVER, State.POSTED])
    return {
        "born": dates.display(born),
        "minor": card_rules.is_minor(born, day),
        "child": usual == card_states.Recipient.PARENT,
        "here": card.office_id == place.office.pk,
        "booked": pickup_checks.booked_for(card.pk),
        "old": given.exclude(pk=card.pk),
        "recipient": card_states.Recipient(card.handed_over_to).label if card.handed_over_to else "",
        "form": HandOverForm(initial={"to": usual}),
    }


def _deeds(request: HttpRequest, card: Any, now: datetime) -> dict[str, Any]:
    """What this person may do besides handing over; orders only with the file."""
    user = clerk(request)
    files = CaseFile.objects.visible_to(user).filter(pk=file_id(card))
    works = user.has_perm(card_states.ORDER) and files.exists()
    return {
        "can_undo": handovers.can_undo(card, by=user, now=now),
        "works": works,
        "printable": card.state not in card_states.LEFT,
        "steps": card_states.open_to(card.state, user) if works else [],
        "serial": SerialForm(initial={"seen": card.serial_hash}),
    }
