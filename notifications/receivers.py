"""What is written to whom when something has happened. Only rows: the text is made when it is sent."""

from appointments.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    ProposalMade,
    TicketLinkRequested,
    UrgentRequestAnswered,
)
from auslaenderbehoerde.accounts.events import StaffMailDue
from auslaenderbehoerde.events import subscribe
from auslaenderbehoerde.identifiers import uuid7
from eakte.events import CardArrived, CardNotCollected, PapersAsked
from notifications.outbox import enqueue


@subscribe(AppointmentBooked)
def confirm_booking(fact: AppointmentBooked) -> None:
    enqueue(
        template="appointment_booked",
        identifiers={"appointment": str(fact.appointment)},
        language=fact.language,
        key=str(fact.appointment),
        not_before=fact.tell_after,
    )


@subscribe(AppointmentMoved)
def confirm_move(fact: AppointmentMoved) -> None:
    """An appointment can move to and fro, so every move has a key of its own."""
    enqueue(
        template="appointment_moved",
        identifiers={"appointment": str(fact.appointment), "previous_start": fact.previous_start.isoformat()},
        language=fact.language,
        key=f"{fact.appointment}:{uuid7()}",
    )


@subscribe(AppointmentCancelled)
def confirm_cancellation(fact: AppointmentCancelled) -> None:
    enqueue(
        template="appointment_cancelled",
        identifiers={"appointment": str(fact.appointment)},
        language=fact.language,
        key=str(fact.appointment),
    )


@subscribe(ProposalMade)
def ask_for_another_time(fact: ProposalMade) -> None:
    enqueue(
        template="appointment_proposed",
        identifiers={"appointment": str(fact.appointment), "proposal": str(fact.proposal)},
        language=fact.language,
        key=str(fact.proposal),
    )


@subscribe(UrgentRequestAnswered)
def answer_urgent_request(fact: UrgentRequestAnswered) -> None:
    """An answer can be taken back and given anew, so every fact has a key of its own and names its answer."""
    enqueue(
        template="urgent_answered",
        identifiers={"request": str(fact.request), "answered_at": fact.answered_at.isoformat()},
        language=fact.language,
        key=f"{fact.request}:{uuid7()}",
        not_before=fact.tell_after,
    )


@subscribe(TicketLinkRequested)
def send_link(fact: TicketLinkRequested) -> None:
    """People lose a link more than once, so every request has a key of its own."""
    enqueue(
        template="appointment_link",
        identifiers={"appointment": str(fact.appointment)},
        language=fact.language,
        key=f"{fact.appointment}:{uuid7()}",
    )


@subscribe(StaffMailDue)
def send_staff_mail(fact: StaffMailDue) -> None:
    """A forgotten password is forgotten more than once, so every fact has a key of its own."""
    enqueue(
        template="staff_mail",
        identifiers={"user": str(fact.user), "template": fact.template}
        | ({"former": str(fact.former)} if fact.former else {}),
        language="de",
        key=f"{fact.user}:{uuid7()}",
    )


@subscribe(PapersAsked)
def ask_for_papers(fact: PapersAsked) -> None:
    """More time or another list is told again, so every fact has a key of its own."""
    enqueue(
        template="papers_asked",
        identifiers={"deadline": str(fact.deadline)},
        language=fact.language,
        key=f"{fact.deadline}:{uuid7()}",
    )


@subscribe(CardArrived)
def tell_of_card(fact: CardArrived) -> None:
    """A card that came back is announced again, so every fact has a key of its own."""
    enqueue(
        template="card_arrived",
        identifiers={"card": str(fact.card)},
        language=fact.language,
        key=f"{fact.card}:{uuid7()}",
    )


@subscribe(CardNotCollected)
def remind_of_card(fact: CardNotCollected) -> None:
    enqueue(
        template="card_reminder",
        identifiers={"card": str(fact.card)},
        language=fact.language,
        key=f"{fact.card}:{fact.reminder}:{uuid7()}",
    )
