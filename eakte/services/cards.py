"""The verbs about a card: order, number, in production, arrived, posted, problem, void, announce, a new code."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.events import publish
from eakte import card_status, pickup_codes, reach, serials
from eakte.card_states import AHEAD, BY_VERB, LEFT, ORDER, State, permitted
from eakte.events import CardArrived, CardLeft
from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile, Person, Proceeding, ResidenceCard, ResidenceTitle, Task
from eakte.services import tasks

Kind = ResidenceCard.Kind
STAMPS = {
    State.IN_PRODUCTION: "in_production_at",
    State.ARRIVED: "arrived_at",
    State.POSTED: "posted_at",
    State.HANDED_OVER: "handed_over_at",
}
WAITING_AGAIN = ("announced_at", "reminded_at", "reminders")
REPLACED = "durch die neue Karte ersetzt"
TAKEN = "Diese Seriennummer gehört schon zu einer anderen Karte."
TO_CHECK = timedelta(hours=12)  # between the arrival and the announcement by itself
Identifiers = Iterable[UUID]


@transaction.atomic
def order_card(
    *,
    person: Person,
    office: Office,
    title: ResidenceTitle | None = None,
    proceeding: Proceeding | None = None,
    kind: str = Kind.CARD,
    serial: str = "",
    replaces: ResidenceCard | None = None,
    by: User,
    now: datetime,
) -> ResidenceCard:
    """A card or travel document for a title or a proceeding. From now on the holder can ask for it."""
    if not by.has_perm(ORDER):
        raise NotAllowed
    locked = Person.objects.select_for_update().get(pk=person.pk)
    _refuse(locked, title, proceeding, kind)
    card = ResidenceCard(
        person=locked,
        office=office,
        title=title,
        proceeding=proceeding,
        kind=kind,
        replaces=replaces,
        ordered_at=now,
    )
    _number(card, serial)
    card_status.follow(card, on=local_day(now))
    return card


def _refuse(person: Person, title: ResidenceTitle | None, proceeding: Proceeding | None, kind: str) -> None:
    """An order hangs on something of this person, and there is one at a time."""
    if title is None and proceeding is None:
        raise SomethingMissing("Bitte wählen Sie den Titel oder den Vorgang, für den die Karte ist.")
    foreign = title is not None and title.person_id != person.pk
    if foreign or (proceeding is not None and proceeding.case_file.person_id != person.pk):
        raise SomethingMissing("Titel oder Vorgang gehören nicht zu dieser Person.")
    same = {"title": title} if title else {"proceeding": proceeding}
    if person.cards.filter(kind=kind, state__in=(*AHEAD, State.ARRIVED), **same).exists():
        raise WrongState("Dafür ist schon bestellt. Die Bestellung steht in der Akte.")


@transaction.atomic
def set_serial(*, card: ResidenceCard, serial: str, seen: str, by: User) -> ResidenceCard:
    """Write down or correct the number. `seen` is the hash the form was opened with (ChangedMeanwhile)."""
    locked = lock(card)
    if not by.has_perm(ORDER):
        raise NotAllowed
    if locked.serial_hash != seen:
        raise ChangedMeanwhile
    if locked.state in LEFT:
        raise WrongState("Diese Karte ist nicht mehr bei uns. Ihre Nummer bleibt, wie sie ist.")
    if complaint := serials.complaint(serial):
        raise SomethingMissing(f"Seriennummer: {complaint}.")
    _number(locked, serial)
    card_status.learn_serial(locked, serial)
    return locked


def _number(card: ResidenceCard, serial: str) -> None:
    """Save the card with its number, if there is one."""
    if serial:
        if complaint := serials.complaint(serial):
            raise SomethingMissing(f"Seriennummer: {complaint}.")
        card.serial_sealed, card.serial_hash = serials.seal(serial), serials.hash_of(serial)
    try:
        with transaction.atomic():
            card.save()
    except IntegrityError as error:
        if "card_once_per_serial" not in str(error):
            raise
        raise SomethingMissing(TAKEN) from error


@transaction.atomic
def in_production(*, card: ResidenceCard, by: User, now: datetime) -> ResidenceCard:
    """The producer has begun."""
    return change(lock(card), "in_production", by=by, now=now)


@transaction.atomic
def arrived(*, card: ResidenceCard, by: User, now: datetime) -> ResidenceCard:
    """It lies in the office; from now on it can be booked for pickup."""
    return arrive(lock(card), by=by, now=now)


def arrive(locked: ResidenceCard, *, by: User, now: datetime) -> ResidenceCard:
    """The same for a card that is locked already. One that came back is announced anew."""
    locked.announced_at, locked.reminded_at, locked.reminders = None, None, 0
    return change(locked, "arrived", by=by, now=now, also=WAITING_AGAIN)


@transaction.atomic
def posted(*, card: ResidenceCard, by: User, now: datetime) -> ResidenceCard:
    """The producer sends it to the holder (Direktversand, § 60a AufenthV); what it replaces is void."""
    cards = lock_all_of(card)
    locked = change(cards[card.pk], "posted", by=by, now=now)
    void_old(locked, cards, now=now)
    leave(locked, by=by, now=now)
    return locked


@transaction.atomic
def problem(*, card: ResidenceCard, reason: str, by: User, now: datetime) -> ResidenceCard:
    """Something is wrong with it: the holder is asked to call, and nobody can book it."""
    return _for_a_reason(lock(card), "problem", reason, by=by, now=now)


@transaction.atomic
def void(*, card: ResidenceCard, reason: str, by: User, now: datetime) -> ResidenceCard:
    """It counts no longer: lost, wrong, cancelled or destroyed."""
    return _for_a_reason(lock(card), "void", reason, by=by, now=now)


def _for_a_reason(locked: ResidenceCard, verb: str, reason: str, *, by: User, now: datetime) -> ResidenceCard:
    permitted(verb, state=locked.state, by=by)
    if not reason.strip():
        raise SomethingMissing("Bitte schreiben Sie kurz, warum.")
    locked.problem = reason.strip()
    change(locked, verb, by=by, now=now, also=("problem",))
    leave(locked, by=by, now=now)
    return locked


@transaction.atomic
def order_again(*, card: ResidenceCard, by: User, now: datetime) -> ResidenceCard:
    """The problem is solved, the producer makes it after all."""
    locked = lock(card)
    locked.problem = ""
    return change(locked, "order_again", by=by, now=now, also=("problem",))


@transaction.atomic
def replace_code(*, card: ResidenceCard, by: User) -> ResidenceCard:
    """The leaflet got lost: its code finds nothing from now on, the new one does."""
    locked = lock(card)
    if not by.has_perm(ORDER):
        raise NotAllowed
    if locked.state in LEFT:
        raise WrongState("Diese Karte ist nicht mehr bei uns. Sie braucht keinen Code.")
    before = pickup_codes.code(locked)
    locked.link_version += 1
    locked.save(update_fields=["link_version"])
    card_status.follow_code(locked, before=before)
    return locked


@transaction.atomic
def announce(*, cards: Identifiers, now: datetime) -> int:
    """Tell the holders of those that have arrived and are not announced; how many.

    Who is not reached by mail gets a letter: a task asks somebody to print it.
    """
    waiting = ResidenceCard.objects.filter(pk__in=list(cards), state=State.ARRIVED, announced_at=None)
    found = list(locking(waiting))
    for card in found:
        card.announced_at = now
        card.save(update_fields=["announced_at"])
        publish(CardArrived(card.pk, card.person.language))
    _ask_for_letters([card for card in found if not reach.by_mail(card.person)], now)
    return len(found)


def announce_due(*, now: datetime) -> int:
    """Announce what has lain here since yesterday: until then a wrong list can be taken back."""
    waiting = ResidenceCard.objects.filter(state=State.ARRIVED, announced_at=None, arrived_at__lte=now - TO_CHECK)
    return announce(cards=list(waiting.values_list("pk", flat=True)), now=now)


def _ask_for_letters(cards: list[ResidenceCard], now: datetime) -> None:
    for card in cards:
        text = "Karte ist da: Brief drucken und absenden"
        if card.person.safe_contact:
            text = "Karte ist da: auf dem sicheren Weg Bescheid geben, keinen Brief schicken"
        make_task(card, text, key="letter", now=now)


def make_task(card: ResidenceCard, text: str, *, key: str, now: datetime) -> Task | None:
    """Something to do about a card for the team of its file; nothing where there is no file."""
    case_file = CaseFile.objects.filter(person=card.person_id).first()
    if case_file is None:
        return None
    return tasks.create(
        kind=Task.Kind.CARD,
        text=text,
        case_file=case_file,
        proceeding=card.proceeding,
        key=f"card:{card.pk}:{key}",
        now=now,
    )


# --- what the verbs share, here and in `handovers` and `deliveries` ---


def locking(rows: QuerySet[ResidenceCard]) -> QuerySet[ResidenceCard]:
    """Lock cards with their persons, always in this order, so that two processes never wait for each other."""
    locked = rows.select_for_update(of=("self", "person")).select_related("person", "office", "proceeding")
    return locked.order_by("person_id", "pk")


def lock(card: ResidenceCard) -> ResidenceCard:
    """The card as it is now, for this transaction alone."""
    return locking(ResidenceCard.objects.filter(pk=card.pk)).get()


def lock_all_of(card: ResidenceCard) -> dict[UUID, ResidenceCard]:
    """All cards of the person, oldest first."""
    return {each.pk: each for each in locking(ResidenceCard.objects.filter(person=card.person_id))}


def change(
    locked: ResidenceCard,
    verb: str,
    *,
    by: User,
    now: datetime,
    to: State | None = None,
    also: Iterable[str] = (),
) -> ResidenceCard:
    """Take a step of the table, write down when, and bring the public answer in line."""
    step = permitted(verb, state=locked.state, by=by)
    locked.state = to or step.target
    fields = {"state", *also}
    if stamp := STAMPS.get(State(locked.state)):
        setattr(locked, stamp, now)
        fields.add(stamp)
    locked.save(update_fields=fields)
    card_status.follow(locked, on=local_day(now))
    return locked


def void_old(card: ResidenceCard, cards: dict[UUID, ResidenceCard], *, now: datetime) -> ResidenceCard | None:
    """The card this one takes the place of is void: `replaces`, else the last one of its kind the person got."""
    given = (State.HANDED_OVER, State.POSTED)
    earlier = [each for each in cards.values() if each.pk != card.pk and each.kind == card.kind and each.state in given]
    newest = max(earlier, key=lambda each: each.handed_over_at or each.posted_at or each.ordered_at, default=None)
    old = cards.get(card.replaces_id) if card.replaces_id else newest
    if old is None or old.state not in given:
        return None
    card.replaces = old
    card.save(update_fields=["replaces"])
    old.state, old.problem = BY_VERB["void"].target, REPLACED
    old.save(update_fields=["state", "problem"])
    card_status.follow(old, on=local_day(now))
    return old


def leave(card: ResidenceCard, *, by: User, now: datetime) -> None:
    """Nobody comes for it any more: what was to do about it is done, and its pickup is over."""
    Task.objects.open().filter(key__startswith=f"card:{card.pk}:").update(done_at=now, done_by=by)
    publish(CardLeft(card.pk))
