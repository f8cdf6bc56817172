"""Collecting cards (Abholung). Only a card that has arrived opens its line, and each card has one appointment.

Between the answer to "has my card arrived?" and the chosen time the session keeps which cards a visit is for; from
then on the hold does. Neither knows a code, a name or a date of birth.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from appointments import services
from appointments.exceptions import CardBooked, CardElsewhere, CardNotHere, TooManyCards
from appointments.models import Appointment, Attendance, Concern, Hold, Pickup
from eakte import pickup_codes
from eakte.models import CaseFile, ResidenceCard

CHOSEN = "cards"  # in the session: which cards, and until when
CHOSEN_FOR = timedelta(minutes=30)
NOT_HERE = "card"  # the reason (`appointments.reasons`) of a pickup for which no card lies here


def offered() -> bool:
    """Whether there is a line for collecting cards."""
    return Concern.objects.for_cards().exists()


def line_of(card: ResidenceCard) -> Concern | None:
    """Where a card is handed over: only the office that holds it does."""
    return Concern.objects.for_cards().for_times().filter(queue__office=card.office_id).first()


def find(code_key: str, birth_date: str) -> ResidenceCard | None:
    """The arrived card behind a public answer: of the few that wait for people born on this day, the one it fits."""
    waiting = ResidenceCard.objects.waiting().filter(person__birth_date=birth_date)
    for card in waiting.select_related("person"):
        if compare_digest(pickup_codes.code_key(pickup_codes.code(card), birth_date), code_key):
            return card
    return None


# --- which cards a visit is for ---


def choose(session: SessionBase, card: ResidenceCard, *, now: datetime) -> None:
    """One more card for this visit (CardBooked, CardElsewhere, TooManyCards); the same again changes nothing."""
    cards = chosen(session, now=now)
    if card in cards:
        return
    concern = line_of(card)
    if concern is None or any(other.office_id != card.office_id for other in cards):
        raise CardElsewhere
    if _standing([card.pk], now).exists():
        raise CardBooked
    if len(cards) >= concern.max_persons:
        raise TooManyCards
    _keep(session, [*cards, card], now)


def chosen(session: SessionBase, *, now: datetime) -> list[ResidenceCard]:
    """The cards of this visit in the order they were named, as far as they can still be collected."""
    kept = session.get(CHOSEN)
    if not kept or datetime.fromisoformat(kept["until"]) <= now:
        return []
    found = {str(card.pk): card for card in _waiting(kept["cards"])}
    return [found[identifier] for identifier in kept["cards"] if identifier in found]


def drop(session: SessionBase, position: int, *, now: datetime) -> None:
    """Leave out one of them, counted from 1."""
    cards = chosen(session, now=now)
    _keep(session, [card for number, card in enumerate(cards, 1) if number != position], now)


def forget(session: SessionBase) -> None:
    """It is booked."""
    session.pop(CHOSEN, None)


def _keep(session: SessionBase, cards: Sequence[ResidenceCard], now: datetime) -> None:
    session[CHOSEN] = {"cards": [str(card.pk) for card in cards], "until": (now + CHOSEN_FOR).isoformat()}


def _waiting(cards: Iterable[UUID | str]) -> QuerySet[ResidenceCard]:
    return ResidenceCard.objects.waiting().filter(pk__in=list(cards)).select_related("person")


# --- the appointment ---


@transaction.atomic
def book_pickup(*, hold: Hold, cards: Sequence[str], email: str, language: str, now: datetime) -> Appointment:
    """Make an appointment of a hold for these cards. Confirming twice gives the same appointment.

    It carries the name of the first card's holder, which nobody types again. Errors: TimeTaken, CardNotHere when one
    has left or lies elsewhere, CardBooked when one has an appointment; then nothing has changed.
    """
    found = {str(card.pk): card for card in _waiting(cards).select_for_update(of=("self",)).order_by("person_id", "pk")}
    if set(found) != set(cards) or {card.office_id for card in found.values()} != {hold.concern.queue.office_id}:
        raise CardNotHere
    Pickup.objects.filter(card__in=found.values(), active=True, appointment__ends_at__lte=now).update(active=False)
    ordered = [found[identifier] for identifier in cards]
    person = services.Person(
        ordered[0].person.family_name, ordered[0].person.given_names, ordered[0].person.birth_date, email=email
    )
    try:
        booked = services.book_appointment(hold=hold, person=person, language=language, now=now, cards=ordered)
    except IntegrityError as error:
        if "pickup_one_active_per_card" not in str(error):
            raise
        raise CardBooked from error
    _tie(booked, ordered[0])
    return booked


def _tie(appointment: Appointment, card: ResidenceCard) -> None:
    """A card knows whose file it belongs to; nobody at the desk has to look for it."""
    file = CaseFile.objects.filter(person=card.person_id).first()
    if file and appointment.case_file_id is None:
        appointment.case_file, appointment.proceeding = file, card.proceeding
        appointment.save(update_fields=["case_file", "proceeding"])


def booked(cards: Collection[UUID]) -> dict[UUID, datetime]:
    """Which of these cards somebody has an appointment for, and when: their delivery cannot be undone any more."""
    active = Pickup.objects.filter(card__in=cards, active=True)
    return dict(active.values_list("card_id", "appointment__starts_at"))


@transaction.atomic
def end(card: UUID, *, now: datetime) -> None:
    """A card is not collected any more. Who would come for nothing is told, unless they are here already.

    A card that was handed over leaves the visit as it is: it is what they came for.
    """
    ended = Pickup.objects.filter(card=card, active=True).first()
    if ended is None:
        return
    rows = Appointment.objects.for_ticket().select_for_update(of=("self",))
    appointment = rows.get(pk=ended.appointment_id)  # before its pickups, as whoever cancels does
    Pickup.objects.filter(pk=ended.pk).update(active=False)
    if _comes_for_nothing(appointment, card, now):
        services.cancel_for_office(appointment=appointment, reason=NOT_HERE, now=now)


def _comes_for_nothing(appointment: Appointment, card: UUID, now: datetime) -> bool:
    given = ResidenceCard.objects.filter(pk=card, state=ResidenceCard.State.HANDED_OVER)
    others = appointment.pickups.filter(active=True)
    here = Attendance.objects.filter(appointment=appointment)
    expected = appointment.status == Appointment.Status.BOOKED and appointment.starts_at > now
    return expected and not (given.exists() or others.exists() or here.exists())


def of_appointment(appointment: Appointment | None) -> list[Pickup]:
    """The cards of a visit, with what became of each."""
    return list(appointment.pickups.select_related("card")) if appointment else []


def _standing(cards: Collection[UUID], now: datetime) -> QuerySet[Pickup]:
    """Pickups that are still to come."""
    return Pickup.objects.filter(card__in=cards, active=True, appointment__ends_at__gt=now)
