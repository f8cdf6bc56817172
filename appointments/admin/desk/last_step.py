"""The last step of this clerk, kept in the session for two minutes, so that it can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from appointments import desk
from appointments.models import Attendance

KEY = "desk_step"


@dataclass(frozen=True)
class LastStep:
    """What was done in words, to whom, and the state it left."""

    text: str
    visit: UUID
    seen: datetime

    @property
    def mark(self) -> str:
        """Changes with every step."""
        return f"{self.visit}{self.seen.isoformat()}"


def remember(request: HttpRequest, visit: Attendance, text: str) -> None:
    """Offer to take this step back. The session knows the number, never the name."""
    values = {"text": text, "visit": str(visit.pk), "seen": visit.changed_at.isoformat()}
    request.session[KEY] = values


def forget(request: HttpRequest) -> None:
    """There is nothing to take back any more."""
    request.session.pop(KEY, None)


def last_step(request: HttpRequest, *, now: datetime) -> LastStep | None:
    """The step that may still be taken back."""
    values = request.session.get(KEY)
    if not values:
        return None
    seen = datetime.fromisoformat(values["seen"])
    return LastStep(values["text"], UUID(values["visit"]), seen) if now - seen <= desk.UNDO_FOR else None
