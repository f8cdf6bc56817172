"""Facts about the authority."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class FeedbackReceived:
    """Somebody reported a barrier."""

    feedback: UUID


@dataclass(frozen=True)
class ClosingDaysChanged:
    """A day on which an office is closed was entered, moved or deleted; no office means all of them."""

    office: UUID | None
