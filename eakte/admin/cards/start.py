"""What waits on the start page: numbers nobody knows, cards nobody collects."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse

from auslaenderbehoerde.design.work import Card, start_card
from eakte.card_states import HAND_OVER, RECEIVE
from eakte.models import DeliveryLine, ResidenceCard
from eakte.services.uncollected import WEEKS


@start_card(RECEIVE)
def unknown_numbers(request: HttpRequest, now: datetime) -> Card | None:
    """Only when there are some."""
    number = DeliveryLine.objects.filter(card=None, settled_at=None).count()
    if not number:
        return None
    return Card("Karten ohne Bestellung", number, "Nummern, die niemand kennt", reverse("admin:eakte_unknown"))


@start_card(HAND_OVER)
def nobody_came(request: HttpRequest, now: datetime) -> Card | None:
    """Only when there are some."""
    longest = now - timedelta(weeks=WEEKS[0])
    number = ResidenceCard.objects.waiting().filter(arrived_at__lte=longest).count()
    if not number:
        return None
    text = f"Karten liegen länger als {WEEKS[0]} Wochen"
    return Card("Nicht abgeholt", number, text, reverse("admin:eakte_uncollected"))
