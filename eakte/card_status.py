"""Keeps the public answer in step with the record, in the transaction of the deed.

A `CardStatus` row knows keyed hashes and a state and nothing else (§ 61b Abs. 6 AufenthV). Whoever changes a card
locks it together with its person first, so that nobody corrects the date of birth meanwhile.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from eakte import pickup_codes, serials
from eakte.card_states import LEFT, State
from eakte.models import CardStatus, Person, ResidenceCard

KEPT = timedelta(days=30)  # after the card has left


def follow(card: ResidenceCard, *, on: date) -> None:
    """The card has come into its state on this day. A row that is gone comes back unless the card is void."""
    leaves = on + KEPT if card.state in LEFT else None
    values = {"state": card.state, "since": on, "delete_on": leaves}
    if card.state == State.VOID:  # it left before: the day its row is deleted stays
        values["delete_on"] = Coalesce(F("delete_on"), Value(leaves, DateField()))
    if not _rows(card).update(**values) and card.state != State.VOID:
        _create(card, since=on, delete_on=leaves)


def restore(card: ResidenceCard) -> None:
    """A void card counts again; where its row is gone, it stays gone."""
    _rows(card).update(state=card.state, since=_since(card))


def learn_serial(card: ResidenceCard, serial: str) -> None:
    """The card is found by its serial number as well."""
    _rows(card).update(serial_key=pickup_codes.serial_key(serial, card.person.birth_date))


def follow_code(card: ResidenceCard, *, before: str) -> None:
    """The printed code was replaced: the row of the old one answers to the new one only."""
    birth_date = card.person.birth_date
    old = CardStatus.objects.filter(code_key=pickup_codes.code_key(before, birth_date))
    old.update(code_key=_key(card, birth_date))


def follow_birth_date(person: Person, *, before: str, cards: Iterable[ResidenceCard] | None = None) -> None:
    """The date of birth was corrected: every row of the person answers to the new one only.

    `cards` are those that answered to the old one, if not all of the person's did (two persons were one).
    """
    for card in person.cards.order_by("pk") if cards is None else cards:
        card.person = person
        old = CardStatus.objects.filter(code_key=_key(card, before))
        if not person.birth_date:
            old.delete()
        elif not old.update(code_key=_key(card, person.birth_date), serial_key=_serial_key(card)):
            _create_if_here(card)


def forget(card: ResidenceCard) -> None:
    """The card is taken out of the record: nobody is answered any more."""
    _rows(card).delete()


def delete_over(*, today: date) -> int:
    """Delete the rows of cards that left 30 days ago; how many."""
    return CardStatus.objects.filter(delete_on__lte=today).delete()[0]


def _create_if_here(card: ResidenceCard) -> None:
    if card.state not in LEFT:
        _create(card, since=_since(card), delete_on=None)


def _create(card: ResidenceCard, *, since: date, delete_on: date | None) -> None:
    """Without a date of birth nobody can ask, so there is no row."""
    if birth_date := card.person.birth_date:
        CardStatus.objects.create(
            code_key=_key(card, birth_date),
            serial_key=_serial_key(card),
            state=card.state,
            since=since,
            delete_on=delete_on,
        )


def _rows(card: ResidenceCard):
    return CardStatus.objects.filter(code_key=_key(card, card.person.birth_date))


def _key(card: ResidenceCard, birth_date: str) -> str:
    return pickup_codes.code_key(pickup_codes.code(card), birth_date)


def _serial_key(card: ResidenceCard) -> str:
    if not card.serial_sealed:
        return ""
    return pickup_codes.serial_key(serials.unseal(card.serial_sealed), card.person.birth_date)


def _since(card: ResidenceCard) -> date:
    """The day of the card's state as far as the record knows it."""
    moments: dict[str, datetime | None] = {
        State.IN_PRODUCTION: card.in_production_at,
        State.ARRIVED: card.arrived_at,
        State.POSTED: card.posted_at,
        State.HANDED_OVER: card.handed_over_at,
    }
    return timezone.localdate(moments.get(card.state) or card.ordered_at)
