"""The cards of a person on the page of the file: what is on its way, what lies here, what to print."""

from datetime import datetime

from django.http import HttpRequest

from eakte import pickup_checks
from eakte.card_states import AHEAD, HAND_OVER, LEFT, ORDER, State
from eakte.contributions import Panel
from eakte.models import CaseFile, ResidenceCard
from eakte.services.cards import STAMPS


def cards_panel(request: HttpRequest, case_file: CaseFile, now: datetime) -> Panel:
    """All cards, newest first. Two queries, however many there are."""
    found = list(case_file.person.cards.select_related("title"))
    booked = pickup_checks.booked([card.pk for card in found])
    may_hand_over, may_order = request.user.has_perm(HAND_OVER), request.user.has_perm(ORDER)
    rows = [
        {
            "card": card,
            "since": _since(card),
            "booked": card.pk in booked,
            "over": card.state == State.VOID,
            "may_hand_over": may_hand_over,
            "may_print": may_order and card.state not in LEFT,
        }
        for card in found
    ]
    context = {"rows": rows, "may_order": may_order, "case_file": case_file}
    return Panel("Karten", "admin/eakte/_cards.html", context, order=30)


def _since(card: ResidenceCard) -> datetime | None:
    """When the card came into its state, where that is not the day of the order."""
    return None if card.state in AHEAD[:1] else getattr(card, STAMPS.get(State(card.state), ""), None)
