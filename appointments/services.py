"""The verbs: book, move, cancel, ask for the link again, say that it is urgent, forget."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from appointments import holds, rules, slots, tickets
from appointments.availability import Visit
from appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved, TicketLinkRequested
from appointments.exceptions import AlreadyBooked, NeedsCard, NotOpen, TimeTaken, TooLateToChange
from appointments.models import Appointment, Attendance, Channel, Concern, Hold, Pickup, Place, Proposal, UrgentRequest
from appointments.models.booking import EMPTY
from appointments.numbers import next_number
from auslaenderbehoerde import events, tokens
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import berlin, local_day
from eakte.models import ResidenceCard
from eakte.names import fold

Status = Appointment.Status


@dataclass(frozen=True)
class Person:
    """Who comes, and who filled in the form if that was somebody else. Texts are already clean (NFC)."""

    family_name: str
    given_names: str
    birth_date: str  # YYYY, YYYY-MM or YYYY-MM-DD
    writer_family_name: str = ""
    writer_given_names: str = ""
    email: str = ""
    needs: str = ""


def book_appointment(
    *,
    hold: Hold,
    person: Person,
    language: str,
    now: datetime,
    cards: Sequence[ResidenceCard] = (),
    tell_after: datetime | None = None,
) -> Appointment:
    """Make an appointment of a hold. Confirming twice gives the same appointment.

    The person is told at once, or at `tell_after` where the desk may still take it back.
    Errors: TimeTaken when the places are gone, AlreadyBooked when this person has an open appointment for this
    concern, NeedsCard for a pickup without one (`appointments.pickups`); then nothing has changed and the hold
    is as it was.
    """
    if hold.concern.needs_card and not cards:
        raise NeedsCard
    try:
        return _book(hold, person, language, now, cards, tell_after)
    except (IntegrityError, TimeTaken) as error:
        if booked := Appointment.objects.for_ticket().filter(pk=hold.pk).first():
            return booked
        if "appointment_one_open_per_person_and_concern" not in str(error):
            raise
        if not _forget_past(open_key(hold.concern, person), now):
            raise AlreadyBooked from error
    return book_appointment(hold=hold, person=person, language=language, now=now, cards=cards, tell_after=tell_after)


@transaction.atomic
def _book(
    hold: Hold,
    person: Person,
    language: str,
    now: datetime,
    cards: Sequence[ResidenceCard],
    tell_after: datetime | None,
) -> Appointment:
    hold = _lock_as_shown(hold)
    _take_over_places(hold)
    events.publish(AppointmentBooked(hold.pk, language, tell_after))
    appointment = _insert(hold, person, language, now)
    if cards:
        Pickup.objects.bulk_create(Pickup(appointment=appointment, card=card) for card in cards)
    return appointment


def _forget_past(key: str, now: datetime) -> int:
    """An appointment that is over keeps nobody from booking again, whether or not the desk has said how it ended.

    Asked only when one stands in the way: that is rare, and every confirmation is a statement shorter.
    """
    return Appointment.objects.filter(open_key=key, ends_at__lte=now).update(open_key=None)


def close_past(*, today: date) -> int:
    """Nightly: appointments of past days are not open any more, whatever the desk has said about them."""
    Pickup.objects.filter(active=True, appointment__day__lt=today).update(active=False)
    return Appointment.objects.filter(open_key__isnull=False, day__lt=today).update(open_key=None)


def _lock_as_shown(hold: Hold) -> Hold:
    """The hold as it is now; TimeTaken when another press has given it another time than the person was shown."""
    rows = Hold.objects.select_for_update()
    locked = rows.filter(pk=hold.pk, starts_at=hold.starts_at, concern=hold.concern, persons=hold.persons).first()
    if locked is None:
        raise TimeTaken
    locked.concern = hold.concern  # the same, with its queue
    return locked


def _take_over_places(hold: Hold) -> None:
    """The hold's places become the appointment's. Also lapsed ones, as long as nobody claimed them.

    A second click waits here for the first, finds no place of the hold left, and gets what was booked.
    """
    taken = holds.places_of(hold).update(hold=None, appointment=hold.pk, expires_at=None)
    if taken != holds.visit_of(hold).steps:
        raise TimeTaken


def _insert(hold: Hold, person: Person, language: str, now: datetime) -> Appointment:
    """The row itself, with the number drawn last: its counter is shared by all who book for that day."""
    queue, day = hold.concern.queue, local_day(hold.starts_at)
    return Appointment.objects.create(
        id=hold.pk,
        office_id=queue.office_id,
        concern=hold.concern,
        day=day,
        number=next_number(queue.office_id, day, queue.ticket_letter),
        starts_at=hold.starts_at,
        ends_at=hold.starts_at + timedelta(minutes=holds.visit_of(hold).minutes),
        persons=hold.persons,
        channel=hold.channel,
        language=language,
        booked_at=now,
        code_hash=tickets.code_hash(tickets.code_of(hold.pk, version=1)),
        open_key=None if hold.concern.needs_card else open_key(hold.concern, person),  # there the card is what is once
        **asdict(person),
    )


def open_key(concern: Concern, person: Person) -> str:
    """What makes an open appointment unique: concern, name in its search form, date of birth; keyed, not readable."""
    whom = f"{concern.pk}|{fold(person.family_name)}|{fold(person.given_names)}|{person.birth_date}"
    return tokens.fingerprint("open appointment", whom)


@transaction.atomic
def move_appointment(*, appointment: Appointment, start: datetime, now: datetime) -> Appointment:
    """Give an appointment another time, in one transaction: the new place or none (TimeTaken).

    Moving to the time it has changes nothing. The old place returns after a random pause.
    """
    appointment = lock_changeable(appointment, now)
    if appointment.starts_at == start and appointment.office_id == appointment.concern.queue.office_id:
        return appointment
    visit = wanted_visit(appointment)
    relocate(appointment, start=start, now=now)
    settle_proposals(appointment, state=Proposal.State.OTHER, now=now)
    slots.claim(
        queue=appointment.concern.queue_id,
        starts=visit.starts_from(start),
        channel=visit.channel,
        now=now,
        appointment=appointment.pk,
    )
    return appointment


def wanted_visit(appointment: Appointment) -> Visit:
    """What an appointment takes of the grid, when it is moved or offered another time."""
    return Visit(appointment.concern, appointment.persons, Channel.EVERYONE)


def relocate(appointment: Appointment, *, start: datetime, now: datetime) -> None:
    """Write the new time, let the old places cool down, tell it. The new places are the caller's deed.

    A concern may have gone to another office since it was booked: then the visit goes there too.
    """
    previous, queue = appointment.starts_at, appointment.concern.queue
    _end_visit(appointment)
    _cool_places(appointment, now)
    if (local_day(start), queue.office_id) != (appointment.day, appointment.office_id):
        appointment.day, appointment.office_id = local_day(start), queue.office_id
        appointment.number = next_number(queue.office_id, appointment.day, queue.ticket_letter)
    appointment.starts_at = start
    appointment.ends_at = start + timedelta(minutes=wanted_visit(appointment).minutes)
    appointment.save(update_fields=["office", "day", "number", "starts_at", "ends_at"])
    events.publish(AppointmentMoved(appointment.pk, appointment.language, previous))


def _end_visit(appointment: Appointment) -> None:
    """Whoever gets another time is expected anew; the visit of somebody who is called or was served stays (NotOpen).

    A visit a clerk is working on in this very moment is not waited for: its lock is held the other way round.
    """
    visits = Attendance.objects.filter(appointment=appointment)
    over = visits.filter(status__in=[Attendance.Status.WAITING, Attendance.Status.ABSENT])
    if visits.exists() and not over.filter(pk__in=list(_unlocked(over))).delete()[0]:
        raise NotOpen


def _unlocked(visits: QuerySet[Attendance]) -> Iterable[UUID]:
    return visits.select_for_update(skip_locked=True).values_list("pk", flat=True)


def settle_proposals(appointment: Appointment, *, state: str, now: datetime) -> None:
    """Whatever the office had offered is answered; the held places lapse at once."""
    open_ones = appointment.proposals.filter(state=Proposal.State.OPEN)
    Place.objects.filter(hold__proposal__in=open_ones).update(expires_at=now)
    open_ones.update(state=state, answered_at=now)


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, now: datetime) -> Appointment:
    """Cancel; the place returns after a random pause of 5 to 60 minutes. Cancelling twice is harmless."""
    if appointment.status == Status.CANCELLED:
        return appointment
    return _cancel(lock_changeable(appointment, now), now=now)


@transaction.atomic
def cancel_for_office(*, appointment: Appointment, reason: str, now: datetime) -> Appointment:
    """The office cancels and says why; the office's own limit does not bind it."""
    if appointment.status == Status.CANCELLED:
        return appointment
    return _cancel(lock_open(appointment), now=now, reason=reason)


