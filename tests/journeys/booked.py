"""Who has booked before a story begins, and where everybody has a place; through the same verbs as everybody."""

import uuid
from datetime import datetime

from django.db.models import Count

from appointments import holds, pickups
from appointments.availability import Visit
from appointments.models import Appointment, Channel, Concern, Place, Slot
from appointments.services import Person, book_appointment
from auslaenderbehoerde.clock import BERLIN
from tests.cards import make_card
from tests.factories.eakte import PersonFactory


def book(
    concern: str,
    start: datetime,
    person: Person,
    *,
    now: datetime,
    persons: int = 1,
    channel: str = Channel.EVERYONE,
    language: str = "de",
) -> Appointment:
    """An appointment that somebody has booked at `now`."""
    visit = Visit(Concern.objects.for_booking().get(slug=concern), persons, channel)
    hold = holds.hold_place(visit=visit, start=start, attempt=uuid.uuid4(), now=now)
    if not visit.concern.needs_card:
        return book_appointment(hold=hold, person=person, language=language, now=now)
    cards = [_card_of(person, visit.concern) for _card in range(persons)]
    return pickups.book_pickup(hold=hold, cards=cards, email=person.email, language=language, now=now)


def _card_of(person: Person, concern: Concern) -> str:
    """A card that has come for somebody of this name."""
    names = {"family_name": person.family_name, "given_names": person.given_names}
    holder = PersonFactory(**names, birth_date=person.birth_date)
    return str(make_card(person=holder, office=concern.queue.office).pk)


def miscounted() -> list[Slot]:
    """Slots whose number of taken places is not the number of places taken, or more than there can be: none."""
    slots = Slot.objects.annotate(taken=Count("places"))
    return [slot for slot in slots if slot.booked != slot.taken or slot.booked > slot.capacity]


def places_of(appointments: list[Appointment]) -> list[list[str]]:
    """The start times of the places each of them holds, as `18.3. 13:30`."""
    rows = Place.objects.filter(appointment__in=appointments).select_related("slot").order_by("slot__starts_at")
    held: dict[object, list[str]] = {appointment.pk: [] for appointment in appointments}
    for place in rows:
        held[place.appointment_id].append(_as_written(place.slot.starts_at))
    return list(held.values())


def _as_written(moment: datetime) -> str:
    local = moment.astimezone(BERLIN)
    return f"{local.day}.{local.month}. {local:%H:%M}"
