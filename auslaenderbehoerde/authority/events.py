"""Facts about the authority."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class FeedbackReceived:
    """Somebody reported a barrier."""

    feedback: UUID