def _cancel(appointment: Appointment, *, now: datetime, reason: str = "") -> Appointment:
    appointment.status, appointment.open_key, appointment.cancel_reason = Status.CANCELLED, None, reason
    appointment.save(update_fields=["status", "open_key", "cancel_reason"])
    settle_proposals(appointment, state=Proposal.State.NOT_NEEDED, now=now)
    release_cards(appointment)
    _cool_places(appointment, now)
    events.publish(AppointmentCancelled(appointment.pk, appointment.language))
    return appointment


def release_cards(appointment: Appointment) -> None:
    """The cards of a pickup may be booked again."""
    if appointment.concern.needs_card:
        appointment.pickups.filter(active=True).update(active=False)


def lock_changeable(appointment: Appointment, now: datetime) -> Appointment:
    """The row, locked, if its holder may still change it (NotOpen, TooLateToChange).

    Until the office's limit, and beyond it while the office itself asks for another time.
    """
    locked = lock_open(appointment)
    if not changeable(locked, now=now):
        raise TooLateToChange
    return locked


def changeable(appointment: Appointment, *, now: datetime) -> bool:
    """Whether the holder may move or cancel.

    An offer that lapsed still means that the old time is lost; one that is held counts even after the old time.
    """
    if rules.changeable(appointment.starts_at, now=now, limit_hours=appointment.office.change_limit_hours):
        return True
    offered, states = appointment.proposals.all(), Proposal.State
    if appointment.starts_at > now:
        return offered.filter(state__in=[states.OPEN, states.LAPSED]).exists()
    return offered.filter(state=states.OPEN, answer_until__gt=now).exists()


