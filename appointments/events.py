"""Facts about appointments: identifiers, and what is frozen because it will have changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AppointmentBooked:
    appointment: UUID
    language: str


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
class TicketLinkRequested:
    """Somebody lost the link; it goes again to the address on record."""

    appointment: UUID
    language: str
