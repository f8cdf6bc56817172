"""Facts about appointments: identifiers, and what is frozen because it will have changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AppointmentBooked:
    """`tell_after`: until then the desk may still take it back, and nobody is told."""

    appointment: UUID
    language: str
    tell_after: datetime | None = None


@dataclass(frozen=True)
class AppointmentMoved:
    appointment: UUID
    language: str
    previous_start: datetime


@dataclass(frozen=True)
class AppointmentCancelled:
    appointment: UUID
    language: str


@dataclass(frozen=True)
class ProposalMade:
    """The office cannot keep the time and holds another one for the person."""

    appointment: UUID
    proposal: UUID
    language: str


@dataclass(frozen=True)
class UrgentRequestAnswered:
    """The desk has read an urgent request and answered it; an answer that was taken back is told to nobody."""

    request: UUID
    language: str
    answered_at: datetime
    tell_after: datetime


@dataclass(frozen=True)
class TicketLinkRequested:
    """Somebody lost the link; it goes again to the address on record."""

    appointment: UUID
    language: str
