"""The verbs about a delivery: look at a list, take it in, take it back; numbers nobody knows are tied or settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from eakte import card_status, delivery_lists, pickup_checks, serials
from eakte.card_states import ARRIVING, RECEIVE, State
from eakte.delivery_lists import Line
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import Delivery, DeliveryLine, ResidenceCard
from eakte.services import cards

TAKEN_BACK = "Lieferung zurückgenommen"
LAST_STATE = {State.HANDED_OVER: "ist schon ausgegeben", State.ARRIVED: "ist schon als angekommen eingetragen"}


@dataclass(frozen=True)
class Preview:
    """What a list would do: cards that arrive, numbers nobody knows, lines that are left out and why."""

    arriving: list[tuple[Line, ResidenceCard]]
    unknown: list[Line]
    wrong: list[Line]
    before: Delivery | None = None

    @property
    def has_news(self) -> bool:
        """Whether taking it in changes anything."""
        return bool(self.arriving or self.unknown) and self.before is None


@dataclass(frozen=True)
class Kept:
    """A card of a delivery that stays arrived though the list is taken back, and why."""

    card: ResidenceCard
    why: str


@dataclass(frozen=True)
class TakenBack:
    """What became of a delivery that was taken back."""

    number: int
    kept: list[Kept]


def preview(lines: list[Line], *, office: Office) -> Preview:
    """What this list would do in this office now. Three queries, however long it is."""
    by_hash = delivery_lists.good(lines)
    found = ResidenceCard.objects.filter(serial_hash__in=by_hash).select_related("person", "office")
    return _sort(lines, by_hash, {card.serial_hash: card for card in found}, office)


def _sort(lines: list[Line], by_hash: dict[str, Line], known: dict[str, ResidenceCard], office: Office) -> Preview:
    open_lines = DeliveryLine.objects.filter(serial_hash__in=by_hash, card=None, settled_at=None)
    listed = set(open_lines.values_list("serial_hash", flat=True))
    arriving, unknown = [], []
    wrong = [line for line in lines if line.wrong]
    for found, line in by_hash.items():
        card = known.get(found)
        why = _why_not(card, office) if card else "steht schon auf der Liste der unbekannten Nummern"
        if card and not why:
            arriving.append((line, card))
        elif card or found in listed:
            wrong.append(Line(line.position, line.serial, why))
        else:
            unknown.append(line)
    mark = delivery_lists.fingerprint(by_hash)
    before = Delivery.objects.filter(office=office, fingerprint=mark, undone_at=None).first() if by_hash else None
    return Preview(arriving, unknown, sorted(wrong, key=lambda line: line.position), before)


def _why_not(card: ResidenceCard, office: Office) -> str:
    """Why a known card does not arrive by this list."""
    if card.state not in ARRIVING:
        return LAST_STATE.get(State(card.state), f"hat den Stand „{card.get_state_display()}“")
    return "" if card.office_id == office.pk else f"gehört nach: {card.office}, bitte dorthin weitergeben"


@transaction.atomic
def receive(*, lines: list[Line], office: Office, by: User, now: datetime) -> tuple[Delivery, bool]:
    """Take a list in; the same list twice is one. Returns the delivery and whether it is new.

    SomethingMissing when nothing in it is news. Lists of one office wait for each other.
    """
    if not by.has_perm(RECEIVE):
        raise NotAllowed
    Office.objects.select_for_update().get(pk=office.pk)
    by_hash = delivery_lists.good(lines)
    coming = ResidenceCard.objects.filter(serial_hash__in=by_hash, state__in=ARRIVING, office=office)
    locked = {card.serial_hash: card for card in cards.locking(coming)}
    others = ResidenceCard.objects.filter(serial_hash__in=by_hash).exclude(serial_hash__in=locked)
    known = {card.serial_hash: card for card in others.select_related("office")}
    found = _sort(lines, by_hash, known | locked, office)
    if found.before:
        return found.before, False
    if not found.has_news:
        raise SomethingMissing("In dieser Liste steht nichts Neues.")
    mark = delivery_lists.fingerprint(by_hash)
    delivery = Delivery.objects.create(office=office, fingerprint=mark, created_by=by, created_at=now)
    _write(delivery, found, by, now)
    return delivery, True


def _write(delivery: Delivery, found: Preview, by: User, now: datetime) -> None:
    rows = [_row(delivery, line) for line in found.unknown]
    for line, card in found.arriving:
        rows.append(_row(delivery, line, card))
        cards.arrive(card, by=by, now=now)
    DeliveryLine.objects.bulk_create(rows)


def _row(delivery: Delivery, line: Line, card: ResidenceCard | None = None) -> DeliveryLine:
    return DeliveryLine(
        delivery=delivery,
        position=line.position,
        serial_sealed=serials.seal(line.serial),
        serial_hash=serials.hash_of(line.serial),
        card=card,
        state_before=card.state if card else "",
    )


@transaction.atomic
def take_back(*, delivery: Delivery, by: User, now: datetime) -> TakenBack:
    """As if the list had never been read, except for cards somebody relies on: those stay and are named."""
    if not by.has_perm(RECEIVE):
        raise NotAllowed
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked.undone_at:
        raise WrongState("Diese Lieferung ist schon zurückgenommen.")
    before: dict[UUID, str] = dict(locked.lines.exclude(card=None).values_list("card_id", "state_before"))
    mine = list(cards.locking(ResidenceCard.objects.filter(pk__in=before)))
    booked = pickup_checks.booked([card.pk for card in mine])
    later = DeliveryLine.objects.filter(
        card__in=before, delivery__undone_at=None, delivery__created_at__gt=locked.created_at
    )
    again = set(later.values_list("card_id", flat=True))
    kept = [Kept(card, why) for card in mine if (why := _relied_on(card, booked, again))]
    staying = {each.card.pk for each in kept}
    for card in mine:
        if card.pk not in staying:
            _take_back_card(card, State(before[card.pk]), by, now)
    locked.undone_at, locked.undone_by = now, by
    locked.save(update_fields=["undone_at", "undone_by"])
    _note(locked, kept, now)
    return TakenBack(len(mine) - len(kept), kept)


def _note(delivery: Delivery, kept: list[Kept], now: datetime) -> None:
    """A line that was taken back is settled; one that stays says why."""
    for each in kept:
        delivery.lines.filter(card=each.card).update(settled_note=each.why)
    done = delivery.lines.filter(settled_at=None).exclude(card__in=[each.card.pk for each in kept])
    done.update(settled_at=now, settled_note=TAKEN_BACK)


def _relied_on(card: ResidenceCard, booked: set[UUID], again: set[UUID]) -> str:
    """Why a card cannot go back, or nothing."""
    if card.pk in again:
        return "kam mit einer späteren Lieferung"
    if card.state != State.ARRIVED:
        return card.get_state_display()
    if card.pk in booked:
        return "Termin gebucht"
    return "angekündigt" if card.announced_at else ""


def _take_back_card(card: ResidenceCard, before: State, by: User, now: datetime) -> None:
    card.arrived_at = None
    stamped = getattr(card, cards.STAMPS.get(before, ""), None) or card.ordered_at
    cards.change(card, "undo_arrival", by=by, now=stamped, to=before, also=("arrived_at",))


# --- numbers nobody knows ---


@transaction.atomic
def tie(*, line: DeliveryLine, card: ResidenceCard, by: User, now: datetime) -> ResidenceCard:
    """The unknown number belongs to this card: it learns its number and has arrived with that delivery."""
    if not by.has_perm(RECEIVE):
        raise NotAllowed
    waiting = _lock_line(line)
    locked = cards.lock(card)
    if locked.serial_hash and locked.serial_hash != waiting.serial_hash:
        raise WrongState("Diese Karte hat schon eine andere Seriennummer.")
    if locked.office_id != waiting.delivery.office_id:
        raise WrongState(f"Diese Karte gehört nach: {locked.office}. Die Nummer kam in einem anderen Standort an.")
    if not locked.serial_hash:
        _give_number(locked, waiting)
    _arrive_with([waiting], locked, by, now)
    return locked


@transaction.atomic
def tie_known(*, card: ResidenceCard, by: User, now: datetime) -> bool:
    """The card has just learned its number: if it waits among the unknown ones, the card has arrived."""
    locked = cards.lock(card)
    if not locked.serial_hash or locked.state not in ARRIVING or not by.has_perm(RECEIVE):
        return False
    rows = DeliveryLine.objects.select_for_update(of=("self",))
    rows = rows.filter(serial_hash=locked.serial_hash, card=None, settled_at=None, delivery__office=locked.office_id)
    waiting = list(rows)
    if waiting:
        _arrive_with(waiting, locked, by, now)
    return bool(waiting)


def _give_number(card: ResidenceCard, line: DeliveryLine) -> None:
    if ResidenceCard.objects.filter(serial_hash=line.serial_hash).exists():
        raise SomethingMissing(cards.TAKEN)
    card.serial_sealed, card.serial_hash = line.serial_sealed, line.serial_hash
    card.save(update_fields=["serial_sealed", "serial_hash"])
    card_status.learn_serial(card, serials.unseal(line.serial_sealed))


def _arrive_with(lines: Iterable[DeliveryLine], card: ResidenceCard, by: User, now: datetime) -> None:
    before = card.state
    cards.arrive(card, by=by, now=now)
    for line in lines:
        line.card, line.state_before = card, before
        line.save(update_fields=["card", "state_before"])


@transaction.atomic
def settle(*, line: DeliveryLine, note: str, by: User, now: datetime) -> DeliveryLine:
    """Nothing to tie: somebody found out what it is and says so."""
    if not by.has_perm(RECEIVE):
        raise NotAllowed
    waiting = _lock_line(line)
    if not note.strip():
        raise SomethingMissing("Bitte schreiben Sie kurz, wie die Nummer geklärt ist.")
    waiting.settled_at, waiting.settled_note = now, note.strip()
    waiting.save(update_fields=["settled_at", "settled_note"])
    return waiting


def _lock_line(line: DeliveryLine) -> Any:
    rows = DeliveryLine.objects.select_for_update(of=("self",)).select_related("delivery")
    waiting = rows.get(pk=line.pk)
    if waiting.card_id or waiting.settled_at:
        raise WrongState("Diese Nummer ist schon geklärt.")
    return waiting
