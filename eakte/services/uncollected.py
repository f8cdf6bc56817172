"""Cards nobody has come for: after four and twelve weeks somebody is asked to look, and the holder is reminded."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from auslaenderbehoerde.events import publish
from eakte import pickup_checks, reach
from eakte.card_states import State
from eakte.events import CardNotCollected
from eakte.models import ResidenceCard
from eakte.services import cards

WEEKS = (4, 12)


def due_reminders(arrived_at: datetime, now: datetime) -> int:
    """How many reminders a card should have had by now."""
    return sum(now - arrived_at >= timedelta(weeks=weeks) for weeks in WEEKS)


def remind(*, now: datetime) -> int:
    """Nightly; how many cards it was about. Whoever has an appointment is left in peace. Safe to run twice."""
    longest = now - timedelta(weeks=WEEKS[0])
    waiting = ResidenceCard.objects.waiting().filter(arrived_at__lte=longest, reminders__lt=len(WEEKS))
    rows = list(waiting.values_list("pk", "arrived_at", "reminders"))
    due = [pk for pk, arrived_at, reminders in rows if due_reminders(arrived_at, now) > reminders]
    booked = pickup_checks.booked(due)
    return sum(_remind(pk, now) for pk in due if pk not in booked)


@transaction.atomic
def _remind(pk: UUID, now: datetime) -> bool:
    card = cards.locking(ResidenceCard.objects.filter(pk=pk)).get()
    due = due_reminders(card.arrived_at, now) if card.state == State.ARRIVED and card.arrived_at else 0
    if card.reminders >= due:
        return False
    card.reminders, card.reminded_at = due, now
    card.save(update_fields=["reminders", "reminded_at"])
    publish(CardNotCollected(card.pk, due, card.person.language))
    cards.make_task(card, _task(card, WEEKS[due - 1]), key=f"uncollected:{due}", now=now)
    return True


def _task(card: ResidenceCard, weeks: int) -> str:
    found = f"Karte liegt seit {weeks} Wochen"
    if reach.by_mail(card.person):
        return f"{found}: die Person ist per E-Mail erinnert"
    if reach.by_letter(card.person):
        return f"{found}: Erinnerung drucken und absenden"
    return f"{found}: auf dem sicheren Weg erinnern, keinen Brief schicken"
