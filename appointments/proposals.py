"""The office cannot keep a time: it holds another one and asks. Nobody who travelled far learns it at the door."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from appointments import holds, services
from appointments.availability import next_days
from appointments.events import ProposalMade
from appointments.exceptions import NotOpen, TimeTaken
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
    """Hold another time for the person and tell them (TimeTaken if it is gone, NotOpen if they have cancelled)."""
    if appointment.status != Appointment.Status.BOOKED:
        raise NotOpen
    services.settle_proposals(appointment, state=State.LAPSED, now=now)
    answer_until = max(min(now + HELD_FOR, start - BEFORE), now + timedelta(hours=1))
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
    return appointment.proposals.filter(state=State.OPEN, answer_until__gt=now).first()


@transaction.atomic
def accept(*, proposal: Proposal, now: datetime) -> Appointment:
    """The person takes the held time (TimeTaken when it has been given away after the answer was due)."""
    appointment = services.lock_changeable(proposal.appointment, now)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state == State.ACCEPTED:
        return appointment
    if proposal.state != State.OPEN or proposal.hold_id is None:
        raise TimeTaken
    services.relocate(appointment, start=proposal.starts_at, now=now)
    held = Place.objects.filter(hold=proposal.hold_id)
    taken = held.update(hold=None, appointment=appointment.pk, expires_at=None)
    if taken != services.wanted_visit(appointment).steps:
        raise TimeTaken
    proposal.state, proposal.answered_at = State.ACCEPTED, now
    proposal.save(update_fields=["state", "answered_at"])
    return appointment


def lapse_unanswered(*, now: datetime) -> int:
    """Held times nobody answered in time go back; the appointment stays on the lead's list."""
    return Proposal.objects.filter(state=State.OPEN, answer_until__lte=now).update(state=State.LAPSED)
