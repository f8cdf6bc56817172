"""The office cannot keep a time: it holds another one and asks. Nobody who travelled far learns it at the door."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from appointments import holds, services
from appointments.availability import next_days
from appointments.events import ProposalMade
from appointments.exceptions import AppointmentError, TimeTaken, TooLateToChange
from appointments.models import Appointment, Hold, Place, Proposal
from auslaenderbehoerde import events

State = Proposal.State
HELD_FOR = timedelta(hours=48)
BEFORE = timedelta(hours=12)  # an answer must come so long before the proposed time


def next_time(appointment: Appointment, *, now: datetime) -> datetime | None:
    """The first free time after the one that is lost."""
    found = next_days(services.wanted_visit(appointment), now=now, after=appointment.day)
    return found[0].times[0] if found else None


@transaction.atomic
def propose(*, appointment: Appointment, start: datetime, reason: str, now: datetime) -> Proposal:
    """Hold another time for the person and tell them (TimeTaken if it is gone, NotOpen if they have cancelled).

    The same time again (a double click) is the proposal there is.
    """
    appointment = services.lock_open(appointment)
    if same := open_proposals(appointment, now=now).filter(starts_at=start).first():
        return same
    services.settle_proposals(appointment, state=State.LAPSED, now=now)
    answer_until = min(start, max(min(now + HELD_FOR, start - BEFORE), now + timedelta(hours=1)))
    hold = holds.hold_place(visit=services.wanted_visit(appointment), start=start, attempt=uuid.uuid4(), now=now)
    Hold.objects.filter(pk=hold.pk).update(expires_at=answer_until)
    Place.objects.filter(hold=hold).update(expires_at=answer_until)
    proposal = Proposal.objects.create(
        appointment=appointment, hold=hold, starts_at=start, answer_until=answer_until, reason=reason, created_at=now
    )
    events.publish(ProposalMade(appointment.pk, proposal.pk, appointment.language))
    return proposal


def open_proposal(appointment: Appointment, *, now: datetime) -> Proposal | None:
    """What the person is asked right now."""
    return open_proposals(appointment, now=now).first()


def open_proposals(appointment: Appointment, *, now: datetime) -> QuerySet[Proposal]:
    """Those that can be answered now; at most one."""
    return appointment.proposals.filter(state=State.OPEN, answer_until__gt=now)


@transaction.atomic
def accept(*, proposal: Proposal, now: datetime) -> Appointment:
    """The person takes the held time (TimeTaken when it has been given away after the answer was due)."""
    appointment = services.lock_open(proposal.appointment)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state == State.ACCEPTED:
        return appointment
    if not services.changeable(appointment, now=now):
        raise TooLateToChange
    if proposal.state != State.OPEN or proposal.hold is None:
        raise TimeTaken
    services.relocate(appointment, start=proposal.starts_at, now=now)
    held = holds.places_of(proposal.hold)
    taken = held.update(hold=None, appointment=appointment.pk, expires_at=None)
    if taken != services.wanted_visit(appointment).steps:
        raise TimeTaken
    proposal.state, proposal.answered_at = State.ACCEPTED, now
    proposal.save(update_fields=["state", "answered_at"])
    return appointment


def lapse_unanswered(*, now: datetime) -> int:
    """Held times nobody answered in time go back; the appointment stays on the lead's list."""
    return Proposal.objects.filter(state=State.OPEN, answer_until__lte=now).update(state=State.LAPSED)


# --- the lead's other answers ---


@transaction.atomic
def keep(*, appointment: Appointment, reason: str, now: datetime) -> Proposal:
    """The time stays, somebody will be there: nothing is asked, and what was asked is withdrawn (NotOpen)."""
    appointment = services.lock_open(appointment)
    services.settle_proposals(appointment, state=State.LAPSED, now=now)
    return Proposal.objects.create(
        appointment=appointment,
        starts_at=appointment.starts_at,
        answer_until=now,
        reason=reason,
        state=State.KEPT,
        created_at=now,
        answered_at=now,
    )


@dataclass(frozen=True)
class Failed:
    """Somebody to whom nothing could be proposed, and why."""

    appointment: Appointment
    why: str


def propose_next(*, appointments: Sequence[Appointment], reasons: Sequence[str], now: datetime) -> list[Failed]:
    """Propose the next free time to each, one after the other in this order; returns whom it did not work for."""
    attempts = zip(appointments, reasons, strict=True)
    failures = [_propose_next(appointment, reason, now) for appointment, reason in attempts]
    return [failed for failed in failures if failed is not None]


def _propose_next(appointment: Appointment, reason: str, now: datetime) -> Failed | None:
    if not appointment.email:
        return Failed(appointment, "weil eine E-Mail-Adresse fehlt")
    start = next_time(appointment, now=now)
    if start is None:
        return Failed(appointment, "weil in den nächsten zwölf Wochen nichts frei ist")
    try:
        propose(appointment=appointment, start=start, reason=reason, now=now)
    except AppointmentError as refusal:
        return Failed(appointment, str(refusal))
    return None
