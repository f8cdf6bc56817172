"""What appointments do when the authority changes, or a card has left."""

from django.utils import timezone

from appointments import pickups, slots
from appointments.models import Queue
from auslaenderbehoerde.authority.events import ClosingDaysChanged
from auslaenderbehoerde.events import subscribe
from eakte.events import CardLeft


@subscribe(ClosingDaysChanged)
def follow_closing_days(fact: ClosingDaysChanged) -> None:
    """A day that closes offers nothing from this moment on; one that opens again follows the plan."""
    queues = Queue.objects.select_related("office")
    for queue in queues.filter(office=fact.office) if fact.office else queues:
        slots.open_ahead(queue=queue, today=timezone.localdate())


@subscribe(CardLeft)
def end_pickup(fact: CardLeft) -> None:
    """A card that was handed over, posted or voided, or that is not in order, is not collected any more."""
    pickups.end(fact.card, now=timezone.now())
