"""The last step of this clerk, kept in the session for two minutes, so that it can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest

from appointments.models import Appointment, Attendance, UrgentRequest
from appointments.undoing import UNDO_FOR

KEY = "desk_step"


class Deed(StrEnum):
    """What kind of thing was done."""

    STEP = "step"
    FOLLOW_UP = "follow_up"
    ANSWER = "answer"
    INVITATION = "invitation"


@dataclass(frozen=True)
class LastStep:
    """What was done in words, to which row, and the state it left. A follow-up knows the visit it was booked at."""

    text: str
    deed: Deed
    subject: UUID
    seen: datetime
    visit: UUID | None = None

    @property
    def mark(self) -> str:
        """Changes with every step."""
        return f"{self.subject}{self.seen.isoformat()}"


def remember(request: HttpRequest, visit: Attendance, text: str) -> None:
    """Offer to take a step of a visit back. The session knows the number, never the name."""
    _keep(request, LastStep(text, Deed.STEP, visit.pk, visit.changed_at))


def remember_follow_up(request: HttpRequest, booked: Appointment, visit: Attendance, text: str) -> None:
    """The same for an appointment booked at a visit."""
    _keep(request, LastStep(text, Deed.FOLLOW_UP, booked.pk, booked.booked_at, visit.pk))


def remember_invitation(request: HttpRequest, booked: Appointment, text: str) -> None:
    """The same for an appointment booked from a case file."""
    _keep(request, LastStep(text, Deed.INVITATION, booked.pk, booked.booked_at))


def remember_answer(request: HttpRequest, asked: UrgentRequest, text: str, *, now: datetime) -> None:
    """The same for the answer to an urgent request."""
    _keep(request, LastStep(text, Deed.ANSWER, asked.pk, now))


def forget(request: HttpRequest) -> None:
    """There is nothing to take back any more."""
    request.session.pop(KEY, None)


def last_step(request: HttpRequest, *, now: datetime) -> LastStep | None:
    """The step that may still be taken back."""
    values = request.session.get(KEY)
    if not values:
        return None
    seen = datetime.fromisoformat(values["seen"])
    if now - seen > UNDO_FOR:
        return None
    visit = UUID(values["visit"]) if values["visit"] else None
    return LastStep(values["text"], Deed(values["deed"]), UUID(values["subject"]), seen, visit)


def _keep(request: HttpRequest, step: LastStep) -> None:
    request.session[KEY] = {
        "text": step.text,
        "deed": step.deed.value,
        "subject": str(step.subject),
        "seen": step.seen.isoformat(),
        "visit": str(step.visit) if step.visit else "",
    }
