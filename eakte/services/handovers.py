"""A card is handed over at the counter, and for a moment that can be taken back."""

from datetime import datetime, timedelta

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from eakte import card_status
from eakte.card_states import Recipient, State, permitted
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import ResidenceCard
from eakte.services import cards

UNDO_FOR = timedelta(minutes=10)


@transaction.atomic
def hand_over(
    *,
    card: ResidenceCard,
    office: Office,
    to: str,
    identity_checked: bool,
    authority_checked: bool = False,
    by: User,
    now: datetime,
) -> ResidenceCard:
    """Record that the card left the office with somebody; from now on it cannot be booked for pickup.

    The old card of the person is void. `authority_checked`: the written power of a proxy, the custody of parents.
    """
    mine = cards.lock_all_of(card)
    locked = mine[card.pk]
    permitted("hand_over", state=locked.state, by=by)
    if locked.office_id != office.pk:
        raise WrongState(f"Diese Karte liegt nicht hier, sondern in: {locked.office}.")
    _needs(to, identity_checked=identity_checked, authority_checked=authority_checked)
    locked.handed_over_by, locked.handed_over_to = by, to
    cards.change(locked, "hand_over", by=by, now=now, also=("handed_over_by", "handed_over_to"))
    cards.void_old(locked, mine, now=now)
    cards.leave(locked, by=by, now=now)
    return locked


def _needs(to: str, *, identity_checked: bool, authority_checked: bool) -> None:
    if to not in Recipient.values:
        raise SomethingMissing("Bitte geben Sie an, wer die Karte mitnimmt.")
    if not identity_checked:
        raise SomethingMissing("Bitte prüfen Sie zuerst den Ausweis der Person, die die Karte mitnimmt.")
    if to == Recipient.PROXY and not authority_checked:
        raise SomethingMissing("Ohne schriftliche Vollmacht geht die Karte nicht an eine andere Person.")
    if to == Recipient.PARENT and not authority_checked:
        raise SomethingMissing("Bitte prüfen Sie zuerst, ob diese Person für das Kind sorgt.")


def can_undo(card: ResidenceCard, *, by: User, now: datetime) -> bool:
    """Whether this person may still take the hand-over back."""
    moment = card.handed_over_at
    mine = card.state == State.HANDED_OVER and card.handed_over_by_id == by.pk
    return mine and moment is not None and now - moment <= UNDO_FOR


@transaction.atomic
def undo_hand_over(*, card: ResidenceCard, by: User, now: datetime) -> ResidenceCard:
    """The wrong button: the card lies here again, and the old one counts again."""
    mine = cards.lock_all_of(card)
    locked = mine[card.pk]
    permitted("undo_hand_over", state=locked.state, by=by)
    if locked.handed_over_by_id != by.pk:
        raise NotAllowed("Nur wer die Karte ausgegeben hat, kann das zurücknehmen.")
    if not can_undo(locked, by=by, now=now):
        raise WrongState("Das ist zu lange her. Bitte wenden Sie sich an die Sachbearbeitung.")
    arrived_at = locked.arrived_at
    locked.handed_over_at = locked.handed_over_by = None
    locked.handed_over_to = ""
    also = ("handed_over_at", "handed_over_by", "handed_over_to")
    cards.change(locked, "undo_hand_over", by=by, now=arrived_at or now, also=also)
    if locked.replaces_id in mine:
        _restore(mine[locked.replaces_id], mine)
    return locked


def _restore(old: ResidenceCard, mine: dict) -> None:
    """What the hand-over made void counts again, unless another card has taken its place."""
    given = (State.HANDED_OVER, State.POSTED)
    others = [each for each in mine.values() if each.replaces_id == old.pk and each.state in given]
    if old.state != State.VOID or old.problem != cards.REPLACED or others:
        return
    old.state, old.problem = State.HANDED_OVER if old.handed_over_at else State.POSTED, ""
    old.save(update_fields=["state", "problem"])
    card_status.restore(old)
