"""Lieferung einlesen: a list is scanned or uploaded, looked at, and taken in with one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from eakte import protocol
from eakte.admin.cards.forms import ListForm
from eakte.admin.cards.place import Place, office_page, page, place_of
from eakte.admin.place import clerk
from eakte.card_lists import with_file
from eakte.card_states import RECEIVE
from eakte.exceptions import RecordError
from eakte.models import ResidenceCard
from eakte.services import deliveries

TITLE = "Lieferung einlesen"


@office_page("karten/lieferung/", name="eakte_delivery_list", right=RECEIVE, room="Karten", title=TITLE)
@never_cache
def receiving(request: HttpRequest) -> HttpResponse:
    """Type or scan, then look, then take in. The list is kept nowhere until then; it travels with the form."""
    place = place_of(request)
    if request.method != "POST":
        return page(request, "receiving.html", title=TITLE, place=place, form=ListForm())
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "receiving.html", title=TITLE, place=place, form=form, status=400)
    return _take_in(request, place, form) if "confirm" in request.POST else _preview(request, place, form)


def _preview(request: HttpRequest, place: Place, form: ListForm) -> HttpResponse:
    found = deliveries.preview(form.lines, office=place.office)
    shown = with_file(ResidenceCard.objects.filter(pk__in=[card.pk for _line, card in found.arriving]), clerk(request))
    by_pk = {card.pk: card for card in shown}
    protocol.record(request, protocol.Deed.LIST, subject=str(len(by_pk)))
    rows = [(line, by_pk[card.pk]) for line, card in found.arriving]
    context = {"preview": found, "rows": rows, "text": form.cleaned_data["serials"]}
    return page(request, "receiving_preview.html", title=TITLE, place=place, **context)


def _take_in(request: HttpRequest, place: Place, form: ListForm) -> HttpResponse:
    try:
        delivery, new = deliveries.receive(lines=form.lines, office=place.office, by=clerk(request), now=place.now)
    except RecordError as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:eakte_delivery_list")
    if new:
        told = "Die Lieferung ist eingelesen. Sie lässt sich zurücknehmen, solange nichts angekündigt ist."
        messages.success(request, told)
    else:
        messages.warning(request, "Diese Liste war schon eingelesen. Es hat sich nichts geändert.")
    return redirect("admin:eakte_delivery", delivery.pk)
