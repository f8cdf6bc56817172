"""Nicht abgeholt: cards that have waited for four weeks or longer."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from eakte import card_lists, pickup_checks, protocol, reach
from eakte.admin.cards.place import office_page, page, place_of
from eakte.admin.place import clerk
from eakte.card_states import HAND_OVER

TITLE = "Nicht abgeholt"
PER_PAGE = 50


@office_page("karten/liegen/", name="eakte_uncollected", right=HAND_OVER, room="Karten", title=TITLE)
@never_cache
def uncollected(request: HttpRequest) -> HttpResponse:
    """The oldest first, with who is coming anyway and who was reminded."""
    place = place_of(request)
    found = Paginator(card_lists.uncollected(place.office, clerk(request), now=place.now), PER_PAGE)
    cards = found.get_page(request.GET.get("seite"))
    booked = pickup_checks.booked([card.pk for card in cards])
    protocol.record(request, protocol.Deed.LIST, subject=str(len(cards)))
    rows = [
        {
            "card": card,
            "weeks": (place.now - card.arrived_at).days // 7,
            "booked": card.pk in booked,
            "letter": reach.by_letter(card.person),
        }
        for card in cards
    ]
    return page(request, "uncollected.html", title=TITLE, place=place, cards=cards, rows=rows)
