"""What a caseworker does with a card: order it, steps, number, a new code, leaflet and letters."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auslaenderbehoerde.design.work import work_page
from eakte import card_papers, protocol
from eakte.admin.cards.forms import OrderForm, SerialForm, StepForm
from eakte.admin.cards.place import open_card, page, paper, place_of, without_pdf
from eakte.admin.place import clerk, file_of
from eakte.card_figures import waiting_days
from eakte.card_states import BUTTONS, BY_VERB, ORDER
from eakte.exceptions import RecordError
from eakte.models import CaseFile, ResidenceCard
from eakte.services import cards, deliveries

OCCASIONS = {"da": card_papers.ARRIVED, "erinnerung": card_papers.REMINDER}


@work_page("karte/bestellen/<uuid:pk>/", name="eakte_card_order", right=ORDER)
@never_cache
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One short form; back to the file, with the leaflet to print."""
    case_file = file_of(request, pk)
    if request.method != "POST":
        return _form(request, case_file, OrderForm(case_file=case_file, initial=_usual(case_file)))
    form = OrderForm(request.POST, case_file=case_file)
    if not form.is_valid():
        return _form(request, case_file, form, status=400)
    try:
        card = cards.order_card(person=case_file.person, by=clerk(request), now=timezone.now(), **form.order)
    except RecordError as refusal:
        return _form(request, case_file, form, error=str(refusal), status=400)
    deliveries.tie_known(card=card, by=clerk(request), now=timezone.now())
    leaflet_at = reverse("admin:eakte_card_leaflet", args=[card.pk])
    told = 'Bestellt. <a href="{}" target="_blank">Abholzettel drucken</a>'
    messages.success(request, format_html(told, leaflet_at))
    return redirect("admin:eakte_file", case_file.pk)


def _usual(case_file: CaseFile) -> dict[str, Any]:
    return {"office": case_file.department.office_id}


def _form(request: HttpRequest, case_file: CaseFile, form: OrderForm, *, status: int = 200, error: str = "") -> Any:
    context: dict[str, Any] = {"case_file": case_file, "form": form, "error": error}
    return page(request, "order.html", title="Karte bestellen", place=place_of(request), status=status, **context)


@work_page("karte/<uuid:pk>/schritt/", name="eakte_card_step", right=ORDER)
@require_POST
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One step of the table, with a reason where it needs one."""
    card, form = _card(request, pk), StepForm(request.POST)
    verb = form.cleaned_data["verb"] if form.is_valid() else ""
    if verb not in BUTTONS:
        raise Http404
    more = {"reason": form.cleaned_data["reason"]} if BY_VERB[verb].needs else {}
    act: Any = getattr(cards, verb)
    return _done(request, card, lambda: act(card=card, by=clerk(request), now=timezone.now(), **more))


@work_page("karte/<uuid:pk>/nummer/", name="eakte_card_serial", right=ORDER)
@require_POST
def serial(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the number; if it waits among the unknown ones, the card has arrived."""
    card, form = _card(request, pk), SerialForm(request.POST)

    def do() -> None:
        number = form.cleaned_data["serial"] if form.is_valid() else ""
        cards.set_serial(card=card, serial=number, seen=form.cleaned_data.get("seen", ""), by=clerk(request))
        deliveries.tie_known(card=card, by=clerk(request), now=timezone.now())

    return _done(request, card, do)


@work_page("karte/<uuid:pk>/neuer-code/", name="eakte_card_code", right=ORDER)
@require_POST
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The leaflet got lost: print a new one, the old one finds nothing."""
    card = _card(request, pk)
    told = "Der alte Code gilt nicht mehr. Bitte drucken Sie den neuen Abholzettel."
    return _done(request, card, lambda: cards.replace_code(card=card, by=clerk(request)), told)


@work_page("karte/<uuid:pk>/merkblatt.pdf", name="eakte_card_leaflet", right=ORDER)
@never_cache
def leaflet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The leaflet to give out at biometrics."""
    if back := without_pdf(request, "admin:eakte_card", pk):
        return back
    card = _card(request, pk)
    protocol.record(request, protocol.Deed.EXPORT, case_file=card.person.case_file.pk, subject="Abholzettel")
    return paper(card_papers.leaflet(card, waiting=waiting_days(timezone.now())), "Abholzettel")


@work_page("karte/<uuid:pk>/brief/<slug:occasion>.pdf", name="eakte_card_letter", right=ORDER)
@never_cache
def letter(request: HttpRequest, pk: UUID, occasion: str) -> HttpResponse:
    """ "Your card is here" or the reminder, for the window envelope."""
    if occasion not in OCCASIONS:
        raise Http404
    if back := without_pdf(request, "admin:eakte_card", pk):
        return back
    card, today = _card(request, pk), timezone.localdate()
    protocol.record(request, protocol.Deed.EXPORT, case_file=card.person.case_file.pk, subject="Brief")
    try:
        return paper(card_papers.letters(OCCASIONS[occasion], [card], day=today), "Brief-Karte")
    except RecordError as refusal:
        messages.warning(request, str(refusal))
        return redirect("admin:eakte_card", pk)


def _card(request: HttpRequest, pk: UUID) -> ResidenceCard:
    """A card of a file this person may see (404)."""
    card = open_card(request, pk)
    case_file = getattr(card.person, "case_file", None)
    if case_file is None:
        raise Http404
    file_of(request, case_file.pk)
    return card


def _done(request: HttpRequest, card: ResidenceCard, do: Any, told: str = "Gespeichert.") -> HttpResponse:
    """Do it and tell, on the page of the card."""
    try:
        do()
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("admin:eakte_card", card.pk)
