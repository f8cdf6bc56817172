"""The ways to the same two pages (month, day): book from home, collect cards, change a held time, move an appointment.

A way knows what visit is wanted, where its pages are, and what pressing a time does.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.urls import reverse

from appointments import holds, services, tickets
from appointments.availability import Visit
from appointments.models import Appointment, Channel, Concern, Hold


class Way(Protocol):
    """What the month and day pages need."""

    @property
    def kind(self) -> str:
        """`book`, `pickup`, `change`, `move` or `door`: what the pages say around the times."""
        ...

    @property
    def visit(self) -> Visit: ...

    def month_address(self, month: date) -> str:
        """The page of a month."""
        ...

    def day_address(self, day: date) -> str:
        """The page of a day; a time is pressed there."""
        ...

    def take(self, *, start: datetime, attempt: UUID, now: datetime) -> str:
        """Take a time (TimeTaken if gone) and say where to go on."""
        ...


@dataclass(frozen=True)
class BookFromHome:
    """A new appointment, with everyone's places."""

    concern: Concern
    persons: int
    kind: str = "book"

    @property
    def visit(self) -> Visit:
        return Visit(self.concern, self.persons, Channel.EVERYONE)

    def month_address(self, month: date) -> str:
        query = {"monat": f"{month:%Y-%m}", "personen": self.persons}
        return reverse("appointments:month", args=[self.concern.slug], query=query)

    def day_address(self, day: date) -> str:
        return reverse("appointments:day", args=[self.concern.slug, day], query={"personen": self.persons})

    def take(self, *, start: datetime, attempt: UUID, now: datetime) -> str:
        hold = holds.hold_place(visit=self.visit, start=start, attempt=attempt, now=now)
        return reverse("appointments:person", args=[holds.token(hold)])


@dataclass(frozen=True)
class CollectCards:
    """An appointment for cards that have arrived; the hold keeps which."""

    concern: Concern
    cards: tuple[str, ...]
    kind: str = "pickup"

    @property
    def visit(self) -> Visit:
        return Visit(self.concern, len(self.cards), Channel.EVERYONE)

    def month_address(self, month: date) -> str:
        return reverse("appointments:pickup_month", query={"monat": f"{month:%Y-%m}"})

    def day_address(self, day: date) -> str:
        return reverse("appointments:pickup_day", args=[day])

    def take(self, *, start: datetime, attempt: UUID, now: datetime) -> str:
        hold = holds.hold_place(visit=self.visit, start=start, attempt=attempt, now=now)
        holds.save_draft(hold=hold, draft={"cards": list(self.cards)})
        return reverse("appointments:pickup_check", args=[holds.token(hold)])


@dataclass(frozen=True)
class ChangeHold:
    """Another time for a place that is being filled in; everything typed is kept."""

    hold: Hold
    kind: str = "change"

    @property
    def token(self) -> str:
        return holds.token(self.hold)

    @property
    def visit(self) -> Visit:
        return holds.visit_of(self.hold)

    def month_address(self, month: date) -> str:
        return reverse("appointments:hold_month", args=[self.token], query={"monat": f"{month:%Y-%m}"})

    def day_address(self, day: date) -> str:
        return reverse("appointments:hold_day", args=[self.token, day])

    def take(self, *, start: datetime, attempt: UUID, now: datetime) -> str:
        hold = holds.change_time(hold=self.hold, start=start, now=now)
        return reverse("appointments:check" if hold.draft else "appointments:person", args=[holds.token(hold)])


@dataclass(frozen=True)
class Move:
    """Another time for an appointment."""

    appointment: Appointment
    kind: str = "move"

    @property
    def token(self) -> str:
        return tickets.token(self.appointment)

    @property
    def visit(self) -> Visit:
        return Visit(self.appointment.concern, self.appointment.persons, Channel.EVERYONE)

    def month_address(self, month: date) -> str:
        return reverse("appointments:move", args=[self.token], query={"monat": f"{month:%Y-%m}"})

    def day_address(self, day: date) -> str:
        return reverse("appointments:move_day", args=[self.token, day])

    def take(self, *, start: datetime, attempt: UUID, now: datetime) -> str:
        return tickets.path(services.move_appointment(appointment=self.appointment, start=start, now=now))


@dataclass(frozen=True)
class TakeAtDoor:
    """One of today's places, for somebody who stands at the office."""

    code: str
    concern: Concern
    persons: int
    kind: str = "door"

    @property
    def visit(self) -> Visit:
        return Visit(self.concern, self.persons, Channel.DOOR)

    def month_address(self, month: date) -> str:
        return BookFromHome(self.concern, self.persons).month_address(month)

    def day_address(self, day: date) -> str:
        query = {"personen": self.persons}
        return reverse("appointments:door_times", args=[self.code, self.concern.slug], query=query)

    def take(self, *, start: datetime, attempt: UUID, now: datetime) -> str:
        hold = holds.hold_place(visit=self.visit, start=start, attempt=attempt, now=now)
        return reverse("appointments:person", args=[holds.token(hold)])
