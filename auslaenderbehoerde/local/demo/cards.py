"""Cards that have arrived for invented people, so that the line for collecting them is booked like the others."""

from datetime import datetime, timedelta
from itertools import count

from appointments.services import Person
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day
from eakte import card_status
from eakte.models import Person as Holder
from eakte.models import ResidenceCard

_NUMBERS = count()
ARRIVED = timedelta(days=3)


def arrived_card(person: Person, *, language: str, office: Office, now: datetime) -> ResidenceCard:
    """A card that came three days ago, ordered between two and seven weeks before."""
    arrived_at = now - ARRIVED
    holder = Holder.objects.create(
        family_name=person.family_name,
        given_names=person.given_names,
        birth_date=person.birth_date,
        language=language,
    )
    card = ResidenceCard.objects.create(
        person=holder,
        office=office,
        state=ResidenceCard.State.ARRIVED,
        ordered_at=arrived_at - timedelta(days=14 + 11 * next(_NUMBERS) % 36),
        arrived_at=arrived_at,
        announced_at=arrived_at,
    )
    card_status.follow(card, on=local_day(arrived_at))
    return card
