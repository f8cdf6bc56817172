"""Which office a page about cards is about, the lookups, and paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.design import pdf
from auslaenderbehoerde.design.work import View, work_page
from eakte import protocol
from eakte.admin.place import clerk
from eakte.admin.place import page as record_page
from eakte.card_lists import with_file
from eakte.models import ResidenceCard

OFFICE = "karten_standort"  # in the session: where this person hands out cards
NO_PDF = "Auf diesem Server fehlt Pango: Es gibt keine PDF-Dateien."


@dataclass(frozen=True)
class Place:
    """The office somebody works in, seen at one moment."""

    office: Office
    offices: list[Office]
    now: datetime

    @property
    def today(self) -> date:
        """The day in Germany."""
        return timezone.localdate(self.now)


def office_page(route: str, **options: Any) -> Callable[[View], View]:
    """A work page about an office; an installation without one says what is missing."""

    def register(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            if not Office.objects.exists():
                return record_page(request, "cards/nothing.html", title="Karten")
            return view(request, **arguments)

        return work_page(route, **options)(opened)

    return register


def place_of(request: HttpRequest) -> Place:
    """The office chosen last (`?standort=` chooses another), else the first; 404 in an empty installation."""
    offices = list(Office.objects.all())
    if not offices:
        raise Http404
    wanted = request.GET.get("standort") or request.session.get(OFFICE)
    office = next((office for office in offices if office.slug == wanted), offices[0])
    if request.GET.get("standort") == office.slug:
        request.session[OFFICE] = office.slug
    return Place(office, offices, timezone.now())


def card_of(request: HttpRequest, pk: UUID) -> Any:
    """A card with person and file, `hidden` if its file is blocked for this person."""
    return get_object_or_404(with_file(ResidenceCard.objects.all(), clerk(request)), pk=pk)


def open_card(request: HttpRequest, pk: UUID) -> ResidenceCard:
    """A card this person may see; of a blocked file 404 and a line in the protocol."""
    card = card_of(request, pk)
    if card.hidden:
        protocol.record(request, protocol.Deed.REFUSED, case_file=file_id(card), subject=str(card.pk))
        raise Http404
    return card


def file_id(card: ResidenceCard) -> UUID | None:
    """The identifier of the file of the card's holder, if there is one."""
    case_file = getattr(card.person, "case_file", None)
    return case_file.pk if case_file else None


def page(
    request: HttpRequest, template: str, *, title: str, place: Place, status: int = 200, **context: Any
) -> HttpResponse:
    """One page in the admin's frame."""
    return record_page(request, f"cards/{template}", title=title, status=status, place=place, **context)


def paper(content: bytes, name: str) -> HttpResponse:
    """A PDF to print; its name says nothing of the person."""
    return HttpResponse(content, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


def without_pdf(request: HttpRequest, address: Any, *arguments: Any) -> HttpResponse | None:
    """The way back where this machine makes no PDFs."""
    if pdf.available():
        return None
    messages.warning(request, NO_PDF)
    return redirect(address, *arguments)