def lock_open(appointment: Appointment) -> Appointment:
    """The row, locked, if it is still booked (NotOpen)."""
    locked = Appointment.objects.for_ticket().select_for_update(of=("self",)).get(pk=appointment.pk)
    if locked.status != Status.BOOKED:
        raise NotOpen
    return locked


def _cool_places(appointment: Appointment, now: datetime) -> None:
    first, last = rules.RETURN_MINUTES
    pause = timedelta(minutes=first, seconds=secrets.randbelow((last - first) * 60 + 1))
    Place.objects.filter(appointment=appointment).update(appointment=None, expires_at=now + pause)


@transaction.atomic
def send_link_again(*, code: str, birth_date: str, now: datetime) -> None:
    """Send the link to the address on record, if there is such an appointment; the caller learns nothing."""
    appointment = tickets.find_by_code(code=code, birth_date=birth_date)
    _send_links([appointment] if appointment and appointment.email and appointment.starts_at > now else [])


@transaction.atomic
def send_links_to(*, email: str, birth_date: str, now: datetime) -> None:
    """Send the links of the open appointments of an address and a date of birth; the caller learns nothing."""
    _send_links(tickets.find_by_address(email=email, birth_date=birth_date, now=now))


def _send_links(found: Sequence[Appointment]) -> None:
    """One fact for each. For nobody there is one too, of an appointment that does not exist: no message comes of it,
    but the answer takes as long, and a clock tells a stranger nothing."""
    wanted = [(appointment.pk, appointment.language) for appointment in found]
    for identifier, language in wanted or [(uuid4(), "de")]:
        events.publish(TicketLinkRequested(identifier, language))


@dataclass(frozen=True)
class Urgency:
    """Why somebody at the door cannot wait, and how to reach them."""

    reason: str
    text: str
    contact: str


def request_urgently(
    *, office: Office, attempt: UUID, person: Person, urgency: Urgency, language: str, now: datetime
) -> UrgentRequest:
    """Put an urgent request on the desk's list; the same attempt again changes nothing."""
    request, _created = UrgentRequest.objects.get_or_create(
        attempt=attempt,
        defaults={
            "office": office,
            "reason": urgency.reason,
            "text": urgency.text,
            "contact": urgency.contact,
            "family_name": person.family_name,
            "given_names": person.given_names,
            "birth_date": person.birth_date,
            "language": language,
            "created_at": now,
        },
    )
    return request


@transaction.atomic
def erase_expired(*, today: date, retention_days: int, now: datetime) -> int:
    """Delete the personal data of appointments and urgent requests after the office's period; counts stay.

    With 90 days, those of the 1st of January go in the night to the 1st of April (31 + 28 + 31 days later).
    """
    last = today - timedelta(days=retention_days)
    over = Appointment.objects.known().filter(day__lte=last)
    Pickup.objects.filter(appointment__in=over).delete()
    nobody = {"code_hash": None, "open_key": None, "case_file": None, "proceeding": None, "language": ""}
    erased = over.update(**EMPTY, **nobody, erased_at=now)
    ends = berlin(last + timedelta(days=1), time.min)
    asked = UrgentRequest.objects.filter(erased_at=None, created_at__lt=ends)
    nothing = {"family_name": "", "given_names": "", "birth_date": "", "text": "", "contact": "", "language": ""}
    Attendance.objects.filter(day__lte=last).exclude(note="").update(note="")
    return erased + asked.update(**nothing, answer="", erased_at=now)
